"""The course of a case: its events replayed through the workflow, in the order in which they were entered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from models import CaseEvent
from models.enums import CaseOutcome, CaseState, Kind, Step
from services.transitions import ClockEffect, Transition, Workflow
from services.workflow_rules import shipped_workflow

RECEIVE, UNDO = "receive", "undo"


@dataclass(frozen=True, slots=True)
class Happening:
    """One action and its day, without the paper around it; what a `CaseEvent` is to the clocks."""

    action: str
    on: date
    outcome: CaseOutcome | None = None


@dataclass(slots=True)
class Course:
    """What the events come to: where the case stands, and when each clock was started and met."""

    state: CaseState = CaseState.NEW
    state_before: CaseState | None = None
    outcome: CaseOutcome | None = None
    accepted_on: date | None = None
    decided_on: date | None = None
    closed_on: date | None = None
    started: dict[str, date] = field(default_factory=dict)
    met: dict[str, date] = field(default_factory=dict)
    extensions: int = 0
    pauses: list[tuple[date, date]] = field(default_factory=list)
    paused_since: date | None = None
    done: list[str] = field(default_factory=list)


def standing(events: Sequence[CaseEvent]) -> list[CaseEvent]:
    """The events that still count, neither an undoing nor undone, in the order in which they were entered.

    An event that corrects an earlier one stands in its place: the history then reads as if it
    had been entered right the first time.
    """
    undone = {event.undoes_id for event in events if event.undoes_id is not None}
    corrections = {event.undoes_id: event for event in events if is_correction(event)}
    latest = [_corrected(event, corrections) for event in events if event.undoes_id is None]
    return [event for event in latest if event.id not in undone]


def _corrected(event: CaseEvent, corrections: Mapping[int | None, CaseEvent]) -> CaseEvent:
    while event.id in corrections:
        event = corrections[event.id]
    return event


def is_correction(event: CaseEvent) -> bool:
    """Whether an event says anew, with another day, what an earlier one said."""
    return event.undoes_id is not None and event.action != UNDO


def happenings(events: Sequence[CaseEvent]) -> list[Happening]:
    """The standing events as the clocks see them."""
    return [Happening(event.action, event.happened_on, event.outcome) for event in standing(events)]


def replay(
    kind: Kind, instance: int, happened: Iterable[Happening], *, workflow: Workflow | None = None
) -> Course:
    """Run the events of a case; those that are no action of its workflow (assignments) change no clock.

    An action recorded from a state the table does not foresee (an imported register knows only
    some steps) counts as the same action from the state the table knows.
    """
    transitions = _by_action(workflow or shipped_workflow(), kind, instance)
    course = Course()
    for one in happened:
        choices = transitions.get(one.action)
        if choices:
            _apply(course, choices.get(course.state) or next(iter(choices.values())), one)
    return course


_TABLES: dict[tuple[Workflow, Kind, int], dict[str, dict[CaseState | None, Transition]]] = {}


def _by_action(
    workflow: Workflow, kind: Kind, instance: int
) -> dict[str, dict[CaseState | None, Transition]]:
    """Action -> state -> transition, made once per workflow, kind and instance."""
    key = (workflow, kind, instance)
    if key not in _TABLES:
        table: dict[str, dict[CaseState | None, Transition]] = {}
        for transition in workflow.of(kind, instance):
            table.setdefault(transition.action, {})[transition.from_state] = transition
        _TABLES[key] = table
    return _TABLES[key]


def _apply(course: Course, transition: Transition, one: Happening) -> None:
    course.done.append(one.action)
    for clock in transition.clocks_met + transition.side_clocks_met:
        if clock in course.started and clock not in course.met:
            course.met[clock] = one.on
    for clock in transition.clocks_started + transition.side_clocks_started:
        course.started[clock] = one.on
        course.met.pop(clock, None)
    _stop_or_run(course, transition, one.on)
    if Step.SETTLEMENT in transition.clocks_started:
        course.accepted_on = one.on
    # A decision, an answer, a termination or a withdrawal settles an accepted case.
    if Step.SETTLEMENT in transition.clocks_met and Step.SETTLEMENT in course.started:
        course.decided_on = one.on
    _move(course, transition, one)


def _stop_or_run(course: Course, transition: Transition, on: date) -> None:
    if transition.effect is ClockEffect.EXTEND:
        course.extensions += 1
    if transition.effect is ClockEffect.PAUSE:
        course.paused_since = on
    elif course.paused_since is not None and (
        transition.effect is ClockEffect.RESUME or transition.to_state is CaseState.CLOSED
    ):
        # The time stands still from the suspension to the day before it runs again.
        last = on - timedelta(days=1)
        if last >= course.paused_since:
            course.pauses.append((course.paused_since, last))
        course.paused_since = None


def _move(course: Course, transition: Transition, one: Happening) -> None:
    before = course.state
    to_state = transition.to_state or course.state_before or CaseState.ACCEPTED
    if not transition.stays:
        course.state = to_state
    if course.state is CaseState.SUSPENDED and before is not CaseState.SUSPENDED:
        course.state_before = before
    elif course.state is not CaseState.SUSPENDED:
        course.state_before = None
    if one.outcome is not None:
        course.outcome = one.outcome
    elif len(transition.outcomes) == 1:
        course.outcome = transition.outcomes[0]
    if course.state is CaseState.CLOSED:
        course.closed_on = one.on
