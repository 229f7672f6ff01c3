"""What stands in a settings file: one checked entry per row, references by code instead of id."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.enums import Language, Role, UnitKind, UnitRoleName
from services.legal_rules import TermUnit
from services.text import N_

Code = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32, pattern=r"^[^\s]+$")
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Count = Annotated[int, Field(ge=0, lt=1_000_000_000)]


class FileEntry(BaseModel):
    """A row of the file; unknown names are refused rather than dropped."""

    model_config = ConfigDict(extra="forbid")

    @property
    def key(self) -> str:
        """What tells rows of one section apart; the same row in another installation has the same."""
        raise NotImplementedError


class DatedEntry(FileEntry):
    """A row with a first and perhaps a last day."""

    valid_from: date
    valid_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "DatedEntry":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self


class UnitRow(DatedEntry):
    code: Code
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    short_name: Annotated[str, StringConstraints(max_length=60)] = ""
    kind: UnitKind
    parent: Code | None = None
    successor: Code | None = None

    @model_validator(mode="after")
    def _successor_needs_an_end(self) -> "UnitRow":
        if self.successor is not None and self.valid_to is None:
            raise ValueError("successor without valid_to")
        return self

    @property
    def key(self) -> str:
        # The department is one in every installation, whatever its code.
        return "@department" if self.kind is UnitKind.DEPARTMENT else self.code


class HeadRow(DatedEntry):
    unit: Code
    name: Name
    title: Short = ""
    user: str | None = None

    @property
    def key(self) -> str:
        return f"{self.unit} {self.valid_from}"


class UnitRoleRow(DatedEntry):
    role: UnitRoleName
    unit: Code

    @property
    def key(self) -> str:
        return f"{self.role} {self.valid_from}"


class SubjectRow(DatedEntry):
    code: Code
    name: Name
    name_en: Short = ""
    position: Count = 0

    @property
    def key(self) -> str:
        return self.code


class ChannelRow(SubjectRow):
    from_body: bool = False


class CommuneRow(DatedEntry):
    code: Code
    name: Name
    is_remote: bool = False
    population: Count | None = None
    tile_row: Count | None = None
    tile_column: Count | None = None
    successor: Code | None = None

    @property
    def key(self) -> str:
        return self.code


class SettingRow(FileEntry):
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    value: Annotated[str, StringConstraints(max_length=4000)]
    valid_from: date
    note: Annotated[str, StringConstraints(max_length=300)] = ""

    @property
    def key(self) -> str:
        return f"{self.name} {self.valid_from}"


class CalendarRow(FileEntry):
    day: date
    is_working: bool
    reason: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    letter_number: Annotated[str, StringConstraints(max_length=80)] = ""
    is_verified: bool = False

    @property
    def key(self) -> str:
        return self.day.isoformat()


class RuleVersionRow(FileEntry):
    """A version of a legal term that was entered here; its number is given where it is taken in."""

    rule: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    n: int
    unit: TermUnit
    extension_days: Count = 0
    max_extensions: Count = 0
    condition: Annotated[str, StringConstraints(max_length=300)] = ""
    basis: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    effective_from: date
    effective_to: date | None = None
    verified_document: Annotated[str, StringConstraints(max_length=300)] = ""
    verified_by: Annotated[str, StringConstraints(max_length=120)] = ""
    verified_at: datetime | None = None

    @property
    def key(self) -> str:
        return f"{self.rule} {self.effective_from}"


class RuleCheckRow(FileEntry):
    """The confirmation of a version that came with the product."""

    rule: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    version: Count
    verified_document: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    verified_by: Annotated[str, StringConstraints(max_length=120)] = ""
    verified_at: datetime

    @property
    def key(self) -> str:
        return f"{self.rule} v{self.version}"


class MappingRow(FileEntry):
    name: Name
    mapping: dict[str, Any]

    @property
    def key(self) -> str:
        return self.name


class RoleRow(DatedEntry):
    role: Role
    unit: Code


class UserRow(FileEntry):
    """An account without its password; a new one is given by the administrator."""

    username: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{2,59}$")]
    name: Name
    email: Annotated[str, StringConstraints(max_length=200)] = ""
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    language: Language = Language.VIETNAMESE
    is_active: bool = True
    roles: list[RoleRow] = []

    @property
    def key(self) -> str:
        return self.username


# In the order in which they can be written: what is pointed at comes first.
SECTIONS: dict[str, type[FileEntry]] = {
    "units": UnitRow,
    "users": UserRow,
    "heads": HeadRow,
    "unit_roles": UnitRoleRow,
    "fields": SubjectRow,
    "communes": CommuneRow,
    "channels": ChannelRow,
    "settings": SettingRow,
    "calendar": CalendarRow,
    "rule_versions": RuleVersionRow,
    "rule_checks": RuleCheckRow,
    "mappings": MappingRow,
}

LABELS: dict[str, str] = {
    "units": N_("Units"),
    "users": N_("Users"),
    "heads": N_("Heads of units"),
    "unit_roles": N_("Roles of units"),
    "fields": N_("Fields"),
    "communes": N_("Communes and wards"),
    "channels": N_("Channels"),
    "settings": N_("Thresholds and texts"),
    "calendar": N_("Working calendar"),
    "rule_versions": N_("Versions of legal terms entered here"),
    "rule_checks": N_("Confirmed legal terms"),
    "mappings": N_("Column mappings of registers"),
}
