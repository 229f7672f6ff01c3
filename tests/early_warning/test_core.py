"""The parts of the statistical warning: curves, shares, scan, tails, each against what is known."""

import numpy as np
import pytest
from scipy.stats import nbinom

from benchmarks.early_warning.methods import spacetime
from services.early_warning import baseline, cell_share, field_curve, tails

WEEKS = 260
NO_TET = np.zeros(WEEKS + 4, dtype=np.int8)
NEAR = np.array([[0, 1, 2, 3, 4, 5]] * 6, dtype=np.int32)
for _place in range(6):
    NEAR[_place] = [(_place + shift) % 6 for shift in range(6)]


def province(mean: float = 0.5, communes: int = 6, fields: int = 3, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (WEEKS, communes, fields)).astype(float)


def test_the_curve_finds_the_coefficients_it_was_made_with() -> None:
    weeks = np.arange(WEEKS)
    columns = field_curve.design(weeks, NO_TET[:WEEKS])
    true = np.array([5.0, 0.2, 0.3, -0.2, 0.1, 0.05, 0, 0, 0])
    counts = np.random.default_rng(2).poisson(np.exp(columns @ true)).astype(float)

    found = field_curve.fitted(columns, counts)

    assert np.abs(np.exp(columns @ (found - true)) - 1).max() < 0.08
    assert np.abs(found - true)[2:6].max() < 0.05


def test_a_week_that_is_missing_is_not_zero() -> None:
    counts = province(mean=2.0)
    holes = counts.copy()
    holes[100:160] = np.nan
    zeros = counts.copy()
    zeros[100:160] = 0

    whole, missing, zero = (
        baseline.learned(one, NO_TET).expected(260, 260) for one in (counts, holes, zeros)
    )

    assert np.abs(missing / whole - 1).max() < 0.25
    assert (zero < 0.9 * whole).all()


def test_an_all_zero_cell_expects_a_little_and_one_matter_is_no_alarm() -> None:
    counts = province()
    counts[:, 2, 1] = 0
    learned = baseline.learned(counts, NO_TET)
    counts[-1, 2, 1] = 1

    expected = learned.expected(WEEKS - 8, WEEKS - 1)
    p = tails.smallest(counts[-8:], expected, learned.shares.shape, learned.dispersion, fewest=3)
    scores = spacetime.scan(counts[-8:], expected, NEAR, learned.dispersion)

    assert 0 < expected[-1, 2, 1] < 0.1
    assert p[2, 1] == 1
    # Far below what any budget of alarms would let through.
    assert scores.score[2, 1] < 1


def test_a_new_commune_borrows_from_its_other_fields_and_from_all() -> None:
    counts = province(mean=1.0)
    counts[:, 0] *= 3
    counts[:-10, 5] = np.nan

    learned = baseline.learned(counts, NO_TET)

    assert learned.shares.weeks.tolist() == [WEEKS] * 5 + [10]
    expected = learned.expected(WEEKS, WEEKS)[0]
    assert (expected[5] > 0.2).all()
    assert (expected[0] > 2).all()


def test_an_old_hot_spot_does_not_teach_that_it_is_normal() -> None:
    counts = province(mean=0.5)
    hot = counts.copy()
    hot[150:153, 1, 0] += 30

    cool, after = (baseline.learned(one, NO_TET).expected(WEEKS, WEEKS)[0, 1, 0] for one in (counts, hot))

    assert after < 1.25 * cool


def test_the_prior_of_a_cell_is_not_the_cell_itself() -> None:
    seen, exposure = np.ones((4, 3)), np.full((4, 3), 10.0)
    more = seen.copy()
    more[1, 2] = 50

    before, after = cell_share.prior_mean(seen, exposure), cell_share.prior_mean(more, exposure)

    # Only the share of a middle commune moves with it, not its own line.
    assert after[1, 2] / before[1, 2] == pytest.approx(after[0, 2] / before[0, 2])
    assert after[1, 0] > after[0, 0]


def test_the_score_of_a_zone_is_that_of_the_formula() -> None:
    found = spacetime.likelihood(np.array([8.0, 1.0, 2.0]), np.array([2.0, 2.0, 2.0]))

    assert found[0] == pytest.approx(8 * np.log(4) - 6)
    assert found[1:].tolist() == [0, 0]


def test_a_zone_of_two_communes_belongs_to_the_one_with_more() -> None:
    expected = np.full((6, 6, 1), 0.5)
    counts = np.zeros((6, 6, 1))
    counts[-2:, 1, 0], counts[-2:, 2, 0] = 4, 2

    found = spacetime.scan(counts, expected, NEAR, np.ones(1))

    best = int(found.score[:, 0].argmax())
    assert best == 1
    assert (found.window[1, 0], found.size[1, 0], found.centre[1, 0]) == (2, 2, 1)
    assert found.score[1, 0] == pytest.approx(12 * np.log(12 / 2) - 10)


def test_the_tail_is_that_of_the_distribution() -> None:
    found = tails.upper_tail(np.array([5.0]), np.array([2.0]), np.array([4.0]), np.array([1.5]))

    variance = 1.5 * 2 + 2**2 / 4
    assert found[0] == pytest.approx(nbinom.sf(4, 4 / (variance - 2), 2 / variance))
    assert tails.upper_tail(np.array([0.0]), np.array([2.0]), np.array([4.0]), np.array([1.0]))[0] == 1


def test_false_discoveries_are_ranked_as_in_the_paper() -> None:
    # The fifteen p-values of the paper's example (Benjamini and Hochberg 1995, table of section 3.2).
    firsts = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p = np.array([*firsts, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])

    q = tails.benjamini_hochberg(p[::-1].copy())[::-1]

    assert (q <= 0.05).sum() == 4
    assert q[3] == pytest.approx(0.0095 * 15 / 4)
    assert (np.diff(q) >= 0).all()


def test_curves_go_on_only_as_far_as_the_calendar_is_known() -> None:
    learned = baseline.learned(province(), NO_TET[: WEEKS + 1])

    assert learned.curves.shape == (WEEKS + 1, 3)


def test_a_zone_is_over_in_a_week_without_more_than_expected() -> None:
    expected = np.full((6, 6, 1), 0.5)
    counts = np.zeros((6, 6, 1))
    counts[-3:-1, 1, 0] = 5
    going_on = counts.copy()
    going_on[-1, 1, 0] = 1

    over, still = (spacetime.scan(one, expected, NEAR, np.ones(1)) for one in (counts, going_on))

    assert over.score.max() == 0
    assert still.score[1, 0] == pytest.approx(11 * np.log(11 / 1.5) - 9.5)


def test_rare_matters_count_where_fewer_are_enough() -> None:
    expected, counts = np.full((6, 6, 1), 0.01), np.zeros((6, 6, 1))
    counts[-1, 1, 0] = 2

    assert spacetime.scan(counts, expected, NEAR, np.ones(1)).score.max() == 0
    assert spacetime.scan(counts, expected, NEAR, np.ones(1), fewest=2).score[1, 0] > 5


def test_dispersion_is_found_in_sparse_cells() -> None:
    random = np.random.default_rng(3)
    mean = np.full((WEEKS, 60, 2), 0.1)
    mean[..., 1] = random.gamma(mean[..., 1] / 0.5, 0.5)

    plain, wide = baseline.learned(random.poisson(mean).astype(float), NO_TET).dispersion

    assert 1 <= plain < 1.1
    assert 1.3 < wide < 1.6
