"""What watches over the clocks: reminders sent, supervisors missing, differences found at night."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.base import BigId, UtcDateTime, enum_type
from models.enums import Recipient, Step

_STANDING = text("resolved_at IS NULL")
_OPEN = text("closed_at IS NULL")


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


class Reminder(SQLModel, table=True):
    """One band of one running clock that was told of; sent once, however often the hourly run meets it.

    The clock is a deadline, or the handling of a petition that has no case. `band_on` is the day
    on which the band fell, `due_on` the day that was told.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        CheckConstraint("(deadline_id IS NULL) <> (petition_id IS NULL)", name="of_a_deadline_or_a_petition"),
        CheckConstraint("(deadline_id IS NULL) = (case_id IS NULL)", name="a_deadline_has_a_case"),
        # Two runs at the same time: the second finds the row and sends nothing.
        UniqueConstraint("deadline_id", "band", "band_on"),
        UniqueConstraint("petition_id", "band", "band_on"),
        Index("ix_reminders_case_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    deadline_id: int | None = Field(default=None, foreign_key="deadlines.id", sa_type=BigId)
    petition_id: int | None = Field(default=None, foreign_key="petitions.id", sa_type=BigId)
    case_id: int | None = Field(default=None, foreign_key="cases.id", sa_type=BigId)
    step: Step = Field(sa_type=enum_type(Step, "reminder_step"))
    band: str = Field(max_length=40)
    band_on: date
    due_on: date
    sent_at: datetime = Field(sa_type=UtcDateTime)


class ReminderRecipient(SQLModel, table=True):
    """Who was told, in which capacity, and by which message; a digest is one message for many reminders."""

    __tablename__ = "reminder_recipients"
    __table_args__ = (UniqueConstraint("reminder_id", "user_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    reminder_id: int = Field(foreign_key="reminders.id", sa_type=BigId)
    user_id: int = Field(foreign_key="users.id")
    capacity: Recipient = Field(sa_type=enum_type(Recipient, "reminder_capacity"))
    inbox_item_id: int = Field(foreign_key="inbox_items.id", index=True)


class SupervisorGap(SQLModel, table=True):
    """A supervisor who should have been reminded and does not exist; reported once, until he does."""

    __tablename__ = "supervisor_gaps"
    __table_args__ = (
        Index(
            "uq_supervisor_gaps_open",
            "unit_id",
            "missing",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="units.id")
    missing: Recipient = Field(sa_type=enum_type(Recipient, "missing_supervisor"))
    found_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
