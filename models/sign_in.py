"""What signing in needs beside the password: linked identities, second factors, one-time tickets."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import Sealed, UtcDateTime, enum_type
from models.enums import TicketPurpose


class ExternalIdentity(SQLModel, table=True):
    """The account that a subject of an OpenID provider opens; one per provider and account."""

    __tablename__ = "external_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("user_id", "issuer"))

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    issuer: str = Field(max_length=300)
    subject: str = Field(max_length=255)
    linked_at: datetime = Field(sa_type=UtcDateTime)
    # The person, or the administrator who did it; none for the command line.
    linked_by_id: int | None = Field(default=None, foreign_key="users.id")


class SecondFactor(SQLModel, table=True):
    """The secret of a person's authenticator, sealed; worth nothing until a code has confirmed it."""

    __tablename__ = "second_factors"

    user_id: int = Field(primary_key=True, foreign_key="users.id")
    sealed_secret: bytes = Field(sa_type=Sealed("second factor of {user_id}"))
    created_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The half minute of the last code that was taken: no code is taken twice.
    last_step: int = 0


class RecoveryCode(SQLModel, table=True):
    """One of the ten codes for a day without the authenticator; only its hash is kept."""

    __tablename__ = "recovery_codes"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    code_hash: str = Field(max_length=300)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInTicket(SQLModel, table=True):
    """Something short-lived that is good once; only the SHA-256 of what the browser holds is kept."""

    __tablename__ = "sign_in_tickets"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    purpose: TicketPurpose = Field(sa_type=enum_type(TicketPurpose, "ticket_purpose"))
    user_id: int | None = Field(default=None, foreign_key="users.id")
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
