"""Farrington's rule as improved by Noufaily, for single series of larger counts: the bound of a week.

The steps are those of `farringtonFlexible` in R's package surveillance 1.20 with five years, a half-window
of 3 weeks, ten seasons, the last 26 weeks left out, a trend unless it extrapolates, past outbreaks
weighted down from 2.58, and the plug-in bound of the negative binomial. `oracle/` compares the two.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom, poisson

Array = NDArray[np.float64]

YEARS, YEAR, HALF, SEASONS, LEFT_OUT = 5, 52, 3, 10, 26
WEIGHTED_FROM = 2.58
_EPSILON, _ROUNDS = 1e-8, 25
_LEAST = float(np.finfo(float).eps)


@dataclass(frozen=True)
class Fit:
    """Quasi-Poisson regressions of all series, and which of them converged."""

    coefficients: Array
    mean: Array
    dispersion: Array
    leverage: Array
    converged: NDArray[np.bool_]


def bounds(counts: Array, alpha: float) -> Array:
    """The upper bound of the last week of each series, from counts (weeks, series); NaN without a fit."""
    now = len(counts) - 1
    weeks, seasons = reference(now)
    past = counts[weeks]
    groups = (seasons[:, None] == np.arange(2, SEASONS + 1)[None]).astype(float)
    plain = np.column_stack([np.ones(len(weeks)), groups])
    trend = np.column_stack([plain, weeks.astype(float)])
    mean, dispersion, good = _reweighted(past, trend, np.append(_this_season(), float(now)))
    level, level_dispersion, level_good = _reweighted(past, plain, _this_season())
    # A trend that did not converge, or leads above all that was ever seen, is left out.
    kept = good & (mean <= past.max(axis=0))
    mean, dispersion = np.where(kept, mean, level), np.where(kept, dispersion, level_dispersion)
    over = np.maximum(dispersion - 1, 1e-12)
    wide = nbinom.ppf(1 - alpha, mean / over, 1 / np.maximum(dispersion, 1 + 1e-12))
    found = np.where(dispersion > 1, wide, poisson.ppf(1 - alpha, mean))
    return np.where(kept | level_good, found, np.nan)


def reference(now: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The weeks to learn from, and the season of each: the same season as now is the last number."""
    weeks = np.arange(now - YEARS * YEAR - HALF, now - LEFT_OUT)
    # Weeks since the end of the window around the same week of the year; below 0 they are in it.
    since = (weeks - now + YEARS * YEAR + HALF) % YEAR - (2 * HALF + 1)
    length = (YEAR - 2 * HALF - 1) // (SEASONS - 1)
    return weeks, np.where(since < 0, SEASONS, since // length + 1)


def _this_season() -> Array:
    """The columns of the present week without a trend."""
    return np.array([1.0] + [0.0] * (SEASONS - 2) + [1.0])


def _reweighted(past: Array, columns: Array, now: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Mean of the present week, dispersion, and whether there is a fit, once past outbreaks weigh less."""
    first = _fitted(past, columns, np.ones_like(past))
    residual = 1.5 * (past ** (2 / 3) * first.mean ** (-1 / 6) - np.sqrt(first.mean))
    residual /= np.sqrt(first.dispersion * np.maximum(1 - first.leverage, 1e-12))
    low = np.where(residual > WEIGHTED_FROM, np.maximum(residual, 1.0) ** -2, 1.0)
    second = _fitted(past, columns, low * (len(past) / low.sum(axis=0)))
    return np.exp(now @ second.coefficients), second.dispersion, first.converged


def _fitted(past: Array, columns: Array, prior: Array) -> Fit:
    """Iterated least squares from the counts plus 0.1, until the deviance of a series stands still."""
    number, size = past.shape[1], columns.shape[1]
    mean, linear = past + 0.1, np.log(past + 0.1)
    coefficients, weight = np.zeros((size, number)), np.zeros_like(past)
    deviance, running = _deviance(past, mean, prior), np.ones(number, dtype=bool)
    # Columns of one size make the normal equations well behaved; the coefficients are scaled back.
    scale = np.abs(columns).max(axis=0)
    scaled = columns / scale
    # The products of each week's columns, so that all series are one multiplication of matrices.
    products = (scaled[:, :, None] * scaled[:, None, :]).reshape(len(past), -1)
    for _round in range(_ROUNDS):
        at = np.flatnonzero(running)
        w = prior[:, at] * mean[:, at]
        worked = linear[:, at] + (past[:, at] - mean[:, at]) / mean[:, at]
        normal = (w.T @ products).reshape(-1, size, size)
        solved = np.linalg.solve(normal, ((w * worked).T @ scaled)[:, :, None])[:, :, 0].T
        coefficients[:, at], weight[:, at] = solved, w
        linear[:, at] = scaled @ solved
        mean[:, at] = np.maximum(np.exp(linear[:, at]), _LEAST)
        new = _deviance(past[:, at], mean[:, at], prior[:, at])
        running[at] = np.abs(new - deviance[at]) / (np.abs(new) + 0.1) >= _EPSILON
        deviance[at] = new
        if not running.any():
            break
    inverse = np.linalg.inv((weight.T @ products).reshape(-1, size, size))
    leverage = (products @ inverse.reshape(number, -1).T) * weight
    free = len(past) - size
    dispersion = np.maximum(1.0, (weight * ((past - mean) / mean) ** 2).sum(axis=0) / free)
    return Fit(coefficients / scale[:, None], mean, dispersion, leverage, ~running)


def _deviance(past: Array, mean: Array, prior: Array) -> Array:
    parts = np.where(past > 0, past * np.log(np.maximum(past, 1) / mean), 0.0) - (past - mean)
    found: Array = 2 * (prior * parts).sum(axis=0)
    return found
