"""What is open in a unit that ends passes to its successor; what is done stays where it was done."""

from datetime import date

import pytest
from sqlmodel import select

from models import AuditEntry, CaseEvent, RoleAssignment
from models.enums import CaseOutcome, CaseState, Kind, PetitionOutcome, PetitionState, Role
from services import case_timeline, cases, facts, unit_endings, unit_stock
from services.errors import NotPermitted
from services.filters import Filter
from services.statistics import figure
from services.unit_rules import SuccessorMissing, UnitNotInForce
from services.unit_stock import UnitInForce
from tests.conftest import NOW, TODAY

LAST, FIRST_AFTER = date(2026, 10, 31), date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _no_store_is_left():
    yield
    facts.forget()


@pytest.fixture
def admin(build):
    return build.actor(Role.ADMINISTRATOR)


@pytest.fixture
def two(build):
    root = build.department()
    return build.unit("Thanh tra Sở", parent=root), build.unit("Phòng Pháp chế", parent=root)


def end(session, unit, successor, admin, *, last_day=LAST, move_people=True):
    return unit_endings.end(
        session,
        unit.id,
        last_day=last_day,
        successor_id=successor.id,
        move_people=move_people,
        actor=admin,
        now=NOW,
    )


def test_open_cases_pass_to_the_successor_as_of_the_day_after(session, build, admin, two) -> None:
    old, new = two
    officer = build.user(unit=old)
    case = build.case(unit=old, officer_id=officer.id, received_on=date(2026, 9, 1))

    end(session, old, new, admin)

    assert (case.unit_id, case.officer_id) == (new.id, officer.id)
    event = session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id)).one()
    assert (event.action, event.happened_on) == ("transfer", FIRST_AFTER)
    assert (event.from_unit_id, event.to_unit_id) == (old.id, new.id)
    told = case_timeline.entries(session, case, [event])[0]
    assert (told.what, told.from_unit, told.to_unit) == ("Moved to another unit", old.name, new.name)
    trail = {entry.action: entry for entry in session.exec(select(AuditEntry))}
    assert trail["case.transfer"].details["changes"] == {"unit_id": [old.id, new.id]}
    assert trail["passed_on_stock"].details["cases"] == 1


def test_the_head_of_the_successor_sees_what_passed_on(session, build, admin, two) -> None:
    old, new = two
    plain = build.case(unit=old, received_on=date(2026, 9, 1))
    denunciation = build.case(unit=old, kind=Kind.DENUNCIATION, received_on=date(2026, 9, 1))
    head = build.actor(Role.UNIT_HEAD, unit=new)

    end(session, old, new, admin)

    seen = cases.by_ids(session, [plain.id, denunciation.id], actor=head)
    assert {case.id for case in seen} == {plain.id, denunciation.id}


def test_an_officer_who_does_not_come_along_leaves_the_case_unassigned(session, build, admin, two) -> None:
    old, new = two
    staying_behind, elsewhere = build.user(unit=old), build.user(unit=build.unit(parent=build.department()))
    already_there = build.user(unit=new)
    owned = [
        build.case(unit=old, officer_id=user.id, received_on=date(2026, 9, 1))
        for user in (staying_behind, elsewhere, already_there)
    ]

    end(session, old, new, admin, move_people=False)

    assert [case.officer_id for case in owned] == [None, None, already_there.id]


def test_closed_and_voided_cases_stay_in_the_ended_unit(session, build, admin, two) -> None:
    old, new = two
    closed = build.case(
        unit=old,
        state=CaseState.CLOSED,
        closed_on=date(2026, 11, 5),
        outcome=CaseOutcome.RIGHT,
        received_on=date(2026, 9, 1),
    )
    voided = build.case(unit=old, voided_at=NOW, void_reason="Nhập nhầm", received_on=date(2026, 9, 1))

    end(session, old, new, admin)

    assert (closed.unit_id, voided.unit_id) == (old.id, old.id)
    assert session.exec(select(CaseEvent)).all() == []


def test_only_petitions_that_wait_follow(session, build, admin, two) -> None:
    old, new = two
    officer = build.user(unit=old)
    waiting = build.petition(unit=old, officer_id=officer.id, received_on=date(2026, 10, 30))
    handled = build.petition(
        unit=old,
        state=PetitionState.HANDLED,
        outcome=PetitionOutcome.GUIDE,
        handled_on=date(2026, 10, 30),
        received_on=date(2026, 10, 29),
    )

    end(session, old, new, admin)

    assert (waiting.unit_id, waiting.officer_id, handled.unit_id) == (new.id, officer.id, old.id)
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "passed_on_stock")).one()
    assert trail.details["petition_ids"] == [waiting.id]


def test_the_stock_moves_in_the_figures_and_the_inflow_of_cases_does_not(session, build, admin, two) -> None:
    old, new = two
    build.case(unit=old, received_on=date(2026, 9, 1))
    director = build.actor(Role.DIRECTOR)
    session.commit()

    end(session, old, new, admin)
    session.commit()

    def shown(name, unit, last):
        window = Filter(unit_id=unit.id, start=date(2026, 9, 1), end=last)
        return figure(name, window, actor=director, today=TODAY)

    assert [shown("open", unit, LAST) for unit in two] == [1, 0]
    assert [shown("open", unit, TODAY) for unit in two] == [0, 1]
    assert [shown("cases_new", unit, TODAY) for unit in two] == [1, 0]


def test_an_end_to_come_leaves_everything_until_it_is_passed_on(session, build, admin, two) -> None:
    old, new = two
    last = date(2026, 12, 31)
    case = build.case(unit=old)

    end(session, old, new, admin, last_day=last)
    before = unit_stock.held(session, old.id, actor=admin, today=TODAY)
    with pytest.raises(UnitInForce):
        unit_stock.pass_on_stock(session, old.id, actor=admin, now=NOW, today=TODAY)
    stayed = case.unit_id
    due = unit_stock.held(session, old.id, actor=admin, today=last)
    passed = unit_stock.pass_on_stock(session, old.id, actor=admin, now=NOW, today=last)

    assert (before.cases, before.is_due, stayed) == (1, False, old.id)
    assert (due.successor, due.first_day, due.is_due) == (new.name, date(2027, 1, 1), True)
    assert (passed, case.unit_id) == ((1, 0), new.id)
    assert unit_stock.held(session, old.id, actor=admin, today=last) is None


def test_an_end_today_passes_on_at_once(session, build, admin, two) -> None:
    old, new = two
    officer = build.user(unit=old)
    case = build.case(unit=old, officer_id=officer.id)

    end(session, old, new, admin, last_day=TODAY)

    assert (case.unit_id, case.officer_id) == (new.id, officer.id)
    assert session.exec(select(CaseEvent.happened_on)).one() == date(2026, 11, 24)


def test_what_came_after_the_end_passes_on_no_earlier_than_it_came(session, build, admin, two) -> None:
    old, new = two
    end(session, old, new, admin)
    build.case(unit=old, received_on=date(2026, 11, 9))

    passed = unit_stock.pass_on_stock(session, old.id, actor=admin, now=NOW, today=TODAY)
    again = unit_stock.pass_on_stock(session, old.id, actor=admin, now=NOW, today=TODAY)

    assert (passed, again) == ((1, 0), (0, 0))
    assert session.exec(select(CaseEvent.happened_on)).one() == date(2026, 11, 9)


def test_a_chain_of_ended_units_leads_to_the_one_in_force(session, build, admin, two) -> None:
    old, new = two
    last = build.unit("Văn phòng Sở", parent=build.department())
    end(session, old, new, admin, last_day=date(2026, 6, 30))
    end(session, new, last, admin)
    case = build.case(unit=old, received_on=date(2026, 5, 4))

    unit_stock.pass_on_stock(session, old.id, actor=admin, now=NOW, today=TODAY)

    events = session.exec(select(CaseEvent).order_by(CaseEvent.id)).all()
    told = [(event.from_unit_id, event.to_unit_id, event.happened_on) for event in events]
    assert told == [(old.id, new.id, date(2026, 7, 1)), (new.id, last.id, FIRST_AFTER)]
    assert case.unit_id == last.id


def test_what_cannot_be_passed_on_is_refused(session, build, admin, two) -> None:
    old, new = two
    orphan = build.unit(parent=build.department(), valid_to=LAST)
    build.case(unit=orphan)
    end(session, old, new, admin)
    new.valid_to = date(2026, 11, 10)
    build.case(unit=old)

    with pytest.raises(SuccessorMissing):
        unit_stock.pass_on_stock(session, orphan.id, actor=admin, now=NOW, today=TODAY)
    with pytest.raises(UnitNotInForce):
        unit_stock.pass_on_stock(session, old.id, actor=admin, now=NOW, today=TODAY)
    with pytest.raises(NotPermitted):
        unit_stock.pass_on_stock(session, old.id, actor=build.actor(Role.DIRECTOR), now=NOW, today=TODAY)
    with pytest.raises(NotPermitted):
        unit_stock.held(session, old.id, actor=build.actor(Role.DIRECTOR), today=TODAY)


def test_an_ended_unit_with_nothing_open_has_nothing_to_show(session, build, admin, two) -> None:
    old, new = two
    build.user(unit=old)

    end(session, old, new, admin)

    assert unit_stock.held(session, old.id, actor=admin, today=TODAY) is None
    actions = session.exec(select(AuditEntry.action)).all()
    assert "passed_on_stock" not in actions
    assert len(session.exec(select(RoleAssignment).where(RoleAssignment.unit_id == new.id)).all()) == 1
