"""A row of a register made comparable: what the import writes into the database."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from models.enums import Kind
from services.imports.reading import Cell
from services.imports.reasons import Reason, RowResult, result_of


class Progress(StrEnum):
    """How far a register says a matter has come."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    FILED = "filed"
    GUIDED = "guided"
    FORWARDED = "forwarded"


@dataclass(slots=True)
class Record:
    """One petition of a register; names of units, fields and communes are still words."""

    received_on: dt.date
    received_is_estimated: bool
    kind: Kind
    name: str
    address: str
    identity_number: str
    content: str
    progress: Progress
    promised_on: dt.date | None = None
    settled_on: dt.date | None = None
    persons_present: int | None = None
    persons_same_content: int | None = None
    is_crowd: bool = False
    in_competence: bool | None = None
    unit: str = ""
    field_name: str = ""
    commune: str = ""
    result: str = ""
    settled_before_by: str = ""
    outcome_body: str = ""
    outcome_number: str = ""
    note: str = ""
    by_head: bool = False

    @property
    def is_anonymous(self) -> bool:
        return not self.name


@dataclass(slots=True)
class JudgedRow:
    """A row, its place and hash, its reasons, and its record unless it is held back."""

    number: int
    line: int
    place: str
    content_hash: str
    cells: list[Cell]
    kind: Kind | None
    reasons: list[Reason] = field(default_factory=list)
    record: Record | None = None
    is_already_present: bool = False

    @property
    def result(self) -> RowResult:
        return RowResult.ALREADY_PRESENT if self.is_already_present else result_of(self.reasons)
