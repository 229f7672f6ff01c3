"""The product's own: empirical-Bayes baseline with negative-binomial tails, and with the scan."""

from dataclasses import dataclass

import numpy as np

from benchmarks.early_warning.methods import Array, Series, spacetime
from benchmarks.early_warning.sim.province import DELAYS
from services.early_warning import baseline, delay, disputes, tails
from services.early_warning.alarms import LEAST_MATTERS
from services.early_warning.scan import Stream

# The part of a week's matters that is on record so many weeks later.
ENTERED = np.cumsum(DELAYS)
LONGEST = 8


@dataclass(frozen=True)
class Bayes:
    """`kind` "dispute" is the product's scan, "scan" that of the best zone.

    "tail" is the surprise of the cell alone, "q" its false share.
    """

    kind: str = "dispute"
    corrected: bool = True

    @property
    def name(self) -> str:
        return {
            "dispute": "EB + scan for disputes",
            "scan": "EB + scan",
            "tail": "EB tails, 1-8 weeks",
            "q": "EB tails, BH",
        }[self.kind]

    def scores(self, series: Series, first: int) -> Array:
        found = []
        learned = None
        for week in range(first, series.weeks):
            counts = series.at(week)
            if learned is None or week - learned.week >= baseline.REFIT:
                learned = baseline.learned(counts[:week], series.province.tet)
            begin = week - LONGEST + 1
            expected = learned.expected(begin, week, self._on_record(series))
            found.append(self._score(counts[begin:], expected, learned, series))
        return np.stack(found)

    def _on_record(self, series: Series) -> Array | None:
        if not (series.delayed and self.corrected):
            return None
        return delay.on_record(LONGEST, ENTERED)

    def _score(self, counts: Array, expected: Array, learned: baseline.Baseline, series: Series) -> Array:
        near, shape = series.province.near, learned.shares.shape
        if self.kind == "dispute":
            stream = Stream(counts, expected, learned.dispersion, shape=shape)
            return disputes.scan_disputes([stream], near).score
        if self.kind == "scan":
            return spacetime.scan(counts, expected, near, learned.dispersion, shape=shape).score
        p = tails.smallest(counts, expected, shape, learned.dispersion, LEAST_MATTERS)
        return -np.log10(np.maximum(tails.benjamini_hochberg(p) if self.kind == "q" else p, 1e-30))
