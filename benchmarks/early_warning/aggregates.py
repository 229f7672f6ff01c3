"""Single series of larger counts: false alarms and finds of Farrington's rule and of our curve, 42 scenarios.

A false positive is a judged week of a quiet series above the bound; an outbreak is found by a week of
its own above it. To compare finds, our threshold of each scenario is moved until its quiet series have
as many false positives as Farrington's rule has in that scenario.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.early_warning.methods import flexible
from benchmarks.early_warning.sim import noufaily
from benchmarks.early_warning.sim.noufaily import JUDGED, SCENARIOS, WEEKS
from services.early_warning import baseline, field_curve, tails

ALPHA = 0.01
# Standard deviations of the outbreaks that are to be found.
SIZES = (2, 4, 6, 8)
# Farrington's rule is not applied to series with fewer in four weeks (the default of R).
FEWEST = 5
Array = NDArray[np.float64]


def judged(seed: int, each: int) -> dict[str, Any]:
    """The figures on so many series of each scenario; the series take turns in the size of their outbreak."""
    quiet = [noufaily.quiet(one, each, seed) for one in SCENARIOS]
    counts = np.concatenate(quiet, axis=1)
    above = counts[-JUDGED:] > _upper(counts)
    enough = _recent(counts) >= FEWEST
    chances = _chances(counts)
    more, mask = _broken_out(quiet, seed)
    by_rule = (more[-JUDGED:] > _upper(more)) & mask
    # Without the rule of five in four weeks on either side: it would be taken for sensitivity.
    level = np.repeat(_levels(chances, _by_scenario(above)), each)
    by_own = (_chances(more) < level) & mask
    rule, own = by_rule.any(axis=0), by_own.any(axis=0)
    return {
        "series": counts.shape[1],
        "farrington": _rates(_by_scenario(above & enough)),
        "farrington_without_least": _rates(_by_scenario(above)),
        "own": _rates(_by_scenario(chances < ALPHA)),
        "sizes": list(SIZES),
        "found_farrington": _by_size(rule, each),
        "found_own": _by_size(own, each),
        "distance": round(float(rule.mean() - own.mean()), 4),
    }


def _broken_out(quiet: list[Array], seed: int) -> tuple[Array, NDArray[np.bool_]]:
    """All series with an outbreak each, and which of the judged weeks belong to it."""
    each = quiet[0].shape[1]
    found = np.stack(quiet, axis=1)
    where = np.zeros(found.shape, dtype=bool)
    for place, name in enumerate(SCENARIOS):
        for number, size in enumerate(SIZES):
            some = slice(number, each, len(SIZES))
            more, mask = noufaily.broken_out(quiet[place][:, some], name, size, seed + number)
            found[:, place, some], where[:, place, some] = more, mask
    return found.reshape(WEEKS, -1), where.reshape(WEEKS, -1)[-JUDGED:]


def _by_size(found: NDArray[np.bool_], each: int) -> list[float]:
    turns = np.arange(len(found)) % each % len(SIZES)
    return [round(float(found[turns == number].mean()), 3) for number in range(len(SIZES))]


def _recent(counts: Array) -> Array:
    """The counts of each judged week and the three before: (JUDGED, series)."""
    return np.stack([counts[week - 3 : week + 1].sum(axis=0) for week in range(WEEKS - JUDGED, WEEKS)])


def _upper(counts: Array) -> Array:
    """Farrington's bound of each judged week: (JUDGED, series)."""
    return np.stack([flexible.bounds(counts[: week + 1], ALPHA) for week in range(WEEKS - JUDGED, WEEKS)])


def _chances(counts: Array) -> Array:
    """How likely so many or more are by our curve, for each judged week: (JUDGED, series)."""
    found = []
    calendar = np.zeros(len(counts), dtype=np.int8)
    for week in range(WEEKS - JUDGED, WEEKS, baseline.REFIT):
        ahead = min(baseline.REFIT, WEEKS - week)
        known = counts[:week]
        curves = field_curve.expected(known, calendar[: week + ahead], ahead=ahead)
        taught = slice(week - field_curve.HISTORY, week)
        spread = _dispersion(known[taught], curves[taught])
        seen, mean = counts[week : week + ahead], curves[week : week + ahead]
        found.append(tails.upper_tail(seen, mean, np.full(mean.shape, np.inf), spread[None]))
    return np.concatenate(found)


def _dispersion(counts: Array, mean: Array) -> Array:
    """Variance over that of Poisson of each series; the freedom the curve took is given back."""
    free = len(counts) - 2 - 2 * field_curve.HARMONICS
    found: Array = ((counts - mean) ** 2 / np.maximum(mean, 1e-9)).sum(axis=0) / free
    return np.maximum(1.0, found)


def _by_scenario(over: NDArray[np.bool_]) -> Array:
    rates: Array = over.reshape(len(over), len(SCENARIOS), -1).mean(axis=(0, 2))
    return rates


def _levels(chances: Array, rates: Array) -> Array:
    """The chance below which each scenario has a given rate of false positives."""
    by_scenario = chances.reshape(len(chances), len(SCENARIOS), -1)
    parts = [by_scenario[:, place].reshape(-1) for place in range(len(SCENARIOS))]
    return np.array([np.quantile(part, rate) for part, rate in zip(parts, rates, strict=True)])


def _rates(rates: Array) -> dict[str, float]:
    named = {"mean": rates.mean(), "least": rates.min(), "greatest": rates.max()}
    return {name: round(float(value), 4) for name, value in named.items()}
