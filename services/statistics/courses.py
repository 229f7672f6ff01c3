"""The course of figures over the last twelve months, for the small lines beside them."""

from collections.abc import Iterable
from datetime import date, timedelta

from services.filters import Filter
from services.permissions import Actor
from services.statistics import windows
from services.statistics.breakdown import breakdown
from services.statistics.measures import DAYS, MEASURES, PERCENT, STOCK, Measure
from services.statistics.windows import Window

MONTHS = 12
# Month by its first day, and the value; only months of which there is one.
Course = tuple[tuple[date, float], ...]


def courses(names: Iterable[str], filter: Filter, *, actor: Actor, today: date) -> dict[str, Course]:
    """Measures by month, up to the filter's last day or today.

    A flow has whole months only: a month that still runs would look like a fall. A stock is
    read at the end of each month, the last time on the last day itself. Empty where the past
    is not on record.
    """
    last = min(filter.end or today, today)
    return {
        name: _course(MEASURES[name], filter, last, actor=actor, today=today) for name in dict.fromkeys(names)
    }


def _course(measure: Measure, filter: Filter, last: date, *, actor: Actor, today: date) -> Course:
    if measure.kind == STOCK and not measure.looks_back:
        return ()
    end = last if measure.kind == STOCK else _end_of_whole_month(last)
    first = windows.months_back(end, MONTHS - 1).replace(day=1)
    counts = breakdown(measure.name, ("month",), filter.with_days(first, end), actor=actor, today=today)
    known = counts.dropna()
    found = {_day(month): float(value) for month, value in zip(known["month"], known["value"], strict=True)}
    if measure.unit not in (PERCENT, DAYS):
        # A month without any is none on record; a share of nothing stays unknown.
        months = windows.slices(Window(first, end, end), "month")
        found = {month: 0.0 for month, _end in months} | found
    return tuple(sorted(found.items()))


def _end_of_whole_month(day: date) -> date:
    following = day + timedelta(days=1)
    return day if following.day == 1 else day.replace(day=1) - timedelta(days=1)


def _day(moment: date) -> date:
    return date(moment.year, moment.month, moment.day)
