"""Farrington (1996): the same weeks of five years, a trend, past outbreaks weighted down."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from benchmarks.early_warning.methods import Array, Series, weekly
from benchmarks.early_warning.sim.province import Province

YEARS, HALF = 5, 3


@dataclass(frozen=True)
class Farrington:
    """Each cell by itself; without at least `fewest` matters in the last four weeks it scores nothing."""

    fewest: int = 3

    @property
    def name(self) -> str:
        return f"Farrington, at least {self.fewest} in 4 weeks"

    def scores(self, series: Series, first: int) -> Array:
        exceedance, recent = _judged(series.province, series.delayed, first)
        return np.where(recent >= self.fewest, exceedance, 0.0)


@lru_cache(maxsize=2)
def _judged(province: Province, delayed: bool, first: int) -> tuple[Array, Array]:
    """The exceedance, and the matters of four weeks: what rules with different least ones share."""
    series = Series(province, delayed)
    recent = weekly(series, first, lambda counts, week: np.nan_to_num(counts[max(0, week - 3) :]).sum(axis=0))
    return weekly(series, first, _exceedance), recent


def _exceedance(counts: Array, week: int) -> Array:
    weeks = [
        week - 52 * year + shift
        for year in range(1, YEARS + 1)
        for shift in range(-HALF, HALF + 1)
        if 0 <= week - 52 * year + shift < week - HALF
    ]
    past = np.nan_to_num(counts[weeks]).reshape(len(weeks), -1)
    now = np.nan_to_num(counts[week])
    mean, spread = _regression(past, (np.array(weeks) - week) / 52.0)
    upper = np.maximum(mean, 1e-3)
    # The power of two thirds makes counts nearly symmetric; the variance of mean and of one count.
    deviation = (2 / 3) * upper ** (2 / 3) * np.sqrt(spread) / np.maximum(upper, 1e-9)
    score = (now.reshape(-1) ** (2 / 3) - upper ** (2 / 3)) / np.maximum(deviation, 1e-6)
    return score.reshape(now.shape)


def _regression(past: Array, years: Array) -> tuple[Array, Array]:
    """Mean at the present week and variance of a new count by quasi-Poisson with a trend, for all cells."""
    weights = np.ones_like(past)
    columns = np.column_stack([np.ones(len(years)), years])
    coefficients = np.zeros((2, past.shape[1]))
    coefficients[0] = np.log(np.maximum(past.mean(axis=0), 0.02))
    for round_number in range(6):
        mean = np.exp(np.clip(columns @ coefficients, -6, 6))
        working = columns @ coefficients + (past - mean) / mean
        scaled = weights * mean
        normal = np.einsum("wi,wj,wk->kij", columns, columns, scaled) + 1e-2 * np.diag([0.1, 1.0])
        right = np.einsum("wi,wk->ki", columns, scaled * working)
        coefficients = np.linalg.solve(normal, right[..., None])[..., 0].T
        residual = (past - mean) / np.sqrt(mean)
        spread = np.maximum(1.0, (weights * residual**2).sum(axis=0) / np.maximum(1, len(past) - 2))
        if round_number >= 2:
            anscombe = residual / np.sqrt(spread)
            weights = np.where(anscombe > 1, 1 / np.maximum(anscombe, 1) ** 2, 1.0)
    now = np.exp(np.clip(coefficients[0], -6, 6))
    of_mean = np.linalg.inv(normal)[:, 0, 0] * now**2
    return now, spread * (now + of_mean)
