"""Weeks of the briefing: Monday to Sunday, by the Monday or as "w2026-47" in a URL."""

from datetime import date, datetime, time, timedelta

from services import clock, periods
from services.statistics.windows import monday as monday

WEEK = timedelta(days=7)
# The same week of last year begins on the same weekday.
YEAR = timedelta(days=364)


def code(monday: date) -> str:
    """The ISO week of a Monday: w2026-47."""
    year, week, _weekday = monday.isocalendar()
    return f"w{year}-{week}"


def of_code(text: str) -> date | None:
    """The Monday of a code; None for anything else."""
    if periods.family(text) != "w":
        return None
    # Only "last12" depends on the day on which it is asked for.
    period = periods.of_code(text, today=date.min)
    return period.start if period else None


def sunday(monday: date) -> date:
    """The last day of a week."""
    return monday + timedelta(days=6)


def finished(now: datetime, *, hour: int) -> date:
    """The Monday of the latest week that is to be frozen: from Monday at an hour on the week before."""
    local = clock.local_time(now)
    this_week = monday(local.date())
    is_early = local.date() == this_week and local.time() < time(min(hour, 23))
    return this_week - (2 * WEEK if is_early else WEEK)
