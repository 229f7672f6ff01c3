"""What is expected of every commune and field: the curve of the field times the share of the commune."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.early_warning import cell_share, field_curve

Array = NDArray[np.float64]

# The curve and the shares are learned anew every so many weeks.
REFIT = 4
# So many matters' worth of plain Poisson holds the dispersion back where little is known.
HELD_EVEN = 20.0


@dataclass(frozen=True)
class Baseline:
    """Learned up to `week` (excluded).

    `curves` (weeks + ahead, fields), `shares`, `dispersion` (fields,): variance over that of Poisson.
    """

    week: int
    curves: Array
    shares: cell_share.Shares
    dispersion: Array

    def expected(self, first: int, last: int, on_record: Array | None = None) -> Array:
        """The expectation of the weeks from `first` to `last`, both included: (weeks, communes, fields).

        `on_record` (weeks,) is the part of each week that is entered normally by now; 1 without it.
        """
        found: Array = np.einsum("wf,cf->wcf", self.curves[first : last + 1], self.shares.mean)
        return found if on_record is None else found * on_record[:, None, None]


def learned(counts: Array, tet: NDArray[np.int8], *, ahead: int = REFIT) -> Baseline:
    """Learn from the counts (weeks, communes, fields) of all weeks so far.

    `tet` has the classes of these weeks and of those after, over `ahead` of which at most the curves
    are carried on.
    """
    ahead = min(ahead, len(tet) - len(counts))
    province = np.nansum(counts, axis=1)
    province[np.isnan(counts).all(axis=1)] = np.nan
    curves = field_curve.expected(province, tet[: len(counts) + ahead], ahead=ahead)
    shares = cell_share.shares(counts, curves[: len(counts)])
    return Baseline(len(counts), curves, shares, _dispersion(counts, curves, shares))


def totals(counts: Array, expected: Array, window: int) -> tuple[Array, Array]:
    """Seen and expected over the last weeks, each (communes, fields); NaN counts on neither side."""
    known = ~np.isnan(counts[-window:])
    seen: Array = np.where(known, counts[-window:], 0.0).sum(axis=0)
    meant: Array = np.where(known, expected[-window:], 0.0).sum(axis=0)
    return seen, meant


def _dispersion(counts: Array, curves: Array, shares: cell_share.Shares, weeks: int = 104) -> Array:
    """Variance over that of Poisson by field, from the last weeks, without the doubt of the shares.

    Squares are summed before they are divided: by Pearson's statistic one matter where 0.02 were expected
    counts 48 times, and a cut of such squares hides that counts vary more than Poisson ones. Counts are
    cut so that single hot spots do not rule it.
    """
    recent = slice(max(0, len(counts) - weeks), len(counts))
    mean = np.einsum("wf,cf->wcf", curves[recent], shares.mean)
    known = ~np.isnan(counts[recent])
    values = np.where(known, counts[recent], mean)
    values = np.minimum(values, mean + 5 * np.sqrt(mean) + 3)
    doubt = mean**2 / shares.shape[None]
    squares = np.where(known, (values - mean) ** 2 - doubt, 0).sum(axis=(0, 1))
    total = np.where(known, mean, 0).sum(axis=(0, 1))
    return np.asarray(np.maximum(1.0, (squares + HELD_EVEN) / (total + HELD_EVEN)))
