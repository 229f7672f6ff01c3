"""What watches over the clocks: differences found by the nightly proof."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.base import BigId, UtcDateTime

_STANDING = text("resolved_at IS NULL")


class ClockAlarm(SQLModel, table=True):
    """A stored date, step or state that does not follow from the history; found, never mended, by the proof.

    `stored` and `derived` are dates, codes of closed lists or numbers as text, never words of a case.
    """

    __tablename__ = "clock_alarms"
    __table_args__ = (
        CheckConstraint("(case_id IS NULL) <> (petition_id IS NULL)", name="of_a_case_or_a_petition"),
        CheckConstraint("resolved_by_id IS NULL OR resolved_at IS NOT NULL", name="resolved_has_a_time"),
        # One standing alarm per thing: a difference that stays is seen again, not raised again.
        Index(
            "uq_clock_alarms_case",
            "case_id",
            "field",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index(
            "uq_clock_alarms_petition",
            "petition_id",
            "field",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index("ix_clock_alarms_resolved_at", "resolved_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId)
    petition_id: int | None = Field(default=None, foreign_key="petitions.id", sa_type=BigId)
    field: str = Field(max_length=60)
    stored: str = Field(default="", max_length=40)
    derived: str = Field(default="", max_length=40)
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Nobody where the difference was gone by itself at a later proof.
    resolved_by_id: int | None = Field(default=None, foreign_key="users.id")
