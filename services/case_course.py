"""What the events of a case come to: where it stands, when each clock started and was met, what was found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from models import CaseEvent
from models.enums import CaseOutcome, CaseState, Complexity
from services.transitions import Transition

RECEIVE, UNDO, CORRECT = "receive", "undo", "correct"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about a case on a day; None where nothing was said about it."""

    complexity: Complexity | None = None
    remote: bool | None = None
    variant: str | None = None

    def __bool__(self) -> bool:
        return self.complexity is not None or self.remote is not None or self.variant is not None


@dataclass(frozen=True, slots=True)
class Happening:
    """One action and its day, without the paper around it; what a `CaseEvent` is to the clocks."""

    action: str
    on: date
    outcome: CaseOutcome | None = None
    finding: Finding | None = None
    # The row behind it, for those who must name or change it; two equal days are equal without it.
    event: CaseEvent | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """A happening in its place: the transition it took, and the states before and after it."""

    one: Happening
    transition: Transition
    from_state: CaseState
    to_state: CaseState


@dataclass(frozen=True, slots=True)
class Fault:
    """A happening that the workflow does not allow where it stands; `missing` names what it waits for."""

    one: Happening
    transition: Transition
    state: CaseState
    missing: tuple[str, ...] = ()
    answers_nothing: bool = False


@dataclass(slots=True)
class Course:
    """The history in the order in which things happened, and everything that follows from it."""

    state: CaseState = CaseState.NEW
    state_before: CaseState | None = None
    outcome: CaseOutcome | None = None
    accepted_on: date | None = None
    decided_on: date | None = None
    closed_on: date | None = None
    started: dict[str, date] = field(default_factory=dict)
    met: dict[str, date] = field(default_factory=dict)
    extended_on: list[date] = field(default_factory=list)
    pauses: list[tuple[date, date]] = field(default_factory=list)
    paused_since: date | None = None
    done: list[str] = field(default_factory=list)
    findings: list[tuple[date, Finding]] = field(default_factory=list)
    path: list[Placed] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def extensions(self) -> int:
        """How often the term was extended by decision."""
        return len(self.extended_on)

    def copy(self) -> "Course":
        """A course that can go on without changing this one."""
        return replace(
            self,
            started=dict(self.started),
            met=dict(self.met),
            extended_on=list(self.extended_on),
            pauses=list(self.pauses),
            done=list(self.done),
            findings=list(self.findings),
            path=list(self.path),
            faults=list(self.faults),
        )

    def waits_for(self, clocks: Iterable[str]) -> bool:
        """Whether one of these clocks runs."""
        return any(clock in self.started and clock not in self.met for clock in clocks)


def standing(events: Sequence[CaseEvent]) -> list[CaseEvent]:
    """The events that still count: neither an undoing, nor undone, nor replaced by a correction."""
    undone = {event.undoes_id for event in events if event.undoes_id is not None}
    return [
        event for event in events if event.action != UNDO and (event.id is None or event.id not in undone)
    ]


def is_correction(event: CaseEvent) -> bool:
    """Whether an event says anew what an earlier one said, and stands in its place."""
    return event.undoes_id is not None and event.action != UNDO


def finding_of(event: CaseEvent) -> Finding | None:
    """What an event found out about the case; None for nothing."""
    return Finding(event.complexity, event.remote, event.variant) or None


def happenings(events: Sequence[CaseEvent]) -> list[Happening]:
    """The standing events as the clocks see them, in any order: `replay` puts them in theirs."""
    return [
        Happening(event.action, event.happened_on, event.outcome, finding_of(event), event)
        for event in standing(events)
    ]
