"""One week scored: cells by all streams together, units and fields of a stream by their own curves."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.enums import AlarmColour, AlarmScope, WarningStream
from services.early_warning import joint, scan, tails, zones
from services.early_warning.baseline import totals
from services.warning import large, learning
from services.warning.counts import Counts
from services.warning.learning import LONGEST, Week
from services.warning.standing_out import Bounds, Part, Scored

# More than any score, so that red zones come before amber ones.
RED_FIRST = 1e6


def scored(
    counts: Counts, near: NDArray[np.int32], tet: NDArray[np.int8], bounds: Bounds
) -> dict[WarningStream, list[Scored]]:
    """Everything that stands out in the last week, the most striking first.

    Cells are judged by all streams together. The tests of cells, of units and of fields of a stream are
    families of their own.
    """
    known = learning.weeks_of(counts, tet)
    if not known:
        return {}
    found = {WarningStream.TOGETHER: list(_cells(counts, known, near, bounds))}
    for stream, week in known.items():
        found[stream] = list(large.scored(stream, counts, week, tet, bounds))
    return found


def _cells(
    counts: Counts, known: dict[WarningStream, Week], near: NDArray[np.int32], bounds: Bounds
) -> Iterator[Scored]:
    """Red where few of the striking ones of a stream are chance, amber from the threshold on.

    What overlaps is one.
    """
    streams = [week.stream(bounds.fewest[one], bounds.parts[one]) for one, week in known.items()]
    judged = joint.judged(streams, near, least=bounds.least_matters)
    q = judged.q.min(axis=0)
    red = np.zeros(judged.scores.score.shape, dtype=bool)
    red[: len(q)] = q <= bounds.red_q
    for zone in zones.found(_ranked(judged.scores, red), near, floor=bounds.amber):
        inside = [one for one in zone.communes if one < len(counts.communes)]
        place = (zone.leader, zone.field)
        parts = [_part(stream, week, zone, inside) for stream, week in known.items()]
        found = [judged.p[:, *place].min(), *chances(known, parts, inside, zone.field, bounds)]
        # Each stream is a chance of its own to stand out, and all together are one more.
        least = min(found) * (len(parts) + 1)
        yield Scored(
            WarningStream.TOGETHER,
            AlarmScope.CELL,
            AlarmColour.RED if red[place] else AlarmColour.AMBER,
            counts.communes[zone.leader],
            counts.fields[zone.field],
            None,
            tuple(counts.communes[one] for one in inside),
            zone.window,
            parts[0].seen,
            parts[0].expected,
            parts[0].zone_seen,
            parts[0].zone_expected,
            float(min(1.0, least)),
            float(q[place]),
            float(judged.scores.score[place]),
            int(next(iter(known.values())).learned.shares.weeks[zone.leader]),
            bool(any(week.provisional[-zone.window :].any() for week in known.values())),
            tuple(parts),
        )


def _part(stream: WarningStream, week: Week, zone: zones.Zone, inside: list[int]) -> Part:
    seen, expected = totals(week.seen, week.expected, zone.window)
    place, within = (zone.leader, zone.field), (inside, zone.field)
    return Part(
        stream,
        int(seen[place]),
        float(expected[place]),
        int(seen[within].sum()),
        float(expected[within].sum()),
    )


def chances(
    known: dict[WarningStream, Week], parts: list[Part], inside: list[int], field: int, bounds: Bounds
) -> list[float]:
    """How likely so many matters are in a zone by chance: of all streams, and of each that has enough.

    One crowd where a millionth is usual is no evidence by itself: what is usual is not known so well.
    """
    seen, expected = sum(part.zone_seen for part in parts), sum(part.zone_expected for part in parts)
    first = next(iter(known.values()))
    return [_tail(first, seen, expected, inside, field)] + [
        _tail(known[part.stream], part.zone_seen, part.zone_expected, inside, field)
        for part in parts
        if part.zone_seen >= bounds.fewest[part.stream]
    ]


def _tail(week: Week, seen: int, expected: float, inside: list[int], field: int) -> float:
    shape, spread = week.learned.shares.shape[inside, field].sum(), week.learned.dispersion[field]
    return float(tails.upper_tail(np.array(seen), np.array(expected), shape, spread))


def _ranked(scores: scan.Scores, red: NDArray[np.bool_]) -> scan.Scores:
    """Red cells before all others; one that no zone leads to stands for itself over the longest window."""
    alone = scores.size == 0
    return scan.Scores(
        scores.score + np.where(red, RED_FIRST, 0.0),
        np.where(alone, LONGEST, scores.window),
        np.where(alone, np.arange(len(scores.size))[:, None], scores.centre),
        np.where(alone, 1, scores.size),
    )
