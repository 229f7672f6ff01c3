"""Emergency access: what is sealed of one petition, opened by one person for some hours."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.base import BigId, Sealed, UtcDateTime


class EmergencyAccess(SQLModel, table=True):
    """One opening in an emergency; it ends by itself, and the row stays.

    `told_id` is who was notified at once: the head of the focal unit, or the deputy where that
    head may not see the petition. None where there was nobody else to tell.
    """

    __tablename__ = "emergency_accesses"
    __table_args__ = (
        CheckConstraint("ends_at > opened_at", name="ends_after_it_began"),
        Index("ix_emergency_accesses_petition_id_user_id", "petition_id", "user_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    petition_id: int = Field(foreign_key="petitions.id", sa_type=BigId)
    user_id: int = Field(foreign_key="users.id")
    told_id: int | None = Field(default=None, foreign_key="users.id")
    opened_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    # Given back before its end.
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Reasons may carry names: encrypted for every kind.
    sealed_reason: bytes = Field(sa_type=Sealed("emergency"))
