"""A flow week by week around a movable holiday, one year over the other."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlmodel import Session

from services import clocks, thresholds
from services.filters import Filter
from services.permissions import Actor
from services.statistics.breakdown import breakdown
from services.statistics.windows import monday

# The setting that names the holiday as the calendar of days off has it.
HOLIDAY = "season.holiday"
WEEKS_BEFORE, WEEKS_AFTER = 10, 15


def holidays(session: Session, *, today: date, most: int = 3) -> list[date]:
    """The day of the holiday in the latest years whose weeks around it have begun, latest first."""
    name = thresholds.text(session, HOLIDAY, today=today)
    days = clocks.calendar(session).days_called(name)
    begun = [day for day in days if monday(day) - timedelta(weeks=WEEKS_BEFORE) <= today]
    return sorted(begun, reverse=True)[:most]


def around(
    name: str,
    days: Sequence[date],
    filter: Filter,
    *,
    actor: Actor,
    today: date,
    extra: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """The columns year, offset (weeks from that of the holiday), week (its Monday) and value.

    Weeks that have not begun are left out; every other week has a line, also with nothing in it.
    """
    lines: list[tuple[int, int, date, float]] = []
    for day in days:
        centre = monday(day)
        first, last = centre - timedelta(weeks=WEEKS_BEFORE), centre + timedelta(weeks=WEEKS_AFTER)
        spanned = filter.with_days(first, min(last + timedelta(days=6), today))
        counts = breakdown(name, ("week",), spanned, actor=actor, today=today, extra=extra)
        found = dict(zip(pd.to_datetime(counts["week"]).dt.date, counts["value"], strict=True))
        for offset in range(-WEEKS_BEFORE, WEEKS_AFTER + 1):
            week = centre + timedelta(weeks=offset)
            if week <= today:
                lines.append((day.year, offset, week, float(found.get(week, 0.0))))
    return pd.DataFrame(lines, columns=["year", "offset", "week", "value"])
