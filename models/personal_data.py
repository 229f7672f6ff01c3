"""Duties towards people whose data are kept: requests with their purpose, and restrictions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from models.base import BigId, Sealed, UtcDateTime, enum_type
from models.enums import DataBasis


class DataRequest(SQLModel, table=True):
    """Why somebody's data were looked for; who asks and the purpose are encrypted."""

    __tablename__ = "data_requests"
    __table_args__ = (Index("ix_data_requests_made_at", "made_at"),)

    id: int | None = Field(default=None, primary_key=True)
    basis: DataBasis = Field(sa_type=enum_type(DataBasis, "data_basis"))
    received_on: date
    # Who asks, the document, the purpose, and what was searched for.
    sealed: bytes = Field(sa_type=Sealed("data request"))
    found: int = 0
    made_by_id: int = Field(foreign_key="users.id")
    made_at: datetime = Field(sa_type=UtcDateTime)


class DataRestriction(SQLModel, table=True):
    """A person of a petition whose data are kept and not used until it is lifted."""

    __tablename__ = "data_restrictions"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="data_requests.id", index=True)
    party_id: int = Field(foreign_key="parties.id", sa_type=BigId, index=True)
    # Whether name and address stood in plain text, and do so again when it is lifted.
    was_plain: bool = False
    sealed_reason: bytes = Field(sa_type=Sealed("data request"))
    set_by_id: int = Field(foreign_key="users.id")
    set_at: datetime = Field(sa_type=UtcDateTime)
    lifted_by_id: int | None = Field(default=None, foreign_key="users.id")
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
