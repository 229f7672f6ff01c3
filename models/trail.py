"""The seals of the audit trail: what each night vouches for."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, Text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class AuditSeal(SQLModel, table=True):
    """One seal over the entries since the one before; append-only, numbered from 1 without a gap.

    `ranges` are the ids it covers ("1-120,122-400": rolled-back numbers are not missing rows), `marks`
    eight bytes per entry by which a changed row is found, `digest` the hash of all of them in a row,
    `previous` the seal before, and `seal` the signature over all that with a key that is not in the database.
    """

    __tablename__ = "audit_seals"
    __table_args__ = (CheckConstraint("entries > 0 AND first_id <= last_id", name="seals_something"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sealed_at: datetime = Field(sa_type=UtcDateTime)
    first_id: int = Field(sa_type=BigInteger)
    last_id: int = Field(sa_type=BigInteger)
    entries: int
    ranges: str = Field(sa_type=Text)
    marks: bytes = Field(sa_type=LargeBinary)
    digest: str = Field(max_length=64)
    previous: str = Field(default="", max_length=64)
    # Which key signed it, without saying anything of the key.
    key_id: str = Field(max_length=16)
    seal: str = Field(max_length=64)
