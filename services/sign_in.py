"""Signing in: argon2 passwords, lock-out with growing delay, revocable sessions behind a cookie."""

import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, select

from models import User, UserSession
from models.enums import Language, SignInMethod
from services import actors, audit, clock, password_rules, sign_in_tries, thresholds
from services.errors import AppError
from services.passwords import is_one_time
from services.permissions import Actor
from services.text import N_, nfc

# One verification takes 64 MiB and most of a core: at most two at a time. Those who wait hold a
# thread each, so they are few; a place is kept for people whose device is known, whatever strangers do.
_hashing = threading.BoundedSemaphore(2)
_strangers, _known = threading.BoundedSemaphore(12), threading.BoundedSemaphore(6)
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


class SignInBusy(AppError):
    msgid = N_("Many people are signing in at this moment. Try again in a few seconds.")


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


def verify(session: Session, username: str, password: str, *, now: datetime, device: str = "") -> int | None:
    """The id of the user whose password this is, or None; raises AccountLocked, SignInBusy.

    Takes most of a second of one core, so it runs in a reading session: no write
    waits for it. The caller then writes the outcome with `admit` or `count_failure`.
    Every name costs the same one verification, whether somebody has it or not.
    """
    sign_in_tries.refuse_locked(session, username, device=device, now=now)
    if password_rules.is_too_long(session, password, now=now):
        return None
    user = sign_in_tries.user_named(session, username)
    hashed = user.password_hash if user is not None and user.is_active and user.password_hash else ""
    with _turn(_known if device else _strangers):
        right = _hasher().verify(nfc(password), hashed or _hash_of_nobody())
        if hashed and is_one_time(hashed):
            # One-time passwords are hashed lightly; the answer must not come sooner for that.
            _hasher().verify(nfc(password), _hash_of_nobody())
    return user.id if user is not None and hashed and right else None


@contextmanager
def _turn(queue: threading.BoundedSemaphore) -> Iterator[None]:
    """Two verifications at a time; who finds the queue full is told so at once and holds no thread."""
    if not queue.acquire(blocking=False):
        raise SignInBusy()
    try:
        with _hashing:
            yield
    finally:
        queue.release()


def admit(
    session: Session,
    user_id: int,
    *,
    now: datetime,
    address: str = "",
    agent: str = "",
    device: str = "",
    replaces: str = "",
    method: SignInMethod = SignInMethod.PASSWORD,
    second_factor_at: datetime | None = None,
    **details: Any,
) -> tuple[User, str]:
    """Open a session for a verified user; returns the user and the cookie's token.

    The token is always a new one, and the session that the browser had before (`replaces`) ends.
    `details` go into the trail: which second factor, or what the provider says it asked for.
    """
    user = session.get_one(User, user_id)
    sign_in_tries.clear(session, user, device=device)
    if replaces:
        sign_out(session, replaces, now=now)
    token = open_session(
        session, user, now=now, address=address, agent=agent, method=method, second_factor_at=second_factor_at
    )
    actor = actors.actor_of(session, user, today=clock.local_date(now))
    audit.write(
        session,
        "signed_in",
        actor=actor,
        now=now,
        subject="user",
        subject_id=user.id,
        method=method,
        **details,
    )
    return user, token


def count_failure(session: Session, username: str, *, now: datetime, device: str = "") -> None:
    """Count a failed attempt; from the dated number of tries on, lock with a growing delay."""
    sign_in_tries.count(session, username, device=device, now=now)


def open_session(
    session: Session,
    user: User,
    *,
    now: datetime,
    address: str = "",
    agent: str = "",
    method: SignInMethod = SignInMethod.PASSWORD,
    second_factor_at: datetime | None = None,
) -> str:
    """A new session row; only the hash of the returned token is stored.

    Beyond the dated number of sessions the one that was unused longest ends; the shared accounts
    of the demonstration have no such limit.
    """
    token = secrets.token_urlsafe(32)
    today = clock.local_date(now)
    hours = thresholds.number(session, "session.longest_hours", today=today)
    if not user.is_sample:
        _make_room(session, user, most=thresholds.number(session, "session.most", today=today), now=now)
    session.add(
        UserSession(
            user_id=user.id or 0,
            token_hash=token_hash(token),
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=hours),
            address=address[:60],
            agent=agent[:200],
            method=method,
            second_factor_at=second_factor_at,
        )
    )
    session.flush()
    return token


def _make_room(session: Session, user: User, *, most: int, now: datetime) -> None:
    live = session.exec(
        select(UserSession)
        .where(
            UserSession.user_id == user.id,
            col(UserSession.revoked_at).is_(None),
            UserSession.expires_at > now,
        )
        .order_by(col(UserSession.seen_at).desc(), col(UserSession.id).desc())
    ).all()
    for row in live[most - 1 :]:
        row.revoked_at = now


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


def sign_out(session: Session, token: str, *, now: datetime) -> SignInMethod | None:
    """End one session; its cookie is worthless from now on. Returns how it was opened, if it was live."""
    row = session.exec(select(UserSession).where(UserSession.token_hash == token_hash(token))).one_or_none()
    if row is None or row.revoked_at is not None:
        return None
    row.revoked_at = now
    user = session.get_one(User, row.user_id)
    actor = actors.actor_of(session, user, today=clock.local_date(now))
    audit.write(session, "signed_out", actor=actor, now=now, subject="user", subject_id=user.id)
    session.flush()
    return row.method


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


def check_own_password(user: User, password: str) -> None:
    """Refuse unless it is the account's present password; raises OldPasswordWrong."""
    with _hashing:
        right = _hasher().verify(nfc(password), user.password_hash or _hash_of_nobody())
    if not right or not user.password_hash:
        raise OldPasswordWrong(field="old_password")


def change_own_password(
    session: Session, old: str, new: str, *, actor: Actor, now: datetime, token: str = ""
) -> None:
    """Set a new password after proving the old one; every session but the token's ends."""
    user = session.get_one(User, actor.user_id)
    if password_rules.is_too_long(session, old, now=now):
        raise OldPasswordWrong(field="old_password")
    check_own_password(user, old)
    if nfc(old) == nfc(new):
        raise PasswordUnchanged(field="password")
    password_rules.check(session, new, username=user.username, now=now)
    user.password_hash = hash_password(new)
    user.must_change_password = False
    end_sessions(session, actor.user_id, now=now, but_token=token)
    audit.write(session, "changed_password", actor=actor, now=now, subject="user", subject_id=user.id)
    session.flush()
