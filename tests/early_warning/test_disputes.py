"""The scan for disputes: what it says of counts by hand."""

from dataclasses import replace

import numpy as np
import pytest

from services.early_warning import disputes, scan

NEAR = np.array([[0, 1], [1, 0]], dtype=np.int32)
PARTS = (0.6, 0.4)


def stream(*matters: tuple[int, int, int], expected: float = 0.2) -> scan.Stream:
    """Eight weeks of two communes and one field, with (week, commune, number) on top of nothing."""
    counts = np.zeros((8, 2, 1))
    for week, commune, number in matters:
        counts[week, commune, 0] = number
    return scan.Stream(counts, np.full((8, 2, 1), expected), np.ones(1))


def scores(*streams: scan.Stream) -> scan.Scores:
    parted = [replace(one, part=part) for one, part in zip(streams, PARTS, strict=True)]
    return disputes.scan_disputes(parted, NEAR)


def test_one_zone_of_one_window_is_the_average_over_the_sizes_of_a_dispute(monkeypatch) -> None:
    monkeypatch.setattr(disputes, "WINDOWS", (2,))
    monkeypatch.setattr(disputes, "ZONES", 1)
    found = scores(stream((7, 0, 4)), stream((7, 0, 2)))

    # Two weeks: 0.4 expected of each stream.
    odds = [(1 + 0.6 * x / 0.4) ** 4 * (1 + 0.4 * x / 0.4) ** 2 * np.exp(-x) for x in disputes.EXTRA]
    assert found.score[0, 0] == pytest.approx(np.log(np.mean(odds)))
    assert found.score[1, 0] == 0


def test_a_matter_of_a_rare_stream_says_more_than_one_of_a_common_stream() -> None:
    common = scores(stream((7, 0, 6)), stream(expected=0.02))
    mixed = scores(stream((7, 0, 4)), stream((7, 0, 2), expected=0.02))

    assert mixed.score[0, 0] > common.score[0, 0] > 0


@pytest.mark.parametrize("week", [3, 5, 7])
def test_one_matter_more_never_says_less(week: int) -> None:
    before = scores(stream((6, 0, 2), (7, 0, 2)), stream((7, 0, 1)))
    more = stream((6, 0, 2), (7, 0, 2))
    more.counts[week, 0, 0] += 1

    assert scores(more, stream((7, 0, 1))).score[0, 0] > before.score[0, 0]


def test_what_is_expected_and_what_is_over_says_nothing() -> None:
    usual = stream(*((week, 0, 1) for week in range(8)), expected=1.0)
    over = scores(stream((5, 0, 6)), stream((5, 0, 3)))

    assert scores(usual, usual).score.max() == 0
    assert over.score.max() == 0


def test_two_matters_are_no_dispute() -> None:
    assert scores(stream((7, 0, 1)), stream((7, 0, 1))).score.max() == 0


def test_a_dispute_of_two_communes_belongs_to_the_one_with_most() -> None:
    found = scores(stream((7, 0, 2), (7, 1, 4)), stream((7, 0, 1), (7, 1, 2)))

    assert found.score[1, 0] > found.score[0, 0]
    assert (found.size[1, 0], found.window[1, 0]) == (2, 2)


def test_weeks_that_are_not_on_record_count_neither_as_seen_nor_as_expected() -> None:
    gap = stream((7, 0, 4))
    gap.counts[:6] = np.nan

    assert (
        scores(gap, stream((7, 0, 2))).score[0, 0] > scores(stream((7, 0, 4)), stream((7, 0, 2))).score[0, 0]
    )
