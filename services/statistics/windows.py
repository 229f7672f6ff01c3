"""Over which days a figure is counted, and with which days it is compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.filters import Filter
from services.periods import Period


@dataclass(frozen=True)
class Window:
    """Days from-to, both included; None leaves that side open. A stock looks at `at`."""

    start: date | None
    end: date | None
    at: date


def current(filter: Filter, *, today: date) -> Window:
    """The filter's own days; a stock is read at their end, or today where that lies ahead."""
    return Window(filter.start, filter.end, min(filter.end or today, today))


def previous(filter: Filter, *, today: date) -> Window | None:
    """As many days just before; of a period that still runs, as many as have passed."""
    period = _passed(filter, today)
    if period is None:
        return None
    start, end = period.previous
    return Window(start, end, end)


def last_year(filter: Filter, *, today: date) -> Window | None:
    """The same days a year earlier, up to the same day where the period still runs."""
    period = _passed(filter, today)
    if period is None:
        return None
    start, end = period.last_year
    return Window(start, end, end)


def _passed(filter: Filter, today: date) -> Period | None:
    if filter.start is None or filter.end is None or filter.end < filter.start:
        return None
    end = min(filter.end, today) if filter.start <= today else filter.end
    return Period("custom", filter.start, end)


def slices(window: Window, by: str) -> Iterator[tuple[date, date]]:
    """The months or weeks of a window as (first day, day at which a stock is read)."""
    if window.start is None:
        raise ValueError("a stock by month or week needs a first day")
    first = window.start.replace(day=1) if by == "month" else monday(window.start)
    while first <= window.at:
        following = (
            (first + timedelta(days=32)).replace(day=1) if by == "month" else first + timedelta(days=7)
        )
        yield first, min(following - timedelta(days=1), window.at)
        first = following


def monday(day: date) -> date:
    """The first day of the day's week."""
    return day - timedelta(days=day.weekday())


def months_back(day: date, months: int) -> date:
    """The same day some months earlier, or that month's last day."""
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
