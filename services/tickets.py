"""One-time tickets: made at random, good for minutes and once; only their SHA-256 is kept."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from models import SignInTicket
from models.enums import TicketPurpose
from services import sign_in
from services.errors import AppError
from services.text import N_

# Long enough to find the telephone, short enough that a forgotten screen is no open door.
GOOD_FOR = timedelta(minutes=5)


class TicketSpent(AppError):
    msgid = N_("This step was open too long or is already done. Start again.")


def make(session: Session, purpose: TicketPurpose, *, user_id: int, now: datetime) -> str:
    """A new ticket for a person; what ran out before is cleared away."""
    session.exec(delete(SignInTicket).where(col(SignInTicket.expires_at) < now))
    token = secrets.token_urlsafe(32)
    session.add(
        SignInTicket(
            token_hash=sign_in.token_hash(token), purpose=purpose, user_id=user_id, expires_at=now + GOOD_FOR
        )
    )
    session.flush()
    return token


def holder(session: Session, token: str, purpose: TicketPurpose, *, now: datetime) -> SignInTicket:
    """The ticket, locked until the transaction ends; raises TicketSpent where it is not good."""
    found = session.exec(
        select(SignInTicket)
        .where(
            SignInTicket.token_hash == sign_in.token_hash(token),
            SignInTicket.purpose == purpose,
            col(SignInTicket.used_at).is_(None),
            SignInTicket.expires_at > now,
        )
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise TicketSpent()
    return found


def use_up(session: Session, text: str, *, now: datetime, kept: timedelta) -> None:
    """Remember for a while that a text was used; raises TicketSpent where it was already."""
    session.exec(delete(SignInTicket).where(col(SignInTicket.expires_at) < now))
    session.add(
        SignInTicket(
            token_hash=sign_in.token_hash(text),
            purpose=TicketPurpose.STATE,
            expires_at=now + kept,
            used_at=now,
        )
    )
    try:
        session.flush()
    except IntegrityError as fault:
        raise TicketSpent() from fault
