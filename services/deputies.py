"""Who stands in where the head of the department is the one a denunciation is about."""

from datetime import date

from sqlmodel import Session, col, select

from models import User
from services import thresholds

DEPUTY = "denunciation.deputy"


def deputy_id(session: Session, today: date) -> int | None:
    """The named deputy of a day, None where nobody is named or the account is closed."""
    name = thresholds.text(session, DEPUTY, today=today)
    if not name:
        return None
    return session.exec(select(User.id).where(User.username == name, col(User.is_active).is_(True))).first()
