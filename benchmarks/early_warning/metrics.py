"""What a series of alarms is worth: new and standing alarms, outbreaks found, how early, how many false.

An alarm is new in the first week in which a cell is over the threshold after CLOSED_AFTER weeks without;
until then it stands. An outbreak is found by a new alarm, in one of its cells, between its first and
its last week: an alarm that stood before it began earns nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.early_warning.sim.province import Outbreak
from services.early_warning.alarms import CLOSED_AFTER


@dataclass(frozen=True)
class Worth:
    """One method at one threshold; rates per week, shares from 0 to 1, delays in weeks.

    `on_screen` are the alarms that signal in a week, new or standing; `not_closed` also those gone quiet.
    """

    new_false: float
    on_screen: float
    not_closed: float
    found: float
    found_in_two: float
    large_found: float
    large_in_two: float
    delay: float
    precision: float


def new_alarms(over: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where an alarm begins; `over` has the weeks on its first axis, the cells on the others."""
    return over & (_quiet_weeks(over)[:-1] >= CLOSED_AFTER)


def standing(over: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where an alarm is not closed yet: it signals, or has been quiet for less than four weeks."""
    return _quiet_weeks(over)[1:] < CLOSED_AFTER


def _quiet_weeks(over: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many weeks without a signal lie before each week, and at last after all: (weeks + 1, ...)."""
    found = np.full((len(over) + 1, *over.shape[1:]), CLOSED_AFTER)
    for week, signals in enumerate(over):
        found[week + 1] = np.where(signals, 0, found[week] + 1)
    return found


def first_alarms(
    begun: NDArray[np.bool_], outbreaks: Sequence[Outbreak], first_week: int
) -> list[int | None]:
    """For each outbreak the weeks from its start to its first new alarm; None where there is none."""
    found: list[int | None] = []
    for one in outbreaks:
        weeks = begun[one.start - first_week : one.end - first_week + 1, list(one.communes), one.field]
        where = np.flatnonzero(weeks.any(axis=1))
        found.append(int(where[0]) if len(where) else None)
    return found


def worth(over: NDArray[np.bool_], outbreaks: Sequence[Outbreak], *, first_week: int) -> Worth:
    """The figures of one province; `over` has shape (weeks, communes, fields) from `first_week` on."""
    begun = new_alarms(over)
    delays = first_alarms(begun, outbreaks, first_week)
    large = [delay for delay, one in zip(delays, outbreaks, strict=True) if one.extra >= 9]
    credited = np.zeros_like(begun)
    for one in outbreaks:
        credited[one.start - first_week : one.end - first_week + 1, list(one.communes), one.field] = True
    false = int((begun & ~credited).sum())
    known = [delay for delay in delays if delay is not None]
    return Worth(
        new_false=false / len(over),
        on_screen=float(over.sum()) / len(over),
        not_closed=float(standing(over).sum()) / len(over),
        found=_share(delays, 10**6),
        found_in_two=_share(delays, 1),
        large_found=_share(large, 10**6),
        large_in_two=_share(large, 1),
        delay=float(np.median(known)) if known else float("nan"),
        precision=len(known) / max(1, len(known) + false),
    )


def _share(delays: Sequence[int | None], most: int) -> float:
    return sum(delay is not None and delay <= most for delay in delays) / max(1, len(delays))
