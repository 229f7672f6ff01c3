"""How likely so many matters are by chance, cell by cell, and which of many such answers stand together."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, poisson

from services.early_warning.baseline import totals

Array = NDArray[np.float64]

WINDOWS = (1, 2, 4, 8)


def upper_tail(seen: Array, mean: Array, shape: Array, dispersion: Array) -> Array:
    """P(Y >= seen) for a negative binomial with variance dispersion * mean + mean^2 / shape.

    Arrays of one shape, or such as fit. Where the variance is that of Poisson, Poisson is used.
    """
    variance = dispersion * mean + mean**2 / shape
    over = variance - mean
    wide = over > 1e-9
    number = np.where(wide, mean**2 / np.where(wide, over, 1.0), 1.0)
    found = np.where(
        wide,
        nbinom.sf(seen - 1, number, np.where(wide, mean / np.where(wide, variance, 1.0), 0.5)),
        poisson.sf(seen - 1, mean),
    )
    return np.where(mean > 0, found, np.where(seen > 0, 0.0, 1.0))


def smallest(counts: Array, expected: Array, shape: Array, dispersion: Array, fewest: int) -> Array:
    """The p-value of each cell over all windows, by Bonferroni: (communes, fields).

    `counts`, `expected` (weeks, communes, fields); cells with fewer than `fewest` matters in a window get 1.
    """
    found = np.ones(counts.shape[1:])
    for window in WINDOWS:
        seen, meant = totals(counts, expected, window)
        p = upper_tail(seen, meant, shape, dispersion)
        found = np.minimum(found, np.where(seen >= fewest, p, 1.0))
    return np.minimum(1.0, found * len(WINDOWS))


def band(mean: Array, variance: Array, chances: tuple[float, float]) -> tuple[Array, Array]:
    """Between which counts a week lies with two chances, each (weeks,): a negative binomial, or Poisson."""
    mean, over = np.maximum(mean, 1e-9), np.maximum(variance - mean, 0.0)
    wide = over > 1e-9
    number = np.where(wide, mean**2 / np.where(wide, over, 1.0), 1.0)
    part = np.where(wide, mean / np.where(wide, variance, 1.0), 0.5)
    low, high = (
        np.where(wide, nbinom.ppf(chance, number, part), poisson.ppf(chance, mean)) for chance in chances
    )
    return low, high


def benjamini_hochberg(p: Array) -> Array:
    """The q-value of each p-value: the share of false ones among all at least as small (1995, article 3)."""
    flat = p.reshape(-1)
    order = np.argsort(flat)
    ranked = flat[order] * len(flat) / np.arange(1, len(flat) + 1)
    lowest = np.minimum.accumulate(ranked[::-1])[::-1]
    found = np.empty_like(flat)
    found[order] = np.minimum(1.0, lowest)
    return found.reshape(p.shape)
