"""Several streams of the same cells judged as one: red by the tails of each, amber by one scan of all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from services.early_warning import scan, tails

Array = NDArray[np.float64]

LONGEST = max(*tails.WINDOWS, *scan.SLOW_WINDOWS)


@dataclass(frozen=True)
class Judged:
    """The last week of all streams: `p` and `q` (streams, communes, fields), and the scan of all.

    Each stream is a family of its own: `q` is the share of false ones among all of its cells at least
    as striking. The scores have a row for the place of none, where the zones have one.
    """

    p: Array
    q: Array
    scores: scan.Scores


def judged(streams: Sequence[scan.Stream], near: NDArray[np.int32]) -> Judged:
    """Judge the last week; `near` as in `scan.scan`, and maybe one more row: the place of none.

    That place pads the zones of communes whose neighbours nobody knows, and has nothing.
    """
    p = np.stack([_smallest(one) for one in streams])
    q = np.stack([tails.benjamini_hochberg(one) for one in p])
    return Judged(p, q, scan.slow([padded(one, len(near)) for one in streams], near))


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
