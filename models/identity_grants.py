"""What one person lets another see of the people behind a petition, for some hours."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.base import BigId, Sealed, UtcDateTime


class IdentityGrant(SQLModel, table=True):
    """A request to open the identities of one petition, and what a second person said to it.

    Neither decided nor ended: it waits. Purpose and grounds may carry names: sealed.
    """

    __tablename__ = "identity_grants"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> user_id", name="decided_by_another"),
        CheckConstraint("valid_until IS NULL OR decided_at IS NOT NULL", name="granted_is_decided"),
        Index("ix_identity_grants_petition_id", "petition_id"),
        Index("ix_identity_grants_user_id", "user_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    petition_id: int = Field(foreign_key="petitions.id", sa_type=BigId)
    user_id: int = Field(foreign_key="users.id")
    sealed_purpose: bytes = Field(sa_type=Sealed("identity grant"))
    asked_at: datetime = Field(sa_type=UtcDateTime)
    decided_by_id: int | None = Field(default=None, foreign_key="users.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Until when the identities may be opened; None of a decided request: refused.
    valid_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sealed_grounds: bytes | None = Field(default=None, sa_type=Sealed("identity grant"))
    # Taken back by whoever asked, or ended by somebody who may grant.
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by_id: int | None = Field(default=None, foreign_key="users.id")
