"""The sessions of whoever asks: which there are, ending one of them, and a new token for the present one."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import User, UserSession
from services import audit, clock, sign_in, thresholds
from services.errors import NotFound
from services.permissions import Actor


def live(session: Session, *, actor: Actor, now: datetime) -> list[UserSession]:
    """The sessions that still open something, the latest used first."""
    idle = thresholds.number(session, "session.idle_minutes", today=clock.local_date(now))
    found = session.exec(
        select(UserSession)
        .where(
            UserSession.user_id == actor.user_id,
            col(UserSession.revoked_at).is_(None),
            UserSession.expires_at > now,
            UserSession.seen_at >= now - timedelta(minutes=idle),
        )
        .order_by(col(UserSession.seen_at).desc(), col(UserSession.id).desc())
    )
    return list(found)


def end_one(session: Session, session_id: int, *, actor: Actor, now: datetime) -> None:
    """End one of one's own sessions; somebody else's looks missing."""
    row = session.get(UserSession, session_id)
    if row is None or row.user_id != actor.user_id or row.revoked_at is not None:
        raise NotFound()
    row.revoked_at = now
    audit.write(
        session,
        "ended_session",
        actor=actor,
        now=now,
        subject="user",
        subject_id=actor.user_id,
        session_id=row.id,
    )
    session.flush()


def renewed(session: Session, token: str, *, now: datetime) -> str | None:
    """A new token for the session behind a token, which ends; its last hour stays. None without one.

    After a password change: whoever may have copied the old cookie has nothing.
    """
    found = sign_in.session_of(session, token, now=now)
    if found is None:
        return None
    old, user = found
    old.revoked_at = now
    session.flush()
    new = sign_in.open_session(
        session, session.get_one(User, user.id), now=now, address=old.address, agent=old.agent
    )
    row = session.exec(select(UserSession).where(UserSession.token_hash == sign_in.token_hash(new))).one()
    row.expires_at = old.expires_at
    session.flush()
    return new
