"""The history of crowds is what its text says, and the quiet one is its background."""

import numpy as np

from benchmarks.early_warning.sim import noufaily
from benchmarks.early_warning.sim.history import APART, OF_MATTERS, history

WEEKS = 208


def test_the_same_seed_makes_the_same_history_and_quiet_is_its_background() -> None:
    one, again = (history(7, disputes=True, weeks=WEEKS) for _time in range(2))
    quiet = history(7, disputes=False, weeks=WEEKS)

    for name, counts in one.streams.items():
        assert np.array_equal(counts, again.streams[name])
        assert (counts - quiet.streams[name]).min() == 0
    assert quiet.disputes == ()
    assert one.streams["received"].sum() > quiet.streams["received"].sum()


def test_streams_are_parts_of_the_matters() -> None:
    quiet = history(8, disputes=False, weeks=WEEKS)

    received = quiet.streams["received"].sum()
    for name, part in OF_MATTERS.items():
        assert 0.7 * part < quiet.streams[name].sum() / received < 1.4 * part
        assert (quiet.streams[name] <= quiet.streams["received"]).all()


def test_a_crowd_gathers_in_its_week_and_the_weeks_before_rise() -> None:
    one = history(9, disputes=True, weeks=WEEKS)
    quiet = history(9, disputes=False, weeks=WEEKS)
    more = {name: counts - quiet.streams[name] for name, counts in one.streams.items()}
    crowds = [dispute for dispute in one.disputes if dispute.crowd]
    grown = [dispute for dispute in crowds if dispute.extra]

    assert 50 <= len(crowds) <= 80
    assert 0.7 < len(grown) / len(crowds) < 0.97
    assert 20 <= len(one.disputes) - len(crowds) <= 32
    for dispute in crowds:
        assert more["crowds"][dispute.week, dispute.commune, dispute.field] >= 1
    before = np.zeros(2)
    for dispute in grown:
        weeks = more["received"][dispute.start : dispute.week, dispute.commune, dispute.field]
        before += [weeks[: len(weeks) // 2].sum(), weeks[len(weeks) // 2 :].sum()]
        assert 0.3 * dispute.extra < weeks.sum() <= dispute.extra + 20
    assert before[1] > 1.4 * before[0]


def test_disputes_of_a_cell_are_a_year_apart() -> None:
    by_cell: dict[tuple[int, int], list[int]] = {}
    for one in history(10, disputes=True).disputes:
        by_cell.setdefault((one.commune, one.field), []).append(one.week)

    assert any(len(weeks) > 1 for weeks in by_cell.values())
    assert all((np.diff(weeks) >= APART).all() for weeks in by_cell.values())


def test_single_series_have_the_mean_and_variance_of_their_scenario() -> None:
    assert len(set(noufaily.SCENARIOS)) == 42
    flat = next(one for one in noufaily.SCENARIOS if one.phi == 5 and not one.beta and not one.harmonics)

    counts = noufaily.quiet(flat, 200, seed=1)

    assert np.isclose(counts.mean(), np.exp(0.5), rtol=0.03)
    assert np.isclose(counts.var() / counts.mean(), 5, rtol=0.08)
    more, mask = noufaily.broken_out(counts, flat, 3, seed=1)
    assert mask.any(axis=0).all()
    assert not mask[: noufaily.WEEKS - noufaily.JUDGED].any()
    assert ((more > counts) == mask).all()
