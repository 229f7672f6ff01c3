"""The session behind a wall: that of a reader of figures stays alive while the wall shows."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import UserSession
from services import clock, thresholds
from services.permissions import Actor, Permission, require
from services.sign_in import needs_touch, token_hash


def is_tired(session: Session, token: str, *, actor: Actor, now: datetime) -> bool:
    """Whether `stay_awake` has something to write: most turns of a wall have not, and need no write lock."""
    row = _row(session, token, actor)
    return row is not None and needs_touch(row, now=now)


def stay_awake(session: Session, token: str, *, actor: Actor, now: datetime) -> bool:
    """Keep the session alive that shows the wall; returns whether it is kept.

    Only that of somebody who reads figures and no rows: nobody sits before a wall, and what an
    unattended screen could open are the same figures. It ends after `wall.session_hours` in any case.
    """
    require(actor, Permission.FIGURES_READ)
    row = _row(session, token, actor)
    if row is None:
        return False
    if needs_touch(row, now=now):
        today = clock.local_date(now)
        idle = timedelta(minutes=thresholds.number(session, "session.idle_minutes", today=today))
        longest = timedelta(hours=thresholds.number(session, "wall.session_hours", today=today))
        row.seen_at = now
        row.expires_at = max(row.expires_at, min(now + idle, row.created_at + longest))
        session.flush()
    return True


def _row(session: Session, token: str, actor: Actor) -> UserSession | None:
    """The session of a reader of figures and of no rows, unless it was ended."""
    if actor.scope.rows:
        return None
    mine = UserSession.token_hash == token_hash(token)
    return session.exec(select(UserSession).where(mine, col(UserSession.revoked_at).is_(None))).one_or_none()
