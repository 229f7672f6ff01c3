"""Several streams of the same cells judged as one: red by the tails of each, amber by one scan of all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from services.early_warning import disputes, scan, tails
from services.early_warning.alarms import LEAST_MATTERS

Array = NDArray[np.float64]

LONGEST = max(*tails.WINDOWS, *disputes.WINDOWS)


@dataclass(frozen=True)
class Judged:
    """The last week of all streams: `p` and `q` (streams, communes, fields), and the scan of all.

    Each stream is a family of its own: `q` is the share of false ones among all of its cells at least
    as striking. The scores have a row for the place of none, where the zones have one.
    """

    p: Array
    q: Array
    scores: scan.Scores


def judged(streams: Sequence[scan.Stream], near: NDArray[np.int32], *, least: int = LEAST_MATTERS) -> Judged:
    """Judge the last week; `streams` and `least` as for disputes.scan_disputes.

    `near` as there, and maybe one more row: the place of none, which pads the zones of communes
    whose neighbours nobody knows, and has nothing.
    """
    p = np.stack([_smallest(one) for one in streams])
    q = np.stack([tails.benjamini_hochberg(one) for one in p])
    padded_streams = [padded(one, len(near)) for one in streams]
    return Judged(p, q, disputes.scan_disputes(padded_streams, near, least=least))


def padded(one: scan.Stream, places: int) -> scan.Stream:
    """The stream with so many places, those beyond the communes without anything."""
    more = places - one.counts.shape[1]
    return replace(
        one,
        counts=np.pad(one.counts, ((0, 0), (0, more), (0, 0))),
        expected=np.pad(one.expected, ((0, 0), (0, more), (0, 0))),
        shape=None if one.shape is None else np.pad(one.shape, ((0, more), (0, 0)), constant_values=1.0),
    )


def _smallest(one: scan.Stream) -> Array:
    shape = np.full(one.counts.shape[1:], np.inf) if one.shape is None else one.shape
    return tails.smallest(one.counts, one.expected, shape, one.dispersion, one.fewest)
