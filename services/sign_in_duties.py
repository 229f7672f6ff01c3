"""What somebody who is signed in must do before anything opens: a new password, a second factor."""

from datetime import date
from enum import StrEnum

from sqlmodel import Session

from models import User, UserSession
from models.enums import Role, SignInMethod
from services import second_factor


class Duty(StrEnum):
    NEW_PASSWORD = "new_password"
    SECOND_FACTOR = "second_factor"


def owed(
    session: Session, row: UserSession, user: User, *, role: Role | None, today: date, demo: bool
) -> Duty | None:
    """The next thing to be done; whoever came by single sign-on has no use for a password of ours."""
    if user.must_change_password and row.method is SignInMethod.PASSWORD:
        return Duty.NEW_PASSWORD
    missing = second_factor.is_owed(session, row, user, role=role, today=today, demo=demo)
    return Duty.SECOND_FACTOR if missing else None
