"""The simulated province is what its text says, and the same for the same seed."""

from datetime import date

import numpy as np

from benchmarks.early_warning.sim.province import FIELDS, MEAN, province
from services.early_warning import tet_weeks as tet

WEEKS, JUDGED = 260, 52


def test_the_same_seed_makes_the_same_province_and_quiet_is_its_background() -> None:
    one = province(7, outbreaks=True, weeks=WEEKS, judged=JUDGED)
    again = province(7, outbreaks=True, weeks=WEEKS, judged=JUDGED)
    quiet = province(7, outbreaks=False, weeks=WEEKS, judged=JUDGED)

    assert np.array_equal(one.counts, again.counts)
    extra = one.counts.astype(int) - quiet.counts
    assert extra.min() == 0
    assert extra.sum() == sum(outbreak.extra for outbreak in one.outbreaks)
    assert all(4 <= outbreak.extra <= 20 for outbreak in one.outbreaks)
    assert len(one.outbreaks) >= 20


def test_it_has_the_mean_it_promises_and_nothing_before_a_commune_begins() -> None:
    quiet = province(8, outbreaks=False, weeks=WEEKS, judged=JUDGED)
    old = quiet.births == 0

    assert 0.9 * MEAN < quiet.counts[:, old].mean() < 1.15 * MEAN
    assert 10 <= (~old).sum() <= 25
    for commune in np.flatnonzero(~old):
        assert quiet.counts[: quiet.births[commune], commune].sum() == 0
    assert quiet.near[:, 0].tolist() == list(range(len(old)))
    assert quiet.counts.shape[2] == FIELDS


def test_what_is_on_record_grows_to_the_whole() -> None:
    one = province(9, outbreaks=True, weeks=WEEKS, judged=JUDGED)

    known = one.known_at(200)

    assert known.shape[0] == 201
    assert np.array_equal(known[:197], one.counts[:197])
    assert 0.4 < known[200].sum() / one.counts[200].sum() < 0.7
    assert np.array_equal(one.entered.sum(axis=1), one.counts)


def test_weeks_of_tet_have_their_class() -> None:
    mondays = [date(2026, 2, 2), date(2026, 2, 9), date(2026, 2, 16), date(2026, 2, 23), date(2026, 3, 2)]

    assert tet.classes(mondays).tolist() == [0, tet.BESIDE, tet.WEEK, tet.BESIDE, tet.AFTER]
