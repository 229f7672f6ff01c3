"""What late entry costs a rule that is told where and when an outbreak begins: no rule can do with less.

It scores the outbreak's own communes over the weeks since it began, by score and threshold of the
scan of the best zone.
What it loses is not in the register yet, whatever is calculated.
"""

from collections.abc import Sequence

import numpy as np

from benchmarks.early_warning.methods import Array, Series, spacetime
from benchmarks.early_warning.methods.bayes import ENTERED, LONGEST
from benchmarks.early_warning.sim.province import JUDGED, WEEKS, Outbreak
from services.early_warning import baseline, delay
from services.early_warning.alarms import LEAST_MATTERS


def found_in_two(provinces: Sequence[Series], level: float) -> float:
    """The share of outbreaks over a threshold of the scan within their first two weeks."""
    found = [
        _score(one, outbreak) >= level
        for one in provinces
        for outbreak in one.province.outbreaks
        if outbreak.start >= WEEKS - JUDGED
    ]
    return float(np.mean(found)) if found else float("nan")


def _score(series: Series, outbreak: Outbreak) -> float:
    """The better of the first two weeks, and of the first commune alone or all of them."""
    learned = baseline.learned(series.at(outbreak.start)[: outbreak.start], series.province.tet)
    share = delay.on_record(LONGEST, ENTERED) if series.delayed else None
    best = 0.0
    for week in (outbreak.start, min(outbreak.start + 1, series.weeks - 1)):
        seen = series.at(week)[outbreak.start :]
        meant = learned.expected(week - LONGEST + 1, week, share)[-len(seen) :]
        for communes in ([outbreak.communes[0]], list(outbreak.communes)):
            within = (slice(None), communes, outbreak.field)
            shape = learned.shares.shape[communes, outbreak.field]
            best = max(best, _of(seen[within], meant[within], learned.dispersion[outbreak.field], shape))
    return best


def _of(seen: Array, meant: Array, dispersion: float, shape: Array) -> float:
    matters, expected = np.nansum(seen), max(float(np.nansum(meant)), 1e-12)
    if matters < LEAST_MATTERS:
        return 0.0
    wide = dispersion + float((np.nansum(meant, axis=0) ** 2 / shape).sum()) / expected
    return float(spacetime.likelihood(np.array(matters / wide), np.array(expected / wide)))
