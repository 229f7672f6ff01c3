"""There is always an administrator: the rule that no change of accounts, roles or units may break."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from models import RoleAssignment, User
from models.enums import Role
from services.entries import holds_on
from services.errors import AppError
from services.text import N_


class LastAdministrator(AppError):
    msgid = N_("From {day} on nobody could administer the system. Make somebody else administrator first.")


def keep_one(session: Session, *, today: date) -> None:
    """Refuse a change after which some day from today on has no administrator who can sign in.

    Call it after the flush of the change. The rows of all administrators are locked first, so
    that two administrators cannot take the role from each other at the same moment.
    """
    session.exec(
        select(User.id)
        .join(RoleAssignment, col(RoleAssignment.user_id) == col(User.id))
        .where(RoleAssignment.role == Role.ADMINISTRATOR)
        .order_by(col(User.id))
        .with_for_update(of=User)
    ).all()
    rows = session.exec(
        select(RoleAssignment)
        .join(User, col(User.id) == RoleAssignment.user_id)
        .where(
            col(User.is_active).is_(True),
            User.password_hash != "",
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
        )
        .execution_options(populate_existing=True)
    ).all()
    day = first_day_without(rows, today=today)
    if day is not None:
        raise LastAdministrator(day=day)


def is_administrator_from(session: Session, today: date, *conditions: Any) -> bool:
    """Whether any role as administrator that holds today or later meets the conditions."""
    found = session.exec(
        select(RoleAssignment.id)
        .where(
            RoleAssignment.role == Role.ADMINISTRATOR,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
            *conditions,
        )
        .limit(1)
    ).first()
    return found is not None


def first_day_without(rows: Sequence[RoleAssignment], *, today: date) -> date | None:
    """The first day from today on on which none of the roles in force is administrator, or None.

    What is in force changes only where a role begins or has ended, so only those days are asked.
    """
    turns = {today}
    for row in rows:
        turns.add(max(row.valid_from, today))
        if row.valid_to is not None:
            turns.add(row.valid_to + timedelta(days=1))
    people = {row.user_id for row in rows if row.role is Role.ADMINISTRATOR}
    mine = {user_id: [row for row in rows if row.user_id == user_id] for user_id in people}
    for day in sorted(turns):
        if not any(_role_on(roles, day) is Role.ADMINISTRATOR for roles in mine.values()):
            return day
    return None


def _role_on(rows: Sequence[RoleAssignment], day: date) -> Role | None:
    """The role that holds on a day; the latest begun where two overlap, as actors reads it."""
    running = [row for row in rows if holds_on(row, day)]
    return max(running, key=lambda row: (row.valid_from, row.id or 0)).role if running else None
