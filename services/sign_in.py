"""Signing in: argon2 passwords, lock-out with growing delay, revocable sessions behind a cookie."""

import hashlib
import secrets
import threading
from datetime import datetime, timedelta
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, select

from models import User, UserSession
from models.enums import Language
from services import actors, audit, clock, thresholds
from services.errors import AppError
from services.permissions import Actor
from services.text import N_, nfc

# One verification takes 64 MiB and most of a core: at most two at a time.
_hashing = threading.BoundedSemaphore(2)
SEEN_EVERY = timedelta(minutes=2)
# Of the demonstration only, shown on its sign-in screen; a real start refuses sample accounts.
SAMPLE_PASSWORD = "tiep-dan-mau"


class SignInRefused(AppError):
    """The same words for a wrong name and a wrong password."""

    msgid = N_("The user name or the password is wrong.")


class OldPasswordWrong(AppError):
    msgid = N_("The present password is wrong.")


class PasswordUnchanged(AppError):
    msgid = N_("The new password is the present one. Choose another.")


class AccountLocked(AppError):
    msgid = N_("Too many failed attempts. Try again at {time}.")


class PasswordTooShort(AppError):
    msgid = N_("The password has {length} characters; use at least {shortest}.")


class PasswordTooCommon(AppError):
    msgid = N_("This password is on every list of stolen passwords or holds your user name. Choose another.")


@lru_cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@lru_cache
def _hash_of_nobody() -> str:
    return _hasher().hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Argon2id of the NFC form (a hash from NFC does not verify from NFD)."""
    with _hashing:
        return _hasher().hash(nfc(password))


def check_new_password(session: Session, password: str, *, username: str, today_of: datetime) -> None:
    """Refuse short, common or name-holding passwords."""
    shortest = thresholds.number(session, "password.shortest", today=clock.local_date(today_of))
    plain = nfc(password)
    if len(plain) < shortest:
        raise PasswordTooShort(field="password", length=len(plain), shortest=shortest)
    if username.casefold() in plain.casefold() or len(set(plain)) < 4 or plain.isdigit():
        raise PasswordTooCommon(field="password")


def verify(session: Session, username: str, password: str, *, now: datetime) -> int | None:
    """The id of the user whose password this is, or None; raises AccountLocked.

    Takes most of a second of one core, so it runs in a reading session: no write
    waits for it. The caller then writes the outcome with `admit` or `count_failure`.
    """
    user = session.exec(select(User).where(User.username == nfc(username).casefold())).one_or_none()
    if user is not None and user.locked_until_at and user.locked_until_at > now:
        raise AccountLocked(time=f"{clock.local_time(user.locked_until_at):%H:%M:%S}")
    known = user is not None and user.is_active and bool(user.password_hash)
    with _hashing:
        right = _hasher().verify(nfc(password), user.password_hash if user and known else _hash_of_nobody())
    return user.id if user and known and right else None


def admit(
    session: Session, user_id: int, *, now: datetime, address: str = "", agent: str = ""
) -> tuple[User, str]:
    """Open a session for a verified user; returns the user and the cookie's token."""
    user = session.get_one(User, user_id)
    user.failed_sign_ins = 0
    user.locked_until_at = None
    token = open_session(session, user, now=now, address=address, agent=agent)
    actor = actors.actor_of(session, user, today=clock.local_date(now))
    audit.write(session, "signed_in", actor=actor, now=now, subject="user", subject_id=user.id)
    return user, token


def count_failure(session: Session, username: str, *, now: datetime) -> None:
    """Count a failed attempt; from the dated number of tries on, lock with a growing delay."""
    user = session.exec(
        select(User).where(User.username == nfc(username).casefold()).with_for_update()
    ).one_or_none()
    if user is None:
        return
    today = clock.local_date(now)
    user.failed_sign_ins += 1
    beyond = user.failed_sign_ins - thresholds.number(session, "sign_in.tries", today=today)
    if beyond >= 0:
        first = thresholds.number(session, "sign_in.first_lock_seconds", today=today)
        longest = thresholds.number(session, "sign_in.longest_lock_seconds", today=today)
        user.locked_until_at = now + timedelta(seconds=min(first * 2 ** min(beyond, 20), longest))
    session.flush()


def open_session(session: Session, user: User, *, now: datetime, address: str = "", agent: str = "") -> str:
    """A new session row; only the hash of the returned token is stored."""
    token = secrets.token_urlsafe(32)
    hours = thresholds.number(session, "session.longest_hours", today=clock.local_date(now))
    session.add(
        UserSession(
            user_id=user.id or 0,
            token_hash=token_hash(token),
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=hours),
            address=address[:60],
            agent=agent[:200],
        )
    )
    session.flush()
    return token


def token_hash(token: str) -> str:
    """SHA-256 in hex; the token itself has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def session_of(session: Session, token: str, *, now: datetime) -> tuple[UserSession, User] | None:
    """The live session and its active user for a cookie, or None."""
    if not token:
        return None
    found = session.exec(
        select(UserSession, User)
        .join(User, col(User.id) == UserSession.user_id)
        .where(
            UserSession.token_hash == token_hash(token),
            col(UserSession.revoked_at).is_(None),
            UserSession.expires_at > now,
            col(User.is_active).is_(True),
        )
    ).first()
    if found is None:
        return None
    idle = thresholds.number(session, "session.idle_minutes", today=clock.local_date(now))
    if found[0].seen_at + timedelta(minutes=idle) < now:
        return None
    return found


def sample_accounts(session: Session) -> list[tuple[str, str]]:
    """User name and name of the demonstration's accounts, in the order in which they were made."""
    found = session.exec(
        select(User.username, User.name)
        .where(col(User.is_sample), col(User.is_active), User.password_hash != "")
        .order_by(col(User.id))
    )
    return [(username, name) for username, name in found]


def needs_touch(row: UserSession, *, now: datetime) -> bool:
    """Whether the session's last use is old enough to be written again."""
    return row.seen_at + SEEN_EVERY < now


def touch(session: Session, token: str, *, now: datetime) -> None:
    """Write down that the session was used."""
    row = session.exec(select(UserSession).where(UserSession.token_hash == token_hash(token))).one_or_none()
    if row is not None:
        row.seen_at = now
        session.flush()


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End one session; its cookie is worthless from now on."""
    row = session.exec(select(UserSession).where(UserSession.token_hash == token_hash(token))).one_or_none()
    if row is not None and row.revoked_at is None:
        row.revoked_at = now
        session.flush()


def end_sessions(session: Session, user_id: int, *, now: datetime, but_token: str = "") -> int:
    """Revoke the sessions of a user, except the one of a token; returns how many were still live."""
    kept = token_hash(but_token) if but_token else ""
    rows = session.exec(
        select(UserSession).where(
            UserSession.user_id == user_id,
            col(UserSession.revoked_at).is_(None),
            UserSession.token_hash != kept,
        )
    ).all()
    for row in rows:
        row.revoked_at = now
    session.flush()
    return sum(1 for row in rows if row.expires_at > now)


def sign_out_everywhere(session: Session, user_id: int, *, actor: Actor, now: datetime) -> int:
    """End every session of a user; returns how many were live."""
    ended = end_sessions(session, user_id, now=now)
    audit.write(session, "signed_out_everywhere", actor=actor, now=now, subject="user", subject_id=user_id)
    session.flush()
    return ended


def choose_own_language(session: Session, language: Language, *, actor: Actor, now: datetime) -> None:
    """Remember the language in which the person reads."""
    user = session.get_one(User, actor.user_id)
    changed = audit.changed_fields({"language": user.language}, {"language": language})
    user.language = language
    if changed:
        audit.write(
            session, "changed_user", actor=actor, now=now, subject="user", subject_id=user.id, changed=changed
        )
    session.flush()


def change_own_password(
    session: Session, old: str, new: str, *, actor: Actor, now: datetime, token: str = ""
) -> None:
    """Set a new password after proving the old one; every session but the token's ends."""
    user = session.get_one(User, actor.user_id)
    with _hashing:
        right = _hasher().verify(nfc(old), user.password_hash or _hash_of_nobody())
    if not right:
        raise OldPasswordWrong(field="old_password")
    if nfc(old) == nfc(new):
        raise PasswordUnchanged(field="password")
    check_new_password(session, new, username=user.username, today_of=now)
    user.password_hash = hash_password(new)
    user.must_change_password = False
    end_sessions(session, actor.user_id, now=now, but_token=token)
    audit.write(session, "changed_password", actor=actor, now=now, subject="user", subject_id=user.id)
    session.flush()
