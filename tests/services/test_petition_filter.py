"""The shared filter narrows a list of petitions and shows nothing that was not seen before."""

from datetime import date

import pytest

from models.enums import CaseState, Kind, Role
from services import petition_filter, petition_lists
from services.filters import Filter, Status
from services.petition_lists import PetitionView
from tests.builders import TODAY


def found(session, actor, wanted: Filter) -> list[str]:
    narrowed = petition_filter.conditions(session, wanted, actor=actor, today=TODAY)
    page = petition_lists.list_page(session, PetitionView.LATEST, actor=actor, narrowed=narrowed)
    assert page.total == len(page.rows)
    return sorted(row.petition.code for row in page.rows)


@pytest.fixture
def world(session, build):
    """Three petitions: in a unit below, of another kind and place, and of a suspended case."""
    unit = build.unit("Chi cục", parent=build.department())
    below = build.unit("Đội", parent=unit)
    field, commune = build.subject_field(), build.commune()
    build.petition(code="2026-00001", unit=below, received_on=date(2026, 10, 1))
    build.petition(code="2026-00002", kind=Kind.RECOMMENDATION, field_id=field.id, commune_id=commune.id)
    suspended = build.petition(code="2026-00003")
    build.case(petition=suspended, state=CaseState.SUSPENDED)
    return unit, field, commune


def test_each_part_of_the_filter_narrows(session, build, world) -> None:
    unit, field, commune = world
    director = build.actor(Role.DIRECTOR)

    assert found(session, director, Filter()) == ["2026-00001", "2026-00002", "2026-00003"]
    for wanted, codes in (
        (Filter(unit_id=unit.id), ["2026-00001"]),
        (Filter(start=date(2026, 10, 1), end=date(2026, 10, 1)), ["2026-00001"]),
        (Filter(start=date(2026, 10, 2)), ["2026-00002", "2026-00003"]),
        (Filter(kinds=frozenset({Kind.RECOMMENDATION})), ["2026-00002"]),
        (Filter(field_ids=frozenset({field.id})), ["2026-00002"]),
        (Filter(commune_ids=frozenset({commune.id})), ["2026-00002"]),
        (Filter(status=Status.SUSPENDED), ["2026-00003"]),
        (Filter(states=frozenset({CaseState.SUSPENDED})), ["2026-00003"]),
        (Filter(status=Status.CLOSED), []),
    ):
        assert found(session, director, wanted) == codes


def test_a_filter_gives_no_right(session, build, world) -> None:
    unit, _field, _commune = world
    officer = build.actor(Role.OFFICER, unit=build.unit("Phòng khác", parent=build.department()))

    assert found(session, officer, Filter()) == []
    assert found(session, officer, Filter(unit_id=unit.id)) == []
    assert found(session, officer, Filter(status=Status.SUSPENDED)) == []
