"""The life of an alarm: new, standing while the signal goes on, closed after some quiet weeks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

# Where nobody says otherwise; the product has a setting for it.
CLOSED_AFTER = 4
LEAST_MATTERS, LEAST_GROUPS = 3, 2


class AlarmState(StrEnum):
    NEW = "new"
    STANDING = "standing"
    CLOSED = "closed"


@dataclass(frozen=True)
class Signal:
    """One scored zone of one week: cells are (commune, field) positions."""

    week: int
    score: float
    cells: frozenset[tuple[int, int]]


@dataclass
class Alarm:
    """Signals that belong together; `weeks` are those with a signal, `cells` of the newest one."""

    first: Signal
    cells: frozenset[tuple[int, int]]
    weeks: list[int] = field(default_factory=list)

    def state(self, week: int, close_after: int = CLOSED_AFTER) -> AlarmState:
        """The state at the end of a week from the first signal on."""
        last = max((number for number in self.weeks if number <= week), default=self.first.week)
        if week - last >= close_after:
            return AlarmState.CLOSED
        return AlarmState.NEW if week == self.first.week else AlarmState.STANDING


def enough_evidence(matters: int, groups: int) -> bool:
    """At least 3 matters of at least 2 different groups; one petition to five offices is one matter."""
    return matters >= LEAST_MATTERS and groups >= LEAST_GROUPS


def lives(signals: Iterable[Signal], threshold: float, *, close_after: int = CLOSED_AFTER) -> list[Alarm]:
    """Alarms from signals at or above a threshold; a signal on a cell of a living alarm continues it.

    Within a week the highest score goes first, and what overlaps it is the same event. An alarm lives
    for `close_after` weeks after its last signal.
    """
    living: list[Alarm] = []
    closed: list[Alarm] = []
    kept = [signal for signal in signals if signal.score >= threshold]
    for signal in sorted(kept, key=lambda one: (one.week, -one.score)):
        closed += [alarm for alarm in living if signal.week - alarm.weeks[-1] > close_after]
        living = [alarm for alarm in living if signal.week - alarm.weeks[-1] <= close_after]
        same = next((alarm for alarm in living if alarm.cells & signal.cells), None)
        if same is None:
            living.append(Alarm(signal, signal.cells, [signal.week]))
        elif same.weeks[-1] < signal.week:
            same.weeks.append(signal.week)
            same.cells = signal.cells
    return sorted(closed + living, key=lambda alarm: alarm.first.week)
