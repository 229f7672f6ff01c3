"""Versions of legal terms and of risk points: those of the product, and those entered here."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import RuleSource


class RuleVersion(SQLModel, table=True):
    """One version of one legal term, as its source wrote it.

    A shipped row is known by rule and version and is never edited here: what an administrator
    changes is a version of its own, which wins on the days it covers. A withdrawn version is in
    force on no day and stays for the deadlines that are pinned to it.
    """

    __tablename__ = "rule_versions"
    __table_args__ = (
        UniqueConstraint("rule_id", "version"),
        CheckConstraint("n <> 0", name="counts_something"),
        CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="ends_after_it_began"),
        CheckConstraint("extension_days >= 0 AND max_extensions >= 0", name="extensions_are_counted"),
        CheckConstraint("source = 'shipped' OR entered_at IS NOT NULL", name="own_versions_have_an_entry"),
        CheckConstraint("(verified_at IS NULL) = (verified_document = '')", name="verified_by_a_document"),
    )

    id: int | None = Field(default=None, primary_key=True)
    # Where the rule stands among the others on screen.
    position: int = 0
    rule_id: str = Field(max_length=20, index=True)
    version: int
    kind: str = Field(max_length=20)
    instance: str = Field(default="", max_length=10)
    nature: str = Field(max_length=20)
    step: str = Field(max_length=200)
    trigger: str = Field(max_length=200)
    n: int
    unit: str = Field(max_length=20)
    variant: str = Field(default="", max_length=40)
    variant_of: str = Field(default="", max_length=20)
    extension_days: int = 0
    max_extensions: int = 0
    condition: str = Field(default="", max_length=300)
    basis: str = Field(max_length=300)
    effective_from: date
    effective_to: date | None = None
    confidence: str = Field(max_length=1)
    source: RuleSource = Field(sa_type=enum_type(RuleSource, "rule_source"))
    # Since when the version is known here; empty for what stood in the table from its first day.
    entered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entered_by: str = Field(default="", max_length=120)
    verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    verified_by: str = Field(default="", max_length=120)
    verified_document: str = Field(default="", max_length=300)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RiskPointVersion(SQLModel, table=True):
    """A whole table of risk points that was published here, in force from a day until a later one.

    Append-only: what levels were counted with can be read again. `lines` has the columns of
    rules/risk_points.csv without version and days.
    """

    __tablename__ = "risk_point_versions"

    id: int | None = Field(default=None, primary_key=True)
    version: int = Field(unique=True)
    effective_from: date
    lines: str = Field(sa_type=Text)
    basis: str = Field(max_length=300)
    published_by_id: int = Field(foreign_key="users.id")
    published_at: datetime = Field(sa_type=UtcDateTime)
