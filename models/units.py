"""Units of the department and the outside authorities, as a dated tree."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.base import Tracked, enum_type
from models.enums import UnitKind, UnitRoleName


class Unit(Tracked, table=True):
    """A division, a subordinate unit, the department itself, or an outside authority.

    `path` is the chain of ids from the root ("/1/4/"), so that a subtree is one
    prefix. A unit that ended names its successor; history stays readable.
    """

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_began"),
        CheckConstraint("successor_id IS NULL OR valid_to IS NOT NULL", name="successor_needs_an_end"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=32)
    name: str = Field(max_length=200)
    short_name: str = Field(default="", max_length=60)
    folded: str = Field(default="", max_length=200, index=True)
    kind: UnitKind = Field(sa_type=enum_type(UnitKind, "unit_kind"))
    parent_id: int | None = Field(default=None, foreign_key="units.id")
    path: str = Field(default="", max_length=200, index=True)
    valid_from: date
    valid_to: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="units.id")

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class UnitHead(SQLModel, table=True):
    """Who headed a unit from when to when; the account is optional."""

    __tablename__ = "unit_heads"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_began"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="units.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="users.id", index=True)
    name: str = Field(max_length=120)
    title: str = Field(default="", max_length=120)
    valid_from: date
    valid_to: date | None = None


class UnitRole(SQLModel, table=True):
    """A dated role of a unit: the focal unit is a role, not a fixed unit."""

    __tablename__ = "unit_roles"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_began"),
        Index("ix_unit_roles_role_valid_from", "role", "valid_from"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="units.id")
    role: UnitRoleName = Field(sa_type=enum_type(UnitRoleName, "unit_role_name"))
    valid_from: date
    valid_to: date | None = None
