"""What is used without a model: twice the mean of eight weeks, and EARS C2 with a least deviation."""

from dataclasses import dataclass

import numpy as np

from benchmarks.early_warning.methods import Array, Series, weekly


@dataclass(frozen=True)
class Naive:
    """The rule of many hotlines: at least 5 matters, and by how much more than the mean of eight weeks."""

    name: str = "naive 2x8"

    def scores(self, series: Series, first: int) -> Array:
        return weekly(series, first, _times)


def _times(counts: Array, week: int) -> Array:
    past = np.nan_to_num(counts[week - 8 : week]).mean(axis=0)
    now = np.nan_to_num(counts[week])
    return np.where(now >= 5, now / np.maximum(past, 0.125), 0.0)


@dataclass(frozen=True)
class Ears:
    """EARS C2 (Hutwagner 2003): seven weeks before a guard of two, deviations above the mean."""

    least: float
    guard: int = 2

    @property
    def name(self) -> str:
        return f"EARS C2, least deviation {self.least}"

    def scores(self, series: Series, first: int) -> Array:
        return weekly(series, first, self._deviations)

    def _deviations(self, counts: Array, week: int) -> Array:
        past = np.nan_to_num(counts[week - self.guard - 7 : week - self.guard])
        spread = np.maximum(past.std(axis=0, ddof=1), self.least)
        found: Array = (np.nan_to_num(counts[week]) - past.mean(axis=0)) / spread
        return found
