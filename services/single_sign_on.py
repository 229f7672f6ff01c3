"""Which account a subject of the OpenID provider opens: linked by somebody, never guessed from an address."""

from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import ExternalIdentity, User, UserSession
from models.enums import SignInMethod, TicketPurpose
from services import audit, entries, inbox, sign_in, tickets
from services.account_rules import not_oneself
from services.errors import AppError, NotFound
from services.permissions import Actor, Permission, require
from services.settings import OpenIdProvider
from services.text import N_

LABEL_SUBJECT = N_("Subject at the provider (sub)")


class SubjectUnknown(AppError):
    """Not linked, or the account is closed: the same words, so that nothing is given away."""

    msgid = N_(
        "No open account is linked to your identity at “{name}”. Ask the administrator to link it and give "
        "this subject: {subject}. Or sign in with your user name and link it yourself on “My account”."
    )


class SubjectTaken(AppError):
    msgid = N_("This identity is already linked to another account. Take that link back first.")


class AlreadyLinked(AppError):
    msgid = N_("The account is already linked to this provider. Take the link back first.")


class LinkedElsewhere(AppError):
    msgid = N_(
        "You signed in as somebody else meanwhile, so nothing was linked. Start again on “My account”."
    )


def identity_of(session: Session, user_id: int, *, issuer: str, actor: Actor) -> ExternalIdentity | None:
    """The link of an account; one's own, or anybody's for those who keep accounts."""
    if user_id != actor.user_id:
        require(actor, Permission.USER_EDIT)
    return session.exec(
        select(ExternalIdentity).where(ExternalIdentity.user_id == user_id, ExternalIdentity.issuer == issuer)
    ).one_or_none()


def link(
    session: Session, user_id: int, subject: str, *, issuer: str, actor: Actor, now: datetime
) -> ExternalIdentity:
    """Link somebody's account on their word or the provider's; the person is told."""
    require(actor, Permission.USER_EDIT)
    not_oneself(actor, user_id)
    clean = entries.filled(subject, label=LABEL_SUBJECT, longest=255)
    row = _link(session, user_id, clean, issuer=issuer, actor=actor, now=now)
    inbox.send(session, user_id, "identity_linked", actor=actor, now=now)
    return row


def unlink(session: Session, user_id: int, *, issuer: str, actor: Actor, now: datetime) -> int:
    """Take a link back, one's own or somebody's; sessions that it opened end. Returns how many."""
    row = identity_of(session, user_id, issuer=issuer, actor=actor)
    if row is None:
        raise NotFound()
    session.delete(row)
    opened = session.exec(
        select(UserSession).where(
            UserSession.user_id == user_id,
            UserSession.method == SignInMethod.SINGLE_SIGN_ON,
            col(UserSession.revoked_at).is_(None),
        )
    ).all()
    for one in opened:
        one.revoked_at = now
    _trail(session, "unlinked_identity", row, actor=actor, now=now, sessions_ended=len(opened))
    inbox.send(session, user_id, "identity_unlinked", actor=actor, now=now)
    session.flush()
    return len(opened)


def link_ticket(session: Session, password: str, *, actor: Actor, now: datetime) -> str:
    """Against the present password: a ticket with which this person may link the own account, once."""
    sign_in.check_own_password(session.get_one(User, actor.user_id), password)
    return tickets.make(session, TicketPurpose.LINK, user_id=actor.user_id, now=now)


def link_own(session: Session, subject: str, *, issuer: str, actor: Actor, now: datetime) -> ExternalIdentity:
    """Link one's own account to a subject that the provider has just vouched for."""
    return _link(session, actor.user_id, subject, issuer=issuer, actor=actor, now=now)


def admit(
    session: Session,
    provider: OpenIdProvider,
    subject: str,
    *,
    now: datetime,
    address: str = "",
    agent: str = "",
    **vouched: Any,
) -> tuple[User, str]:
    """Open a session for the account of a subject; returns the user and the cookie's token.

    Nothing is created and no address is compared: raises SubjectUnknown unless an open account
    is linked. `vouched` is what the provider says of how it asked (acr, amr), for the trail.
    """
    user_id = session.exec(
        select(User.id)
        .join(ExternalIdentity, col(ExternalIdentity.user_id) == User.id)
        .where(
            ExternalIdentity.issuer == provider.issuer,
            ExternalIdentity.subject == subject,
            col(User.is_active).is_(True),
        )
    ).one_or_none()
    if user_id is None:
        raise SubjectUnknown(name=provider.name, subject=subject)
    return sign_in.admit(
        session,
        user_id,
        now=now,
        address=address,
        agent=agent,
        method=SignInMethod.SINGLE_SIGN_ON,
        issuer=provider.issuer,
        **vouched,
    )


def _link(
    session: Session, user_id: int, subject: str, *, issuer: str, actor: Actor, now: datetime
) -> ExternalIdentity:
    if session.get(User, user_id) is None:
        raise NotFound()
    if session.exec(
        select(ExternalIdentity.id).where(
            ExternalIdentity.user_id == user_id, ExternalIdentity.issuer == issuer
        )
    ).first():
        raise AlreadyLinked()
    row = ExternalIdentity(
        user_id=user_id, issuer=issuer, subject=subject, linked_at=now, linked_by_id=actor.user_id or None
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as fault:
        raise SubjectTaken(field=LABEL_SUBJECT) from fault
    _trail(session, "linked_identity", row, actor=actor, now=now)
    session.flush()
    return row


def _trail(
    session: Session, action: str, row: ExternalIdentity, *, actor: Actor, now: datetime, **details: Any
) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="user",
        subject_id=row.user_id,
        issuer=row.issuer,
        external_subject=row.subject,
        **details,
    )
