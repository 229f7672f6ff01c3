"""Register files that mean harm are refused in words, soon and within bounds; honest ones pass."""

import io
import resource
import zipfile

import pytest
import xlsxwriter
import xlwt

from services.imports import reading
from services.imports.bounds import Bounds
from services.imports.errors import (
    FileEmpty,
    TooManyRows,
    WorkbookProtected,
    WorkbookUnpacksTooLarge,
    WorkbookUnreadable,
    WorkbookUnsafe,
    WorkbookWithMacros,
    WrongFileType,
)
from tests.services.attack_files import archive
from tests.services.documents.files import changed
from tests.services.imports.files import as_xls, as_xlsx, petition_row, register
from tests.services.intake_files import pdf

BOUNDS = Bounds(max_bytes=25_000_000, max_rows=100_000)
GOOD = as_xlsx(register(petition_row()))
SHEET, STRINGS, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = b'<!ENTITY a0 "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as package:
        return package.read(name)


def sheet(cells: bytes) -> bytes:
    """The good workbook with other cells."""
    body = b"<?xml version='1.0'?><worksheet %s><sheetData>%s</sheetData></worksheet>" % (SPACE, cells)
    return changed(GOOD, {SHEET: body}, level=9)


def number(place: bytes) -> bytes:
    row = place.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return b'<row r="%s"><c r="%s"><v>1</v></c></row>' % (row, place)


def declared(name: str, entities: bytes, use: bytes = b"&a11;") -> bytes:
    head, rest = part(name).split(b"?>", 1)
    return changed(
        GOOD, {name: head + b"?><!DOCTYPE x [%s]>" % entities + rest.replace(b"</t>", use + b"</t>", 1)}
    )


def amplified() -> bytes:
    """One long text that a hundred thousand cells point to."""
    text = b"<sst %s count='1' uniqueCount='1'><si><t>%s</t></si></sst>" % (SPACE, b"x" * 3_000_000)
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 50_000))
    body = b"<?xml version='1.0'?><worksheet %s><sheetData>%s</sheetData></worksheet>" % (SPACE, cells)
    return changed(GOOD, {SHEET: body, STRINGS: text}, level=9)


def lying() -> bytes:
    """A directory that calls a part of 300 MB a small one."""
    blank = b" " * 1_000_000
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            if name != STRINGS:
                new.writestr(name, old.read(name))
        with new.open(STRINGS, "w", force_zip64=False) as file:
            file.write(b"<?xml version='1.0'?><sst %s><si><t>" % SPACE)
            for _time in range(300):
                file.write(blank)
            file.write(b"</t></si></sst>")
        real = new.getinfo(STRINGS).file_size
    return out.getvalue().replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def wide_xls() -> bytes:
    """An old workbook with one cell at each end of many sheets."""
    book = xlwt.Workbook()
    for position in range(4):
        page = book.add_sheet(f"S{position}")
        page.write(0, 0, 1)
        page.write(65_535, 255, 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ATTACKS = {
    "a sheet of seventeen milliard cells": (
        lambda: sheet(number(b"A1") + number(b"XFD1048576")),
        WorkbookUnpacksTooLarge,
    ),
    "a long and wide sheet": (lambda: sheet(number(b"A1") + number(b"ZZ90000")), WorkbookUnpacksTooLarge),
    "a sheet that lies far down": (lambda: sheet(number(b"A1") + number(b"A1048576")), TooManyRows),
    "an old workbook that is wide and long": (wide_xls, WorkbookUnpacksTooLarge),
    "one text in many cells": (amplified, WorkbookUnpacksTooLarge),
    "a directory that lies": (lying, (WorkbookUnpacksTooLarge, WorkbookUnreadable)),
    "a part of 201 MB": (lambda: changed(GOOD, {"xl/x.xml": b" " * 201_000_000}), WorkbookUnpacksTooLarge),
    "thousands of parts": (
        lambda: changed(GOOD, {f"xl/p{n}.xml": b"<x/>" for n in range(1_200)}),
        WorkbookUnpacksTooLarge,
    ),
    "a ZIP within a ZIP": (lambda: archive("a.zip", archive("b.zip", archive())), WrongFileType),
    "entities upon entities": (lambda: declared(STRINGS, LAUGHS), WorkbookUnsafe),
    "a file of the server": (
        lambda: declared(STRINGS, b'<!ENTITY a11 SYSTEM "file:///etc/passwd">'),
        WorkbookUnsafe,
    ),
    "macros": (lambda: changed(GOOD, {"xl/vbaProject.bin": b"x"}), WorkbookWithMacros),
    "macros under another name": (
        lambda: changed(
            GOOD,
            {
                "[Content_Types].xml": part("[Content_Types].xml").replace(
                    b"openxmlformats-officedocument.spreadsheetml.sheet", b"ms-excel.sheet.macroEnabled"
                )
            },
        ),
        WorkbookWithMacros,
    ),
    "macros of old": (
        lambda: as_xls(register(petition_row())) + "_VBA_PROJECT".encode("utf-16-le"),
        WorkbookWithMacros,
    ),
    "two workbooks in one": (lambda: changed(GOOD, {"xl/workbook.bin": b"x"}), WorkbookUnreadable),
    "a scan in front": (lambda: pdf() + GOOD, WrongFileType),
    "a web page in front": (lambda: b"<html><script>" + GOOD, (WorkbookUnreadable, WrongFileType)),
    "a text of nothing": (lambda: b"," * 24_000_000, FileEmpty),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_by_a_workbook_is_refused_in_words_and_soon(attack: str) -> None:
    make, refusal = ATTACKS[attack]
    data = make()
    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    before = sum(one.ru_utime + one.ru_stime for one in used)

    with pytest.raises(refusal) as caught:
        reading.read(data, filename="so.xlsx", bounds=BOUNDS)

    used = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    # Other threads of this process count too; what is not refused takes minutes.
    assert sum(one.ru_utime + one.ru_stime for one in used) - before < 8
    assert "{" not in str(caught.value)


def test_two_directories_with_the_same_name_are_refused() -> None:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(SHEET, b"<x/>")

    with pytest.raises(WorkbookUnreadable):
        reading.read(out.getvalue(), filename="so.xlsx", bounds=BOUNDS)


def test_an_honest_workbook_may_reach_far_with_formats_and_link_elsewhere() -> None:
    """Formats down to the last line span nothing, and a link to another workbook is not followed."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        frame = book.add_format({"border": 1})
        page.write_string(0, 0, "a")
        page.write_blank(1_048_575, 16_383, None, frame)
        page.write_formula(1, 0, "='[http://example.org/x.xlsx]S'!A1", None, "b")

    (read,) = reading.read(out.getvalue(), filename="so.xlsx", bounds=BOUNDS)

    assert read.rows == [["a"], ["b"]]


def test_a_long_register_passes_the_trial() -> None:
    rows = register(
        *[petition_row(number, content=f"Khiếu nại số {number} " * 12) for number in range(9_000)]
    )

    (read,) = reading.read(as_xlsx(rows), filename="so.xlsx", bounds=BOUNDS)

    assert len(read.rows) == 9_002


def test_a_protected_workbook_of_large_size_is_named_as_such() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")

    with pytest.raises(WorkbookProtected):
        reading.read(data, filename="so.xlsx", bounds=BOUNDS)
