"""Farrington's rule on single series: its weeks, its bound, and the same from R where that is installed."""

import shutil

import numpy as np
import pytest

from benchmarks.early_warning.methods import flexible
from benchmarks.early_warning.oracle import run_r
from benchmarks.early_warning.sim import noufaily


def test_the_weeks_to_learn_from_leave_out_half_a_year_and_know_their_season() -> None:
    weeks, seasons = flexible.reference(400)

    assert (weeks[0], weeks[-1]) == (400 - 260 - 3, 400 - 27)
    # Seven weeks around the same week of each year, and nine seasons of five weeks between.
    assert [weeks[seasons == 10][place] for place in (0, 6, 7)] == [137, 143, 189]
    assert set(seasons.tolist()) == set(range(1, 11))
    assert (seasons[7:12] == 1).all()


def test_the_bound_of_a_steady_series_is_the_quantile_of_its_distribution() -> None:
    counts = np.random.default_rng(1).poisson(20.0, (400, 60)).astype(float)

    upper = flexible.bounds(counts, alpha=0.01)

    # The quantile of Poisson with mean 20 is 31; the season and the trend are told by 237 weeks only.
    assert abs(np.median(upper) - 31) <= 2
    assert flexible.bounds(counts, alpha=0.2).mean() < upper.mean()


def test_a_past_outbreak_does_not_lift_the_bound_much() -> None:
    counts = np.random.default_rng(2).poisson(20.0, (400, 20)).astype(float)
    hot = counts.copy()
    hot[189:192] += 60

    assert flexible.bounds(hot, alpha=0.01).mean() < 1.25 * flexible.bounds(counts, alpha=0.01).mean()


def test_without_r_the_comparison_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    assert "Rscript" in str(run_r.equal_bounds(801, 0.01)["skipped"])


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs Rscript with the package surveillance")
def test_bounds_are_those_of_r(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_r, "SERIES", len(noufaily.SCENARIOS))

    assert run_r.equal_bounds(801, 0.01) == {"series": 42.0, "equal": 1.0}
