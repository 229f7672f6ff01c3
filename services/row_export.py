"""The rows behind a figure as a workbook: "n of N" said, formulas disarmed, the export in the trail."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import xlsxwriter
from sqlmodel import Session

from services import audit
from services.cell_text import TextFormats
from services.permissions import Actor, Permission, require

# A workbook is for reading on; whole registers leave by backup and copy.
MOST = 10_000
# Characters that a day takes.
DAY_WIDTH = 10


def workbook(
    session: Session,
    *,
    title: str,
    scope: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    counted: str,
    measure: str,
    actor: Actor,
    now: datetime,
) -> bytes:
    """An .xlsx of rows in the reader's words; the export is noted in the trail with its number of rows."""
    require(actor, Permission.EXPORT)
    data = sheet_of(title=title, scope=scope, headings=headings, rows=rows, counted=counted)
    audit.write(session, "rows.export", actor=actor, now=now, measure=measure, rows=len(rows))
    return data


def sheet_of(
    *, title: str, scope: str, headings: Sequence[str], rows: Sequence[Sequence[object]], counted: str
) -> bytes:
    """One sheet; whoever gives it away notes that in the trail.

    Days and numbers are written as such, so that the sheet sorts and adds them; text is written as
    text: what begins like a formula stays what it is.
    """
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        # Excel writes both in the way of whoever opens the file.
        whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        texts = TextFormats(book)
        texts.write(sheet, 0, 0, title, bold=True)
        texts.write(sheet, 1, 0, f"{scope} · {counted}")
        for column, heading in enumerate(headings):
            texts.write(sheet, 3, column, heading, bold=True)
        widths = [len(heading) for heading in headings]
        for number, row in enumerate(rows, start=4):
            for column, value in enumerate(row):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(number, column, value, whole)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                    widths[column] = max(widths[column], DAY_WIDTH)
                elif value is not None:
                    texts.write(sheet, number, column, str(value), text_wrap=True, valign="top")
                    widths[column] = max(widths[column], len(str(value)))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(60, width + 2))
        sheet.freeze_panes(4, 1)
    return file.getvalue()
