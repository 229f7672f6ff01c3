"""Periods by code: the 15-to-14 reporting year and its parts, calendar months, quarters, weeks, any days.

The reporting year Y runs from 15 December of Y-1 to 14 December of Y (circulars on
reporting, see docs); calendar periods are offered beside it and labelled as such. The day of
the month on which a reporting period begins stands with its validity in rules/reporting_periods.csv.
"""

import calendar
import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from services.working_days import RULES_FOLDER

# How many periods of a family a year has, where they are numbered.
PARTS = {"rq": 4, "rm": 12, "q": 4, "m": 12}


@dataclass(frozen=True)
class Period:
    """A period by its code; `start` and `end` are both included."""

    code: str
    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def previous(self) -> tuple[date, date]:
        """The days of the same length just before."""
        return self.start - timedelta(days=self.days), self.start - timedelta(days=1)

    @property
    def last_year(self) -> tuple[date, date]:
        """The same days a year earlier; 29 February becomes 28."""
        return _year_back(self.start), _year_back(self.end)


def report_year(today: date) -> int:
    """The reporting year that a day belongs to."""
    return today.year + 1 if today >= _begins(today.year + 1, 1) else today.year


def of_code(code: str, *, today: date) -> Period | None:
    """The period of a code, or None for one that is not known.

    ry2026: reporting year; rq2026-1: reporting quarter; rm2026-11: reporting month
    (15 October to 14 November); y2026, q2026-4, m2026-11, w2026-47: calendar year,
    quarter, month, ISO week; last12: the 12 months that end today.
    """
    if code == "last12":
        return Period(code, _year_back(today) + timedelta(days=1), today)
    kind, rest = code.rstrip("0123456789-"), code.lstrip("rymqw")
    parts = [int(p) for p in rest.split("-") if p.isascii() and p.isdigit() and len(p) <= 4]
    if not parts or not 2000 <= parts[0] <= 2100 or len(parts) > 2:
        return None
    number = parts[1] if len(parts) == 2 else 0
    return _numbered(kind, parts[0], number, code)


def family(code: str) -> str:
    """The family of a period's code: "rm" for "rm2026-11"."""
    return code if code in ("last12", "custom") else code.rstrip("0123456789-")


def current(name: str, *, today: date) -> Period | None:
    """The period of a family that a day belongs to; None for a family without numbered periods."""
    if name == "w":
        year, week, _weekday = today.isocalendar()
        return of_code(f"w{year}-{week}", today=today)
    numbers = range(1, PARTS[name] + 1) if name in PARTS else (0,)
    for year in (today.year, today.year + 1):
        for number in numbers:
            period = of_code(f"{name}{year}-{number}" if number else f"{name}{year}", today=today)
            if period is not None and period.start <= today <= period.end:
                return period
    return None


def default(today: date) -> Period:
    """What screens show when nothing is chosen: the current reporting year."""
    code = f"ry{report_year(today)}"
    period = of_code(code, today=today)
    if period is None:
        raise ValueError(code)
    return period


def _numbered(kind: str, year: int, number: int, code: str) -> Period | None:
    months = {"ry": 12, "rq": 3, "rm": 1, "y": 12, "q": 3, "m": 1}
    if kind == "w":
        if not 1 <= number <= 53:
            return None
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            return None
        return Period(code, monday, monday + timedelta(days=6))
    length = months.get(kind)
    if length is None or (length == 12) != (number == 0) or number * length > 12:
        return None
    last_month = 12 if length == 12 else number * length
    first_month = last_month - length + 1
    if kind.startswith("r"):
        # The day before the next one begins: no gap, also where the law moves the day.
        following = (year + 1, 1) if last_month == 12 else (year, last_month + 1)
        return Period(code, _begins(year, first_month), _begins(*following) - timedelta(days=1))
    return Period(
        code, date(year, first_month, 1), date(year, last_month, calendar.monthrange(year, last_month)[1])
    )


def _begins(year: int, month: int) -> date:
    """The first day of a reporting month: a day of the calendar month before."""
    before = date(year - 1, 12, 1) if month == 1 else date(year, month - 1, 1)
    return before.replace(day=first_day(before))


def first_day(month: date) -> int:
    """The day of a month on which a reporting period begins, by the rule in force when the month began."""
    days = _first_days()
    return max((row for row in days if row[0] <= month), default=min(days))[1]


@lru_cache(maxsize=1)
def _first_days() -> tuple[tuple[date, int], ...]:
    with (RULES_FOLDER / "reporting_periods.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple((date.fromisoformat(row["valid_from"]), int(row["first_day"])) for row in rows)


def _year_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
