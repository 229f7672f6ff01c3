"""Ticks on the papers of a case."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.base import BigId, Sealed, UtcDateTime, enum_type
from models.enums import ChecklistVerdict


class ChecklistMark(SQLModel, table=True):
    """Somebody said that a paper is there, is not, or is not asked for in this case.

    Append-only: the latest mark of a paper counts, the earlier ones stay. What a step of the
    workflow ticks has no mark: it follows from the event.
    """

    __tablename__ = "checklist_marks"
    __table_args__ = (
        CheckConstraint(
            "verdict <> 'not_applicable' OR sealed_note IS NOT NULL", name="not_applicable_has_a_reason"
        ),
        Index("ix_checklist_marks_case_id", "case_id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    case_id: int = Field(foreign_key="cases.id", sa_type=BigId)
    item: str = Field(max_length=40)
    verdict: ChecklistVerdict = Field(sa_type=enum_type(ChecklistVerdict, "checklist_verdict"))
    marked_at: datetime = Field(sa_type=UtcDateTime)
    marked_by_id: int = Field(foreign_key="users.id")
    attachment_id: int | None = Field(default=None, foreign_key="attachments.id")
    # Notes may carry names: encrypted for every kind.
    sealed_note: bytes | None = Field(default=None, sa_type=Sealed("checklist"))
