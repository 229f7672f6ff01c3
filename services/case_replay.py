"""Replaying a case: its events run through the workflow in the order in which they happened."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise

from models.enums import CaseState, Kind, Step
from services.case_course import RECEIVE, Course, Fault, Finding, Happening, Placed
from services.transitions import ClockEffect, Transition, Workflow
from services.workflow_rules import shipped_workflow

# Of days with more events, and after so many tries, the plain order of the table is taken.
LONGEST_DAY, MOST_TRIES = 9, 1_000
NOTHING = Finding()
_Choices = dict[CaseState | None, Transition]


class _Table:
    """The transitions of one kind by action and state, and the rank of each action."""

    def __init__(self, transitions: Iterable[Transition]) -> None:
        self.actions: dict[str, _Choices] = {}
        for transition in transitions:
            self.actions.setdefault(transition.action, {})[transition.from_state] = transition
        self.rank = {action: place for place, action in enumerate(self.actions)}

    def possible(self, course: Course, action: str) -> Transition | None:
        """The transition that the action takes from here, if the workflow allows it here."""
        choices = self.actions[action]
        if action == RECEIVE:
            return choices.get(None) if RECEIVE not in course.done else None
        found = choices.get(course.state)
        if found is None or found.missing(course.done) or answers_nothing(found, course):
            return None
        return found


_TABLES: dict[tuple[Workflow, Kind, int], _Table] = {}


def replay(
    kind: Kind, instance: int, happened: Iterable[Happening], *, workflow: Workflow | None = None
) -> Course:
    """Run the happenings of a case by their days, whatever the order in which they come.

    What happened on one day is put into the first order of the workflow table in which each
    step is possible, of that day and of the days after. A step that the table does not allow
    where it stands (an imported register knows only some steps) counts as the same step from
    a state the table knows, and is named in `faults`. What is no action moves no clock.
    """
    table = _table(workflow or shipped_workflow(), kind, instance)
    acts = [one for one in happened if one.action in table.actions or one.finding is not None]
    # Most histories were entered one day after another: nothing to put in order.
    if any(one.on >= later.on for one, later in pairwise(acts)) or RECEIVE in [a.action for a in acts[1:]]:
        acts.sort(key=lambda one: _key(one, table))
    days = groupby(acts, key=lambda one: (one.action != RECEIVE, one.on))
    steps = [[one for one in day if one.action in table.actions] for _, day in days]
    course = _straight(table, steps)
    if course.faults and any(len(day) > 1 for day in steps):
        course = _searched(Course(), table, steps, [MOST_TRIES]) or course
    course.findings = [(one.on, one.finding) for one in acts if one.finding is not None]
    return course


def answers_nothing(step: Transition, course: Course) -> bool:
    """A step that is only recorded ends a clock; where none of its clocks runs there is nothing to record."""
    ended = step.clocks_met + step.side_clocks_met
    return step.stays and bool(ended) and not course.waits_for(ended)


def _table(workflow: Workflow, kind: Kind, instance: int) -> _Table:
    """Made once per workflow, kind and instance."""
    key = (workflow, kind, instance)
    if key not in _TABLES:
        _TABLES[key] = _Table(workflow.of(kind, instance))
    return _TABLES[key]


def _key(one: Happening, table: _Table) -> tuple[object, ...]:
    """The receipt first, then by day; within a day by the table, never by who entered it when."""
    finding = one.finding or NOTHING
    return (
        one.action != RECEIVE,
        one.on,
        table.rank.get(one.action, -1),
        one.outcome or "",
        finding.complexity or "",
        bool(finding.remote),
        finding.variant or "",
    )


def _straight(table: _Table, days: Sequence[list[Happening]]) -> Course:
    """Day after day in the first order that fits; where none does, in the table's order, with faults."""
    course = Course()
    for day in days:
        if len(day) == 1:
            _take(course, table, day[0])
        if len(day) < 2:
            continue
        found = next(_orders(course, table, tuple(day), [MOST_TRIES]), None)
        if found is not None:
            course = found
            continue
        waiting = list(day)
        while waiting:
            one = next((step for step in waiting if table.possible(course, step.action)), waiting[0])
            waiting.remove(one)
            _take(course, table, one)
    return course


def _searched(
    course: Course, table: _Table, days: Sequence[list[Happening]], tries: list[int]
) -> Course | None:
    """The first course without a fault, trying other orders of a day where a later day needs them."""
    if not days:
        return course
    for found in _orders(course, table, tuple(days[0]), tries):
        further = _searched(found, table, days[1:], tries)
        if further is not None:
            return further
    return None


def _orders(course: Course, table: _Table, day: tuple[Happening, ...], tries: list[int]) -> Iterator[Course]:
    """The courses after the steps of one day in every order that allows each, the table's order first.

    Of orders that come to the same only the first; `tries` counts down.
    """
    if len(day) > LONGEST_DAY:
        return
    seen: set[tuple[object, ...]] = set()

    def further(so_far: Course, waiting: tuple[Happening, ...]) -> Iterator[Course]:
        running = tuple(sorted(clock for clock in so_far.started if clock not in so_far.met))
        key = (waiting, so_far.state, so_far.state_before, running)
        if key in seen or tries[0] <= 0:
            return
        seen.add(key)
        tries[0] -= 1
        if not waiting:
            yield so_far
        for place, one in enumerate(waiting):
            if one not in waiting[:place] and table.possible(so_far, one.action):
                after = so_far.copy()
                _take(after, table, one)
                yield from further(after, waiting[:place] + waiting[place + 1 :])

    yield from further(course, day)


def _take(course: Course, table: _Table, one: Happening) -> None:
    transition = table.possible(course, one.action)
    if transition is None:
        choices = table.actions[one.action]
        here = choices.get(course.state)
        transition = here or next(iter(choices.values()))
        course.faults.append(
            Fault(
                one,
                transition,
                course.state,
                missing=transition.missing(course.done) if here else (),
                answers_nothing=here is not None and answers_nothing(here, course),
            )
        )
    _apply(course, transition, one)


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
        course.extended_on.append(on)
    if transition.effect is ClockEffect.PAUSE:
        course.paused_since = course.paused_since or on
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
    if not transition.stays:
        course.state = transition.to_state or course.state_before or CaseState.ACCEPTED
    if course.state is CaseState.SUSPENDED and before is not CaseState.SUSPENDED:
        course.state_before = before
    elif course.state is not CaseState.SUSPENDED:
        course.state_before = None
    if one.outcome is not None:
        course.outcome = one.outcome
    elif len(transition.outcomes) == 1:
        course.outcome = transition.outcomes[0]
    if course.state is not CaseState.CLOSED:
        course.closed_on = None
    elif before is not CaseState.CLOSED:
        course.closed_on = one.on
    course.path.append(Placed(one, transition, before, course.state))
