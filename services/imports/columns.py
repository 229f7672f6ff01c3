"""What a column of a register can hold, and a mapping of columns that can be saved."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from models.enums import Kind
from services.imports.errors import (
    MappingInvalid,
    MappingTwice,
    MappingWithoutContent,
    MappingWithoutDate,
    MappingWithoutKind,
)
from services.text import N_


class Column(StrEnum):
    """The meaning of one column."""

    NUMBER = "number"
    RECEIVED_ON = "received_on"
    NAME = "name"
    ADDRESS = "address"
    NAME_AND_ADDRESS = "name_and_address"
    IDENTITY_NUMBER = "identity_number"
    CONTENT = "content"
    KIND = "kind"
    KIND_AND_PERSONS = "kind_and_persons"
    COMPLAINT_MARK = "complaint_mark"
    DENUNCIATION_MARK = "denunciation_mark"
    RECOMMENDATION_MARK = "recommendation_mark"
    PERSONS_PRESENT = "persons_present"
    PERSONS_SAME_CONTENT = "persons_same_content"
    FIELD = "field"
    COMMUNE = "commune"
    PROMISED_ON = "promised_on"
    UNIT = "unit"
    STATE = "state"
    RESULT = "result"
    OPEN_MARK = "open_mark"
    SETTLED_BEFORE_BY = "settled_before_by"
    IN_COMPETENCE = "in_competence"
    GUIDED_TO = "guided_to"
    RETURNED = "returned"
    FORWARDED_TO = "forwarded_to"
    ACCEPTED_BY = "accepted_by"
    NOTE = "note"


class Register(StrEnum):
    """A register of petitions, or of receptions (whose rows are visits as well)."""

    PETITIONS = "petitions"
    RECEPTIONS = "receptions"


LABELS: dict[Column, str] = {
    Column.NUMBER: N_("Number in the register"),
    Column.RECEIVED_ON: N_("Date of receipt in the register"),
    Column.NAME: N_("Full name"),
    Column.ADDRESS: N_("Address"),
    Column.NAME_AND_ADDRESS: N_("Name and address together"),
    Column.IDENTITY_NUMBER: N_("Identity number"),
    Column.CONTENT: N_("Content"),
    Column.KIND: N_("Kind (KN, TC, PA)"),
    Column.KIND_AND_PERSONS: N_("Kind and number of people together"),
    Column.COMPLAINT_MARK: N_("Mark for complaint"),
    Column.DENUNCIATION_MARK: N_("Mark for denunciation"),
    Column.RECOMMENDATION_MARK: N_("Mark for recommendation, reflection"),
    Column.PERSONS_PRESENT: N_("People present"),
    Column.PERSONS_SAME_CONTENT: N_("People with the same content"),
    Column.FIELD: N_("Field"),
    Column.COMMUNE: N_("Commune"),
    Column.PROMISED_ON: N_("Promised date"),
    Column.UNIT: N_("Unit in charge"),
    Column.STATE: N_("Progress in the register"),
    Column.RESULT: N_("Result in the register"),
    Column.OPEN_MARK: N_("Mark for “still open”"),
    Column.SETTLED_BEFORE_BY: N_("Body that settled it before"),
    Column.IN_COMPETENCE: N_("Mark for “in our competence”"),
    Column.GUIDED_TO: N_("Guided to which body"),
    Column.RETURNED: N_("Returned and guided"),
    Column.FORWARDED_TO: N_("Forwarded to which body"),
    Column.ACCEPTED_BY: N_("Body or unit that accepts it"),
    Column.NOTE: N_("Note in the register"),
}
OWN_LAYOUT = "own"
_KIND_COLUMNS = frozenset(
    {
        Column.KIND,
        Column.KIND_AND_PERSONS,
        Column.COMPLAINT_MARK,
        Column.DENUNCIATION_MARK,
        Column.RECOMMENDATION_MARK,
    }
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column holds what; positions count from 0, `first_row` is the first line of data from 1.

    `unmarked_kind` is the kind of a row whose kind columns are empty; None holds
    such a row back. `headings` are the headings the mapping was made for: a sheet
    whose headings have moved is refused, not misread.
    """

    layout: str
    register: Register
    first_row: int
    columns: dict[Column, int]
    unmarked_kind: Kind | None = None
    headings: dict[Column, str] = field(default_factory=dict)

    def check(self) -> None:
        """Raise MappingInvalid unless date, content and kind can be told from the columns."""
        if self.first_row < 1 or any(position < 0 for position in self.columns.values()):
            raise MappingInvalid()
        if len(set(self.columns.values())) < len(self.columns):
            raise MappingTwice()
        if Column.RECEIVED_ON not in self.columns:
            raise MappingWithoutDate()
        if Column.CONTENT not in self.columns:
            raise MappingWithoutContent()
        if self.unmarked_kind is None and not _KIND_COLUMNS & set(self.columns):
            raise MappingWithoutKind()

    def to_json(self) -> dict[str, Any]:
        """A dictionary that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Mapping":
        """The mapping back from `to_json`; raises MappingInvalid for anything else."""
        try:
            mapping = cls(
                layout=str(data["layout"]),
                register=Register(data["register"]),
                first_row=int(data["first_row"]),
                columns={Column(name): int(position) for name, position in data["columns"].items()},
                unmarked_kind=Kind(data["unmarked_kind"]) if data.get("unmarked_kind") else None,
                headings={Column(name): str(text) for name, text in data.get("headings", {}).items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise MappingInvalid() from None
        mapping.check()
        return mapping
