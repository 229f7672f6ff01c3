"""From matters to counts, late entries, the life of an alarm, and the numbers of its reason."""

import numpy as np
import pytest

from services.early_warning import alarms, counting, delay, reason
from services.early_warning.alarms import AlarmState, Signal
from services.early_warning.counting import Matter
from services.early_warning.errors import CodesUnknown, TooLittleHistory


def test_what_is_not_entered_yet_is_told_by_the_triangle() -> None:
    triangle = np.tile([50.0, 30.0, 20.0], (20, 1))
    triangle[-1, 1:], triangle[-2, 2:] = np.nan, np.nan

    share = delay.share_in(triangle)

    assert share == pytest.approx([0.5, 0.8, 1.0])
    assert delay.on_record(4, share) == pytest.approx([1, 1, 0.8, 0.5])
    assert delay.provisional(4, share).tolist() == [False, False, True, True]
    with pytest.raises(TooLittleHistory):
        delay.share_in(triangle[:5])


def test_bulk_entry_of_old_paper_is_flagged() -> None:
    found = delay.late_entry(np.array([10.0, 10.0, 0.0]), np.array([4.0, 3.0, 0.0]))

    assert found.tolist() == [True, False, False]


def test_one_petition_sent_to_five_offices_counts_once() -> None:
    sent = [Matter(1, "A", 0, week) for week in (3, 2, 2, 4, 5)]

    counts = counting.weekly(sent, ["A"], 1, 6, successors={}, valid_from={})

    assert counts[:, 0, 0].tolist() == [0, 0, 1, 0, 0, 0]


def test_merged_communes_keep_their_past_and_missing_weeks_stay_missing() -> None:
    matters = [Matter(1, "old 1", 0, 1), Matter(2, "old 2", 0, 1), Matter(3, "B", 0, 3)]

    counts = counting.weekly(
        matters,
        ["A", "B"],
        1,
        4,
        successors={"old 1": "A", "old 2": "A"},
        valid_from={"B": 2},
        missing_weeks=[0],
    )

    assert counts[:, 0, 0] == pytest.approx([np.nan, 2, 0, 0], nan_ok=True)
    assert counts[:, 1, 0] == pytest.approx([np.nan, np.nan, 0, 1], nan_ok=True)
    with pytest.raises(CodesUnknown):
        counting.weekly([Matter(1, "?", 0, 0)], ["A"], 1, 1, successors={}, valid_from={})


def test_an_alarm_is_new_stands_and_closes_after_four_quiet_weeks() -> None:
    cells = frozenset({(3, 1)})
    signals = [Signal(5, 9.0, cells), Signal(7, 8.0, cells), Signal(7, 3.0, cells), Signal(20, 9.0, cells)]

    first, later = alarms.lives(signals, threshold=5.0)

    assert (first.weeks, later.weeks) == ([5, 7], [20])
    assert [first.state(week) for week in (5, 6, 10, 11)] == [
        AlarmState.NEW,
        AlarmState.STANDING,
        AlarmState.STANDING,
        AlarmState.CLOSED,
    ]


def test_three_matters_of_one_group_are_no_evidence() -> None:
    assert not alarms.enough_evidence(3, 1)
    assert not alarms.enough_evidence(2, 2)
    assert alarms.enough_evidence(3, 2)


def test_the_reason_rounds_the_odds_downwards() -> None:
    found = reason.reason(matters=9, weeks=3, expected=2.1, zone=(13, 4.0), p=1 / 2345, history_weeks=46)

    assert (found.ratio, found.odds, found.borrowed) == (4.3, 2000, True)
