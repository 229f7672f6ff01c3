"""The budget of amber: what the scan finds where nothing happens, in weeks drawn from the baseline itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.early_warning import joint, scan, zones
from services.early_warning.alarms import LEAST_MATTERS, Signal, lives

Array = NDArray[np.float64]

LONGEST = max(scan.SLOW_WINDOWS)
# Scores below this one are no candidates for any budget.
FLOOR = 1.5
# Shares are drawn anew after so many weeks.
STRETCH = 26


@dataclass(frozen=True)
class Quiet:
    """A stream where nothing happens: `expected` (communes, fields) of one week.

    `shape` as in cell_share.Shares: how well a share is known; `dispersion` (fields,); `fewest` as in
    scan.Stream.
    """

    expected: Array
    shape: Array
    dispersion: Array
    fewest: int = LEAST_MATTERS


def threshold(
    streams: Sequence[Quiet],
    near: NDArray[np.int32],
    *,
    budget: float,
    weeks: int,
    close_after: int,
    seed: int,
) -> float:
    """The lowest score of the scan of all at which quiet weeks bring at most `budget` new alarms each.

    `weeks` are drawn in a row: shares once per stretch, counts each week, overdispersed by a gamma
    factor (a negative binomial of that variance). The first stream has all matters: what the others
    count is drawn from among them, because where many came there are also more that were repeated.
    """
    random = np.random.default_rng(seed)
    signals: list[Signal] = []
    drawn, begin = 0, 0
    while drawn < weeks:
        stretch = min(STRETCH, weeks - drawn)
        counts = _drawn(random, streams, LONGEST + stretch)
        for week in range(stretch):
            window = slice(week + 1, week + 1 + LONGEST)
            scores = scan.slow(
                [_stream(one, many[window], len(near)) for one, many in zip(streams, counts, strict=True)],
                near,
            )
            signals += zones.signals(scores, near, week=begin + week, floor=FLOOR)
        drawn += stretch
        # Stretches lie apart, so that an alarm does not live from one into the next.
        begin += stretch + close_after + 1
    return _lowest(signals, budget * weeks, close_after)


def _stream(one: Quiet, counts: Array, places: int) -> scan.Stream:
    meant = np.broadcast_to(one.expected, counts.shape)
    return joint.padded(scan.Stream(counts, meant, one.dispersion, one.fewest, one.shape), places)


def _drawn(random: np.random.Generator, streams: Sequence[Quiet], weeks: int) -> list[Array]:
    """Counts of all streams, each (weeks, communes, fields)."""
    every = _share(random, streams[0])
    first = _wide(random, np.broadcast_to(every, (weeks, *every.shape)), streams[0].dispersion)
    found = [first]
    for one in streams[1:]:
        mean = _share(random, one)
        chance = np.minimum(1.0, mean / np.maximum(every, 1e-12))
        among = random.binomial(first.astype(np.int64), chance).astype(np.float64)
        beside = np.broadcast_to(np.maximum(0.0, mean - every), first.shape)
        found.append(among + random.poisson(beside))
    return found


def _share(random: np.random.Generator, one: Quiet) -> Array:
    """What a week of a stretch has on average, with the doubt about the shares."""
    shape = np.maximum(one.shape, 1e-3)
    drawn: Array = one.expected * random.gamma(shape) / shape
    return drawn


def _wide(random: np.random.Generator, mean: Array, dispersion: Array) -> Array:
    """Counts with so much more variance than Poisson ones."""
    wide = dispersion > 1.0 + 1e-6
    number = np.where(wide, mean / np.where(wide, dispersion - 1.0, 1.0), 1.0)
    factor = np.where(wide, random.gamma(np.maximum(number, 1e-9)) / np.maximum(number, 1e-9), 1.0)
    return random.poisson(mean * factor).astype(np.float64)


def _lowest(signals: list[Signal], most: float, close_after: int) -> float:
    """By halving: the number of alarms falls as the threshold rises, but for the joining of neighbours."""
    values = sorted({signal.score for signal in signals})
    if len(lives(signals, FLOOR, close_after=close_after)) <= most or not values:
        return FLOOR
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        if len(lives(signals, values[middle], close_after=close_after)) <= most:
            high = middle
        else:
            low = middle + 1
    return float(values[low])
