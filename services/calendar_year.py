"""One year of the working calendar, day by day, with what makes a day differ."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlmodel import Session

from services import calendar_days, clocks
from services.calendar_years import lacks_notice, years
from services.permissions import Actor, Permission, require
from services.working_days import SATURDAY_OFF, SUNDAY_OFF, CalendarYear, YearWithoutData

# How the library of public holidays words a day off that stands for a worked Saturday.
SWAPPED = "thay cho"


class DayKind(StrEnum):
    """What a day of the calendar is."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped_off"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day; `letter_number` and `is_own` tell where a day that differs comes from."""

    day: date
    kind: DayKind
    reason: str
    letter_number: str
    is_verified: bool
    is_own: bool

    @property
    def differs(self) -> bool:
        """Whether the day is neither an ordinary working day nor an ordinary weekend."""
        return self.kind not in (DayKind.WORKING, DayKind.WEEKEND)


@dataclass(frozen=True, slots=True)
class YearView:
    """All days of a year, how many of each month are worked, and its official notice."""

    year: int
    days: list[DayMark]
    working_days: dict[int, int]
    notice: CalendarYear
    lacks_notice: bool


def of(session: Session, year: int, *, actor: Actor) -> YearView:
    """The year; raises YearWithoutData for one that the calendar does not know."""
    require(actor, Permission.RULE_READ)
    known = {entry.year: entry for entry in years(session)}
    if year not in known:
        raise YearWithoutData(year=year)
    calendar = clocks.calendar(session)
    entered = {line.day: line for line in calendar_days.days(session, actor=actor)}
    marks, worked = [], Counter[int]()
    day = date(year, 1, 1)
    while day.year == year:
        line = entered.get(day)
        working = calendar.is_working(day)
        worked[day.month] += working
        reason = calendar.make_up_reason(day) if working else calendar.reason(day)
        kind = _kind(working=working, reason=reason, is_entered=line is not None and not line.is_working)
        marks.append(
            DayMark(
                day,
                kind,
                reason if kind is not DayKind.WEEKEND else "",
                line.letter_number if line else "",
                day not in calendar.unverified,
                line is not None and line.is_own,
            )
        )
        day += timedelta(days=1)
    months = {month: worked[month] for month in range(1, 13)}
    return YearView(year, marks, months, known[year], lacks_notice(session, year))


def _kind(*, working: bool, reason: str, is_entered: bool) -> DayKind:
    if working:
        return DayKind.MAKE_UP if reason else DayKind.WORKING
    if is_entered or SWAPPED in reason:
        return DayKind.SWAPPED_OFF
    # A holiday on a Sunday is told as a holiday; an ordinary weekend has no name of its own.
    return DayKind.WEEKEND if reason in (SATURDAY_OFF, SUNDAY_OFF) else DayKind.HOLIDAY
