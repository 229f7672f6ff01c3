"""The file in hand: uploaded, opened once, and what the next steps need of it."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from services.database import reading
from services.imports import layouts, registers
from services.imports.cells import text_of
from services.imports.columns import Mapping
from services.imports.reading import Sheet
from services.permissions import Actor
from services.petition_checks import units_of
from ui.feedback import refusals_shown
from ui.i18n import _, ngettext
from ui.imports import words
from ui.labels import count

OPENED = "_import_opened"
EXAMPLES = 3
# The uploader's own line would name the larger size; the label says ours.
_OWN_WORDS = """<style>
.st-key-import_file [data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
</style>"""


@dataclass(frozen=True)
class SheetView:
    """What the screen shows of a sheet: its form if it is known, its columns with a few examples."""

    name: str
    lines: int
    mapping: Mapping | None
    suggested: Mapping
    columns: list[str]


@dataclass(frozen=True)
class Source:
    """The upload, the sheet chosen in it, and what the person said about the register."""

    name: str
    file_id: str
    data: bytes
    sheet: SheetView
    several: bool
    title: str
    unit_code: str


def choose(actor: Actor, *, today: date, largest_mb: int) -> Source | None:
    """The uploader and what follows from the file; None while there is nothing to go on with."""
    st.html(_OWN_WORDS)
    uploaded = st.file_uploader(
        _("Register file (.xlsx, .xls or .csv, at most {limit} MB)").format(limit=largest_mb),
        type=["xlsx", "xlsm", "xls", "csv", "txt", "tsv"],
        key="import_file",
    )
    if uploaded is None:
        st.session_state.pop(OPENED, None)
        return None
    data = uploaded.getvalue()
    views: list[SheetView] = []
    with refusals_shown():
        views = _views(uploaded.file_id, data, uploaded.name, today=today)
    if not views:
        return None
    left, middle, right = st.columns(3)
    sheets = {position: _sheet_word(view) for position, view in enumerate(views)}
    position = left.selectbox(
        _("Sheet"),
        list(sheets),
        index=next((i for i, view in enumerate(views) if view.mapping), 0),
        format_func=sheets.get,
        key="import_sheet",
    )
    title = middle.text_input(
        _("Title of the register"),
        key="import_title",
        placeholder=_("as in the file"),
        help=_("Tells this register from another one whose rows have the same numbers."),
    )
    units = _units(actor, today=today)
    codes = list(units)
    own = next((i for i, code in enumerate(codes) if units[code][1] == actor.unit_id), 0)
    names = {code: name for code, (name, _id) in units.items()}
    unit = right.selectbox(_("Importing unit"), codes, index=own, format_func=names.get, key="import_unit")
    view = views[position]
    return Source(uploaded.name, uploaded.file_id, data, view, len(views) > 1, title.strip(), unit or "")


def _sheet_word(view: SheetView) -> str:
    text = ngettext("{sheet} ({count} line)", "{sheet} ({count} lines)", view.lines)
    return text.format(sheet=view.name, count=count(view.lines))


def told(view: SheetView) -> None:
    """Say which form was recognised."""
    if view.mapping is not None:
        st.success(
            _("Recognised by its headings: {layout}.").format(layout=_(words.LAYOUTS[view.mapping.layout])),
            icon=":material/task_alt:",
        )
    else:
        st.info(
            _("The headings are of no known register. Say below which column holds what."),
            icon=":material/help:",
        )


def _views(file_id: str, data: bytes, name: str, *, today: date) -> list[SheetView]:
    """The sheets of the upload; the file is parsed once, not on every rerun."""
    kept = st.session_state.get(OPENED)
    if kept is None or kept[0] != file_id:
        views = [_view(sheet) for sheet in registers.open_file(data, filename=name, today=today)]
        kept = st.session_state[OPENED] = (file_id, views)
    return list(kept[1])


def _view(sheet: Sheet) -> SheetView:
    suggested = layouts.suggest(sheet)
    width = max(map(len, sheet.rows[:200]), default=0)
    above = sheet.rows[: suggested.first_row - 1]
    below = sheet.rows[suggested.first_row - 1 :][:EXAMPLES]
    columns = []
    for position in range(width):
        heading = next(
            (text for row in reversed(above) if position < len(row) and (text := text_of(row[position]))), ""
        )
        examples = [text_of(row[position]) for row in below if position < len(row)]
        shown = " · ".join(text[:24] for text in examples if text)
        columns.append(" — ".join(filter(None, (f"{_letter(position)} {heading}".strip(), shown))))
    return SheetView(sheet.name, len(sheet.rows), layouts.recognise(sheet), suggested, columns)


def _letter(position: int) -> str:
    """The name of a column as a workbook shows it: A, B, ..., Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _units(actor: Actor, *, today: date) -> dict[str, tuple[str, int | None]]:
    with reading() as session:
        found = units_of(session, actor)
    return {unit.code: (unit.name, unit.id) for unit in found if unit.is_valid_on(today)}
