"""Who a session's token stands for today, and what is still left to do before anything opens."""

from datetime import datetime

from sqlmodel import Session

from services import actors, clock, sign_in, sign_in_duties
from services.permissions import Actor
from services.sign_in_duties import Duty


def actor_of_token(
    session: Session, token: str, *, now: datetime, demo: bool
) -> tuple[Actor, Duty | None] | None:
    """The actor of a live session and the duty that he owes; None where there is no session any more."""
    found = sign_in.session_of(session, token, now=now)
    if found is None:
        return None
    row, user = found
    today = clock.local_date(now)
    actor = actors.actor_of(session, user, today=today)
    return actor, sign_in_duties.owed(session, row, user, role=actor.role, today=today, demo=demo)
