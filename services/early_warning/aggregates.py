"""Large series (a unit, a field in the whole province): a quasi-Poisson curve of each and its upper tail.

After Farrington et al. (J. R. Statist. Soc. A 1996;159:547-563): an overdispersed Poisson regression of
the past with trend and season, in which past outbreaks weigh little; Tết has classes of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.early_warning import field_curve, tails
from services.early_warning.baseline import totals

Array = NDArray[np.float64]

YEAR = 52
# Residuals above so many deviations are those of an outbreak, and do not widen what is normal.
WINSORISED = 3.0


@dataclass(frozen=True)
class Tails:
    """By series: the smallest p over the windows (1 where it is not tested), its weeks, seen, expected."""

    p: Array
    window: NDArray[np.int64]
    seen: Array
    expected: Array


def curve(counts: Array, tet: NDArray[np.int8]) -> tuple[Array, Array]:
    """What is expected by all weeks but the last: (weeks, series); and the dispersion (series,)."""
    curves = field_curve.expected(counts[:-1], tet, ahead=1)
    return curves, _dispersion(counts[:-1], curves[:-1])


def tested(counts: Array, tet: NDArray[np.int8], on_record: Array, *, least_a_week: float) -> Tails:
    """Test the last week of `counts` (weeks, series); `tet` (weeks,), `on_record` (longest window,).

    A series with a mean below `least_a_week` over the last year is too small for a curve of its own.
    """
    past = counts[:-1]
    curves, spread = curve(counts, tet)
    longest = max(tails.WINDOWS)
    meant = curves[-longest:] * on_record[-len(curves[-longest:]) :, None]
    known = ~np.isnan(past[-YEAR:])
    mean = np.where(known, past[-YEAR:], 0.0).sum(axis=0) / np.maximum(1, known.sum(axis=0))
    best = Tails(np.ones(counts.shape[1]), np.ones(counts.shape[1], int), *np.zeros((2, counts.shape[1])))
    for window in tails.WINDOWS:
        seen, expected = totals(counts[-longest:, None], meant[:, None], window)
        p = tails.upper_tail(seen[0], expected[0], np.full(len(mean), 1e9), spread) * len(tails.WINDOWS)
        better = (p < best.p) & (mean >= least_a_week)
        for kept, value in ((best.p, p), (best.seen, seen[0]), (best.expected, expected[0])):
            kept[better] = value[better]
        best.window[better] = window
    return best


def _dispersion(counts: Array, curves: Array, weeks: int = 104) -> Array:
    """Pearson's statistic of the last weeks; at least that of Poisson."""
    counts, curves = counts[-weeks:], np.maximum(curves[-weeks:], 1e-9)
    known = ~np.isnan(counts)
    residual = np.where(known, (np.nan_to_num(counts) - curves) / np.sqrt(curves), 0.0)
    squares = np.minimum(residual**2, WINSORISED**2)
    found: Array = squares.sum(axis=0) / np.maximum(1, known.sum(axis=0) - 1)
    return np.maximum(1.0, found)
