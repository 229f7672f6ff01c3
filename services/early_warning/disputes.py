"""A scan for disputes that grow: one question to several streams, how many matters too many there are.

A dispute brings first petitions, repeated ones, visits over the level and small crowds, all of them more
as it grows. Asked of every zone and window is not whether each stream has too many, but whether one
dispute of some size has: of its matters each stream has its usual part. What zones, windows and sizes
say for it is averaged, not the best of them taken: nested zones confirm one another.

Sources: Neill, Moore and Cooper, A Bayesian spatial scan statistic (NIPS 18, 2005: 1003-1010); Neill and
Cooper, A multivariate Bayesian scan statistic (Machine Learning 79, 2010: 261-282).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.early_warning import scan
from services.early_warning.alarms import LEAST_MATTERS
from services.early_warning.scan import Array, Scores, Stream

# Weeks and most communes of a zone: a dispute stays in its commune and the next ones.
WINDOWS, ZONES = (2, 4, 6, 8), 3
# Sizes of a dispute, in matters of the window; each is as likely as the next. Twice as many change nothing.
EXTRA = (2.0, 5.0, 11.0, 24.0)


def scan_disputes(
    streams: Sequence[Stream], near: NDArray[np.int32], *, least: int = LEAST_MATTERS
) -> Scores:
    """The scores of the last week, by cell: the logarithm of what zones led by the cell say together.

    The streams have the same cells and no matter in common. `near` (communes, at least ZONES) lists each
    commune and its nearest ones, itself first; weeks of NaN count neither as seen nor as expected.
    Zones with fewer than `least` matters in all streams say nothing; `window`, `centre` and `size` tell
    the zone that says most.
    """
    communes, fields = streams[0].counts.shape[1:]
    nearest = near[:, :ZONES]
    total = np.full((communes, fields), -np.inf)
    best = Scores(total.copy(), *(np.zeros((communes, fields), dtype=int) for _number in range(3)))
    goes_on = scan.goes_on(streams, nearest)
    for window in WINDOWS:
        odds, excess = _odds(streams, window, nearest, goes_on, least)
        for size in range(1, nearest.shape[1] + 1):
            leader = scan.leading(excess[:, :size], near)
            scan.keep(best, odds[:, size - 1], leader, window, size)
            np.logaddexp.at(total, (leader, np.arange(fields)[None]), odds[:, size - 1])
    # What speaks against a dispute is no alarm.
    best.score[:] = np.maximum(total, 0.0)
    return best


def _odds(
    streams: Sequence[Stream],
    window: int,
    nearest: NDArray[np.int32],
    goes_on: NDArray[np.bool_],
    least: int,
) -> tuple[Array, Array]:
    """By zone (communes, zones, fields): the log of the averaged odds of a dispute, and what is too many."""
    found = [scan.zones(one, window, nearest) for one in streams]
    excess = np.diff(sum(seen - meant for seen, meant, _wide in found), axis=1, prepend=0.0)
    # Most zones have too few matters to be asked.
    asked = goes_on & (sum(seen for seen, _meant, _wide in found) >= least)
    told = np.zeros((len(EXTRA), int(asked.sum())))
    for one, (seen, meant, wide) in zip(streams, found, strict=True):
        more = one.part * np.array(EXTRA)[:, None]
        told += (seen[asked] * np.log1p(more / np.maximum(meant[asked], 1e-6)) - more) / wide[asked]
    odds = np.full(asked.shape, -np.inf)
    odds[asked] = np.logaddexp.reduce(told, axis=0) - np.log(len(EXTRA))
    return odds, excess
