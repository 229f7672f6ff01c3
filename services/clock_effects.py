"""Which stored clocks other rules or another calendar would count otherwise, and marking them so.

Nothing here gives a clock another date: what differs is marked and waits for an administrator.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from sqlalchemy import ColumnElement, and_, false, update
from sqlmodel import Session, SQLModel, col

from models import Case, Deadline, Petition
from models.enums import Recount
from services import audit, clock_recounts, clocks, rule_versions
from services.clock_counting import Touched
from services.legal_rules import RuleTable
from services.permissions import Actor, Permission, require
from services.working_days import WorkingCalendar

CHUNK = 2_000


def by_rules(session: Session, rule_id: str, rules: RuleTable) -> list[Touched]:
    """The open clocks of a rule for which `rules` choose another version than they are pinned to."""
    another = (_pinned_to_another(version) for version in rules.versions(rule_id))
    wanted = (col(Deadline.rule_id) == rule_id) & _any(another) & open_clock()
    calendar = clocks.calendar(session)
    touched = clock_recounts.deadlines(session, wanted, rules, calendar)
    touched += clock_recounts.petitions(session, col(Petition.handling_rule_id) == rule_id, rules, calendar)
    # What the calendar alone would change is another matter.
    return [one for one in touched if one.by_rule]


def by_calendar(session: Session, days: Sequence[date], calendar: WorkingCalendar) -> list[Touched]:
    """The clocks that span one of the days and that `calendar` counts otherwise, open or not.

    Each under its own version of its rule.
    """
    rules = rule_versions.table(session)
    spans = _any((col(Deadline.started_on) < day) & (col(Deadline.due_on) >= day) for day in days)
    waits = _any((col(Petition.received_on) < day) & (col(Petition.handling_due_on) >= day) for day in days)
    return clock_recounts.deadlines(session, spans, rules, calendar, pinned=True) + clock_recounts.petitions(
        session, waits, rules, calendar, pinned=True
    )


def waiting(
    session: Session,
    deadline_ids: Sequence[int] | None = None,
    petition_ids: Sequence[int] | None = None,
) -> list[Touched]:
    """The open clocks that wait for a decision, with what rules and calendar of today give.

    With ids only those of them that still wait.
    """
    rules, calendar = rule_versions.table(session), clocks.calendar(session)
    marked = (col(Deadline.recount) == Recount.WAITING) & open_clock()
    of_petitions: ColumnElement[bool] = col(Petition.handling_recount) == Recount.WAITING
    if deadline_ids is not None:
        marked = marked & col(Deadline.id).in_(deadline_ids)
    if petition_ids is not None:
        of_petitions = and_(of_petitions, col(Petition.id).in_(petition_ids))
    return clock_recounts.deadlines(
        session, marked, rules, calendar, everything=True
    ) + clock_recounts.petitions(session, of_petitions, rules, calendar, everything=True)


def mark(session: Session, touched: Iterable[Touched]) -> int:
    """Let open clocks wait for a decision and keep the others as they were; returns how many wait."""
    found = list(touched)
    for state, is_open in ((Recount.WAITING, True), (Recount.KEPT, False)):
        chosen = [one for one in found if one.is_open is is_open]
        _write(session, Deadline, "recount", [one.deadline_id for one in chosen], state)
        _write(session, Petition, "handling_recount", [one.petition_id for one in chosen], state)
    return sum(1 for one in found if one.is_open)


def mark_all(session: Session) -> int:
    """Mark every open clock that rules or calendar of today count otherwise; returns how many are new."""
    rules, calendar = rule_versions.table(session), clocks.calendar(session)
    unmarked = open_clock() & col(Deadline.recount).is_(None)
    found = clock_recounts.deadlines(session, unmarked, rules, calendar)
    found += clock_recounts.petitions(session, col(Petition.handling_recount).is_(None), rules, calendar)
    return mark(session, found)


def recheck(session: Session, *, actor: Actor, now: datetime) -> int:
    """`mark_all` when somebody asks for it, with its entry on the trail; returns how many are marked."""
    require(actor, Permission.RULE_EDIT)
    marked = mark_all(session)
    audit.write(session, "marked_clocks", actor=actor, now=now, subject="clocks", marked=marked)
    session.flush()
    return marked


def unmark_settled(session: Session) -> int:
    """Take the mark off open clocks that rules and calendar give their own dates again; how many."""
    settled = [one for one in waiting(session) if not one.differs]
    _write(session, Deadline, "recount", [one.deadline_id for one in settled], None)
    _write(session, Petition, "handling_recount", [one.petition_id for one in settled], None)
    return len(settled)


def open_clock() -> ColumnElement[bool]:
    """A deadline that still runs in a case that stands."""
    return col(Deadline.met_on).is_(None) & col(Case.closed_on).is_(None)


def _pinned_to_another(version: Any) -> ColumnElement[bool]:
    days = col(Deadline.started_on)
    within: ColumnElement[bool] = days >= version.effective_from
    if version.effective_to is not None:
        within = within & (days <= version.effective_to)
    return and_(within, col(Deadline.rule_version) != version.version)


def _any(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    return reduce(or_, conditions, false())


def _write(
    session: Session, model: type[SQLModel], column: str, ids: list[int | None], state: Recount | None
) -> None:
    """The mark alone, in bulk: neither facts nor lists read it."""
    wanted = [row_id for row_id in ids if row_id is not None]
    session.flush()
    for start in range(0, len(wanted), CHUNK):
        rows = model.id.in_(wanted[start : start + CHUNK])  # type: ignore[attr-defined]
        session.execute(
            update(model).where(rows).values({column: state}),
            execution_options={"synchronize_session": "fetch"},
        )
