"""Tables as sheets of a workbook: days and numbers as such, text as text, never a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.cell_text import TextFormats

# How whole numbers, shares and days with a half are written; Excel puts the marks of its reader.
WHOLE, SHARE, HALVES = "#,##0", "0.0%", "#,##0.0"
# Characters that a day takes.
DAY_WIDTH = 10
WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """A table as it leaves: its title, the line that says what it holds, headings, rows.

    `patterns` gives the pattern of the numbers of a column by its place, WHOLE where none is given.
    """

    title: str
    about: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    patterns: Sequence[str] = ()


def write(book: Any, texts: TextFormats, sheet: Sheet, *, name: str | None = None) -> None:
    """One sheet of a workbook: title, scope, headings in bold, then the rows under frozen panes."""
    page = book.add_worksheet(name)
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
    numbers = {
        pattern: book.add_format({"num_format": pattern, "valign": "top"})
        for pattern in {WHOLE, *sheet.patterns}
    }
    texts.write(page, 0, 0, sheet.title, bold=True)
    texts.write(page, 1, 0, sheet.about)
    for column, heading in enumerate(sheet.headings):
        texts.write(page, 3, column, heading, bold=True)
    widths = [len(heading) for heading in sheet.headings]
    for number, row in enumerate(sheet.rows, start=4):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                pattern = sheet.patterns[column] if column < len(sheet.patterns) else WHOLE
                page.write_number(number, column, value, numbers[pattern])
            elif isinstance(value, date):
                page.write_datetime(number, column, value, day)
                widths[column] = max(widths[column], DAY_WIDTH)
            elif value is not None:
                texts.write(page, number, column, str(value), text_wrap=True, valign="top")
                widths[column] = max(widths[column], len(str(value)))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(WIDEST, width + 2))
    page.freeze_panes(4, 1)
