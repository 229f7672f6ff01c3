"""Register files as rows of cells: .xlsx and .xls through calamine, .csv as text."""

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import python_calamine as calamine

from services.imports import delimited, packages
from services.imports.bounds import Bounds
from services.imports.errors import (
    FileEmpty,
    FileTooLarge,
    SheetMissing,
    TooManyRows,
    WorkbookProtected,
    WorkbookUnreadable,
    WrongFileType,
)

Cell = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How streams are named inside an OLE file: an old workbook, or an encrypted new one.
_OLE_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_TYPES = frozenset({".csv", ".txt", ".tsv"})
_BOOK_TYPES = frozenset({".xlsx", ".xlsm", ".xls"})
# Scans that were given the name of a workbook.
_OTHERS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[0]` is line 1 of the file; all text in NFC, empty cells are None."""

    name: str
    rows: list[list[Cell]]


def read(data: bytes, *, filename: str, bounds: Bounds) -> list[Sheet]:
    """All sheets with something in them, in the order of the file.

    The type is told from the content; the name serves only the refusals. Raises
    WrongFileType, WorkbookUnreadable, WorkbookProtected, WorkbookWithMacros,
    WorkbookUnsafe, FileEmpty, FileTooLarge and TooManyRows.
    """
    filename = PurePath(filename).name
    if len(data) > bounds.max_bytes:
        raise FileTooLarge(filename=filename, limit=bounds.max_bytes // 1_000_000)
    if not data.strip(b"\x00\r\n\t ,;"):
        raise FileEmpty(filename=filename)
    if data.startswith(_OTHERS):
        raise WrongFileType(filename=filename)
    if data.startswith((_ZIP, _OLE)):
        sheets = _workbook(data, filename=filename, bounds=bounds)
    else:
        sheets = [_text(data, filename=filename, max_rows=bounds.max_rows)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise FileEmpty(filename=filename)
    return sheets


def sheet_named(sheets: list[Sheet], name: str) -> Sheet:
    """The sheet of that name, whatever its capitals; SheetMissing lists what there is."""
    wanted = unicodedata.normalize("NFC", name).strip().casefold()
    for sheet in sheets:
        if sheet.name.casefold() == wanted:
            return sheet
    raise SheetMissing(sheet=name, present=", ".join(f"“{sheet.name}”" for sheet in sheets))


def _text(data: bytes, *, filename: str, max_rows: int) -> Sheet:
    suffix = PurePath(filename).suffix.casefold()
    try:
        text = delimited.decode(data)
    except delimited.NotText:
        # Something that claims to be a workbook and is none was damaged on its way.
        refusal = WorkbookUnreadable if suffix in _BOOK_TYPES else WrongFileType
        raise refusal(filename=filename) from None
    if suffix not in _TEXT_TYPES:
        # Web pages saved under the name of a workbook, as some systems export them, end here too.
        raise (WorkbookUnreadable if suffix in _BOOK_TYPES else WrongFileType)(filename=filename)
    try:
        rows = delimited.parse(text)
    except csv.Error:
        raise WorkbookUnreadable(filename=filename) from None
    name = PurePath(filename).stem
    return Sheet(name, _trimmed(rows, sheet=name, max_rows=max_rows))


def _workbook(data: bytes, *, filename: str, bounds: Bounds) -> list[Sheet]:
    if data.startswith(_ZIP):
        packages.check_new(data, filename=filename, bounds=bounds)
    elif _OLE_ENCRYPTED in data:
        raise WorkbookProtected(filename=filename)
    elif not any(name in data for name in _OLE_WORKBOOK):
        damaged = PurePath(filename).suffix.casefold() in _BOOK_TYPES
        raise (WorkbookUnreadable if damaged else WrongFileType)(filename=filename)
    else:
        packages.check_old(data, filename=filename, bounds=bounds)
    sheets = []
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height:
                    rows = _rows_of(sheet, limit=bounds.max_rows)
                    name = unicodedata.normalize("NFC", name).strip()
                    sheets.append(Sheet(name, _trimmed(rows, sheet=name, max_rows=bounds.max_rows)))
    except calamine.PasswordError:
        raise WorkbookProtected(filename=filename) from None
    except calamine.CalamineError:
        raise WorkbookUnreadable(filename=filename) from None
    return sheets


def _rows_of(sheet: calamine.CalamineSheet, *, limit: int) -> list[list[Cell]]:
    """Rows from line 1 and column A on; calamine leaves out the empty columns at the left."""
    left = [None] * (sheet.start[1] if sheet.start else 0)
    rows = []
    for number, cells in enumerate(sheet.iter_rows()):
        # Some lines above the table and below it are no rows of the register.
        if number > limit + 200:
            raise TooManyRows(sheet=sheet.name, limit=limit)
        rows.append([*left, *cells])
    return rows


def _trimmed(rows: Sequence[list[Any]], *, sheet: str, max_rows: int) -> list[list[Cell]]:
    """Cells cleaned in place, blank lines at the end dropped."""
    for row in rows:
        for position, value in enumerate(row):
            if isinstance(value, str):
                row[position] = unicodedata.normalize("NFC", value) or None
    rows = list(rows)
    while rows and all(value is None or value == "" for value in rows[-1]):
        rows.pop()
    if len(rows) > max_rows + 200:
        raise TooManyRows(sheet=sheet, limit=max_rows)
    return rows
