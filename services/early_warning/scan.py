"""What scans in space and time share: streams, zones of neighbouring communes, and to whom a zone belongs.

Zones are a commune with its nearest ones; windows end with the last week.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.early_warning.alarms import LEAST_MATTERS
from services.early_warning.baseline import totals

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """By cell (communes, fields): the best score of a zone of which the cell has the most too many.

    `window` and `centre` tell that zone: its weeks, and the commune in its middle; `size` its communes.
    """

    score: Array
    window: NDArray[np.int64]
    centre: NDArray[np.int64]
    size: NDArray[np.int64]


@dataclass(frozen=True)
class Stream:
    """What is scanned, alone or with others: counts and expectation (weeks, communes, fields).

    `dispersion` (fields,) is the variance over that of Poisson, `shape` (communes, fields) how well each
    share is known: by both counts are deflated. Zones with fewer than `fewest` matters score nothing.
    `part` is how many of it one matter of a dispute brings (disputes.py).
    """

    counts: Array
    expected: Array
    dispersion: Array
    fewest: int = LEAST_MATTERS
    shape: Array | None = None
    part: float = 1.0


def goes_on(streams: Sequence[Stream], nearest: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which zones (communes, zones, fields) have more than expected in their newest week, in any stream.

    The others are over, though a long window still holds them.
    """
    found: NDArray[np.bool_] = np.any([np.greater(*zones(one, 1, nearest)[:2]) for one in streams], axis=0)
    return found


def leading(excess: Array, near: NDArray[np.int32]) -> NDArray[np.int32]:
    """To which commune a zone belongs: that which has the most too many of it, shape (communes, fields).

    `excess` (communes, zones, fields) tells how much more than expected each next commune adds.
    """
    most = excess.argmax(axis=1)[:, None]
    found: NDArray[np.int32] = np.take_along_axis(near[:, : excess.shape[1], None], most, 1)[:, 0]
    return found


def zones(one: Stream, window: int, nearest: NDArray[np.int32]) -> tuple[Array, Array, Array]:
    """Seen and expected of a commune, of it and its nearest, and so on; and variance over expectation.

    Each (communes, zones, fields).
    """
    seen, meant = totals(one.counts, one.expected, window)
    zone_meant = _summed(meant, nearest)
    wide = np.broadcast_to(one.dispersion, zone_meant.shape)
    if one.shape is not None:
        wide = wide + _summed(meant**2 / one.shape, nearest) / np.maximum(zone_meant, 1e-12)
    return _summed(seen, nearest), zone_meant, wide


def _summed(values: Array, nearest: NDArray[np.int32]) -> Array:
    """Of each commune, of it and its nearest, and so on; a cumsum, which is slow along so few."""
    found: Array = values[nearest]
    for size in range(1, nearest.shape[1]):
        found[:, size] += found[:, size - 1]
    return found


def keep(best: Scores, scores: Array, leader: NDArray[np.int32], window: int, size: int) -> None:
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
