"""One week scored: cells by tails and scan, units and fields by their own curves."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.enums import AlarmColour, AlarmScope, WarningStream
from services.early_warning import aggregates, baseline, delay, scan, tails, zones
from services.early_warning.baseline import Baseline, totals
from services.warning.counts import Counts, StreamCounts

Array = NDArray[np.float64]

LONGEST = max(*tails.WINDOWS, *scan.WINDOWS)
# Below this, nothing can be learnt yet.
LEAST_WEEKS = 12
# More than any score, so that red zones come before amber ones.
RED_FIRST = 1e6


@dataclass(frozen=True)
class Bounds:
    """What makes an alarm: the false share of red, the threshold of amber, fewest matters, large series."""

    red_q: float
    amber: dict[WarningStream, float]
    least_matters: int
    least_a_week: int


@dataclass(frozen=True)
class Scored:
    """A place that stands out in one week, with its numbers; ids, and None where they do not apply.

    `zone` has the ids of the communes of the zone, `zone_seen` and `zone_expected` its sums.
    """

    stream: WarningStream
    scope: AlarmScope
    colour: AlarmColour
    commune_id: int | None
    field_id: int | None
    unit_id: int | None
    zone: tuple[int, ...]
    window: int
    seen: int
    expected: float
    zone_seen: int
    zone_expected: float
    p: float
    q: float
    score: float
    history_weeks: int
    is_provisional: bool


@dataclass(frozen=True)
class Week:
    """What a stream's last week is scored by: the last weeks seen and expected, padded by a place of none."""

    seen: Array
    expected: Array
    learned: Baseline
    on_record: Array
    provisional: NDArray[np.bool_]


def week_of(counts: StreamCounts, tet: NDArray[np.int8]) -> Week | None:
    """Learn from the weeks before the last one; None where there are too few."""
    cells = counts.cells
    known = ~np.isnan(cells).all(axis=(1, 2))
    if known.sum() < LEAST_WEEKS:
        return None
    learned = baseline.learned(cells[:-1], tet, ahead=1)
    share, last = counts.share_in(), len(cells) - 1
    on_record = delay.on_record(LONGEST, share)
    expected = learned.expected(last - LONGEST + 1, last, on_record)
    # A commune that began, or a gap, is not on record: neither seen nor expected.
    return Week(
        _padded(cells[-LONGEST:]), _padded(expected), learned, on_record, delay.provisional(LONGEST, share)
    )


def _padded(cells: Array) -> Array:
    """With one more place that has nothing, for zones of communes whose neighbours nobody knows."""
    return np.concatenate([cells, np.zeros((len(cells), 1, cells.shape[2]))], axis=1)


def scored(
    counts: Counts, near: NDArray[np.int32], tet: NDArray[np.int8], bounds: Bounds
) -> dict[WarningStream, list[Scored]]:
    """Everything that stands out in the last week, by stream, the most striking first.

    The tests of cells, of units and of fields of a stream are families of their own.
    """
    found: dict[WarningStream, list[Scored]] = {}
    for stream, one in counts.streams.items():
        week = week_of(one, tet)
        found[stream] = []
        if week is not None:
            found[stream] = list(_cells(stream, counts, week, near, bounds))
            found[stream] += _large(stream, counts, one, week, tet, bounds)
    return found


def _cells(
    stream: WarningStream, counts: Counts, week: Week, near: NDArray[np.int32], bounds: Bounds
) -> Iterator[Scored]:
    """Red where few of the striking ones are chance, amber from the threshold on; what overlaps is one."""
    shares, spread = week.learned.shares, week.learned.dispersion
    p = tails.smallest(week.seen[:, :-1], week.expected[:, :-1], shares.shape, spread, bounds.least_matters)
    q = with_none(tails.benjamini_hochberg(p), 1.0)
    p, shape = with_none(p, 1.0), with_none(shares.shape, 1.0)
    scores = scan.scan(week.seen, week.expected, near, spread, fewest=bounds.least_matters, shape=shape)
    for zone in zones.found(_ranked(scores, q <= bounds.red_q), near, floor=bounds.amber.get(stream, np.inf)):
        seen, expected = totals(week.seen, week.expected, zone.window)
        communes = [one for one in zone.communes if one < len(counts.communes)]
        place, within = (zone.leader, zone.field), (communes, zone.field)
        together, meant = seen[within].sum(), expected[within].sum()
        of_zone = tails.upper_tail(together, meant, shape[within].sum(), spread[zone.field])
        yield Scored(
            stream,
            AlarmScope.CELL,
            AlarmColour.RED if q[place] <= bounds.red_q else AlarmColour.AMBER,
            counts.communes[zone.leader],
            counts.fields[zone.field] if len(spread) > 1 else None,
            None,
            tuple(counts.communes[one] for one in communes),
            zone.window,
            int(seen[place]),
            float(expected[place]),
            int(together),
            float(meant),
            float(min(p[place], of_zone)),
            float(q[place]),
            float(scores.score[place]),
            int(shares.weeks[zone.leader]),
            bool(week.provisional[-zone.window :].any()),
        )


def with_none(values: Array, none: float) -> Array:
    """Values (communes, fields) with one more row, for the place of none."""
    return np.pad(values, ((0, 1), (0, 0)), constant_values=none)


def _ranked(scores: scan.Scores, red: NDArray[np.bool_]) -> scan.Scores:
    """Red cells before all others; one that no zone leads to stands for itself over the longest window."""
    alone = scores.size == 0
    return scan.Scores(
        scores.score + np.where(red, RED_FIRST, 0.0),
        np.where(alone, LONGEST, scores.window),
        np.where(alone, np.arange(len(scores.size))[:, None], scores.centre),
        np.where(alone, 1, scores.size),
    )


def _large(
    stream: WarningStream,
    counts: Counts,
    one: StreamCounts,
    week: Week,
    tet: NDArray[np.int8],
    bounds: Bounds,
) -> Iterator[Scored]:
    """Units and fields with enough matters a week for a curve of their own; red or nothing."""
    for scope, series, ids in (
        (AlarmScope.UNIT, one.units, counts.units),
        (AlarmScope.FIELD, one.fields, counts.fields if one.fields.shape[1] > 1 else (None,)),
    ):
        if not series.shape[1]:
            continue
        found = aggregates.tested(series, tet, week.on_record, least_a_week=bounds.least_a_week)
        q = tails.benjamini_hochberg(found.p)
        history = int((~np.isnan(series).all(axis=1)).sum())
        for place in np.flatnonzero((q <= bounds.red_q) & (found.seen >= bounds.least_matters)):
            seen, expected = int(found.seen[place]), float(found.expected[place])
            yield Scored(
                stream,
                scope,
                AlarmColour.RED,
                None,
                ids[place] if scope is AlarmScope.FIELD else None,
                ids[place] if scope is AlarmScope.UNIT else None,
                (),
                int(found.window[place]),
                seen,
                expected,
                seen,
                expected,
                float(found.p[place]),
                float(q[place]),
                0.0,
                history,
                bool(week.provisional[-int(found.window[place]) :].any()),
            )
