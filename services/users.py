"""Accounts and their dated roles: made, changed, locked out and let in again by the administrator."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from models import RoleAssignment, User
from models.enums import Role
from services import administrators, audit, clock, entries, sign_in, wall_keeping
from services.account_rules import AccountEntry, check_unit, checked_values, not_oneself
from services.errors import NotFound
from services.passwords import hash_one_time, one_time_password
from services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class NewPassword:
    """A one-time password just made; shown once and kept nowhere."""

    user_id: int
    username: str
    name: str
    password: str


def create(
    session: Session,
    entry: AccountEntry,
    *,
    role: Role,
    unit_id: int,
    valid_from: date,
    valid_to: date | None = None,
    actor: Actor,
    now: datetime,
) -> NewPassword:
    """Make an account with its role; the person must change the one-time password at once."""
    require(actor, Permission.USER_EDIT)
    values = checked_values(session, entry, user_id=None)
    password = one_time_password()
    user = User(**values, password_hash=hash_one_time(password), must_change_password=True, created_at=now)
    session.add(user)
    session.flush()
    _trail(session, "added_user", user, actor=actor, now=now, changed=audit.changed_fields({}, _plain(user)))
    assign(
        session,
        user.id or 0,
        role=role,
        unit_id=unit_id,
        valid_from=valid_from,
        valid_to=valid_to,
        actor=actor,
        now=now,
    )
    return NewPassword(user.id or 0, user.username, user.name, password)


def change(session: Session, user_id: int, entry: AccountEntry, *, actor: Actor, now: datetime) -> User:
    """Change user name, name, ways to reach the person, language."""
    require(actor, Permission.USER_EDIT)
    user = _locked(session, user_id)
    before = _plain(user)
    for name, value in checked_values(session, entry, user_id=user_id).items():
        setattr(user, name, value)
    changed = audit.changed_fields(before, _plain(user))
    if changed:
        _trail(session, "changed_user", user, actor=actor, now=now, changed=changed)
    session.flush()
    return user


def assign(
    session: Session,
    user_id: int,
    *,
    role: Role,
    unit_id: int,
    valid_from: date,
    valid_to: date | None = None,
    actor: Actor,
    now: datetime,
) -> RoleAssignment:
    """Give a role in a unit from a day on, until a day if it is a loan.

    The role before ends the day before; one already planned for later stays. A role
    that begins on the same day is corrected instead of doubled.
    """
    require(actor, Permission.USER_EDIT)
    not_oneself(actor, user_id)
    user = _locked(session, user_id)
    today = clock.local_date(now)
    entries.check_order(valid_from, valid_to)
    check_unit(session, unit_id, first=valid_from)
    administered = _administers(session, user_id, today)
    rows = list(session.exec(select(RoleAssignment).where(RoleAssignment.user_id == user_id)))
    found = entries.beginning(rows, valid_from)
    before = _plain_role(found) if found else {}
    next_day = entries.last_day_before(rows, valid_from)
    last_day = min((day for day in (valid_to, next_day) if day is not None), default=None)
    if found is None:
        previous = entries.covering(rows, valid_from)
        if previous is not None:
            previous.valid_to = valid_from - timedelta(days=1)
        found = RoleAssignment(user_id=user_id, role=role, unit_id=unit_id, valid_from=valid_from)
        session.add(found)
    found.role, found.unit_id, found.valid_to = role, unit_id, last_day
    session.flush()
    if administered:
        administrators.keep_one(session, today=today)
    changed = audit.changed_fields(before, _plain_role(found))
    if changed:
        _trail(session, "assigned_role", user, actor=actor, now=now, changed=changed)
    session.flush()
    wall_keeping.person_moved(session, user_id, actor=actor, now=now, today=today)
    return found


def deactivate(session: Session, user_id: int, *, reason: str, actor: Actor, now: datetime) -> User:
    """Close an account at once; its sessions end, its work stays to be handed over."""
    require(actor, Permission.USER_EDIT)
    not_oneself(actor, user_id)
    user = _locked(session, user_id)
    today = clock.local_date(now)
    administered = _administers(session, user_id, today)
    user.is_active = False
    sign_in.end_sessions(session, user_id, now=now)
    session.flush()
    if administered:
        administrators.keep_one(session, today=today)
    _trail(session, "deactivated_user", user, actor=actor, now=now, reason=reason)
    session.flush()
    return user


def reactivate(session: Session, user_id: int, *, actor: Actor, now: datetime) -> NewPassword:
    """Open a closed account again, with a new one-time password."""
    require(actor, Permission.USER_EDIT)
    user = _locked(session, user_id)
    user.is_active = True
    _trail(session, "reactivated_user", user, actor=actor, now=now)
    return reset_password(session, user_id, actor=actor, now=now)


def reset_password(session: Session, user_id: int, *, actor: Actor, now: datetime) -> NewPassword:
    """Give a one-time password that must be changed at the next sign-in; every session ends."""
    require(actor, Permission.USER_EDIT)
    not_oneself(actor, user_id)
    user = _locked(session, user_id)
    password = one_time_password()
    user.password_hash = hash_one_time(password)
    user.must_change_password = True
    user.failed_sign_ins, user.locked_until_at = 0, None
    ended = sign_in.end_sessions(session, user_id, now=now)
    _trail(session, "reset_password", user, actor=actor, now=now, sessions_ended=ended)
    session.flush()
    return NewPassword(user_id, user.username, user.name, password)


def unlock(session: Session, user_id: int, *, actor: Actor, now: datetime) -> User:
    """Let a person try again before the lock of the failed attempts runs out."""
    require(actor, Permission.USER_EDIT)
    user = _locked(session, user_id)
    before = {"failed_sign_ins": user.failed_sign_ins, "locked_until_at": str(user.locked_until_at or "")}
    user.failed_sign_ins, user.locked_until_at = 0, None
    _trail(session, "unlocked_user", user, actor=actor, now=now, before=before)
    session.flush()
    return user


def sign_out_everywhere(session: Session, user_id: int, *, actor: Actor, now: datetime) -> int:
    """End every session of somebody; returns how many there were."""
    require(actor, Permission.USER_EDIT)
    _locked(session, user_id)
    return sign_in.sign_out_everywhere(session, user_id, actor=actor, now=now)


def _locked(session: Session, user_id: int) -> User:
    user = session.exec(select(User).where(User.id == user_id).with_for_update()).one_or_none()
    if user is None:
        raise NotFound()
    return user


def _administers(session: Session, user_id: int, today: date) -> bool:
    return administrators.is_administrator_from(session, today, RoleAssignment.user_id == user_id)


def _plain(user: User) -> dict[str, Any]:
    """What the trail keeps of an account: never the password or its hash."""
    kept = {"username", "name", "email", "phone", "language", "is_active"}
    return user.model_dump(mode="json", include=kept)


def _plain_role(row: RoleAssignment) -> dict[str, Any]:
    return row.model_dump(mode="json", include={"role", "unit_id", "valid_from", "valid_to"})


def _trail(session: Session, action: str, user: User, *, actor: Actor, now: datetime, **details: Any) -> None:
    audit.write(session, action, actor=actor, now=now, subject="user", subject_id=user.id, **details)


def name_of_account(session: Session, user_id: int) -> str:
    """The user name of an account; "" for one that is not there."""
    return session.exec(select(User.username).where(User.id == user_id)).first() or ""
