"""The events behind a legal date: what began it, what lengthened it, what made it stand still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models import Case, CaseEvent, Petition
from models.enums import CaseState
from services import clock
from services.case_clocks import ClockRow
from services.case_course import RECEIVE
from services.deadlines import ClockResult
from services.legal_rules import Rule, TermUnit
from services.transitions import ClockEffect, Transition
from services.workflow_rules import shipped_workflow
from services.working_days import WorkingCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as an event names it."""

    number: str
    dated_on: date | None
    signer: str


@dataclass(frozen=True, slots=True)
class Start:
    """What began a term; `action` is a msgid, '' where only the day is on record.

    `entered_on` is set where the event was entered on a later day than it happened. `effect_of`
    is the day of the decision where the term counts from its legal effect.
    """

    day: date
    action: str = ""
    paper: Paper | None = None
    entered_on: date | None = None
    reason: str = ""
    is_stamp: bool = False
    effect_of: date | None = None


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """One extension and its decision."""

    decided_on: date
    paper: Paper
    days: int


@dataclass(frozen=True, slots=True)
class PauseRow:
    """One suspension, first and last day included, with its two decisions; `last_on` None still lasts.

    `days` is by how many days, in the unit of the term, it moved the end; a suspension that
    began after the term had run out `is_late` and moved nothing.
    """

    first_on: date
    last_on: date | None
    days: int
    is_late: bool
    suspended_by: Paper
    resumed_by: Paper | None


@dataclass(frozen=True, slots=True)
class DaysNotCounted:
    """A day that did not count: `reason` is a msgid or the holiday's own name."""

    day: date
    reason: str
    is_verified: bool = True
    is_pause: bool = False


def start_of_case_clock(
    case: Case, row: ClockRow, happened: Sequence[CaseEvent], *, trigger: ClockRow | None
) -> Start:
    """The event that began a clock: the last one whose action starts it, by the workflow.

    `trigger` is the clock whose end begins this one (enforcement begins with legal effect).
    """
    step = row.step if trigger is None else trigger.step
    event, action = None, ""
    for one in happened:
        for transition in _transitions(case, one.action):
            if step in transition.clocks_started + transition.side_clocks_started:
                event, action = one, transition.label
                break
    day = row.dates.started_on
    effect_of = trigger.dates.started_on if trigger is not None else None
    if event is None:
        return Start(day, is_stamp=day == case.received_on, effect_of=effect_of)
    entered_on = clock.local_date(event.entered_at)
    return Start(
        day,
        action,
        _paper(event) if event.document_number else None,
        entered_on if entered_on > event.happened_on else None,
        event.backdate_reason,
        is_stamp=event.action == RECEIVE,
        effect_of=effect_of,
    )


def start_of_petition(petition: Petition) -> Start:
    """The receipt stamp, and when the petition was entered where that was later."""
    entered_on = clock.local_date(petition.entered_at)
    return Start(
        petition.received_on,
        entered_on=entered_on if entered_on > petition.received_on else None,
        reason=petition.backdate_reason,
        is_stamp=True,
    )


def extension_rows(
    case: Case, happened: Sequence[CaseEvent], dates: ClockResult, *, days: int
) -> tuple[ExtensionRow, ...]:
    """The decisions that extended a term, in the order in which they were entered."""
    found = [event for event in happened if _has_effect(case, event, ClockEffect.EXTEND)]
    return tuple(ExtensionRow(event.happened_on, _paper(event), days) for event in found[: dates.extensions])


def pause_rows(
    case: Case, happened: Sequence[CaseEvent], dates: ClockResult, rule: Rule, days: WorkingCalendar
) -> tuple[PauseRow, ...]:
    """The suspensions of a case as far as they concern a term, each with its decisions."""
    rows: list[PauseRow] = []
    begun: CaseEvent | None = None
    for event in happened:
        if _has_effect(case, event, ClockEffect.PAUSE):
            begun = event
        elif begun is not None and (
            _has_effect(case, event, ClockEffect.RESUME) or event.to_state is CaseState.CLOSED
        ):
            last_on = event.happened_on - ONE_DAY
            if last_on > dates.started_on and last_on >= begun.happened_on:
                rows.append(_pause(begun, event, last_on, dates, rule, days))
            begun = None
    if begun is not None:
        rows.append(PauseRow(begun.happened_on, None, 0, False, _paper(begun), None))
    return tuple(rows)


def _pause(
    begun: CaseEvent, ended: CaseEvent, last_on: date, dates: ClockResult, rule: Rule, days: WorkingCalendar
) -> PauseRow:
    first_on = max(begun.happened_on, dates.started_on + ONE_DAY)
    is_late = (first_on, last_on) in dates.late_pauses
    length = (last_on - first_on).days + 1
    if rule.unit is TermUnit.WORKING_DAY:
        length = days.working_days_between(first_on, last_on)
    resumed_by = _paper(ended) if ended.document_number else None
    return PauseRow(first_on, last_on, 0 if is_late else length, is_late, _paper(begun), resumed_by)


def _has_effect(case: Case, event: CaseEvent, effect: ClockEffect) -> bool:
    return any(transition.effect is effect for transition in _transitions(case, event.action))


def _transitions(case: Case, action: str) -> list[Transition]:
    return [one for one in shipped_workflow().of(case.kind, case.instance) if one.action == action]


def _paper(event: CaseEvent) -> Paper:
    return Paper(event.document_number, event.document_on, event.signer)
