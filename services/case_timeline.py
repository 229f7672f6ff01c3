"""The history of a case as it is told: events newest first, and the states it has been through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import Case, CaseEvent
from models.enums import CaseState
from services import case_actions, clock, clocks, transfers
from services.case_course import RECEIVE, UNDO, Finding, finding_of, is_correction
from services.case_list import unit_names, user_names
from services.case_records import OTHER_EVENTS
from services.case_steps import note_of, reason_of
from services.workflow_rules import shipped_workflow


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event as it is told; `what` and `undoes` are msgids.

    `corrects` is the day that this event puts right, `is_corrected` that a later one did so;
    `reason` is why it stands in the place of another. `days_late` are the days from when it
    happened to when it was entered.
    """

    id: int
    what: str
    happened_on: date
    entered_at: datetime
    entered_by: str
    document: str
    document_on: date | None
    signer: str
    officer: str
    from_unit: str
    to_unit: str
    note: str
    backdate_reason: str
    is_undone: bool
    undoes: str
    corrects: date | None
    is_corrected: bool
    reason: str
    days_late: int
    finding: Finding | None
    # The how-manieth move between units it was, 0 for none, and whether back to a unit that had the case.
    transfer: int
    returns: bool
    event: CaseEvent


@dataclass(frozen=True, slots=True)
class StepMark:
    """One state of the life cycle: "done", "now" or "ahead"."""

    state: CaseState
    mark: str


def steps(case: Case, events: Sequence[CaseEvent]) -> list[StepMark]:
    """The states of the kind's workflow in their order, by where the case has been and stands."""
    table = shipped_workflow().of(case.kind, case.instance)
    used = {step.to_state for step in table if step.to_state} - {CaseState.SUSPENDED}
    now = case.state_before if case.state is CaseState.SUSPENDED else case.state
    been = {placed.to_state for placed in clocks.course_of(case, events).path} | {now}
    order = [state for state in CaseState if state in used]
    place = order.index(now) if now in order else 0
    if now is CaseState.CLOSED:
        # A case may end early: what it never went through is not shown.
        return [StepMark(s, "now" if s is now else "done") for s in order if s in been]
    return [
        StepMark(state, "now" if state is now else "done" if index < place else "ahead")
        for index, state in enumerate(order)
    ]


def entries(session: Session, case: Case, events: Sequence[CaseEvent]) -> list[TimelineEntry]:
    """The events by the day they happened, newest first, each with who entered it and what it undoes."""
    labels = case_actions.labels_of(case) | OTHER_EVENTS
    people = user_names(session, {i for e in events for i in (e.entered_by_id, e.officer_id) if i})
    units = unit_names(session, {i for e in events for i in (e.from_unit_id, e.to_unit_id) if i})
    undone = {event.undoes_id for event in events if event.undoes_id}
    corrected = {event.undoes_id for event in events if is_correction(event)}
    by_id = {event.id: event for event in events}
    moves = {one.event_id: one for one in transfers.passage_of(events).transfers}
    found = []
    for event in _newest_first(case, events):
        earlier, moved_by = by_id.get(event.undoes_id), moves.get(event.id or 0)
        moved = event.from_unit_id is not None and event.from_unit_id != event.to_unit_id
        assigned = event.action in ("assign", "hand_over")
        found.append(
            TimelineEntry(
                id=event.id or 0,
                what=labels.get(event.action, event.action),
                happened_on=event.happened_on,
                entered_at=event.entered_at,
                entered_by=people.get(event.entered_by_id, ""),
                document=event.document_number,
                document_on=event.document_on,
                signer=event.signer,
                officer=people.get(event.officer_id or 0, "") if assigned else "",
                from_unit=units.get(event.from_unit_id or 0, "") if moved else "",
                to_unit=units.get(event.to_unit_id or 0, "") if moved else "",
                note=note_of(case, event),
                backdate_reason=event.backdate_reason,
                is_undone=event.id in undone,
                undoes=labels.get(earlier.action, "") if earlier and event.action == UNDO else "",
                corrects=earlier.happened_on if earlier and is_correction(event) else None,
                is_corrected=event.id in corrected,
                reason=reason_of(case, event),
                days_late=(clock.local_date(event.entered_at) - event.happened_on).days,
                finding=finding_of(event) if event.action != RECEIVE else None,
                transfer=moved_by.number if moved_by else 0,
                returns=bool(moved_by and moved_by.returns),
                event=event,
            )
        )
    return found


def _newest_first(case: Case, events: Sequence[CaseEvent]) -> list[CaseEvent]:
    """By the day it happened; on one day as the workflow has it, then what is no step or fell away."""
    path = clocks.course_of(case, events).path
    places = {id(placed.one.event): place for place, placed in enumerate(path)}
    return sorted(
        events,
        key=lambda event: (event.happened_on, places.get(id(event), len(events)), event.id or 0),
        reverse=True,
    )
