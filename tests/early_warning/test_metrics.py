"""Six weeks by hand: every figure of the benchmark has the value that one counts on paper."""

import numpy as np
import pytest

from benchmarks.early_warning import metrics
from benchmarks.early_warning.sim.province import Outbreak

OUTBREAK = Outbreak(communes=(0,), field=0, start=2, end=4, extra=10)


def signals(*rows: str) -> np.ndarray:
    """Weeks as letters: x over the threshold; one commune for each text, one field."""
    return np.array([[letter == "x" for letter in row] for row in rows]).T[:, :, None]


def test_an_alarm_is_new_once_and_stands_until_four_quiet_weeks() -> None:
    over = signals(".x.x.......x")

    assert metrics.new_alarms(over)[:, 0, 0].tolist() == [week in (1, 11) for week in range(12)]
    assert np.flatnonzero(metrics.standing(over)[:, 0, 0]).tolist() == [1, 2, 3, 4, 5, 6, 11]


def test_an_outbreak_is_found_in_its_weeks_and_the_rest_is_false() -> None:
    found = metrics.worth(signals("...x..", "x....."), [OUTBREAK], first_week=0)

    assert found.found == found.found_in_two == found.large_found == 1
    assert found.delay == 1
    assert found.new_false == pytest.approx(1 / 6)
    assert found.precision == pytest.approx(1 / 2)
    assert found.on_screen == pytest.approx(2 / 6)
    assert found.not_closed == pytest.approx((3 + 4) / 6)


def test_an_alarm_that_stood_before_earns_nothing() -> None:
    found = metrics.worth(signals(".xxx.."), [OUTBREAK], first_week=0)

    assert found.found == 0
    assert found.new_false == pytest.approx(1 / 6)


def test_a_find_in_the_third_week_is_late() -> None:
    found = metrics.worth(signals("....x."), [OUTBREAK], first_week=0)

    assert (found.found, found.found_in_two, found.delay) == (1, 0, 2)


def test_weeks_are_counted_from_the_first_that_is_judged() -> None:
    later = Outbreak(communes=(0,), field=0, start=102, end=104, extra=5)

    found = metrics.worth(signals("..x..."), [later], first_week=100)

    assert (found.found, found.delay, found.new_false) == (1, 0, 0)
