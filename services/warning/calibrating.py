"""The threshold of amber: drawn from quiet weeks of the fitted baseline, anew every few weeks."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models import WarningRun
from models.enums import WarningStream
from services.early_warning import null
from services.warning import learning, limits, weeks
from services.warning.counts import Counts
from services.warning.limits import Settings

# How a run keeps its threshold among its settings.
AMBER, SINCE = "amber", "amber_since"
DIGITS = 6
# A threshold drawn with other ones of these is none of today's.
DRAWN_WITH = (
    *("budget", "close_after", "least_matters", "null_weeks"),
    *("part_received", "part_repeats", "part_crowds", "part_over_level"),
)


def threshold(
    session: Session,
    counts: Counts,
    near: NDArray[np.int32],
    tet: NDArray[np.int8],
    monday: date,
    settings: Settings,
) -> tuple[float, date]:
    """The threshold, and the week in which it was drawn: kept, or drawn anew.

    It is kept for a while so that an alarm does not come and go with the draw.
    """
    kept = _kept(session, monday, settings)
    if kept is not None:
        return kept
    return drawn(counts, near, tet, settings, seed=monday.toordinal()), monday


def drawn(
    counts: Counts, near: NDArray[np.int32], tet: NDArray[np.int8], settings: Settings, *, seed: int
) -> float:
    """Draw the threshold of all streams together; infinite while nothing is known yet."""
    parts, quiet = limits.parts(settings), []
    for stream, week in learning.weeks_of(counts, tet).items():
        learned, last = week.learned, counts.weeks - 1
        expected = learned.expected(last, last)[0]
        quiet.append(null.Quiet(expected, learned.shares.shape, learned.dispersion, parts[stream]))
    if not quiet:
        return float("inf")
    found = null.threshold(
        quiet,
        near,
        budget=settings.budget,
        weeks=settings.null_weeks,
        close_after=settings.close_after,
        least=settings.least_matters,
        seed=seed,
    )
    # As it is kept: a replay judges by the same number.
    return round(found, DIGITS)


def _kept(session: Session, monday: date, settings: Settings) -> tuple[float, date] | None:
    """That of the newest run, while it is young and was drawn by the settings of today."""
    newest = of_newest_run(session)
    wanted = settings.as_numbers()
    if newest is None or any(newest.get(name) != wanted[name] for name in DRAWN_WITH):
        return None
    since = date.fromisoformat(newest[SINCE])
    if not since <= monday < since + settings.recalibrate_weeks * weeks.WEEK:
        return None
    return read(newest), since


def of_newest_run(session: Session) -> dict[str, Any] | None:
    """The settings that the newest run kept; None where there is none, or one of an older method."""
    kept = session.exec(select(WarningRun.settings).order_by(col(WarningRun.id).desc()).limit(1)).first()
    return dict(kept) if kept is not None and WarningStream.TOGETHER.value in kept[AMBER] else None


def read(kept: dict[str, Any]) -> float:
    """The threshold among the settings of a run; nothing stands for infinite, which JSON does not know."""
    value = kept[AMBER][WarningStream.TOGETHER.value]
    return float("inf") if value is None else float(value)


def as_kept(found: float) -> dict[str, float | None]:
    """The threshold for the record of a run, as `read` reads it."""
    return {WarningStream.TOGETHER.value: None if np.isinf(found) else found}
