"""Column types and the mix-ins that every table shares."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, DateTime, Enum, Integer, LargeBinary, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention

# SQLite gives row ids only to INTEGER columns; PostgreSQL wants eight bytes for them.
BigId = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant stored in UTC; naive values are refused, SQLite's are made aware again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[bytes]):
    """Encrypted bytes (services/vault.py); `purpose` is what their sealing binds in.

    Rotation finds every column of this type by itself: no sealed column may have another one.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str = "") -> None:
        super().__init__()
        self.purpose = purpose


def enum_type(enum: type[StrEnum], name: str) -> Enum:
    """A VARCHAR with a CHECK that holds the enum's values (not its names)."""
    return Enum(
        enum,
        values_callable=lambda members: [m.value for m in members],
        native_enum=False,
        create_constraint=True,
        length=32,
        name=name,
    )


class Tracked(SQLModel):
    """A row that the facts follow.

    `changed` is the number of the write that last touched the row; it is
    taken from one locked counter as the last statement before the commit
    (services/changes.py), so that a reader who asks for "later than my mark"
    never misses a row.
    """

    changed: int = Field(default=0, sa_type=BigInteger, index=True)
