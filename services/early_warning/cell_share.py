"""What part of a field's matters a commune has: its own past, shrunk to what its other fields say.

Empirical Bayes after Clayton and Kaldor (1987): shares are gamma distributed around a prior mean, and
the weight of the prior is told by the data themselves. A cell is never its own prior.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Array = NDArray[np.float64]

# A week of two years ago counts half; the last two weeks teach nothing yet.
HALF_LIFE, GUARD = 104.0, 2
# Expected matters by which a commune's prior is shrunk to the share of a commune of middle size.
_COMMUNE_SHRUNK = 20.0
_WEIGHTS = np.array([0.5, 0.8, 1.2, 1.8, 2.5, 3.5, 5.0, 7.0, 10.0, 15.0, 25.0, 50.0])


@dataclass(frozen=True)
class Shares:
    """Posterior of each cell: its mean and the shape of its gamma; and how many weeks it rests on.

    `mean`, `shape` (communes, fields); `weeks` (communes,); `weight` (fields,) is that of the prior.
    """

    mean: Array
    shape: Array
    weeks: NDArray[np.int64]
    weight: Array


def shares(counts: Array, expected: Array) -> Shares:
    """Learn the shares from counts (weeks, communes, fields) and curves of the fields (weeks, fields).

    Weeks of NaN are left out of both counts and expectation. Past weeks are cut at mean + 3 sd + 1, so
    that an old hot spot does not teach that it is normal.
    """
    weeks = len(counts)
    decay = 0.5 ** (np.arange(weeks)[::-1] / HALF_LIFE)
    decay[max(0, weeks - GUARD) :] = 0.0
    known = ~np.isnan(counts)
    exposure = np.einsum("w,wcf,wf->cf", decay, known, expected)
    values = np.where(known, counts, 0.0)
    seen = np.einsum("w,wcf->cf", decay, values)
    first, _shape, _weight = _posterior(seen, exposure)
    mean = np.einsum("wf,cf->wcf", expected, first)
    values = np.minimum(values, mean + 3 * np.sqrt(mean) + 1)
    share, shape, weight = _posterior(np.einsum("w,wcf->cf", decay, values), exposure)
    return Shares(share, shape, known.any(axis=2).sum(axis=0), weight)


def _posterior(seen: Array, exposure: Array) -> tuple[Array, Array, Array]:
    """Mean and shape of each cell, and the weight of the prior by field."""
    prior = prior_mean(seen, exposure)
    weight = np.array([_likeliest(seen[:, f], prior[:, f] * exposure[:, f]) for f in range(seen.shape[1])])
    shape = weight[None] + seen
    return shape / (weight[None] / prior + exposure), shape, weight


def prior_mean(seen: Array, exposure: Array) -> Array:
    """The share that a commune's other fields say, shrunk to that of a middle commune: (communes, fields)."""
    others_seen = seen.sum(axis=1, keepdims=True) - seen
    others_exposed = exposure.sum(axis=1, keepdims=True) - exposure
    middle = max(seen.sum() / max(exposure.sum(), 1e-9), 1e-9)
    held = _COMMUNE_SHRUNK / middle
    found: Array = (others_seen + _COMMUNE_SHRUNK) / (others_exposed + held)
    return found


def _likeliest(seen: Array, meant: Array) -> float:
    """The weight of the prior that makes the counts of a field most likely, from a list of weights."""
    used = meant > 0
    n, m = seen[used, None], meant[used, None]
    a = _WEIGHTS[None]
    likely = gammaln(a + n) - gammaln(a) + a * np.log(a / (a + m)) + n * np.log(m / (a + m))
    return float(_WEIGHTS[int(likely.sum(axis=0).argmax())]) if used.any() else 1.0
