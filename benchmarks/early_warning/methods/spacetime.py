"""Expectation-based scan in space and time: the zone of neighbouring communes and weeks that stands out most.

Neill (2009): for a zone with y matters where mu were expected, the score is y log(y / mu) - (y - mu)
where y > mu, and 0 elsewhere. The best zone counts, where the product's own scan averages (disputes.py).
"""

import numpy as np
from numpy.typing import NDArray

from services.early_warning import scan as shared
from services.early_warning.alarms import LEAST_MATTERS

Array = NDArray[np.float64]

WINDOWS = (1, 2, 3, 4, 6)
ZONES = 6


def likelihood(seen: Array, expected: Array) -> Array:
    """The score of zones by what was seen and expected; 0 where no more than expected was seen."""
    above = seen > expected
    safe = np.where(above, np.maximum(seen, 1e-12), 1.0)
    meant = np.where(above, np.maximum(expected, 1e-12), 1.0)
    return np.where(above, safe * np.log(safe / meant) - (safe - meant), 0.0)


def scan(
    counts: Array,
    expected: Array,
    near: NDArray[np.int32],
    dispersion: Array,
    *,
    fewest: int = LEAST_MATTERS,
    shape: Array | None = None,
) -> shared.Scores:
    """The scores of the last week of `counts` and `expected` (weeks, communes, fields).

    `near` (communes, at least ZONES) lists each commune and its nearest ones, itself first; weeks of NaN
    count neither as seen nor as expected. `dispersion` (fields,) is the variance over that of Poisson,
    by which counts are deflated, and so they are by the doubt of the shares, where `shape` (communes,
    fields) tells it. Zones with fewer than `fewest` matters score nothing.
    """
    one = shared.Stream(counts, expected, dispersion, fewest, shape)
    nearest = near[:, :ZONES]
    best = shared.Scores(*(np.zeros(counts.shape[1:], dtype=kind) for kind in (float, int, int, int)))
    continued = shared.goes_on([one], nearest)
    for window in WINDOWS:
        seen, meant, wide = shared.zones(one, window, nearest)
        scores = likelihood(seen / wide, meant / wide)
        scores[~continued | (seen < fewest)] = 0.0
        excess = np.diff(seen - meant, axis=1, prepend=0.0)
        for size in range(1, nearest.shape[1] + 1):
            shared.keep(best, scores[:, size - 1], shared.leading(excess[:, :size], near), window, size)
    return best
