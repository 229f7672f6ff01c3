"""The legal clocks of cases: from what happened to the dates by which it must be answered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, select

from models import CalendarDay, Case, CaseEvent, Deadline, Petition, PetitionCase
from models.enums import Kind, Step
from services import calendar_years, clock, clock_keeping, rule_versions
from services.case_clocks import ClockFields, ClockRow, clock_fields, happened_by_days, run_clocks
from services.case_course import RECEIVE, Course, Finding, Happening, happenings
from services.case_replay import replay
from services.clock_basis import OUT_OF_COMPETENCE
from services.clock_choice import CaseFacts, run_clock, shipped_clocks
from services.clock_keeping import place_of
from services.deadlines import ClockResult
from services.rule_overlay import table_of
from services.working_days import (
    RULES_FOLDER,
    VERIFIED,
    CalendarYear,
    Override,
    WorkingCalendar,
    build_calendar,
    load_overrides,
)

__all__ = [
    "ClockFields",
    "ClockRow",
    "Happening",
    "calendar",
    "clock_fields",
    "handling_deadline",
    "happened_by_days",
    "restart_clocks",
    "run_clocks",
]


# What of a case itself its course may ask for, where events are missing.
KNOWN = (
    Case.kind,
    Case.instance,
    Case.complexity,
    Case.remote,
    Case.state,
    Case.state_before,
    Case.outcome,
    Case.received_on,
    Case.accepted_on,
    Case.decided_on,
)


def calendar(session: Session, *, also: Override | None = None) -> WorkingCalendar:
    """The shipped calendar with the administrator's days and years laid over it; built once per content.

    `also` is a day that is only being considered.
    """
    days = session.exec(select(CalendarDay).order_by(col(CalendarDay.day)))
    return _calendar(
        tuple(
            (d.day, d.is_working, d.reason, d.letter_number, VERIFIED if d.is_verified else "D") for d in days
        ),
        tuple(calendar_years.years(session)),
        also,
    )


@lru_cache(maxsize=8)
def _calendar(
    days: tuple[tuple[date, bool, str, str, str], ...],
    years: tuple[CalendarYear, ...],
    also: Override | None,
) -> WorkingCalendar:
    overrides = {one.day: one for one in load_overrides(RULES_FOLDER / "calendar.csv")}
    overrides |= {day[0]: Override(*day) for day in days}
    if also is not None:
        overrides[also.day] = also
    return build_calendar(years, overrides.values())


def handling_deadline(
    session: Session,
    kind: Kind,
    *,
    received_on: date,
    instance: int = 1,
    disciplinary: bool = False,
    further: bool = False,
    in_competence: bool | None = None,
) -> ClockResult | None:
    """By when a petition received on that day must be handled; None where the law sets no term."""
    variant = OUT_OF_COMPETENCE if in_competence is False else ""
    facts = CaseFacts(kind, instance, disciplinary, further, variant=variant)
    return run_clock(Step.HANDLING, facts, received_on, calendar(session), rules=rule_versions.table(session))


def facts_of(session: Session, case: Case) -> CaseFacts:
    """What decides which terms apply before anything is found out; competence is that of the first petition.

    A part of a mixed petition that is of another kind has a competence of its own, not yet known.
    """
    in_competence = session.exec(
        select(Petition.in_competence)
        .join(PetitionCase, col(PetitionCase.petition_id) == col(Petition.id))
        .where(PetitionCase.case_id == case.id, Petition.kind == case.kind)
        .order_by(col(Petition.id))
        .limit(1)
    ).first()
    return base_facts(case.kind, case.instance, case.disciplinary, case.further, in_competence)


def base_facts(
    kind: Kind, instance: int, disciplinary: bool, further: bool, in_competence: bool | None
) -> CaseFacts:
    """The facts of a case that never change, and whether it is ours to settle."""
    variant = OUT_OF_COMPETENCE if in_competence is False else ""
    return CaseFacts(kind, instance, disciplinary, further, variant=variant)


def events_of(session: Session, case: Case) -> list[CaseEvent]:
    """All events of a case in the order in which they were entered."""
    return list(
        session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.id)))
    )


def course_of(case: Case, events: Sequence[CaseEvent]) -> Course:
    """The course of a case by its events; days without an event behind them count as if they had one.

    A receipt that says nothing about complexity and remoteness stands for what the case says.
    """
    return course_from(case, happenings(events))


def course_from(case: Case | Row[Any], happened: list[Happening]) -> Course:
    """As `course_of`, from what happened; the case may be a row with the columns of `KNOWN`."""
    own = {id(one) for one in happened}
    has_receipt = any(one.action == RECEIVE for one in happened)
    if not has_receipt:
        recorded = {one.action for one in happened}
        known = happened_by_days(
            case.kind,
            received_on=case.received_on,
            accepted_on=case.accepted_on,
            decided_on=case.decided_on,
            outcome=case.outcome,
        )
        happened = [one for one in known if one.action not in recorded] + happened
    base = Finding(case.complexity, case.remote)
    happened = [
        replace(one, finding=base) if one.action == RECEIVE and one.finding is None else one
        for one in happened
    ]
    course = replay(case.kind, case.instance, happened)
    if not has_receipt and not any(id(placed.one) in own for placed in course.path):
        course.state, course.state_before = case.state, case.state_before
    return course


def explained(session: Session, case: Case, course: Course | None = None) -> ClockFields:
    """The clocks of a case with the days they skipped, under the versions they are pinned to.

    Give a `course` to learn what its clocks would be if it were the case's history. Dates that
    await a decision (`Recount`) are the stored ones, with what today would give beside.
    """
    deadlines, events = deadlines_of(session, case), events_of(session, case)
    course = course_of(case, events) if course is None else course
    entered = rule_versions.entered(session)
    return run_clocks(
        facts_of(session, case),
        course,
        calendar(session),
        rules=table_of(entered),
        pins=clock_keeping.pins_of(deadlines),
        held=clock_keeping.held_by(deadlines),
        known=clock_keeping.known_tables(entered, course, events, shipped_clocks()),
    )


def deadlines_of(session: Session, case: Case) -> list[Deadline]:
    """The standing deadlines of a case."""
    return list(
        session.exec(select(Deadline).where(Deadline.case_id == case.id, col(Deadline.dropped_at).is_(None)))
    )


def restart_clocks(session: Session, case: Case, *, today: date, course: Course | None = None) -> ClockFields:
    """Derive the deadlines of a case from its events, and copy the current one to the case.

    A deadline that no longer follows from the events is dropped, never deleted; one that
    still does keeps the version of its rule.
    """
    fields = explained(session, case, course)
    rules = rule_versions.table(session)
    kept = {place_of(deadline): deadline for deadline in deadlines_of(session, case)}
    for row in fields.rows:
        if not row.mandatory:
            continue
        dates = row.dates
        deadline = kept.pop((row.step, dates.rule_id, dates.started_on), None)
        if deadline is None:
            deadline = Deadline(
                case_id=case.id or 0,
                step=Step(row.step),
                rule_id=dates.rule_id,
                rule_version=dates.version,
                started_on=dates.started_on,
                raw_end=dates.raw_end,
                due_on=dates.due_on,
                target_on=dates.target_on,
            )
            session.add(deadline)
        before = (deadline.raw_end, deadline.due_on, deadline.target_on)
        deadline.raw_end, deadline.due_on, deadline.target_on = dates.raw_end, dates.due_on, dates.target_on
        deadline.recount = clock_keeping.recount_after(deadline, before, rules)
        deadline.paused_days, deadline.extensions = dates.paused_days, dates.extensions
        deadline.met_on = row.met_on
    for deadline in kept.values():
        deadline.dropped_at = clock.local_midnight(today)
    case.step, case.due_on, case.target_on = fields.step, fields.due_on, fields.target_on
    case.settled_in_time = fields.settled_in_time
    session.flush()
    return fields
