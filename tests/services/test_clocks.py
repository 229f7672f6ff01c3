"""Clocks of cases: derived from events, copied to the case, the same in bulk and one by one."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from models import CalendarDay, CaseEvent, Deadline
from models.enums import CaseOutcome, CaseState, Complexity, Kind, Role, Step
from services import clocks
from services.case_course import Happening
from services.working_days import shipped_calendar
from tests.conftest import NOW, TODAY

CALENDAR = shipped_calendar()


def day(text: str) -> date:
    return datetime.strptime(text + " +0000", "%d/%m/%Y %z").date()


def happened(*steps: tuple[str, str]) -> list[Happening]:
    return [Happening(action, day(on)) for action, on in steps]


def tell(session, case, *steps: tuple[str, str], by: int) -> None:
    """Events as they are entered, one after another."""
    for action, on in steps:
        session.add(
            CaseEvent(case_id=case.id, action=action, happened_on=day(on), entered_at=NOW, entered_by_id=by)
        )
        session.flush()


def test_a_new_complaint_waits_for_handling_in_seven_working_days() -> None:
    fields = clocks.clock_fields(Kind.COMPLAINT, happened(("receive", "02/11/2026")), CALENDAR)

    assert (fields.step, fields.due_on, fields.target_on) == (
        Step.HANDLING,
        day("11/11/2026"),
        day("11/11/2026"),
    )
    assert fields.settled_in_time is None
    assert fields.rows[0].dates.rule_id == "KN-ACC1"


def test_settlement_runs_from_acceptance_and_then_sending_publication_enforcement() -> None:
    accepted = happened(("receive", "02/11/2026"), ("accept", "05/11/2026"))
    decided = [*accepted, *happened(("decide", "01/12/2026"))]
    sent = [*decided, *happened(("send", "03/12/2026"))]
    published = [*sent, *happened(("publish", "10/12/2026"))]

    def current(steps: list[Happening]) -> tuple[Step | None, date | None]:
        fields = clocks.clock_fields(Kind.COMPLAINT, steps, CALENDAR)
        return fields.step, fields.due_on

    assert current(accepted) == (Step.SETTLEMENT, day("07/12/2026"))
    assert current(decided) == (Step.SENDING, day("04/12/2026"))
    assert current(sent) == (Step.PUBLICATION, day("16/12/2026"))
    # Legal effect on 01/01/2027, a holiday; five working days after it.
    assert current(published) == (Step.ENFORCEMENT, day("08/01/2027"))


@pytest.mark.parametrize(("decided", "in_time"), [("07/12/2026", True), ("08/12/2026", False)])
def test_a_decision_is_in_time_up_to_its_due_day(decided: str, in_time: bool) -> None:
    steps = happened(("receive", "02/11/2026"), ("accept", "05/11/2026"), ("decide", decided))

    assert clocks.clock_fields(Kind.COMPLAINT, steps, CALENDAR).settled_in_time is in_time


def test_no_clock_runs_while_a_case_is_suspended_and_the_days_are_added_after() -> None:
    steps = happened(("receive", "02/11/2026"), ("accept", "05/11/2026"), ("suspend", "16/11/2026"))
    resumed = [*steps, *happened(("resume", "26/11/2026"))]

    fields = clocks.clock_fields(Kind.COMPLAINT, steps, CALENDAR)
    after = clocks.clock_fields(Kind.COMPLAINT, resumed, CALENDAR)

    assert (fields.step, fields.due_on) == (None, None)
    # Ten days stood still: 05/12 becomes 15/12.
    assert (after.step, after.due_on) == (Step.SETTLEMENT, day("15/12/2026"))
    assert after.rows[1].dates.paused_days == 10


def test_a_case_that_was_late_before_its_suspension_stays_late() -> None:
    steps = happened(("receive", "01/09/2026"), ("accept", "03/09/2026"), ("suspend", "16/11/2026"))

    fields = clocks.clock_fields(Kind.COMPLAINT, steps, CALENDAR)

    assert (fields.step, fields.due_on) == (Step.SETTLEMENT, day("05/10/2026"))


def test_extensions_lengthen_the_settlement_of_a_denunciation() -> None:
    steps = happened(("receive", "01/09/2026"), ("accept", "07/09/2026"), ("extend", "01/10/2026"))

    fields = clocks.clock_fields(Kind.DENUNCIATION, steps, CALENDAR, complexity=Complexity.COMPLEX)

    assert fields.due_on == day("06/11/2026")
    assert fields.rows[1].dates.extensions == 1


def test_a_closed_case_has_no_running_clock_and_keeps_only_met_ones() -> None:
    steps = clocks.happened_by_days(
        Kind.COMPLAINT,
        received_on=day("02/11/2026"),
        accepted_on=day("05/11/2026"),
        decided_on=day("01/12/2026"),
        outcome=CaseOutcome.RIGHT,
        sent_on=day("02/12/2026"),
        closed_on=day("20/12/2026"),
    )

    fields = clocks.clock_fields(Kind.COMPLAINT, steps, CALENDAR)

    assert fields.step is None
    assert [(row.step, row.met_on) for row in fields.rows if row.mandatory] == [
        ("handling", day("05/11/2026")),
        ("settlement", day("01/12/2026")),
        ("sending", day("02/12/2026")),
    ]


def test_a_denunciation_out_of_competence_is_forwarded_in_five_working_days(session) -> None:
    inside = clocks.handling_deadline(session, Kind.DENUNCIATION, received_on=day("02/11/2026"))
    outside = clocks.handling_deadline(
        session, Kind.DENUNCIATION, received_on=day("02/11/2026"), in_competence=False
    )

    assert (inside.rule_id, inside.due_on) == ("TC-INI", day("11/11/2026"))
    assert (outside.rule_id, outside.due_on) == ("TC-FWD", day("09/11/2026"))


def test_a_day_off_of_the_administrator_moves_the_clock(session) -> None:
    before = clocks.handling_deadline(session, Kind.COMPLAINT, received_on=day("02/11/2026"))
    session.add(CalendarDay(day=day("05/11/2026"), is_working=False, reason="Nghỉ bão"))
    session.flush()

    after = clocks.handling_deadline(session, Kind.COMPLAINT, received_on=day("02/11/2026"))

    assert before.due_on == day("11/11/2026")
    assert after.due_on == day("12/11/2026")
    assert (day("05/11/2026"), "Nghỉ bão") in after.skipped
    assert after.unverified == (day("05/11/2026"),)


def test_restarting_copies_the_running_clock_to_the_case_and_keeps_its_deadlines(session, build) -> None:
    by = build.user(Role.OFFICER).id
    case = build.case(received_on=day("02/11/2026"))
    tell(session, case, ("receive", "02/11/2026"), by=by)
    clocks.restart_clocks(session, case, today=TODAY)

    assert (case.step, case.due_on) == (Step.HANDLING, day("11/11/2026"))

    tell(session, case, ("accept", "05/11/2026"), by=by)
    clocks.restart_clocks(session, case, today=TODAY)

    assert (case.step, case.due_on, case.target_on) == (
        Step.SETTLEMENT,
        day("07/12/2026"),
        day("04/12/2026"),
    )
    rows = session.exec(select(Deadline).order_by(Deadline.id)).all()
    assert [(r.step, r.rule_id, r.rule_version, r.met_on) for r in rows] == [
        (Step.HANDLING, "KN-ACC1", 2, day("05/11/2026")),
        (Step.SETTLEMENT, "KN-RES1", 1, None),
    ]


def test_a_deadline_keeps_the_version_it_was_computed_with(session, build) -> None:
    case = build.case(received_on=day("02/11/2026"))
    tell(session, case, ("receive", "02/11/2026"), by=build.user().id)
    clocks.restart_clocks(session, case, today=TODAY)
    deadline = session.exec(select(Deadline)).one()
    deadline.rule_version = 1
    session.flush()

    clocks.restart_clocks(session, case, today=TODAY)

    # Version 1 gave ten calendar days.
    assert (deadline.rule_version, case.due_on) == (1, day("12/11/2026"))


def test_a_case_without_events_runs_by_its_days(session, build) -> None:
    case = build.case(received_on=day("02/11/2026"), accepted_on=day("05/11/2026"), state=CaseState.ACCEPTED)

    clocks.restart_clocks(session, case, today=TODAY)

    assert (case.step, case.due_on) == (Step.SETTLEMENT, day("07/12/2026"))
