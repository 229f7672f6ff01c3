"""The dates of a row: the day of receipt and the promised day, with what is to be said about them."""

import datetime as dt
import re

from services.imports import cells
from services.imports.columns import Column
from services.imports.dates import DateForm, DateReading, read_date
from services.imports.reading import Cell
from services.imports.reasons import Code, Reason
from services.imports.tables import Line

_DATE_REMARKS = {
    DateForm.TEXT: Code.DATE_AS_TEXT,
    DateForm.SERIAL: Code.DATE_AS_NUMBER,
    DateForm.SHORT_YEAR: Code.DATE_SHORT_YEAR,
}
# The only words that a reason repeats from a date cell: anything else could be a narrative.
_DATE_WORDS = re.compile(r"(?:\d+|ngay|thang|nam|t|\s)+")


def received(
    line: Line,
    dates: list[DateReading],
    position: int,
    today: dt.date,
    reasons: list[Reason],
) -> tuple[dt.date | None, bool]:
    """The day of receipt, and whether it is only an estimate; None holds the row back.

    A placeholder is emptied; as registers are kept in order of receipt, the day of
    the neighbouring row stands in, with a remark.
    """
    reading = dates[position]
    raw = _shown(line.get(Column.RECEIVED_ON))
    if reading.on is not None:
        if remark := _DATE_REMARKS.get(reading.form):
            reasons.append(Reason(remark, {"on": reading.on.isoformat()}))
        if reading.on > today:
            reasons.append(Reason(Code.DATE_IN_FUTURE, {"on": reading.on.isoformat()}))
        return reading.on, False
    if reading.form is DateForm.UNREADABLE:
        reasons.append(Reason(Code.DATE_UNREADABLE, {"text": raw}))
        return None, False
    neighbour = _neighbour(dates, position) if reading.form is DateForm.PLACEHOLDER else None
    if neighbour is None:
        reasons.append(Reason(Code.DATE_MISSING))
        return None, False
    reasons.append(Reason(Code.DATE_PLACEHOLDER, {"text": raw}))
    reasons.append(Reason(Code.DATE_ESTIMATED, {"on": neighbour.isoformat()}))
    return neighbour, True


def _neighbour(dates: list[DateReading], position: int) -> dt.date | None:
    """Registers are kept in order of receipt: the row before, else the row after."""
    for reading in (*reversed(dates[:position]), *dates[position + 1 :]):
        if reading.on is not None:
            return reading.on
    return None


def promised(line: Line, reasons: list[Reason]) -> dt.date | None:
    """The day by which an answer was promised, if there is one."""
    value = line.get(Column.PROMISED_ON)
    reading = read_date(value)
    if reading.on is not None:
        if reading.form is not DateForm.DATE:
            reasons.append(Reason(Code.PROMISED_AS_TEXT, {"on": reading.on.isoformat()}))
    elif reading.form is DateForm.PLACEHOLDER:
        reasons.append(Reason(Code.PROMISED_PLACEHOLDER, {"text": _shown(value)}))
    elif reading.form is DateForm.UNREADABLE:
        reasons.append(Reason(Code.PROMISED_UNREADABLE, {"text": _shown(value)}))
    return reading.on


def _shown(value: Cell) -> str:
    """A date cell as a reason may repeat it; "…" where it holds more than a date."""
    text = f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else cells.text_of(value)
    return text[:40] if _DATE_WORDS.fullmatch(cells.folded(text)) else "…"
