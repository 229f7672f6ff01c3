"""Why a legal date is what it is, as data: sentences with their values, papers, pauses, skipped days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models import Case, CaseEvent, Petition
from services import clocks, handling_clock, rule_versions
from services.case_clocks import ClockFields, ClockRow
from services.case_course import standing
from services.clock_choice import CaseFacts, shipped_clocks
from services.deadlines import ClockResult
from services.explanation_events import (
    DaysNotCounted,
    ExtensionRow,
    PauseRow,
    Start,
    extension_rows,
    pause_rows,
    start_of_case_clock,
    start_of_petition,
)
from services.explanation_words import Sentence, sentences
from services.handling_clock import HandlingTerm
from services.legal_rules import Rule, RuleTable
from services.term_counting import SUSPENDED_DAY
from services.working_days import VERIFIED

__all__ = [
    "DaysNotCounted",
    "Explanation",
    "ExtensionRow",
    "PauseRow",
    "Sentence",
    "of_case",
    "of_petition",
    "of_term",
]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One legal date with all that it rests on; screens and paper word it, nobody recomputes it.

    `step` is the clock's name in `rules/clocks.csv`. `sentences` are in reading order. `is_verified`
    is false where the rule or a day of the calendar still waits for an official's word,
    `is_estimated` true where the first day comes from a register that nobody has confirmed.
    """

    step: str
    rule_id: str
    version: int
    basis: str
    started_on: date
    raw_end: date
    due_on: date
    target_on: date
    met_on: date | None
    is_verified: bool
    is_estimated: bool
    sentences: tuple[Sentence, ...]
    extensions: tuple[ExtensionRow, ...] = ()
    pauses: tuple[PauseRow, ...] = ()
    skipped: tuple[DaysNotCounted, ...] = ()


def of_case(
    session: Session,
    case: Case,
    *,
    events: Sequence[CaseEvent] | None = None,
    fields: ClockFields | None = None,
) -> dict[str, Explanation]:
    """Every clock of a case by its step; the caller has found the case for the actor."""
    happened = standing(clocks.events_of(session, case) if events is None else events)
    fields = fields or clocks.explained(session, case)
    facts, rules = clocks.facts_of(session, case), rule_versions.table(session)
    return {row.step: _of_row(session, case, row, fields, facts, happened, rules) for row in fields.rows}


def of_petition(session: Session, petition: Petition) -> Explanation | None:
    """The handling term of a petition; None where the law sets none. The caller may see the petition."""
    term = handling_clock.term_of(session, petition)
    if term is None:
        return None
    return _explained(
        "handling",
        term.result,
        term.rule,
        start_of_petition(petition),
        met_on=petition.handled_on,
        is_estimated=petition.is_estimated,
    )


def of_term(term: HandlingTerm) -> Explanation:
    """The handling term of a petition that is still being entered."""
    return _explained("handling", term.result, term.rule, Start(term.result.started_on, is_stamp=True))


def _of_row(
    session: Session,
    case: Case,
    row: ClockRow,
    fields: ClockFields,
    facts: CaseFacts,
    happened: list[CaseEvent],
    rules: RuleTable,
) -> Explanation:
    clock = shipped_clocks().clock(row.step, facts)
    trigger = None
    if clock is not None and clock.trigger_step:
        trigger = next((one for one in fields.rows if one.step == clock.trigger_step), None)
    extensions: tuple[ExtensionRow, ...] = ()
    pauses: tuple[PauseRow, ...] = ()
    rule = rules.pinned(row.dates.rule_id, row.dates.version, on=row.dates.started_on)
    if clock is not None and clock.extends:
        extensions = extension_rows(case, happened, row.dates, days=rule.extension_days)
    if clock is not None and clock.pauses:
        pauses = pause_rows(case, happened, row.dates, rule, clocks.calendar(session))
    return _explained(
        row.step,
        row.dates,
        rule,
        start_of_case_clock(case, row, happened, trigger=trigger),
        met_on=row.met_on,
        is_estimated=case.is_estimated,
        extensions=extensions,
        pauses=pauses,
    )


def _explained(
    step: str,
    dates: ClockResult,
    rule: Rule,
    start: Start,
    *,
    met_on: date | None = None,
    is_estimated: bool = False,
    extensions: tuple[ExtensionRow, ...] = (),
    pauses: tuple[PauseRow, ...] = (),
) -> Explanation:
    unverified = set(dates.unverified)
    skipped = tuple(
        DaysNotCounted(day, reason, is_verified=day not in unverified, is_pause=reason == SUSPENDED_DAY)
        for day, reason in dates.skipped
    )
    return Explanation(
        step=step,
        rule_id=rule.id,
        version=rule.version,
        basis=rule.basis,
        started_on=dates.started_on,
        raw_end=dates.raw_end,
        due_on=dates.due_on,
        target_on=dates.target_on,
        met_on=met_on,
        is_verified=rule.confidence == VERIFIED and not unverified,
        is_estimated=is_estimated,
        sentences=tuple(sentences(dates, rule, start, pauses, met_on=met_on, is_estimated=is_estimated)),
        extensions=extensions,
        pauses=pauses,
        skipped=skipped,
    )
