"""The rows held back as a workbook: the register's own form with the reason in one more column."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from services.cell_text import TextFormats
from services.imports.headings import is_numbering
from services.imports.reasons import Reason, sentence
from services.text import N_

REASON = {"text_wrap": True, "bold": True, "font_color": "#B3261E"}
REASON_HEADING = N_("Why it was held back")
# Its folded wordings are known to tables.py: the number finds its place again in a register without numbers.
NUMBER_HEADING = N_("Row in the register")


@dataclass(frozen=True, slots=True)
class HeldBackRow:
    """A row held back: its number in the register, its cells as JSON, its reasons."""

    number: int
    cells: list[Any]
    reasons: list[Reason]


def workbook(
    above: list[list[Any]],
    rows: list[HeldBackRow],
    *,
    sheet: str,
    say: Callable[[str], str],
) -> bytes:
    """An .xlsx of `rows` under what stood above the table, so that it can be corrected and imported.

    Cells are JSON as `writing.cells_json` makes it; every text is written as text, never as a formula.
    """
    buffer = io.BytesIO()
    width = max((len(cells) for cells in (*above, *(row.cells for row in rows))), default=0)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(_sheet_name(sheet))
        texts, day = TextFormats(book), book.add_format({"num_format": "dd/mm/yyyy"})
        for line, cells in enumerate(above):
            _write_line(page, line, cells, texts, day)
        # Beside the headings, which stand over the line of column numbers where there is one.
        heading_line = max(0, len(above) - (2 if above and is_numbering(above[-1]) else 1))
        texts.write(page, heading_line, width, say(REASON_HEADING), **REASON)
        texts.write(page, heading_line, width + 1, say(NUMBER_HEADING))
        page.set_column(width, width, 70)
        for line, row in enumerate(rows, start=max(1, len(above))):
            _write_line(page, line, row.cells, texts, day)
            told = " ".join(sentence(reason, say) for reason in row.reasons if reason.holds_back)
            texts.write(page, line, width, told, **REASON)
            page.write_number(line, width + 1, row.number)
    return buffer.getvalue()


def _write_line(page: Any, line: int, cells: list[Any], texts: TextFormats, day: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, dict):
            page.write_datetime(line, column, date.fromisoformat(cell["date"]), day)
        elif isinstance(cell, bool):
            page.write_boolean(line, column, cell)
        elif isinstance(cell, int | float):
            page.write_number(line, column, cell)
        elif isinstance(cell, str):
            texts.write(page, line, column, cell)


def _sheet_name(text: str) -> str:
    """A name that Excel accepts: at most 31 characters, none of []:*?/\\ ."""
    return "".join(c for c in text if c not in "[]:*?/\\'")[:31] or "Sheet1"
