"""The headings of a table: where they stand, and which columns they name."""

import datetime as dt
import re
from dataclasses import dataclass

from services.imports.columns import Column
from services.imports.reading import Cell, Sheet
from services.text import fold

# Letterhead and title stand above the headings; a table that begins later is none.
_LINES_SEARCHED = 40
_HEADING_LINES = 3
# Folded headings; "top | sub" where a heading has two or three lines.
_ANY_TOP = r"(?:.*\| )?"
_PATTERNS: tuple[tuple[Column, re.Pattern[str]], ...] = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        (Column.NUMBER, r"stt|so tt|tt|so thu tu"),
        (Column.RECEIVED_ON, r"(?:ngay(?: thang nam)? (?:don|tiep|nhan|den|tiep nhan|nhan don|den don)\b.*)"),
        (Column.NAME_AND_ADDRESS, r"ho(?: va)? ten.*dia chi.*"),
        (Column.NAME, r"(?:ho(?: va)? ten|ten nguoi|nguoi (?:gui|dung|viet|khieu nai)).*"),
        (Column.ADDRESS, r"(?:noi o|dia chi).*"),
        (Column.IDENTITY_NUMBER, r"(?:so )?(?:cccd|cmnd|can cuoc|dinh danh|so dinh danh|giay to tuy than).*"),
        (Column.KIND_AND_PERSONS, r"phan loai don so nguoi.*"),
        (Column.COMPLAINT_MARK, _ANY_TOP + r"(?:kn kk|khieu nai|kn)"),
        (Column.DENUNCIATION_MARK, _ANY_TOP + r"(?:to cao|tc)"),
        (Column.RECOMMENDATION_MARK, _ANY_TOP + r"(?:kien nghi phan anh|kien nghi|phan anh|knpa|kn pa|pa)"),
        (Column.FIELD, _ANY_TOP + r"linh vuc.*"),
        (Column.KIND, r"(?:phan )?loai (?:don|vu viec).*"),
        (Column.PERSONS_SAME_CONTENT, r"so nguoi (?:co )?cung noi dung.*"),
        (Column.PERSONS_PRESENT, r"so (?:luong )?nguoi.*"),
        (
            Column.CONTENT,
            r"(?:tom tat )?(?:noi dung|trich yeu)(?: don| vu viec| don thu| trinh bay| su viec)?\b.*",
        ),
        (Column.PROMISED_ON, r"(?:ngay hen|han tra|hen tra).*"),
        (Column.UNIT, r"(?:bo phan|don vi|phong) (?:dang )?(?:xl|xu ly|giai quyet|thu ly|phu trach).*"),
        (Column.STATE, r"(?:trang thai|tinh trang).*"),
        (Column.SETTLED_BEFORE_BY, r"co quan da giai quyet.*"),
        (Column.IN_COMPETENCE, r"thuoc tham quyen.*"),
        (Column.GUIDED_TO, _ANY_TOP + r"huong dan.*"),
        (Column.RETURNED, _ANY_TOP + r"tra (?:lai )?don.*"),
        (Column.FORWARDED_TO, _ANY_TOP + r"chuyen don.*"),
        (Column.ACCEPTED_BY, _ANY_TOP + r"(?:co quan don vi thu ly|co quan.* thu ly|thu ly).*"),
        (Column.OPEN_MARK, _ANY_TOP + r"dang giai quyet"),
        (Column.RESULT, _ANY_TOP + r"(?:da giai quyet xong|theo doi ket qua|ket qua).*"),
        (Column.COMMUNE, r"(?:xa|phuong|xa phuong|dia ban).*"),
        (Column.NOTE, r"ghi chu.*"),
    )
)


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the headings stand (lines from 1) and what each column is called, top to bottom."""

    first_row: int
    last_row: int
    texts: list[str]
    columns: dict[Column, int]


def find_headings(sheet: Sheet) -> Headings | None:
    """The lines that name the most columns we know; None if fewer than two are known."""
    best: Headings | None = None
    for start in range(min(len(sheet.rows), _LINES_SEARCHED)):
        if not _is_heading_line(sheet.rows[start]):
            continue
        for depth in range(1, _HEADING_LINES + 1):
            lines = sheet.rows[start : start + depth]
            if len(lines) < depth or not all(map(_is_heading_line, lines)):
                break
            found = _named(lines, start + 1)
            if len(found.columns) >= 2 and (best is None or len(found.columns) > len(best.columns)):
                best = found
    return best


def _named(lines: list[list[Cell]], first_row: int) -> Headings:
    """Headings put together from their lines; a merged heading reaches over the empty cells at its right."""
    width = max(map(len, lines))
    texts = []
    reaching = [""] * len(lines)
    for position in range(width):
        parts = []
        for level, line in enumerate(lines):
            own = fold(str(line[position])) if position < len(line) and line[position] else ""
            if own:
                # A heading of a higher line ends where a new one begins, and so do those below it.
                reaching[level:] = [own, *[""] * (len(lines) - level - 1)]
            deeper = any(position < len(below) and below[position] for below in lines[level + 1 :])
            text = own or (reaching[level] if deeper else "")
            if text:
                parts.append(text)
        texts.append(" | ".join(parts))
    return Headings(first_row, first_row + len(lines) - 1, texts, _columns(texts))


def _columns(texts: list[str]) -> dict[Column, int]:
    columns: dict[Column, int] = {}
    for position, text in enumerate(texts):
        for column, pattern in _PATTERNS:
            if text and column not in columns and pattern.fullmatch(text):
                columns[column] = position
                break
    return columns


def _is_heading_line(line: list[Cell]) -> bool:
    """Text only, and some of it: data rows hold numbers and dates."""
    values = [value for value in line if value is not None and value != ""]
    if any(isinstance(value, int | float | dt.date | dt.time) for value in values):
        return False
    # In a file of text, figures and dates are text too.
    return bool(values) and not any(re.fullmatch(r"[\d/.\-: ]+", str(value)) for value in values)


def is_numbering(line: list[Cell]) -> bool:
    """The line "1, 2, 3, ..." under the headings of official forms, also as "(1)" or "1a"."""
    values = [str(value).strip("() ").removesuffix(".0") for value in line if value not in (None, "")]
    return len(values) >= 3 and values[:3] == ["1", "2", "3"]
