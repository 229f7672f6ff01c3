"""Counts stored clocks anew, many at a time, and tells those for which the answer is another."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models import Case, CaseEvent, Deadline, Petition, PetitionCase
from models.enums import Step
from services import clocks, handling_clock
from services.clock_choice import shipped_clocks
from services.clock_counting import Touched, counted
from services.legal_rules import RuleTable
from services.transitions import ClockEffect
from services.workflow_rules import shipped_workflow
from services.working_days import WorkingCalendar

CHUNK = 1_000
_COLUMNS: tuple[Any, ...] = (
    *(getattr(Deadline, name) for name in ("id", "case_id", "step", "rule_id", "rule_version")),
    *(getattr(Deadline, name) for name in ("started_on", "raw_end", "due_on", "target_on")),
    *(getattr(Deadline, name) for name in ("extensions", "met_on")),
    *(getattr(Case, name) for name in ("kind", "unit_id", "officer_id", "closed_on")),
)


def deadlines(
    session: Session,
    wanted: ColumnElement[bool],
    rules: RuleTable,
    calendar: WorkingCalendar,
    *,
    pinned: bool = False,
    everything: bool = False,
) -> list[Touched]:
    """The standing deadlines of a condition that come to other dates or another version.

    `pinned` keeps each one's version, so that only the calendar speaks; `everything` also
    returns those that come to the same.
    """
    statement = (
        columns(*_COLUMNS)
        .join(Case, col(Case.id) == col(Deadline.case_id))
        .where(wanted, col(Deadline.dropped_at).is_(None), col(Case.voided_at).is_(None))
        .order_by(col(Deadline.id))
    )
    rows = session.execute(statement).all()
    pauses = _pauses_of(session, {row.case_id for row in rows if row.step in _pausing_steps()})
    found = []
    for row in rows:
        version, dates, against = counted(
            row.rule_id,
            row.rule_version,
            row.started_on,
            rules,
            calendar,
            extensions=row.extensions,
            pauses=pauses.get(row.case_id, ()) if row.step in _pausing_steps() else (),
            pinned=pinned,
        )
        touched = Touched(
            deadline_id=row.id,
            petition_id=None,
            case_id=row.case_id,
            kind=row.kind,
            unit_id=row.unit_id,
            officer_id=row.officer_id,
            step=row.step,
            rule_id=row.rule_id,
            version=row.rule_version,
            stored=(row.raw_end, row.due_on, row.target_on),
            new_version=version,
            counted=dates,
            is_open=row.met_on is None and row.closed_on is None,
            against=against,
        )
        if everything or touched.differs:
            found.append(touched)
    return found


def petitions(
    session: Session,
    wanted: ColumnElement[bool],
    rules: RuleTable,
    calendar: WorkingCalendar,
    *,
    pinned: bool = False,
    everything: bool = False,
) -> list[Touched]:
    """The same for petitions that wait for their handling and whose clock no case has."""
    in_a_case = (
        select(PetitionCase.petition_id)
        .join(Deadline, col(Deadline.case_id) == col(PetitionCase.case_id))
        .where(
            PetitionCase.petition_id == Petition.id,
            Deadline.step == Step.HANDLING,
            Deadline.started_on == Petition.received_on,
            col(Deadline.dropped_at).is_(None),
        )
    )
    statement = select(Petition).where(
        wanted,
        col(Petition.handling_due_on).is_not(None),
        col(Petition.handled_on).is_(None),
        col(Petition.voided_at).is_(None),
        ~in_a_case.exists(),
    )
    found = []
    for petition in session.exec(statement.order_by(col(Petition.id))):
        touched = _of_petition(session, petition, rules, calendar, pinned=pinned)
        if touched is not None and (everything or touched.differs):
            found.append(touched)
    return found


def _of_petition(
    session: Session, petition: Petition, rules: RuleTable, calendar: WorkingCalendar, *, pinned: bool
) -> Touched | None:
    rule_id, version = petition.handling_rule_id, petition.handling_rule_version
    if rule_id is None or version is None:
        term = handling_clock.term_in_force(session, petition)
        if term is None:
            return None
        rule_id, version = term.rule.id, term.rule.version
    new_version, dates, against = counted(
        rule_id, version, petition.received_on, rules, calendar, pinned=pinned
    )
    due_on = petition.handling_due_on or petition.received_on
    target_on = petition.handling_target_on or due_on
    return Touched(
        deadline_id=None,
        petition_id=petition.id,
        case_id=None,
        kind=petition.kind,
        unit_id=petition.unit_id,
        officer_id=petition.officer_id,
        step=Step.HANDLING,
        rule_id=rule_id,
        version=version,
        # A petition keeps no bare count: the day it is due stands for it.
        stored=(due_on, due_on, target_on),
        new_version=new_version,
        counted=(dates[1], dates[1], dates[2]) if dates else None,
        against=against,
    )


@lru_cache(maxsize=1)
def _pausing_steps() -> frozenset[str]:
    return frozenset(clock.step for clock in shipped_clocks().clocks if clock.pauses)


@lru_cache(maxsize=1)
def _pausing_actions() -> tuple[str, ...]:
    return tuple({t.action for t in shipped_workflow().transitions if t.effect is ClockEffect.PAUSE})


def _pauses_of(session: Session, case_ids: set[int]) -> dict[int, tuple[tuple[date, date], ...]]:
    """The suspensions of those of the cases that were suspended at all."""
    ordered = sorted(case_ids)
    suspended: list[int] = []
    for start in range(0, len(ordered), CHUNK):
        part = col(CaseEvent.case_id).in_(ordered[start : start + CHUNK])
        actions = col(CaseEvent.action).in_(_pausing_actions())
        suspended += session.exec(select(CaseEvent.case_id).where(part, actions).distinct())
    found = {}
    for case_id in suspended:
        case = session.get_one(Case, case_id)
        found[case_id] = tuple(clocks.course_of(case, clocks.events_of(session, case)).pauses)
    return found
