"""Expectation-based scan in space and time: the zone of neighbouring communes and weeks that stands out most.

Neill (2009): for a zone with y matters where mu were expected, the score is y log(y / mu) - (y - mu)
where y > mu, and 0 elsewhere. Zones are a commune with its nearest ones; windows end with the last week.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.early_warning.alarms import LEAST_MATTERS
from services.early_warning.baseline import totals

Array = NDArray[np.float64]

WINDOWS = (1, 2, 3, 4, 6)
ZONES = 6


@dataclass(frozen=True)
class Scores:
    """By cell (communes, fields): the best score of a zone of which the cell has the most too many.

    `window` and `centre` tell that zone: its weeks, and the commune in its middle; `size` its communes.
    """

    score: Array
    window: NDArray[np.int64]
    centre: NDArray[np.int64]
    size: NDArray[np.int64]


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
) -> Scores:
    """The scores of the last week of `counts` and `expected` (weeks, communes, fields).

    `near` (communes, at least ZONES) lists each commune and its nearest ones, itself first; weeks of NaN
    count neither as seen nor as expected. `dispersion` (fields,) is the variance over that of Poisson,
    by which counts are deflated. Zones with fewer than `fewest` matters score nothing.
    """
    communes, fields = counts.shape[1:]
    # A zone without more than expected in its newest week is over, though a long window still holds it.
    newest = totals(counts, expected, 1)
    newest_seen, newest_meant = (np.cumsum(part[near[:, :ZONES]], axis=1) for part in newest)
    goes_on = newest_seen > newest_meant
    best = Scores(*(np.zeros((communes, fields), dtype=kind) for kind in (float, int, int, int)))
    for window in WINDOWS:
        seen, meant = totals(counts, expected, window)
        excess = (seen - meant)[near[:, :ZONES]]
        zone_seen = np.cumsum(seen[near[:, :ZONES]], axis=1)
        zone_meant = np.cumsum(meant[near[:, :ZONES]], axis=1)
        scores = likelihood(zone_seen / dispersion, zone_meant / dispersion)
        scores[(zone_seen < fewest) | ~goes_on] = 0.0
        for size in range(1, min(ZONES, near.shape[1]) + 1):
            # The zone belongs to the commune that has the most too many of it.
            leader = np.take_along_axis(near[:, :size, None], excess[:, :size].argmax(axis=1)[:, None], 1)[
                :, 0
            ]
            _keep(best, scores[:, size - 1], leader, window, size)
    return best


def _keep(best: Scores, scores: Array, leader: NDArray[np.int32], window: int, size: int) -> None:
    """Take over the zones that are better than what their leading cells had."""
    fields = scores.shape[1]
    place = (leader * fields + np.arange(fields)[None]).reshape(-1)
    values, before = scores.reshape(-1), best.score.reshape(-1)
    after = before.copy()
    np.maximum.at(after, place, values)
    won = np.flatnonzero((values >= after[place]) & (after[place] > before[place]))
    for kept, value in ((best.window, window), (best.centre, won // fields), (best.size, size)):
        kept.reshape(-1)[place[won]] = value
    best.score.reshape(-1)[:] = after
