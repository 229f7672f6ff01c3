"""People who work on cases: whom an actor may give cases to, and how many each has."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from models import Case, RoleAssignment, Unit, User
from services.errors import AppError
from services.permissions import ALLOWED, Actor, Permission, can
from services.text import N_, sort_key


class OfficerOutOfReach(AppError):
    msgid = N_("This person cannot be given cases by you. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who can be given cases, with the number of open ones he has."""

    id: int
    name: str
    unit_id: int
    unit: str
    open_cases: int


def reachable(session: Session, *, actor: Actor, today: date) -> list[Officer]:
    """Whom the actor may give cases to: people who work on cases today, within his units."""
    everywhere = actor.scope.unit_ids is None or can(actor, Permission.USER_EDIT)
    found = everybody(session, today=today)
    return [one for one in found if everywhere or one.unit_id in (actor.scope.unit_ids or ())]


def everybody(session: Session, *, today: date) -> list[Officer]:
    """Everyone who works on cases today, by name."""
    roles = [role for role, rights in ALLOWED.items() if Permission.CASE_WORK in rights]
    found = session.exec(
        select(User, RoleAssignment, Unit)
        .join(RoleAssignment, col(RoleAssignment.user_id) == col(User.id))
        .join(Unit, col(Unit.id) == col(RoleAssignment.unit_id))
        .where(
            col(User.is_active),
            col(RoleAssignment.role).in_(roles),
            RoleAssignment.valid_from <= today,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
        )
        .order_by(col(RoleAssignment.valid_from), col(RoleAssignment.id))
    )
    # The latest role counts where two overlap.
    latest = {user.id or 0: (user, role, unit) for user, role, unit in found}
    loads = _loads(session, list(latest))
    people = [
        Officer(user_id, user.name, role.unit_id, unit.short_name or unit.name, loads.get(user_id, 0))
        for user_id, (user, role, unit) in latest.items()
    ]
    return sorted(people, key=lambda one: sort_key(one.name))


def _loads(session: Session, user_ids: list[int]) -> dict[int, int]:
    counted = session.exec(
        select(Case.officer_id, func.count())
        .where(
            col(Case.officer_id).in_(user_ids), col(Case.closed_on).is_(None), col(Case.voided_at).is_(None)
        )
        .group_by(col(Case.officer_id))
    )
    return {user_id: count for user_id, count in counted if user_id is not None}
