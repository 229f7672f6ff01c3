"""The filter offers only what the actor's figures cover, and a link is clipped to it with a word."""

from datetime import date

import pytest

from models.enums import Kind, Role, UnitKind
from services import choices
from services.filters import Filter
from tests.builders import TODAY


def test_the_tree_is_that_of_the_actors_figures(session, build) -> None:
    root = build.department()
    trade, energy = build.unit("Phòng Thương mại", parent=root), build.unit("Phòng Năng lượng", parent=root)
    build.unit("Đội 1", parent=trade)
    build.unit("UBND tỉnh", kind=UnitKind.OUTSIDE)
    director, head = build.actor(Role.DIRECTOR), build.actor(Role.UNIT_HEAD, unit=trade)

    whole = choices.offered(session, actor=director, today=TODAY)
    part = choices.offered(session, actor=head, today=TODAY)

    assert [(unit.depth, unit.name) for unit in whole.units] == [
        (0, "Sở Công Thương"),
        (1, "Phòng Năng lượng"),
        (1, "Phòng Thương mại"),
        (2, "Đội 1"),
    ]
    assert [(unit.depth, unit.name) for unit in part.units] == [(0, "Phòng Thương mại"), (1, "Đội 1")]
    assert whole.is_whole
    assert not part.is_whole
    assert energy.id not in {unit.id for unit in part.units}


def test_an_ended_unit_gives_way_to_its_successor(session, build) -> None:
    root = build.department()
    new = build.unit("Phòng Pháp chế", parent=root)
    between = build.unit("Phòng Thanh tra", parent=root, valid_to=date(2025, 12, 31), successor_id=new.id)
    old = build.unit("Thanh tra Sở", parent=root, valid_to=date(2025, 6, 30), successor_id=between.id)
    lists = choices.offered(session, actor=build.actor(Role.DIRECTOR), today=TODAY)

    filter, notices = choices.clipped(Filter(unit_id=old.id), lists, today=TODAY)

    assert filter.unit_id == new.id
    assert [notice.values for notice in notices] == [{"unit": "Phòng Pháp chế"}]


def test_a_unit_of_somebody_else_and_an_unknown_one_look_alike(session, build) -> None:
    root = build.department()
    mine, other = build.unit(parent=root), build.unit(parent=root)
    lists = choices.offered(session, actor=build.actor(Role.UNIT_HEAD, unit=mine), today=TODAY)

    forbidden = choices.clipped(Filter(unit_id=other.id), lists, today=TODAY)
    unknown = choices.clipped(Filter(unit_id=999_999), lists, today=TODAY)

    assert forbidden == unknown
    assert forbidden[0].unit_id is None
    assert len(forbidden[1]) == 1


def test_unknown_fields_and_communes_are_left_out_with_a_word(session, build) -> None:
    field, commune = build.subject_field(), build.commune()
    lists = choices.offered(session, actor=build.actor(Role.DIRECTOR), today=TODAY)
    wanted = Filter(
        field_ids=frozenset({field.id, 900}),
        commune_ids=frozenset({commune.id, 901}),
        kinds=frozenset({Kind.COMPLAINT}),
    )

    filter, notices = choices.clipped(wanted, lists, today=TODAY)

    assert (filter.field_ids, filter.commune_ids) == (frozenset({field.id}), frozenset({commune.id}))
    assert filter.kinds == {Kind.COMPLAINT}
    assert len(notices) == 1


@pytest.mark.parametrize(
    ("wanted", "days", "understood"),
    [
        (Filter(), (date(2025, 12, 15), date(2026, 12, 14)), True),
        (Filter(period="m2026-10"), (date(2026, 10, 1), date(2026, 10, 31)), True),
        (Filter(period="nonsense"), (date(2025, 12, 15), date(2026, 12, 14)), False),
        (
            Filter(period="custom", start=date(2026, 3, 1), end=date(2026, 3, 5)),
            (date(2026, 3, 1), date(2026, 3, 5)),
            True,
        ),
        (Filter(start=date(2026, 3, 1), end=date(2026, 3, 5)), (date(2026, 3, 1), date(2026, 3, 5)), True),
        (
            Filter(period="custom", start=date(2026, 3, 5), end=date(2026, 3, 1)),
            (date(2025, 12, 15), date(2026, 12, 14)),
            False,
        ),
        (Filter(period="custom"), (date(2025, 12, 15), date(2026, 12, 14)), False),
    ],
)
def test_a_period_becomes_days_or_the_reporting_year(wanted, days, understood) -> None:
    filter, was_understood = choices.with_days(wanted, today=TODAY)

    assert ((filter.start, filter.end), was_understood) == (days, understood)


def test_the_filter_survives_its_url() -> None:
    filter = Filter(
        unit_id=4,
        period="custom",
        start=date(2026, 1, 1),
        end=date(2026, 2, 1),
        kinds=frozenset({Kind.COMPLAINT, Kind.DENUNCIATION}),
        field_ids=frozenset({3, 1}),
    )

    assert Filter.from_query(filter.to_query()) == filter
