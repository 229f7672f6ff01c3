"""The session behind a wall: that of a reader of figures stays alive while the wall shows."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from models import UserSession
from services import clock, thresholds
from services.permissions import Actor, Permission, require
from services.sign_in import needs_touch, token_hash


def stay_awake(session: Session, token: str, *, actor: Actor, now: datetime) -> bool:
    """Keep the session alive that shows the wall; returns whether it is kept.

    Only that of somebody who reads figures and no rows: nobody sits before a wall, and what an
    unattended screen could open are the same figures. It ends after `wall.session_hours` in any case.
    """
    require(actor, Permission.FIGURES_READ)
    if actor.scope.rows:
        return False
    row = session.exec(select(UserSession).where(UserSession.token_hash == token_hash(token))).one_or_none()
    if row is None or row.revoked_at is not None:
        return False
    if needs_touch(row, now=now):
        today = clock.local_date(now)
        idle = timedelta(minutes=thresholds.number(session, "session.idle_minutes", today=today))
        longest = timedelta(hours=thresholds.number(session, "wall.session_hours", today=today))
        row.seen_at = now
        row.expires_at = max(row.expires_at, min(now + idle, row.created_at + longest))
        session.flush()
    return True
