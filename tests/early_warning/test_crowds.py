"""Signs before crowds, counted by hand, and the scan of several streams."""

import numpy as np
import pytest

from benchmarks.early_warning import crowds, goals
from benchmarks.early_warning.methods import spacetime
from benchmarks.early_warning.oracle.real import nearest
from benchmarks.early_warning.sim.history import Dispute

CROWD = Dispute(commune=0, field=0, start=20, week=30, extra=12, crowd=True)
NEAR = np.array([[0, 1], [1, 0]], dtype=np.int32)


def signs(*cells: tuple[int, int]) -> np.ndarray:
    """Signs in 40 weeks of two communes and one field: (week, commune)."""
    found = np.zeros((40, 2, 1), dtype=bool)
    for week, commune in cells:
        found[week, commune, 0] = True
    return found


def test_a_sign_three_weeks_before_is_fourteen_days_and_one_of_two_weeks_is_late() -> None:
    early = crowds.foretold(signs(), signs((27, 0)), [CROWD], first=0)
    late = crowds.foretold(signs(), signs((28, 0)), [CROWD], first=0)

    assert (early.warned, early.warned_grown, early.warned_red, early.days_before) == (1, 1, 0, 14)
    assert late.warned == 0


def test_a_sign_of_another_commune_or_one_that_stood_long_before_warns_of_nothing() -> None:
    beside = crowds.foretold(signs(), signs((25, 1)), [CROWD], first=0)
    standing = crowds.foretold(signs(), signs(*((week, 0) for week in range(5, 28))), [CROWD], first=0)

    assert beside.warned == standing.warned == 0


def test_red_is_right_before_a_crowd_and_wrong_after_it_or_without_one() -> None:
    settled = Dispute(commune=1, field=0, start=20, week=30, extra=12, crowd=False)
    red = signs((25, 0), (31, 0), (25, 1), (3, 1))

    found = crowds.foretold(red, signs(), [CROWD, settled], first=0)

    # Five quiet weeks lie between weeks 25 and 31: two alarms, of which the second comes after the crowd.
    assert found.red_precision == pytest.approx(1 / 4)
    assert found.red_of_disputes == pytest.approx(3 / 4)
    assert found.red_a_month == pytest.approx(4 / 40 * 52 / 12)
    assert (found.warned, found.warned_red) == (1, 1)


def test_crowds_too_early_to_be_foretold_do_not_count() -> None:
    first = Dispute(commune=1, field=0, start=2, week=9, extra=9, crowd=True)

    assert crowds.foretold(signs(), signs((27, 0)), [first, CROWD], first=0).warned == 1


def test_a_share_that_is_hardly_known_scores_less() -> None:
    expected, counts = np.full((6, 2, 1), 1.0), np.zeros((6, 2, 1))
    counts[-1, 0, 0] = 8
    sure, unsure = (
        spacetime.scan(counts, expected, NEAR, np.ones(1), shape=np.full((2, 1), shape))
        for shape in (1e9, 1.0)
    )

    assert sure.score[0, 0] == pytest.approx(8 * np.log(8) - 7)
    # Twice the variance: counts are halved.
    assert unsure.score[0, 0] == pytest.approx((8 * np.log(8) - 7) / 2)


def test_neighbours_are_ranked_by_borders_and_unknown_ones_left_out() -> None:
    chain = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)

    assert nearest(chain).tolist() == [[0, 1, 2], [1, 0, 2], [2, 1, 0]]
    assert nearest(np.full((3, 3), np.nan)).tolist() == [[0], [1], [2]]


def test_the_table_says_what_is_missed_and_what_was_not_measured() -> None:
    told = [
        {"goal": "G1", "asked": "found", "measured": 0.7, "met": False},
        {"goal": "G9", "asked": "bounds", "measured": "no Rscript", "met": None},
    ]

    lines = goals.table(told).splitlines()

    assert lines[0].endswith("MISSED")
    assert lines[1].endswith("not measured")
