"""Accounts as the administration reads them: the list, one account's roles and sessions, what it holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from models import Case, Draft, RoleAssignment, Unit, User, UserSession
from models.enums import Role
from services import clock, second_factor, single_sign_on, wall_checks
from services.entries import holds_on
from services.errors import NotFound
from services.permissions import Actor, Permission, require
from services.text import words


@dataclass(frozen=True)
class UserLine:
    """One account with the role of the day, or the next one that is planned."""

    user: User
    role: Role | None
    unit_id: int | None
    unit_name: str
    valid_from: date | None
    valid_to: date | None
    is_locked: bool
    last_seen_at: datetime | None


@dataclass(frozen=True)
class UserPage:
    """Some of the accounts, and how many there are."""

    lines: list[UserLine]
    total: int


@dataclass(frozen=True)
class UserEffect:
    """What is left behind when an account closes: counts only."""

    open_cases: int
    drafts: int
    sessions: int


@dataclass(frozen=True)
class SignInState:
    """What an account signs in with beside its password."""

    factor_since: datetime | None
    subject: str | None
    linked_at: datetime | None


def list_page(
    session: Session,
    *,
    search: str = "",
    with_inactive: bool = False,
    unit_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
    actor: Actor,
    now: datetime,
) -> UserPage:
    """Accounts by name; each word of the search begins a word of the name or is in the user name."""
    require(actor, Permission.USER_EDIT)
    today = clock.local_date(now)
    conditions: list[Any] = [] if with_inactive else [col(User.is_active).is_(True)]
    for word in words(search):
        name = col(User.folded)
        conditions.append(
            or_(
                name.startswith(word, autoescape=True),
                name.contains(f" {word}", autoescape=True),
                col(User.username).contains(word, autoescape=True),
            )
        )
    if unit_id is not None:
        inside = select(RoleAssignment.user_id).where(
            RoleAssignment.unit_id == unit_id,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
        )
        conditions.append(col(User.id).in_(inside))
    total = session.exec(select(func.count()).select_from(User).where(*conditions)).one()
    found = session.exec(
        select(User).where(*conditions).order_by(col(User.folded), col(User.id)).limit(limit).offset(offset)
    ).all()
    return UserPage(_lines(session, list(found), now=now), total)


def line_of(session: Session, user_id: int, *, actor: Actor, now: datetime) -> UserLine:
    """One account; raises NotFound."""
    require(actor, Permission.USER_EDIT)
    user = session.get(User, user_id)
    if user is None:
        raise NotFound()
    return _lines(session, [user], now=now)[0]


def roles_of(session: Session, user_id: int, *, actor: Actor) -> list[tuple[RoleAssignment, str]]:
    """Every role of an account with its unit's name, the newest first."""
    require(actor, Permission.USER_EDIT)
    found = session.exec(
        select(RoleAssignment, Unit.name)
        .join(Unit, col(Unit.id) == RoleAssignment.unit_id)
        .where(RoleAssignment.user_id == user_id)
        .order_by(col(RoleAssignment.valid_from).desc())
    )
    return [(row, name) for row, name in found]


def effect(session: Session, user_id: int, *, actor: Actor, now: datetime) -> UserEffect:
    """What closing the account leaves behind."""
    require(actor, Permission.USER_EDIT)
    cases = select(func.count()).where(
        Case.officer_id == user_id,
        col(Case.closed_on).is_(None),
        col(Case.voided_at).is_(None),
        wall_checks.told_cases(actor),
    )
    drafts = select(func.count()).where(Draft.user_id == user_id)
    sessions = select(func.count()).where(
        UserSession.user_id == user_id, col(UserSession.revoked_at).is_(None), UserSession.expires_at > now
    )
    return UserEffect(session.exec(cases).one(), session.exec(drafts).one(), session.exec(sessions).one())


def sign_in_state(session: Session, user_id: int, *, issuer: str, actor: Actor) -> SignInState:
    """The second factor and the link to a provider; never the secret."""
    require(actor, Permission.USER_EDIT)
    row = single_sign_on.identity_of(session, user_id, issuer=issuer, actor=actor)
    since = second_factor.confirmed_at(session, user_id)
    return SignInState(since, row.subject if row else None, row.linked_at if row else None)


def usernames(session: Session, *, actor: Actor) -> set[str]:
    """Every user name in use, for the suggestion of a new one."""
    require(actor, Permission.USER_EDIT)
    return set(session.exec(select(User.username)))


def people(session: Session, *, actor: Actor) -> dict[int, str]:
    """Active accounts by id with their names, for choices such as the head of a unit."""
    require(actor, Permission.UNIT_EDIT)
    found = session.exec(select(User).where(col(User.is_active).is_(True)).order_by(col(User.folded)))
    return {user.id: f"{user.name} ({user.username})" for user in found if user.id is not None}


def _lines(session: Session, users: list[User], *, now: datetime) -> list[UserLine]:
    today = clock.local_date(now)
    ids = [user.id for user in users]
    roles: dict[int, list[tuple[RoleAssignment, str]]] = {}
    for row, name in session.exec(
        select(RoleAssignment, Unit.name)
        .join(Unit, col(Unit.id) == RoleAssignment.unit_id)
        .where(col(RoleAssignment.user_id).in_(ids))
    ):
        roles.setdefault(row.user_id, []).append((row, name))
    seen = dict(
        session.exec(
            select(UserSession.user_id, func.max(UserSession.seen_at))
            .where(col(UserSession.user_id).in_(ids))
            .group_by(col(UserSession.user_id))
        ).all()
    )
    return [_line(user, roles.get(user.id or 0, []), seen.get(user.id or 0), today, now) for user in users]


def _line(
    user: User, roles: list[tuple[RoleAssignment, str]], seen: datetime | None, today: date, now: datetime
) -> UserLine:
    running = [pair for pair in roles if holds_on(pair[0], today)]
    coming = [pair for pair in roles if pair[0].valid_from > today]
    chosen = max(running, key=lambda p: (p[0].valid_from, p[0].id or 0)) if running else None
    if chosen is None and coming:
        chosen = min(coming, key=lambda p: p[0].valid_from)
    locked = user.locked_until_at is not None and user.locked_until_at > now
    if chosen is None:
        return UserLine(user, None, None, "", None, None, locked, seen)
    row, name = chosen
    return UserLine(user, row.role, row.unit_id, name, row.valid_from, row.valid_to, locked, seen)
