"""Methods with one interface: a score for every cell and week, the higher the more alarming.

`scores(series, first)` returns (weeks from `first` on, communes, fields). `series.at(week)` are the
counts as a method may know them at the end of a week.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.early_warning.sim.province import Province

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """What a method sees of a province; with `delayed` only what was entered by then.

    NaN stands before a commune's first week.
    """

    province: Province
    delayed: bool = False

    @property
    def weeks(self) -> int:
        return len(self.province.counts)

    def at(self, week: int) -> Array:
        known = self.province.known_at(week) if self.delayed else self.province.counts[: week + 1]
        found = known.astype(float)
        for commune in np.flatnonzero(self.province.births > 0):
            found[: self.province.births[commune], commune] = np.nan
        return found


class Method(Protocol):
    """A named way to score."""

    name: str

    def scores(self, series: Series, first: int) -> Array: ...


def weekly(series: Series, first: int, score: Callable[[Array, int], Array]) -> Array:
    """The scores of a method that looks at each week by itself."""
    return np.stack([score(series.at(week), week) for week in range(first, series.weeks)])
