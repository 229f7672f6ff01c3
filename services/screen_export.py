"""What stands on a screen as a file: its tables as a workbook or as text, what it holds said in words."""

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO

import xlsxwriter
from sqlmodel import Session

from services import audit, sheets
from services.cell_text import TextFormats, in_csv
from services.permissions import Actor, Permission, require
from services.sheets import Sheet

# What Excel takes as the name of a sheet.
LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def workbook(session: Session, tables: Sequence[Sheet], *, page: str, actor: Actor, now: datetime) -> bytes:
    """An .xlsx with a sheet for each table; the export is noted in the trail with its number of rows."""
    require(actor, Permission.EXPORT)
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        texts = TextFormats(book)
        for number, table in enumerate(tables, start=1):
            sheets.write(book, texts, table, name=_name(number, table.title))
    _note(session, tables, page=page, actor=actor, now=now)
    return file.getvalue()


def text(session: Session, tables: Sequence[Sheet], *, page: str, actor: Actor, now: datetime) -> bytes:
    """A .csv with the tables one below the other; text that looks like a formula is disarmed."""
    require(actor, Permission.EXPORT)
    file = StringIO()
    writer = csv.writer(file)
    for table in tables:
        writer.writerow([in_csv(table.title)])
        writer.writerow([in_csv(table.about)])
        writer.writerow([in_csv(heading) for heading in table.headings])
        writer.writerows([[_cell(value) for value in row] for row in table.rows])
        writer.writerow([])
    _note(session, tables, page=page, actor=actor, now=now)
    # Excel knows by the mark at the beginning that the letters are UTF-8.
    return file.getvalue().encode("utf-8-sig")


def _note(session: Session, tables: Sequence[Sheet], *, page: str, actor: Actor, now: datetime) -> None:
    rows = sum(len(table.rows) for table in tables)
    audit.write(session, "figures.export", actor=actor, now=now, page=page, rows=rows)


def _cell(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    # What was counted is whole: programs that write decimals with a comma would read 64.0 as 640.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return in_csv(value) if isinstance(value, str) else value


def _name(number: int, title: str) -> str:
    return f"{number}. {_FORBIDDEN.sub(' ', title)}"[:LONGEST_NAME].rstrip()
