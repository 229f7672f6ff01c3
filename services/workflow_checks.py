"""What a workflow table must satisfy before anyone may work with it."""

from collections import Counter

from models.enums import CaseState, Kind
from services.errors import AppError
from services.text import N_
from services.transitions import Transition, Workflow, targets


class StateUnreachable(AppError):
    msgid = N_("Workflow of “{kind}”: no action leads to the state “{state}”.")


class StateDeadEnd(AppError):
    msgid = N_("Workflow of “{kind}”: the state “{state}” can never be closed.")


class ClosedStateLeft(AppError):
    msgid = N_("Workflow of “{kind}”: the action “{action}” leads out of a closed case.")


class ClosedWithoutOutcome(AppError):
    msgid = N_("Workflow of “{kind}”: the action “{action}” closes a case that may have no outcome.")


class TransitionTwice(AppError):
    msgid = N_("Workflow of “{kind}”: the action “{action}” stands twice for the state “{state}”.")


class ReceiptNotUnique(AppError):
    msgid = N_("Workflow of “{kind}”: exactly one action must create the case, not {count}.")


class ClockNeverMet(AppError):
    msgid = N_("Workflow of “{kind}”: the clock “{clock}” is started and no action ends it.")


class ActionUnknown(AppError):
    msgid = N_("Workflow of “{kind}”: the action “{action}” waits for “{missing}”, which does not exist.")


# Legal effect and the citizen's own term come and go by themselves; no action has to end them.
CLOCKS_THAT_END_BY_TIME = {"effect", "appeal"}
# What is only waited for: the law sets no term for the service of a decision.
CLOCKS_WITHOUT_TERM = {"service"}


def check_workflow(workflow: Workflow) -> None:
    """Refuse by name a table with unreachable or dead-end states, doubled actions or endless clocks."""
    for fault in faults(workflow):
        raise fault


def faults(workflow: Workflow) -> list[AppError]:
    """What is wrong with a table, the first fault of each kind and instance."""
    found: list[AppError] = []
    for kind in Kind:
        for instance in (1, 2) if kind is Kind.COMPLAINT else (1,):
            try:
                _check_graph(kind, workflow.of(kind, instance))
            except AppError as fault:
                if str(fault) not in {str(known) for known in found}:
                    found.append(fault)
    return found


def _check_graph(kind: Kind, transitions: tuple[Transition, ...]) -> None:
    receipts = [t for t in transitions if t.from_state is None]
    if len(receipts) != 1:
        raise ReceiptNotUnique(kind=kind.value, count=len(receipts))
    for (action, state), count in Counter((t.action, t.from_state) for t in transitions).items():
        if count > 1:
            raise TransitionTwice(kind=kind.value, action=action, state=state.value if state else "")
    for transition in transitions:
        if transition.from_state is CaseState.CLOSED:
            raise ClosedStateLeft(kind=kind.value, action=transition.action)
    _check_paths(kind, transitions)
    _check_references(kind, transitions)


def _check_paths(kind: Kind, transitions: tuple[Transition, ...]) -> None:
    used = {t.from_state for t in transitions if t.from_state} | {
        t.to_state for t in transitions if t.to_state
    }
    reachable = _reached(transitions, with_outcomes=True)
    without_outcome = _reached(transitions, with_outcomes=False)
    for state in CaseState:
        if state in used and state not in reachable:
            raise StateUnreachable(kind=kind.value, state=state.value)
    for transition in transitions:
        bare = transition.to_state is CaseState.CLOSED and not transition.outcomes
        if bare and transition.from_state in without_outcome:
            raise ClosedWithoutOutcome(kind=kind.value, action=transition.action)
    closable = {CaseState.CLOSED}
    for _round in CaseState:
        closable |= {
            t.from_state for t in transitions if t.from_state and closable & set(targets(t, transitions))
        }
    for state in CaseState:
        if state in used and state not in closable:
            raise StateDeadEnd(kind=kind.value, state=state.value)


def _reached(transitions: tuple[Transition, ...], *, with_outcomes: bool) -> set[CaseState]:
    reached: set[CaseState] = set()
    for _round in CaseState:
        for transition in transitions:
            starts_here = transition.from_state is None or transition.from_state in reached
            # A return leads to a state that was left, so it reaches nothing new.
            if starts_here and transition.to_state and (with_outcomes or not transition.outcomes):
                reached.add(transition.to_state)
    return reached


def _check_references(kind: Kind, transitions: tuple[Transition, ...]) -> None:
    started = {clock for t in transitions for clock in t.clocks_started + t.side_clocks_started}
    met = {clock for t in transitions for clock in t.clocks_met + t.side_clocks_met}
    for clock in sorted(started - met - CLOCKS_THAT_END_BY_TIME):
        raise ClockNeverMet(kind=kind.value, clock=clock)
    actions = {t.action for t in transitions}
    for transition in transitions:
        for group in transition.after:
            for action in group:
                if action not in actions:
                    raise ActionUnknown(kind=kind.value, action=transition.action, missing=action)
