"""Outlines are matched with communes, simplified without gaps, and refused in words where they are none."""

import json
from datetime import date

import pytest
from sqlmodel import select

from models import AuditEntry, CommuneOutline
from models.enums import Role
from services.errors import AppError, NotPermitted
from services.filters import Filter
from services.maps import outlines, regions, values
from tests.conftest import NOW, TODAY


def square(x: float, y: float, side: float = 0.1) -> dict:
    """A commune of one square, with a border of many points that no screen tells apart."""
    steps = [i / 50 * side for i in range(51)]
    ring = [[x + s, y] for s in steps] + [[x + side, y + s] for s in steps]
    ring += [[x + side - s, y + side] for s in steps] + [[x, y + side - s] for s in steps]
    return {"type": "Polygon", "coordinates": [ring]}


def file_of(*features: tuple[dict, dict]) -> bytes:
    found = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


@pytest.fixture
def administrator(build):
    return build.actor(Role.ADMINISTRATOR)


def test_an_outline_finds_its_commune_by_code_or_by_name(session, build, administrator) -> None:
    one, two = build.commune("xã An Bình", code="X01"), build.commune("xã Phú Mỹ", code="X02")
    build.commune("xã Chưa Có", code="X03")
    data = file_of(
        ({"MA": "x01"}, square(105.0, 20.0)),
        ({"ten_xa": "Xa PHU MY"}, square(105.1, 20.0)),
        ({"name": "xã Tỉnh Khác"}, square(105.2, 20.0)),
    )

    planned = outlines.take_in(session, data, actor=administrator, now=NOW)

    assert set(planned.outlines) == {one.id, two.id}
    assert planned.without_commune == ["xã Tỉnh Khác"]
    assert planned.without_outline == ["xã Chưa Có"]
    drawn = regions.regions(session, today=TODAY)
    assert (drawn.are_tiles, len(drawn.regions), drawn.unplaced) == (False, 2, 1)
    assert drawn.version == outlines.version(session) == NOW.isoformat()
    assert session.exec(select(AuditEntry.action)).all() == ["map.take_in"]


def test_neighbours_keep_their_common_border_and_lose_useless_points(session, build, administrator) -> None:
    build.commune("xã An Bình", code="X01")
    build.commune("xã Phú Mỹ", code="X02")
    data = file_of(({"code": "X01"}, square(105.0, 20.0)), ({"code": "X02"}, square(105.1, 20.0)))

    outlines.take_in(session, data, actor=administrator, now=NOW)

    left, right = (set(map(tuple, row.rings[0])) for row in outlines.kept(session))
    assert len(left) == len(right) == 4
    assert left & right == {(105.1, 20.0), (105.1, 20.1)}


def test_a_second_file_replaces_the_first_and_tiles_come_back(session, build, administrator) -> None:
    build.commune("xã An Bình", code="X01", tile_row=1, tile_column=2)
    build.commune("xã Phú Mỹ", code="X02")
    outlines.take_in(session, file_of(({"code": "X01"}, square(105, 20))), actor=administrator, now=NOW)
    outlines.take_in(session, file_of(({"code": "X02"}, square(105, 20))), actor=administrator, now=NOW)

    named = [region.name for region in regions.regions(session, today=TODAY).regions]
    outlines.give_up(session, actor=administrator, now=NOW)

    assert named == ["xã Phú Mỹ"]
    tiles = regions.regions(session, today=TODAY)
    assert (tiles.are_tiles, tiles.unplaced) == (True, 1)
    assert [(r.name, r.x, r.y) for r in tiles.regions] == [
        ("xã An Bình", 2.5, -1.5),
        ("xã Phú Mỹ", 0.5, -3.5),
    ]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", outlines.NotGeoJson),
        (b"\xff\xfe\x00", outlines.NotGeoJson),
        (b"[" * 100_000, outlines.NotGeoJson),
        (b'{"features": 7}', outlines.NotGeoJson),
        (b'{"features": [{"geometry": {"type": "Point", "coordinates": [105, 20]}}]}', outlines.NotGeoJson),
        (b'{"features": [{"geometry": {"type": "Polygon", "coordinates": "x"}}]}', outlines.NotGeoJson),
        (file_of(({"code": "X01"}, square(500_000, 2_000_000, 900))), outlines.NotInDegrees),
        (file_of(({"code": "X99"}, square(105, 20))), outlines.NothingMatched),
        (b" " * 31_000_000, outlines.MapTooLarge),
    ],
)
def test_what_is_no_map_is_refused_and_changes_nothing(session, build, administrator, data, refusal) -> None:
    build.commune("xã An Bình", code="X01")

    with pytest.raises(refusal):
        outlines.take_in(session, data, actor=administrator, now=NOW)

    assert issubclass(refusal, AppError)
    assert session.exec(select(CommuneOutline)).all() == []


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.OFFICER, Role.VIEWER])
def test_only_who_edits_lists_may_change_the_map(session, build, role) -> None:
    with pytest.raises(NotPermitted):
        outlines.plan(session, b"", actor=build.actor(role), today=TODAY)
    with pytest.raises(NotPermitted):
        outlines.give_up(session, actor=build.actor(role), now=NOW)


def test_what_an_ended_commune_counted_goes_to_the_one_that_took_it_in(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    new = build.commune("xã Mới", population=20_000)
    middle = build.commune("xã Giữa", valid_to=date(2025, 12, 31), successor_id=new.id)
    old = build.commune("xã Cũ", valid_to=date(2025, 6, 30), successor_id=middle.id)
    for commune in (new, middle, old, old):
        build.case(commune_id=commune.id)
    build.case(commune_id=None)
    session.commit()

    drawn = regions.regions(session, today=TODAY)
    found = values.measured("cases_new", Filter(), drawn, actor=director, today=TODAY)

    assert [region.name for region in drawn.regions] == ["xã Mới"]
    assert found.by_commune == {new.id: 4}
    assert sorted(found.members[new.id]) == sorted([new.id, middle.id, old.id])
    assert found.elsewhere == 1
    assert values.rates(found, drawn) == {new.id: 2.0}
