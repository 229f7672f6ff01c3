"""Dates as registers hold them: real ones, text, placeholders of other systems, impossible ones."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from services.imports.reading import Cell
from services.text import fold

# What other systems write where they know no date; the zero day of a workbook reads as 1899-12-30/31.
_PLACEHOLDERS = frozenset(
    {
        dt.date(1, 1, 1),
        dt.date(1753, 1, 1),
        dt.date(1899, 12, 30),
        dt.date(1899, 12, 31),
        dt.date(1900, 1, 1),
        dt.date(1970, 1, 1),
        dt.date(9999, 12, 31),
    }
)
_ZERO_DATE = re.compile(r"0{1,4}([/.\-])0?[01]\1(0{1,4}|1900)(\s+0?0:00(:00)?)?")
# No register in use is older; an earlier year is a slip of the pen.
_EARLIEST_YEAR = 1945
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})" + _TIME)
_YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})" + _TIME)
_IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
# The serial numbers of 1954-10-03 and 2119-01-21: numbers that can only be unformatted dates.
_SERIALS = range(20_000, 80_000)


class DateForm(StrEnum):
    """How a date stood in its cell."""

    EMPTY = "empty"
    DATE = "date"
    TEXT = "text"
    SHORT_YEAR = "short_year"
    SERIAL = "serial"
    PLACEHOLDER = "placeholder"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date, or None with the reason in `form`."""

    on: dt.date | None
    form: DateForm


_EMPTY = DateReading(None, DateForm.EMPTY)
_PLACEHOLDER = DateReading(None, DateForm.PLACEHOLDER)
_UNREADABLE = DateReading(None, DateForm.UNREADABLE)


def read_date(value: Cell) -> DateReading:
    """The day a cell means; day before month, as written in Vietnam.

    Nothing is guessed: 31/02/2026 and 04/23/2026 are unreadable. A year of two
    digits is read as 20yy and an unformatted number as the workbook's serial
    number; both are told by `form`.
    """
    if value is None or value == "":
        return _EMPTY
    if isinstance(value, dt.datetime):
        return _judged(value.date(), DateForm.DATE)
    if isinstance(value, dt.date):
        return _judged(value, DateForm.DATE)
    if isinstance(value, dt.time):
        # A workbook shows its serial number zero as midnight without a day.
        return _PLACEHOLDER if value == dt.time() else _UNREADABLE
    if isinstance(value, str):
        return _from_text(value.strip())
    if isinstance(value, bool | dt.timedelta):
        return _UNREADABLE
    return _from_number(value)


def _from_number(value: float) -> DateReading:
    if value == 0:
        return _PLACEHOLDER
    if int(value) not in _SERIALS:
        return _UNREADABLE
    return _judged(dt.date(1899, 12, 30) + dt.timedelta(days=int(value)), DateForm.SERIAL)


def _from_text(text: str) -> DateReading:
    if not text:
        return _EMPTY
    if _ZERO_DATE.fullmatch(text) or text in {"0", "0000-00-00", "0000-00-00 00:00:00"}:
        return _PLACEHOLDER
    if match := _DAY_FIRST.fullmatch(text):
        day, _sign, month, year = match.groups()
        short = len(year) == 2
        form = DateForm.SHORT_YEAR if short else DateForm.TEXT
        return _from_parts(f"20{year}" if short else year, month, day, form)
    if match := _YEAR_FIRST.fullmatch(text):
        year, _sign, month, day = match.groups()
        return _from_parts(year, month, day, DateForm.TEXT)
    if match := _IN_WORDS.fullmatch(fold(text)):
        day, month, year = match.groups()
        return _from_parts(year, month, day, DateForm.TEXT)
    return _UNREADABLE


def _from_parts(year: str, month: str, day: str, form: DateForm) -> DateReading:
    try:
        return _judged(dt.date(int(year), int(month), int(day)), form)
    except ValueError:
        return _UNREADABLE


def _judged(on: dt.date, form: DateForm) -> DateReading:
    if on in _PLACEHOLDERS:
        return _PLACEHOLDER
    if on.year < _EARLIEST_YEAR or on.year >= 2200:
        return _UNREADABLE
    return DateReading(on, form)
