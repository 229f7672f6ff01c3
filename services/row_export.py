"""The rows behind a figure as a workbook: "n of N" said, formulas disarmed, the export in the trail."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter
from sqlmodel import Session

from services import audit, sheets
from services.cell_text import TextFormats
from services.permissions import Actor, Permission, require

# A workbook is for reading on; whole registers leave by backup and copy.
MOST = 10_000


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
        sheet = sheets.Sheet(title, f"{scope} · {counted}", headings, rows)
        sheets.write(book, TextFormats(book), sheet)
    return file.getvalue()
