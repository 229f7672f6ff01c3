"""Units and fields of the whole province: series with enough matters a week for a curve of their own."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.enums import AlarmColour, AlarmScope, WarningStream
from services.early_warning import aggregates, tails
from services.warning.counts import Counts
from services.warning.learning import Week
from services.warning.standing_out import Bounds, Scored


def scored(
    stream: WarningStream, counts: Counts, week: Week, tet: NDArray[np.int8], bounds: Bounds
) -> Iterator[Scored]:
    """Units and fields of a stream that stand out in the last week; red or nothing."""
    one = counts.streams[stream]
    for scope, series, ids in (
        (AlarmScope.UNIT, one.units, counts.units),
        (AlarmScope.FIELD, one.fields, counts.fields),
    ):
        if not series.shape[1]:
            continue
        found = aggregates.tested(series, tet, week.on_record, least_a_week=bounds.least_a_week)
        q = tails.benjamini_hochberg(found.p)
        history = int((~np.isnan(series).all(axis=1)).sum())
        for place in np.flatnonzero((q <= bounds.red_q) & (found.seen >= bounds.fewest[stream])):
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
