"""Whether a workbook may be opened at all: no program in it, and no more than a register unpacks to.

What is plainly small is judged here. Everything else is opened once in a process of its own, whose
memory is bound: a workbook of a few bytes may span a milliard cells, or lie about its size.
"""

import io
import re
import struct
import zipfile
import zlib

from services import isolation
from services.imports.bounds import Bounds
from services.imports.errors import (
    WorkbookProtected,
    WorkbookUnpacksTooLarge,
    WorkbookUnreadable,
    WorkbookUnsafe,
    WorkbookWithMacros,
    WrongFileType,
)

# Below these a workbook is opened without a trial.
SMALL_UNPACKED, SMALL_SPAN = 4_000_000, 200_000
# The trial: a register of 100,000 rows takes 2 seconds and 160 MB.
SECONDS, MEGABYTES = 15, 280
_RUNS = re.compile(r"vbaProject|vbaData|activeX|macrosheets|\.exe$|\.dll$", re.IGNORECASE)
_MACRO_TYPES = (b"macroEnabled", b"ms-office.vbaProject")
_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
# Other kinds of workbook that a reader would fall back to.
_OTHERS = re.compile(r"^(xl/workbook\.bin|content\.xml|word/document\.xml)$")
_DECLARED = tuple(mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le"))
# A cell that holds something; one with a format only spans nothing.
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*(?<!/)>")
_LOCAL_HEAD = 30
_PIECE = 256 * 1024


def check_new(data: bytes, *, filename: str, bounds: Bounds) -> None:
    """Refuse what is a zip file but no workbook (.xlsx), what runs, and what unpacks to no end."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError):
        raise WorkbookUnreadable(filename=filename) from None
    names = [member.filename for member in members]
    if not any(name.endswith("xl/workbook.xml") for name in names):
        raise WrongFileType(filename=filename)
    if any(_RUNS.search(name) for name in names):
        raise WorkbookWithMacros(filename=filename)
    if len(set(names)) != len(names) or any(_OTHERS.search(name) for name in names):
        raise WorkbookUnreadable(filename=filename)
    if len(members) > bounds.max_parts or sum(one.file_size for one in members) > bounds.max_unpacked:
        raise WorkbookUnpacksTooLarge(filename=filename, limit=bounds.max_unpacked // 1_000_000)
    if not _is_plainly_small(data, members, filename=filename):
        _try(data, filename=filename, bounds=bounds)


def check_old(data: bytes, *, filename: str, bounds: Bounds) -> None:
    """The same for .xls: its cells cannot be counted without opening it."""
    if _OLE_MACROS in data:
        raise WorkbookWithMacros(filename=filename)
    _try(data, filename=filename, bounds=bounds)


def _is_plainly_small(data: bytes, members: list[zipfile.ZipInfo], *, filename: str) -> bool:
    """Whether the parts, unpacked by ourselves, are few bytes and their cells lie close together.

    Raises WorkbookUnsafe and WorkbookWithMacros for what stands in the parts that were read.
    """
    left = SMALL_UNPACKED
    for member in members:
        part = _unpacked(data, member, left)
        if part is None:
            return False
        left -= len(part)
        if any(mark in part for mark in _DECLARED):
            raise WorkbookUnsafe(filename=filename, what="DOCTYPE")
        if member.filename == "[Content_Types].xml" and any(kind in part for kind in _MACRO_TYPES):
            raise WorkbookWithMacros(filename=filename)
        if "/worksheets/" in member.filename and _span(part) > SMALL_SPAN:
            return False
    return True


def _unpacked(data: bytes, member: zipfile.ZipInfo, most: int) -> bytes | None:
    """A part as it really is, whatever the directory says of its size; None where it is more than `most`."""
    head = member.header_offset
    if member.flag_bits & 1 or head + _LOCAL_HEAD > len(data):
        return None
    name, extra = struct.unpack("<HH", data[head + 26 : head + 30])
    start = head + _LOCAL_HEAD + name + extra
    packed = data[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        return packed if len(packed) <= most else None
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return None
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        part = unpacker.decompress(packed, most + 1)
    except zlib.error:
        return None
    return part if len(part) <= most and unpacker.eof else None


def _span(sheet: bytes) -> int:
    """How many cells lie between the first and the last one of a sheet."""
    widest = deepest = 0
    for letters, row in _CELL.findall(sheet):
        column = 0
        for letter in letters:
            column = 26 * column + letter - 64
        widest, deepest = max(widest, column), max(deepest, int(row))
    return widest * deepest


def _try(data: bytes, *, filename: str, bounds: Bounds) -> None:
    try:
        isolation.run(
            "measure_workbook",
            data,
            seconds=SECONDS,
            megabytes=MEGABYTES,
            most_cells=bounds.max_cells,
            most_text=bounds.max_unpacked,
            most_rows=bounds.max_rows,
        )
    except isolation.TaskFailed as fault:
        if fault.why == isolation.TOO_MUCH:
            raise WorkbookUnpacksTooLarge(
                filename=filename, limit=bounds.max_unpacked // 1_000_000
            ) from fault
        locked = fault.why == "locked"
        raise (WorkbookProtected if locked else WorkbookUnreadable)(filename=filename) from fault
