"""Working days of Vietnamese state bodies: public holidays, swap days and make-up Saturdays."""

import csv
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from services.errors import AppError
from services.text import N_, nfc

RULES_FOLDER = Path(__file__).resolve().parent.parent / "rules"

SATURDAY_OFF = N_("Saturday (weekly day off)")
SUNDAY_OFF = N_("Sunday (weekly day off)")
MAKE_UP_DAY = N_("Make-up working day")
VERIFIED = "F"


class YearWithoutData(AppError):
    """Counting across an unknown year would silently miss its holidays."""

    msgid = N_("The calendar has no data for the year {year}. Enter the days off of that year first.")


class CalendarRowInvalid(AppError):
    msgid = N_("The calendar file “{file}” is wrong in line {line}: {text}")


class CalendarDayTwice(AppError):
    msgid = N_("The calendar has two entries for {day}. Keep one of them.")


class CalendarYearsBroken(AppError):
    msgid = N_("The calendar has a gap in its years before {year}. Years must follow one another.")


@dataclass(frozen=True, slots=True)
class Override:
    """A day that the official letter makes different from the ordinary calendar."""

    day: date
    working: bool
    reason: str
    letter: str
    confidence: str


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year whose days off are known, with the official letter where there is one."""

    year: int
    letter: str
    confidence: str
    note: str


class WorkingCalendar:
    """Answers every question about working days from arrays made once, in constant time."""

    def __init__(
        self,
        years: Iterable[CalendarYear],
        *,
        days_off: dict[date, str],
        make_up_days: dict[date, str],
        unverified: frozenset[date] = frozenset(),
    ) -> None:
        self.years = tuple(sorted(years, key=lambda entry: entry.year))
        numbers = [entry.year for entry in self.years]
        for earlier, later in pairwise(numbers):
            if later != earlier + 1:
                raise CalendarYearsBroken(year=later)
        if not numbers:
            raise CalendarYearsBroken(year="?")
        self.first_day = date(numbers[0], 1, 1)
        self.last_day = date(numbers[-1], 12, 31)
        self.unverified = unverified
        self._days_off = days_off
        self._make_up_days = make_up_days
        self._start = self.first_day.toordinal()
        # _rank[i] counts the working days up to and including day i; _working lists them.
        self._working = array("l")
        self._rank = array("l")
        for ordinal in range(self._start, self.last_day.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day in make_up_days or (day.weekday() < 5 and day not in days_off):
                self._working.append(ordinal)
            self._rank.append(len(self._working))

    def is_working(self, day: date) -> bool:
        """Whether state bodies work on that day."""
        index = self._index(day)
        return self._rank[index] > (self._rank[index - 1] if index else 0)

    def reason(self, day: date) -> str:
        """Why nobody works on that day, as a message or the holiday's own name; '' on a working day."""
        if self.is_working(day):
            return ""
        if day in self._days_off:
            return self._days_off[day]
        return SATURDAY_OFF if day.weekday() == 5 else SUNDAY_OFF

    def make_up_reason(self, day: date) -> str:
        """Why a Saturday or Sunday is worked; '' for every other day."""
        return self._make_up_days.get(day, "")

    def next_working_day(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it."""
        return self._nth(bisect_left(self._working, self._start + self._index(day)))

    def previous_working_day(self, day: date) -> date:
        """The day itself when it is worked, else the last working day before it."""
        return self._nth(self._rank[self._index(day)] - 1)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after the day, before it when count is negative."""
        index = self._index(day)
        if count > 0:
            return self._nth(self._rank[index] + count - 1)
        if count < 0:
            worked_before = self._rank[index - 1] if index else 0
            return self._nth(worked_before + count)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie from first to last, both included; 0 when last is before first."""
        if last < first:
            return 0
        start = self._index(first)
        return self._rank[self._index(last)] - (self._rank[start - 1] if start else 0)

    def days_off_between(self, first: date, last: date) -> list[tuple[date, str]]:
        """Each day off from first to last, both included, with its reason."""
        days = (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))
        return [(day, reason) for day in days if (reason := self.reason(day))]

    def days_called(self, name: str) -> list[date]:
        """The days off of that very name, in order."""
        return sorted(day for day, reason in self._days_off.items() if reason == name)

    def lacks_official_notice(self, year: int) -> bool:
        """True until the official days off of that year have been entered and confirmed."""
        return not any(entry.year == year and entry.confidence == VERIFIED for entry in self.years)

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._start
        if not 0 <= index < len(self._rank):
            raise YearWithoutData(year=day.year)
        return index

    def _nth(self, position: int) -> date:
        if position < 0:
            raise YearWithoutData(year=self.first_day.year - 1)
        if position >= len(self._working):
            raise YearWithoutData(year=self.last_day.year + 1)
        return date.fromordinal(self._working[position])


def build_calendar(years: Iterable[CalendarYear], overrides: Iterable[Override]) -> WorkingCalendar:
    """The public holidays of those years with the overrides laid over them; the override always wins."""
    # Loaded here: the library costs a quarter of a second, and most of the program never builds a calendar.
    from holidays import country_holidays

    years = list(years)
    numbers = [entry.year for entry in years]
    public = country_holidays("VN", years=numbers, language="vi")
    days_off = {day: nfc(name) for day, name in public.items() if day.year in numbers}
    make_up_days = {day: MAKE_UP_DAY for day in public.weekend_workdays if day.year in numbers}
    unverified: set[date] = set()
    seen: set[date] = set()
    for override in overrides:
        if override.day in seen:
            raise CalendarDayTwice(day=override.day)
        seen.add(override.day)
        days_off.pop(override.day, None)
        make_up_days.pop(override.day, None)
        (make_up_days if override.working else days_off)[override.day] = override.reason
        if override.confidence != VERIFIED:
            unverified.add(override.day)
    return WorkingCalendar(
        years, days_off=days_off, make_up_days=make_up_days, unverified=frozenset(unverified)
    )


def load_overrides(path: Path) -> list[Override]:
    """The override table of a CSV file with the columns date, working, reason_vi, letter, confidence."""
    overrides = []
    for line, row in _rows(path):
        try:
            working = {"true": True, "false": False}[row["working"]]
            day = date.fromisoformat(row["date"])
        except (KeyError, ValueError) as fault:
            raise CalendarRowInvalid(file=path.name, line=line, text=", ".join(row.values())) from fault
        overrides.append(Override(day, working, nfc(row["reason_vi"]), row["letter"], row["confidence"]))
    return overrides


def load_years(path: Path) -> list[CalendarYear]:
    """The years with data of a CSV file with the columns year, letter, confidence, note_vi."""
    years = []
    for line, row in _rows(path):
        if not row["year"].isdigit():
            raise CalendarRowInvalid(file=path.name, line=line, text=", ".join(row.values()))
        years.append(CalendarYear(int(row["year"]), row["letter"], row["confidence"], nfc(row["note_vi"])))
    return years


@lru_cache(maxsize=1)
def shipped_calendar() -> WorkingCalendar:
    """The calendar of the files in rules/, built once per process."""
    return build_calendar(
        load_years(RULES_FOLDER / "calendar_years.csv"), load_overrides(RULES_FOLDER / "calendar.csv")
    )


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(enumerate(csv.DictReader(file, restval=""), start=2))
