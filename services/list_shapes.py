"""The lists an administrator keeps (fields, communes, channels): their columns and who points at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, exists
from sqlmodel import SQLModel, col

from models import Case, Channel, Commune, Petition, SubjectField
from services import entries
from services.errors import AppError, FieldInvalid, FieldRequired
from services.text import N_

WHOLE_NUMBER = N_("enter a whole number of at least 0, or leave it empty")
A_DAY = N_("enter a day, for example 01/07/2026")
VALID_FROM = N_("Valid from")


class ListName(StrEnum):
    """Which list; the value is also the subject in the trail."""

    FIELDS = "field"
    COMMUNES = "commune"
    CHANNELS = "channel"


class ColumnKind(StrEnum):
    CODE = "code"
    TEXT = "text"
    REQUIRED_TEXT = "required_text"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    REQUIRED_DAY = "required_day"
    ROW = "row"


@dataclass(frozen=True)
class Column:
    """One column of a list: its label is a msgid, its kind decides check and input."""

    name: str
    label: str
    kind: ColumnKind
    default: Any = None


_CODE = Column("code", N_("Code"), ColumnKind.CODE, "")
_NAME = Column("name", N_("Name"), ColumnKind.REQUIRED_TEXT, "")
_ENGLISH = Column("name_en", N_("English name"), ColumnKind.TEXT, "")
_POSITION = Column("position", N_("Position"), ColumnKind.NUMBER, 0)
_FROM = Column("valid_from", VALID_FROM, ColumnKind.REQUIRED_DAY)
_TO = Column("valid_to", N_("Valid to"), ColumnKind.DAY)


@dataclass(frozen=True)
class ListShape:
    """A list: its table, its columns in the order of the grid, and which open work uses a row."""

    model: Any
    columns: tuple[Column, ...]
    petition_column: str
    case_column: str = ""


SHAPES: dict[ListName, ListShape] = {
    ListName.FIELDS: ListShape(
        SubjectField, (_CODE, _NAME, _ENGLISH, _POSITION, _FROM, _TO), "field_id", "field_id"
    ),
    ListName.COMMUNES: ListShape(
        Commune,
        (
            _CODE,
            _NAME,
            Column("is_remote", N_("Remote area"), ColumnKind.FLAG, False),
            Column("population", N_("Population"), ColumnKind.NUMBER),
            Column("tile_row", N_("Row on the tile map"), ColumnKind.NUMBER),
            Column("tile_column", N_("Column on the tile map"), ColumnKind.NUMBER),
            _FROM,
            _TO,
            Column("successor_id", N_("Successor"), ColumnKind.ROW),
        ),
        "commune_id",
        "commune_id",
    ),
    ListName.CHANNELS: ListShape(
        Channel,
        (
            _CODE,
            _NAME,
            _ENGLISH,
            Column("from_body", N_("Asks for the forwarding body"), ColumnKind.FLAG, False),
            _POSITION,
            _FROM,
            _TO,
        ),
        "channel_id",
    ),
}


def checked(column: Column, value: Any) -> Any:
    """A cell of the grid as its column stores it; raises a refusal that names the column."""
    match column.kind:
        case ColumnKind.CODE:
            return entries.code(value, label=column.label)
        case ColumnKind.REQUIRED_TEXT:
            return entries.filled(value, label=column.label, longest=120)
        case ColumnKind.TEXT:
            return entries.optional(value, label=column.label, longest=120)
        case ColumnKind.FLAG:
            return bool(value)
        case ColumnKind.NUMBER:
            return _number(column, value)
        case ColumnKind.ROW:
            return None if value is None else int(value)
        case _:
            return _day(column, value)


def is_used(model: type[SQLModel], row_id: int) -> ColumnElement[bool]:
    """Whether any row of any table points at the row; found from the foreign keys themselves."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    pointing = [
        key.parent
        for other in SQLModel.metadata.tables.values()
        for key in other.foreign_keys
        if key.column.table is table
    ]
    found: ColumnElement[bool] = exists().where(pointing[0] == row_id)
    for parent in pointing[1:]:
        found = found | exists().where(parent == row_id)
    return found


def open_case_conditions(shape: ListShape, row_id: int) -> tuple[ColumnElement[bool], ...]:
    """What makes a case open and filed under the row."""
    column = getattr(Case, shape.case_column)
    return (column == row_id, col(Case.closed_on).is_(None), col(Case.voided_at).is_(None))


def waiting_petition_conditions(shape: ListShape, row_id: int) -> tuple[ColumnElement[bool], ...]:
    """What makes a petition unhandled and filed under the row."""
    column = getattr(Petition, shape.petition_column)
    return (column == row_id, col(Petition.handled_on).is_(None), col(Petition.voided_at).is_(None))


def plain(shape: ListShape, row: Any) -> dict[str, Any]:
    """The columns of a row by name."""
    return {column.name: getattr(row, column.name) for column in shape.columns}


def check_term(values: Mapping[str, Any]) -> None:
    """Refuse a row that ends before it begins."""
    entries.check_order(values["valid_from"], values["valid_to"])


def _number(column: Column, value: Any) -> int | None:
    if value is None or value == "":
        return column.default if isinstance(column.default, int) else None
    number = value if isinstance(value, int) else int(value) if float(value).is_integer() else -1
    if not 0 <= number < 1_000_000_000:
        raise FieldInvalid(field=column.label, label=column.label, remedy=WHOLE_NUMBER)
    return number


def _day(column: Column, value: Any) -> date | None:
    if isinstance(value, datetime):
        value = value.date()
    if value is None or value == "":
        if column.kind is ColumnKind.REQUIRED_DAY:
            raise FieldRequired(field=column.label, label=column.label)
        return None
    if not isinstance(value, date):
        raise FieldInvalid(field=column.label, label=column.label, remedy=A_DAY)
    return value


class RowInUse(AppError):
    msgid = N_("“{name}” is used and stays in the history. Give it a last day instead of deleting it.")


class CodeTwice(AppError):
    msgid = N_("The code “{code}” stands twice in the list. Change one of them.")


class ListChangedMeanwhile(AppError):
    msgid = N_("“{name}” was changed by somebody else meanwhile. Load the list again and repeat your change.")
