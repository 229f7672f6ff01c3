"""The product finds on the register what the benchmark finds in its simulated history."""

import numpy as np
import pytest

from benchmarks.early_warning import crowds
from benchmarks.early_warning.sim.history import WEEKS, History, history
from benchmarks.early_warning.sim.province import FIRST_MONDAY
from models.enums import AlarmColour, AlarmScope, WarningStream
from services.early_warning import alarms, null
from services.warning import counts, scoring
from services.warning.counts import Counts, StreamCounts
from services.warning.standing_out import Bounds, Part, Scored
from services.warning.streams import COUNTED

# A seed that no rule is tuned or judged on.
SEED = 9
LEVEL = 5.9
LEAST = {stream: crowds.FEWEST[stream.value] for stream in COUNTED}
PARTS = {stream: crowds.PARTS[stream.value] for stream in COUNTED}
BOUNDS = Bounds(crowds.RED_Q, LEVEL, LEAST, 3, PARTS, 3)


@pytest.fixture(scope="module")
def past() -> History:
    return history(SEED, disputes=True)


def on_register(past: History) -> Counts:
    """A simulated history as the counts of a register without late entries."""
    streams = {}
    for stream in COUNTED:
        cells = crowds.counts_of(past)[stream.value]
        none = np.zeros((len(cells), 0))
        streams[stream] = StreamCounts(cells, none, none, np.zeros((0, counts.LAGS)), 0)
    communes, fields = past.streams["received"].shape[1:]
    return Counts(FIRST_MONDAY, WEEKS, tuple(range(communes)), tuple(range(fields)), (), streams, (), ())


def cells_of(found: dict[WarningStream, list[Scored]]) -> list[Scored]:
    return [one for many in found.values() for one in many if one.scope is AlarmScope.CELL]


def test_the_product_gives_the_alarms_of_the_benchmark(past) -> None:
    # The benchmark learns every fourth week: both have learned the same in its first one.
    q, scores = (one[0] for one in crowds.scores(past, WEEKS - 1))
    no_place = np.full((1, past.near.shape[1]), len(past.near))
    near = np.concatenate([past.near, no_place]).astype(np.int32)

    found = cells_of(scoring.scored(on_register(past), near, past.tet, BOUNDS))

    over = {(int(c), int(f)) for c, f in np.argwhere((q <= crowds.RED_Q) | (scores >= LEVEL))}
    red = {(int(c), int(f)) for c, f in np.argwhere(q <= crowds.RED_Q)}
    assert over
    for one in found:
        place = one.commune_id, one.field_id
        assert one.stream is WarningStream.TOGETHER
        assert place in over
        assert (one.colour is AlarmColour.RED) == (place in red)
        assert one.q == pytest.approx(q[place])
        assert one.score == pytest.approx(scores[place])
    # The product tells neighbours whose zones overlap as one alarm.
    told = {(commune, one.field_id) for one in found for commune in one.zone}
    led = {(one.commune_id, one.field_id) for one in found}
    reach = {(int(beside), f) for c, f in told for beside in past.near[c, :3]}
    assert over - led <= reach


def test_the_drawn_threshold_holds_the_budget_on_a_quiet_history() -> None:
    quiet, first = history(SEED, disputes=False), WEEKS - 52
    _q, scores = crowds.scores(quiet, first)
    known = on_register(quiet)
    learned = scoring.learning.weeks_of(known, quiet.tet)
    streams = [
        null.Quiet(
            week.learned.expected(WEEKS - 1, WEEKS - 1)[0],
            week.learned.shares.shape,
            week.learned.dispersion,
            PARTS[stream],
        )
        for stream, week in learned.items()
    ]

    level = null.threshold(streams, quiet.near, budget=2, weeks=104, close_after=4, seed=1)

    begun = crowds.metrics.new_alarms(scores >= level).sum() / len(scores)
    # Two a week; of 52 weeks the count lies within three standard deviations.
    assert 0.8 <= begun <= 2.6


def test_an_alarm_that_is_closed_later_lives_longer() -> None:
    place = frozenset({(0, 0)})
    signals = [alarms.Signal(week, 5.0, place) for week in (1, 7)]

    assert len(alarms.lives(signals, 1.0, close_after=4)) == 2
    assert len(alarms.lives(signals, 1.0, close_after=6)) == 1


def test_one_crowd_where_none_is_expected_is_no_certainty() -> None:
    quiet = history(SEED, disputes=False)
    known = scoring.learning.weeks_of(on_register(quiet), quiet.tet)
    numbers = {"received": (2, 0.3), "repeats": (0, 0.1), "crowds": (1, 1e-7), "over_level": (0, 0.01)}
    parts = [Part(one, *numbers[one.value], *numbers[one.value]) for one in COUNTED]

    found = scoring.chances(known, parts, [0], 0, BOUNDS)

    # All together: three where 0.41 are usual. No stream has enough by itself.
    assert len(found) == 1
    assert 0.005 < found[0] < 0.05
