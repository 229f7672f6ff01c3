"""Which action leads where in the life of a case, and what it needs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from models.enums import CaseOutcome, CaseState, Kind
from services.errors import AppError
from services.text import N_


class DocumentNeed(StrEnum):
    """What paper an action records."""

    NONE = "none"
    NUMBER_DATE_SIGNER = "number_date_signer"


class ClockEffect(StrEnum):
    """What an action does to the settlement clock besides starting or ending it."""

    NONE = ""
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"


class ActionNotPossible(AppError):
    msgid = N_("The action “{action}” is not possible while the case is in the state “{state}”.")


class ActionComesTooEarly(AppError):
    msgid = N_("The action “{action}” needs another step first: {missing}.")


@dataclass(frozen=True, slots=True)
class Transition:
    """One action out of one state.

    `from_state` None is the receipt that creates the case; `to_state` None leads back to the state
    before the suspension. `after` lists groups of actions; one of each group must have happened.
    `clocks_started` and `clocks_met` name mandatory steps, the `side_` ones name late steps that
    never make a case overdue. `instance` None stands for every instance.
    """

    kind: Kind
    instance: int | None
    action: str
    from_state: CaseState | None
    to_state: CaseState | None
    label: str
    permission: str
    document: DocumentNeed
    clocks_started: tuple[str, ...]
    clocks_met: tuple[str, ...]
    side_clocks_started: tuple[str, ...]
    side_clocks_met: tuple[str, ...]
    effect: ClockEffect
    outcomes: tuple[CaseOutcome, ...]
    after: tuple[tuple[str, ...], ...]
    needs_reason: bool
    # Only for cases of this sort ("": for all), and what the case must have on record first.
    only_for: str = ""
    needs: tuple[str, ...] = ()

    @property
    def needs_document(self) -> bool:
        """True when number, date and signer of a paper must be given."""
        return self.document is DocumentNeed.NUMBER_DATE_SIGNER

    @property
    def stays(self) -> bool:
        """True for an action that is recorded without changing the state."""
        return self.to_state is not None and self.to_state is self.from_state

    def missing(self, done: Collection[str]) -> tuple[str, ...]:
        """The first group of earlier actions of which none has happened; empty when nothing is missing."""
        return next((group for group in self.after if not set(group) & set(done)), ())


class Workflow:
    """All transitions of all kinds; made by `workflow_rules.load_workflow`, which checks them."""

    def __init__(self, transitions: Iterable[Transition]) -> None:
        self.transitions = tuple(transitions)

    def of(self, kind: Kind, instance: int = 1) -> tuple[Transition, ...]:
        """The transitions of a kind; the instance matters for complaints only."""
        return tuple(t for t in self.transitions if t.kind == kind and t.instance in (None, instance))

    def allowed(
        self, kind: Kind, state: CaseState, *, instance: int = 1, done: Collection[str] = ()
    ) -> list[Transition]:
        """What may be done next in that state, given the actions that have happened."""
        return [t for t in self.of(kind, instance) if t.from_state == state and not t.missing(done)]

    def receipt(self, kind: Kind, *, instance: int = 1) -> Transition:
        """The transition that creates a case of that kind."""
        return next(t for t in self.of(kind, instance) if t.from_state is None)

    def find(
        self, kind: Kind, action: str, state: CaseState, *, instance: int = 1, done: Collection[str] = ()
    ) -> Transition:
        """The transition of an action in a state, or the refusal that names what stands against it."""
        labels = {t.action: t.label for t in self.of(kind, instance)}
        for transition in self.of(kind, instance):
            if transition.action == action and transition.from_state == state:
                missing = transition.missing(done)
                if missing:
                    names = " / ".join(labels[name] for name in missing)
                    raise ActionComesTooEarly(action=transition.label, missing=names)
                return transition
        raise ActionNotPossible(action=labels.get(action, action), state=state.value)

    def edges(self, kind: Kind, *, instance: int = 1) -> list[tuple[CaseState, str, CaseState]]:
        """The graph to draw: from, label, to; a return leads to every state that can be suspended."""
        edges = []
        for transition in self.of(kind, instance):
            if transition.from_state is not None:
                for target in targets(transition, self.of(kind, instance)):
                    edges.append((transition.from_state, transition.label, target))
        return edges


def targets(transition: Transition, transitions: Iterable[Transition]) -> list[CaseState]:
    """Where a transition can lead: one state, or for a return every state that leads into its own."""
    if transition.to_state is not None:
        return [transition.to_state]
    return [
        t.from_state
        for t in transitions
        if t.to_state is transition.from_state and t.from_state is not None and not t.stays
    ]
