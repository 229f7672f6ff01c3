"""The table inside a sheet: its title, its year, and the lines that are rows of the register."""

import re
from dataclasses import dataclass, field, replace

from services.imports.cells import text_of
from services.imports.columns import Column, Mapping
from services.imports.dates import read_date
from services.imports.errors import MappingMisfit
from services.imports.headings import find_headings
from services.imports.reading import Cell, Sheet
from services.text import fold

_STATE_MOTTO = ("cong hoa xa hoi", "doc lap tu do")
_VOLUME = re.compile(r"quyen so (\w+)$")
_YEAR = re.compile(r"\bnam (20\d\d|19\d\d)\b")
# The heading of the numbers in a file of held-back rows (held_back.py), in both languages.
_RETURNED_NUMBERS = frozenset({"row in the register", "dong trong so"})
# Two columns filled make a row even without a number; one alone is a remark or a signature.
_KEY_COLUMNS = (
    Column.RECEIVED_ON,
    Column.CONTENT,
    Column.NAME,
    Column.NAME_AND_ADDRESS,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the register: its own number, its line in the file, all its cells, and those we know."""

    number: int
    line: int
    cells: list[Cell]
    values: dict[Column, Cell]

    def get(self, column: Column) -> Cell:
        """The cell of a column; None where it is empty or the register has no such column."""
        return self.values.get(column)


@dataclass(frozen=True, slots=True)
class Table:
    """A register as read: `key` tells it from other registers, `above` is everything over the data."""

    sheet: str
    mapping: Mapping
    title: str
    key: str
    year: int | None
    above: list[list[Cell]]
    lines: list[Line]
    not_read: list[int] = field(default_factory=list)

    @property
    def place_prefix(self) -> str:
        """Layout, title and year: what the places of all rows begin with."""
        return f"{self.mapping.layout}|{self.key[:200]}|{self.year or ''}|"

    def of_sheet(self) -> "Table":
        """The same table, told from other sheets of the file by the name of its own."""
        return replace(self, key=f"{fold(self.sheet)} {self.key}")


def table_in(sheet: Sheet, mapping: Mapping, *, fallback_title: str, title: str | None = None) -> Table:
    """Cut the table out of a sheet; `title` replaces the one in the file.

    `fallback_title` (the file's name) serves a sheet without a title. Raises
    MappingMisfit if the headings that a mapping was made for are elsewhere.
    """
    _check_headings(sheet, mapping)
    above = sheet.rows[: mapping.first_row - 1]
    own_title, key = _title_of(above)
    chosen = title or own_title or fallback_title
    if title or not own_title:
        key = fold(chosen)
    lines, not_read = _lines_of(sheet, mapping)
    found = _YEAR.search(fold(chosen))
    year = int(found.group(1)) if found else _first_year(lines)
    return Table(sheet.name, mapping, chosen, key, year, above, lines, not_read)


def _check_headings(sheet: Sheet, mapping: Mapping) -> None:
    if not mapping.headings:
        return
    found = find_headings(sheet)
    texts = found.texts if found else []
    for column, expected in mapping.headings.items():
        position = mapping.columns[column]
        if expected and (position >= len(texts) or texts[position] != expected):
            raise MappingMisfit(sheet=sheet.name, expected=expected)


def _title_of(above: list[list[Cell]]) -> tuple[str, str]:
    """The line "SỔ ..." and a key made of it, the letterhead above it and the number of the volume."""
    texts = [text_of(value) for row in above for value in row]
    texts = [text for text in texts if text and not fold(text).startswith(_STATE_MOTTO)]
    title = next((text for text in texts if text.casefold().startswith("sổ ")), "")
    if not title:
        return "", ""
    letterhead = texts[: texts.index(title)]
    volume = next((match.group(1) for text in texts if (match := _VOLUME.fullmatch(fold(text)))), "")
    parts = [*letterhead, title, *([f"quyen so {volume}"] if volume else [])]
    return title, " ".join(filter(None, map(fold, parts)))


def _lines_of(sheet: Sheet, mapping: Mapping) -> tuple[list[Line], list[int]]:
    lines: list[Line] = []
    not_read: list[int] = []
    number_at = _number_column(sheet, mapping)
    for index, cells in enumerate(sheet.rows[mapping.first_row - 1 :], start=mapping.first_row):
        filled = [position for position, value in enumerate(cells) if text_of(value) or value is True]
        if not filled:
            continue
        number = _own_number(cells, number_at)
        values = {
            column: cells[position]
            for column, position in mapping.columns.items()
            if position < len(cells) and cells[position] is not None
        }
        if _is_row(values, filled, number):
            lines.append(Line(number or len(lines) + 1, index, cells, values))
        elif filled != [number_at] or number is None:
            # Rows prepared with a number only are simply empty; everything else is reported.
            not_read.append(index)
    return lines, not_read


def _number_column(sheet: Sheet, mapping: Mapping) -> int | None:
    """The column of the register's own numbers, or the one that a file of held-back rows brings."""
    if Column.NUMBER in mapping.columns:
        return mapping.columns[Column.NUMBER]
    found = find_headings(sheet)
    texts = found.texts if found else []
    return next((position for position, text in enumerate(texts) if text in _RETURNED_NUMBERS), None)


def _own_number(cells: list[Cell], position: int | None) -> int | None:
    text = text_of(cells[position]).rstrip(". )") if position is not None and position < len(cells) else ""
    return int(text) if text.isdecimal() and len(text) <= 7 else None


def _is_row(values: dict[Column, Cell], filled: list[int], number: int | None) -> bool:
    """A number with anything beside it, or at least two of date, content and name.

    Signatures and places under the table have neither, also where they stand in
    one of these columns.
    """
    if number is not None:
        return len(filled) > 1
    present = [column for column in _KEY_COLUMNS if text_of(values.get(column))]
    return len(present) >= 2


def _first_year(lines: list[Line]) -> int | None:
    """A title without a year: the first day that can be read gives it, and later rows do not change it."""
    for line in lines:
        if (reading := read_date(line.get(Column.RECEIVED_ON))).on:
            return reading.on.year
    return None
