"""Accounts, their dated roles, their sessions and delegations."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, enum_type
from models.enums import Language, Role, SignInMethod


class User(SQLModel, table=True):
    """A person's account; what the person may do comes from the dated role."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=120)
    folded: str = Field(default="", max_length=120, index=True)
    email: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=40)
    password_hash: str = Field(default="", max_length=300)
    must_change_password: bool = False
    is_active: bool = True
    is_sample: bool = False
    language: Language = Field(default=Language.VIETNAMESE, sa_type=enum_type(Language, "language"))
    failed_sign_ins: int = 0
    locked_until_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class RoleAssignment(SQLModel, table=True):
    """The role a user holds in a unit from a day to a day."""

    __tablename__ = "role_assignments"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_began"),
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    role: Role = Field(sa_type=enum_type(Role, "role"))
    unit_id: int = Field(foreign_key="units.id", index=True)
    valid_from: date
    valid_to: date | None = None


class UserSession(SQLModel, table=True):
    """One signed-in browser; only the SHA-256 of its cookie is kept."""

    __tablename__ = "user_sessions"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    address: str = Field(default="", max_length=60)
    agent: str = Field(default="", max_length=200)
    method: SignInMethod = Field(
        default=SignInMethod.PASSWORD, sa_type=enum_type(SignInMethod, "sign_in_method")
    )
    # When a code of the second factor was given in this session; none where the provider looks after it.
    second_factor_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInTries(SQLModel, table=True):
    """Failed sign-ins of a name that nobody has, or of a known device; found by a keyed hash only."""

    __tablename__ = "sign_in_tries"

    key_hash: str = Field(primary_key=True, max_length=64)
    failed_sign_ins: int = 0
    locked_until_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failed_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Delegation(SQLModel, table=True):
    """For some days one person may see and do what another person is assigned."""

    __tablename__ = "delegations"
    __table_args__ = (
        CheckConstraint("valid_to >= valid_from", name="ends_after_it_began"),
        CheckConstraint("from_user_id <> to_user_id", name="to_somebody_else"),
    )

    id: int | None = Field(default=None, primary_key=True)
    from_user_id: int = Field(foreign_key="users.id", index=True)
    to_user_id: int = Field(foreign_key="users.id", index=True)
    valid_from: date
    valid_to: date
    reason: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
