"""The threshold of amber: drawn from quiet weeks of the fitted baseline, anew every few weeks."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models import WarningRun
from models.enums import WarningStream
from services.early_warning import null
from services.warning import scoring, streams, weeks
from services.warning.counts import Counts
from services.warning.limits import Settings

# How a run keeps its thresholds among its settings.
AMBER, SINCE = "amber", "amber_since"
DIGITS = 6


def thresholds(
    session: Session,
    counts: Counts,
    near: NDArray[np.int32],
    tet: NDArray[np.int8],
    monday: date,
    settings: Settings,
) -> tuple[dict[WarningStream, float], date]:
    """The threshold of each stream, and the week in which they were drawn: kept, or drawn anew.

    They are kept for a while so that an alarm does not come and go with the draw.
    """
    kept = _kept(session, monday, settings)
    if kept is not None:
        return kept
    return drawn(counts, near, tet, settings, seed=monday.toordinal()), monday


def drawn(
    counts: Counts, near: NDArray[np.int32], tet: NDArray[np.int8], settings: Settings, *, seed: int
) -> dict[WarningStream, float]:
    """Draw the thresholds of all streams; infinite for a stream of which nothing is known yet."""
    found: dict[WarningStream, float] = {}
    for stream, plan in streams.plans(counts.first + (counts.weeks - 1) * weeks.WEEK).items():
        week = scoring.week_of(counts.streams[stream], tet)
        found[stream] = float("inf")
        if week is not None:
            shares = week.learned.shares
            threshold = null.threshold(
                scoring.with_none(week.learned.expected(counts.weeks - 1, counts.weeks - 1)[0], 0.0),
                scoring.with_none(shares.shape, 1.0),
                week.learned.dispersion,
                near,
                budget=settings.budget * plan.budget_percent / 100,
                weeks=settings.null_weeks,
                seed=seed,
            )
            # As it is kept: a replay judges by the same number.
            found[stream] = round(threshold, DIGITS)
    return found


def _kept(
    session: Session, monday: date, settings: Settings
) -> tuple[dict[WarningStream, float], date] | None:
    """Those of the newest run, while they are young and the budget is the same."""
    newest = of_newest_run(session)
    if newest is None or newest["budget"] != settings.budget:
        return None
    since = date.fromisoformat(newest[SINCE])
    if not since <= monday < since + settings.recalibrate_weeks * weeks.WEEK:
        return None
    return read(newest), since


def of_newest_run(session: Session) -> dict[str, Any] | None:
    """The settings that the newest run kept; None where there is none."""
    kept = session.exec(select(WarningRun.settings).order_by(col(WarningRun.id).desc()).limit(1)).first()
    return None if kept is None else dict(kept)


def read(kept: dict[str, Any]) -> dict[WarningStream, float]:
    """The thresholds among the settings of a run; nothing stands for infinite, which JSON does not know."""
    return {
        WarningStream(name): float("inf") if value is None else float(value)
        for name, value in kept[AMBER].items()
    }


def as_kept(found: dict[WarningStream, float]) -> dict[str, float | None]:
    """Thresholds for the record of a run, as `read` reads them."""
    return {stream.value: None if np.isinf(value) else value for stream, value in found.items()}
