"""Failed sign-ins: counted alike for every name, had by somebody or not, and for each known device."""

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from models import SignInTries, User
from services import actors, audit, clock, thresholds, vault
from services.errors import AppError
from services.text import N_, nfc

# What a stranger tried is forgotten after this long without another try.
FORGOTTEN = timedelta(days=1)


class AccountLocked(AppError):
    """Said of every name after so many tries, so that it tells nobody which names exist."""

    msgid = N_("Too many failed attempts. Try again at {time}.")


def plain_name(username: str) -> str:
    """The name as it is stored and compared."""
    # No name holds a NUL, and PostgreSQL takes none.
    return nfc(username.replace("\0", "")).casefold()


def user_named(session: Session, username: str) -> User | None:
    """The account of a name, closed ones included."""
    return session.exec(select(User).where(User.username == plain_name(username))).one_or_none()


def refuse_locked(session: Session, username: str, *, device: str = "", now: datetime) -> None:
    """Raise AccountLocked while the name, or the device by which its owner is known, has to wait."""
    found = _counter(session, username, device)
    if found is not None and found.locked_until_at and found.locked_until_at > now:
        raise AccountLocked(time=f"{clock.local_time(found.locked_until_at):%H:%M:%S}")


def count(session: Session, username: str, *, device: str = "", now: datetime) -> None:
    """Count a failed try; from the dated number of tries on, lock with a growing delay.

    A device that is known to belong to the name has a count of its own: strangers who lock the
    name do not lock its owner, and who got hold of a device gains no more tries than a stranger.
    Single tries leave no entry in the trail, each lock of an account does: locks are few, tries a flood.
    """
    found = _counter(session, username, device, for_update=True) or _made(session, username, device, now)
    today = clock.local_date(now)
    found.failed_sign_ins += 1
    if isinstance(found, SignInTries):
        found.failed_at = now
    beyond = found.failed_sign_ins - thresholds.number(session, "sign_in.tries", today=today)
    if beyond >= 0:
        first = thresholds.number(session, "sign_in.first_lock_seconds", today=today)
        longest = thresholds.number(session, "sign_in.longest_lock_seconds", today=today)
        if found.locked_until_at is None or found.locked_until_at <= now:
            _note_lock(session, username, now=now)
        found.locked_until_at = now + timedelta(seconds=min(first * 2 ** min(beyond, 20), longest))
    session.flush()


def _note_lock(session: Session, username: str, *, now: datetime) -> None:
    """A name that nobody has stays out of the trail: it may be a password in the wrong field."""
    user = user_named(session, username)
    if user is not None:
        actor = actors.system_actor("sign-in")
        audit.write(session, "locked_user", actor=actor, now=now, subject="user", subject_id=user.id)


def clear(session: Session, user: User, *, device: str = "") -> None:
    """Forget the failures of whoever has just signed in.

    Through a known device only those of the device: a stranger's lock on the name stands, or every
    sign-in of the owner would give him new tries.
    """
    found = _counter(session, user.username, device) if device else user
    if found is not None:
        found.failed_sign_ins, found.locked_until_at = 0, None


def _counter(
    session: Session, username: str, device: str, *, for_update: bool = False
) -> User | SignInTries | None:
    """Where the failures stand: the device, the account, or the name that nobody has."""
    if not device:
        accounts = select(User).where(User.username == plain_name(username))
        user = session.exec(accounts.with_for_update() if for_update else accounts).one_or_none()
        if user is not None:
            return user
    tries = select(SignInTries).where(SignInTries.key_hash == _key(username, device))
    return session.exec(tries.with_for_update() if for_update else tries).one_or_none()


def _made(session: Session, username: str, device: str, now: datetime) -> SignInTries:
    session.exec(delete(SignInTries).where(col(SignInTries.failed_at) < now - FORGOTTEN))
    key = _key(username, device)
    try:
        with session.begin_nested():
            row = SignInTries(key_hash=key, failed_at=now)
            session.add(row)
    except IntegrityError:
        # Somebody else's try of the same name was first.
        row = session.exec(select(SignInTries).where(SignInTries.key_hash == key).with_for_update()).one()
    return row


def _key(username: str, device: str) -> str:
    if device:
        return vault.keyed_hash(device, purpose="sign-in device")
    return vault.keyed_hash(plain_name(username) or "-", purpose="sign-in name")
