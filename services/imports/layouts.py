"""Recognises the registers in use by their headings, and suggests columns for any other sheet."""

from dataclasses import dataclass

from models.enums import Kind
from services.imports.columns import OWN_LAYOUT, Column, Mapping, Register
from services.imports.headings import Headings, find_headings, is_numbering
from services.imports.reading import Sheet


@dataclass(frozen=True, slots=True)
class _Layout:
    code: str
    register: Register
    required: frozenset[Column]
    unmarked_kind: Kind | None


# The most specific first; a reception register has 12 columns before 2026-07-01 and 13 after,
# and its older form keeps type and number of people in one.
_LAYOUTS = (
    _Layout(
        "petition-register",
        Register.PETITIONS,
        frozenset(
            {
                Column.RECEIVED_ON,
                Column.NAME,
                Column.CONTENT,
                Column.COMPLAINT_MARK,
                Column.DENUNCIATION_MARK,
                Column.PROMISED_ON,
            }
        ),
        Kind.RECOMMENDATION,
    ),
    _Layout(
        "reception-register-13",
        Register.RECEPTIONS,
        frozenset(
            {
                Column.RECEIVED_ON,
                Column.NAME_AND_ADDRESS,
                Column.CONTENT,
                Column.KIND,
                Column.PERSONS_SAME_CONTENT,
                Column.IN_COMPETENCE,
            }
        ),
        None,
    ),
    _Layout(
        "reception-register-12",
        Register.RECEPTIONS,
        frozenset(
            {
                Column.RECEIVED_ON,
                Column.NAME_AND_ADDRESS,
                Column.CONTENT,
                Column.KIND_AND_PERSONS,
                Column.SETTLED_BEFORE_BY,
            }
        ),
        None,
    ),
)
LAYOUT_CODES = (*(layout.code for layout in _LAYOUTS), OWN_LAYOUT)


def recognise(sheet: Sheet) -> Mapping | None:
    """The mapping of a register in use, or None for a sheet of another form."""
    headings = find_headings(sheet)
    if headings is None:
        return None
    for layout in _LAYOUTS:
        if layout.required <= set(headings.columns):
            return _mapping(sheet, headings, layout.code, layout.register, layout.unmarked_kind)
    return None


def suggest(sheet: Sheet) -> Mapping:
    """A first proposal for a sheet of another form, for a person to correct; it may lack columns."""
    headings = find_headings(sheet)
    if headings is None:
        return Mapping(OWN_LAYOUT, Register.PETITIONS, 2, {})
    visits = headings.columns.keys() & {Column.PERSONS_SAME_CONTENT, Column.SETTLED_BEFORE_BY}
    register = Register.RECEPTIONS if visits else Register.PETITIONS
    return _mapping(sheet, headings, OWN_LAYOUT, register, None)


def heading_texts(sheet: Sheet, mapping: Mapping) -> dict[Column, str]:
    """The folded heading over each mapped column, for a later check that it has not moved."""
    found = find_headings(sheet)
    if found is None:
        return {}
    return {
        column: found.texts[position]
        for column, position in mapping.columns.items()
        if position < len(found.texts)
    }


def _mapping(sheet: Sheet, headings: Headings, code: str, register: Register, kind: Kind | None) -> Mapping:
    first_row = headings.last_row + 1
    if first_row <= len(sheet.rows) and is_numbering(sheet.rows[first_row - 1]):
        first_row += 1
    texts = {column: headings.texts[position] for column, position in headings.columns.items()}
    return Mapping(code, register, first_row, headings.columns, kind, texts)
