"""The budget of amber: what the scan finds where nothing happens, in weeks drawn from the baseline itself."""

import numpy as np
from numpy.typing import NDArray

from services.early_warning import scan, zones
from services.early_warning.alarms import Signal, lives

Array = NDArray[np.float64]

LONGEST = max(scan.WINDOWS)
# Scores below this one are no candidates for any budget.
FLOOR = 1.5


def threshold(
    expected: Array,
    shape: Array,
    dispersion: Array,
    near: NDArray[np.int32],
    *,
    budget: float,
    weeks: int,
    seed: int,
) -> float:
    """The lowest score at which quiet weeks bring at most `budget` new alarms each.

    `expected` (communes, fields) of one week; `shape` as in cell_share.Shares: how well a share is
    known; `dispersion` (fields,). `weeks` are drawn in a row: shares once per draw of 26 weeks, counts
    each week, overdispersed by a gamma factor (a negative binomial of that variance).
    """
    random = np.random.default_rng(seed)
    signals: list[Signal] = []
    drawn = 0
    while drawn < weeks:
        stretch = min(26, weeks - drawn)
        counts = _drawn(random, expected, shape, dispersion, LONGEST + stretch)
        meant = np.broadcast_to(expected, counts.shape)
        for week in range(stretch):
            window = slice(week + 1, week + 1 + LONGEST)
            scores = scan.scan(counts[window], meant[window], near, dispersion, shape=shape)
            # Stretches lie apart, so that an alarm does not live from one into the next.
            found = zones.signals(scores, near, week=drawn * 2 + week, floor=FLOOR)
            signals += found
        drawn += stretch
    return _lowest(signals, budget * weeks)


def _drawn(
    random: np.random.Generator, expected: Array, shape: Array, dispersion: Array, weeks: int
) -> Array:
    share = random.gamma(np.maximum(shape, 1e-3)) / np.maximum(shape, 1e-3)
    mean = np.broadcast_to(expected * share, (weeks, *expected.shape))
    wide = dispersion > 1.0 + 1e-6
    number = np.where(wide, mean / np.where(wide, dispersion - 1.0, 1.0), 1.0)
    factor = np.where(wide, random.gamma(np.maximum(number, 1e-9)) / np.maximum(number, 1e-9), 1.0)
    return random.poisson(mean * factor).astype(np.float64)


def _lowest(signals: list[Signal], most: float) -> float:
    """By halving: the number of alarms falls as the threshold rises, but for the joining of neighbours."""
    values = sorted({signal.score for signal in signals})
    if len(lives(signals, FLOOR)) <= most or not values:
        return FLOOR
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        if len(lives(signals, values[middle])) <= most:
            high = middle
        else:
            low = middle + 1
    return float(values[low])
