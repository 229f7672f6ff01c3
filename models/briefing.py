"""The weekly briefing: frozen weeks, what was said about them, and what was decided in the room."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import BigId, Sealed, UtcDateTime, enum_type
from models.enums import BriefingSection, PromiseState


class BriefingSnapshot(SQLModel, table=True):
    """One week as it was frozen; append-only: freezing again adds a version, both stay.

    `content` holds figures, `matters` the packed ids, days and levels of the matters behind them
    (services/briefing/matters.py): no names, no words, and no denunciations at all. `day` is the
    last day that was counted: the Sunday, or an earlier one where the week was not over.
    """

    __tablename__ = "briefing_snapshots"
    __table_args__ = (
        UniqueConstraint("monday", "version"),
        CheckConstraint("day >= monday", name="the_week_had_begun"),
    )

    id: int | None = Field(default=None, primary_key=True)
    monday: date
    version: int = 1
    day: date
    # How `content` and `matters` are to be read (services/briefing/content.py).
    format: int
    content: dict = Field(sa_type=JSON)  # type: ignore[type-arg]
    matters: bytes = Field(sa_type=LargeBinary)
    # None: frozen by the timer.
    frozen_by_id: int | None = Field(default=None, foreign_key="users.id")
    frozen_at: datetime = Field(sa_type=UtcDateTime)


class BriefingComment(SQLModel, table=True):
    """What somebody wrote beside one section of a week; an edit is a new version, the old ones stay."""

    __tablename__ = "briefing_comments"
    __table_args__ = (UniqueConstraint("monday", "section", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    monday: date
    section: BriefingSection = Field(sa_type=enum_type(BriefingSection, "briefing_section"))
    version: int = 1
    # What is said in the room may name people: encrypted.
    sealed_text: bytes = Field(sa_type=Sealed("briefing comment"))
    written_by_id: int = Field(foreign_key="users.id")
    written_at: datetime = Field(sa_type=UtcDateTime)


class BriefingDecision(SQLModel, table=True):
    """What was decided in a week's briefing: who does what until when; about a case it is a directive too."""

    __tablename__ = "briefing_decisions"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (reported_at IS NULL)", name="reported_or_open"),
        CheckConstraint("(case_id IS NULL) = (directive_id IS NULL)", name="a_case_has_a_directive"),
        Index("ix_briefing_decisions_monday", "monday"),
    )

    id: int | None = Field(default=None, primary_key=True)
    monday: date
    sealed_text: bytes = Field(sa_type=Sealed("briefing decision"))
    unit_id: int = Field(foreign_key="units.id")
    officer_id: int | None = Field(default=None, foreign_key="users.id")
    due_on: date
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId)
    directive_id: int | None = Field(default=None, foreign_key="directives.id")
    decided_by_id: int = Field(foreign_key="users.id")
    decided_at: datetime = Field(sa_type=UtcDateTime)
    state: PromiseState = Field(default=PromiseState.OPEN, sa_type=enum_type(PromiseState, "promise_state"))
    sealed_why: bytes | None = Field(default=None, sa_type=Sealed("briefing reason"))
    reported_by_id: int | None = Field(default=None, foreign_key="users.id")
    reported_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
