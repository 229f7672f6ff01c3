"""The people of a row: name, address, identity number, how many they are, and whether they are a crowd."""

from services.imports import cells
from services.imports.columns import Column, Mapping, Register
from services.imports.reading import Cell
from services.imports.reasons import Code, Reason
from services.imports.records import Record
from services.imports.tables import Line


def person(line: Line, mapping: Mapping, reasons: list[Reason]) -> tuple[str, str]:
    """Name ("" for an anonymous petition) and address."""
    if Column.NAME_AND_ADDRESS in mapping.columns:
        raw_name: Cell
        raw_address: Cell
        raw_name, raw_address = cells.split_name_and_address(line.get(Column.NAME_AND_ADDRESS))
    else:
        raw_name, raw_address = line.get(Column.NAME), line.get(Column.ADDRESS)
    name, address = cells.read_name(raw_name), cells.read_text(raw_address)
    if not name.text:
        reasons.append(Reason(Code.ANONYMOUS))
    remark_text(name, Column.NAME, reasons)
    remark_text(address, Column.ADDRESS, reasons)
    return name.text, address.text


def remark_text(reading: cells.TextReading, column: Column, reasons: list[Reason]) -> None:
    """Remark what was odd about the writing of a text."""
    if reading.odd_capitals:
        reasons.append(Reason(Code.ODD_CAPITALS, {"column": column}))
    if reading.odd_spaces:
        reasons.append(Reason(Code.ODD_SPACES, {"column": column}))


def identity_number(line: Line, reasons: list[Reason]) -> str:
    """The number of the identity paper, or ""."""
    number, was_padded = cells.read_identity_number(line.get(Column.IDENTITY_NUMBER))
    if was_padded:
        reasons.append(Reason(Code.IDENTITY_PADDED))
    return number


def fill_people(record: Record, line: Line, mapping: Mapping, group_min: int, reasons: list[Reason]) -> None:
    """How many they are; `group_min` people make a crowd.

    People present and people with the same content stay apart; only the latter known: with a remark.
    """
    same = line.get(Column.PERSONS_SAME_CONTENT)
    if Column.KIND_AND_PERSONS in mapping.columns:
        _text, same = cells.split_kind_and_persons(line.get(Column.KIND_AND_PERSONS))
    present = line.get(Column.PERSONS_PRESENT)
    record.persons_same_content = cells.read_persons(same)
    record.persons_present = cells.read_persons(present)
    for value, persons in ((same, record.persons_same_content), (present, record.persons_present)):
        if cells.text_of(value) and persons is None:
            reasons.append(Reason(Code.PERSONS_UNREADABLE))
    if mapping.register is Register.RECEPTIONS:
        record.is_crowd = (record.persons_present or record.persons_same_content or 0) >= group_min
        if record.is_crowd and record.persons_present is None:
            reasons.append(Reason(Code.CROWD_BY_SAME_CONTENT, {"persons": record.persons_same_content or 0}))
