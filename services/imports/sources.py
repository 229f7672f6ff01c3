"""From a file to the table in it: which sheet, which layout, which title."""

from pathlib import PurePath

from services.imports import layouts, reading
from services.imports.bounds import Bounds
from services.imports.columns import Mapping
from services.imports.errors import LayoutUnknown, SheetNotChosen
from services.imports.reading import Sheet
from services.imports.tables import Table, table_in

# Larger than any year of a department's registers; more would not be looked through by anybody.
MAX_ROWS = 100_000


def open_file(data: bytes, *, filename: str, bounds: Bounds) -> list[Sheet]:
    """The sheets of a file; raises the refusals of `reading.read`."""
    return reading.read(data, filename=filename, bounds=bounds)


def choose_sheet(sheets: list[Sheet], name: str | None, *, has_mapping: bool) -> Sheet:
    """The sheet asked for, or else the only one that can be meant.

    Raises SheetMissing, SheetNotChosen or, where no sheet is a known register, LayoutUnknown.
    """
    if name:
        return reading.sheet_named(sheets, name)
    possible = sheets if has_mapping else [sheet for sheet in sheets if layouts.recognise(sheet)]
    if not possible:
        raise LayoutUnknown(sheet=sheets[0].name)
    if len(possible) > 1:
        raise SheetNotChosen(present=", ".join(f"“{sheet.name}”" for sheet in possible))
    return possible[0]


def find_table(
    sheets: list[Sheet],
    *,
    filename: str,
    sheet: str | None = None,
    mapping: Mapping | None = None,
    title: str | None = None,
) -> Table:
    """The register in a file, by its own layout or by the mapping of a person."""
    chosen = choose_sheet(sheets, sheet, has_mapping=mapping is not None)
    mapping = mapping or layouts.recognise(chosen)
    if mapping is None:
        raise LayoutUnknown(sheet=chosen.name)
    mapping.check()
    # Several sheets of one register (a month each) carry the same title; their names tell them apart.
    several = len(sheets) > 1 and sum(layouts.recognise(one) is not None for one in sheets) > 1
    table = table_in(chosen, mapping, fallback_title=PurePath(filename).stem, title=title)
    if several and not title:
        table = table.of_sheet()
    return table
