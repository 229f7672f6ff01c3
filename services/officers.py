"""People who work on cases: whom an actor may give cases to, and how many each has."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select

from models import Case, RoleAssignment, Unit, User
from models.enums import Kind
from services import wall_checks
from services.errors import AppError
from services.permissions import ALLOWED, Actor, Permission, can
from services.text import N_, sort_key


class OfficerOutOfReach(AppError):
    msgid = N_("This person cannot be given cases by you. Choose one from the list.")


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who can be given cases, with the number of open ones that the reader sees."""

    id: int
    name: str
    unit_id: int
    unit: str
    open_cases: int = 0


def reachable(session: Session, *, actor: Actor, today: date) -> list[Officer]:
    """Whom the actor may give cases to: people who work on cases today, within his units.

    Their open cases are those that the actor may see. An administrator, who sees none, is told
    numbers without denunciations.
    """
    everywhere = actor.scope.unit_ids is None or can(actor, Permission.USER_EDIT)
    found = [
        one
        for one in everybody(session, today=today)
        if everywhere or one.unit_id in (actor.scope.unit_ids or ())
    ]
    seen: ColumnElement[bool] = col(Case.kind) != Kind.DENUNCIATION
    if can(actor, Permission.CASE_READ):
        seen = actor.scope.condition(Case)
    loads = _loads(session, [one.id for one in found], seen)
    return [replace(one, open_cases=loads.get(one.id, 0)) for one in found]


def reachable_for(session: Session, case_id: int, *, actor: Actor, today: date) -> list[Officer]:
    """The same without those from whom a wall keeps the case."""
    found = reachable(session, actor=actor, today=today)
    people = [one.id for one in found]
    kept_out = {user for _case, user in wall_checks.kept_out_of(session, [case_id], people, today=today)}
    return [one for one in found if one.id not in kept_out]


def everybody(session: Session, *, today: date) -> list[Officer]:
    """Everyone who works on cases today, by name; how many cases each has is not counted here."""
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
    people = [
        Officer(user_id, user.name, role.unit_id, unit.short_name or unit.name)
        for user_id, (user, role, unit) in latest.items()
    ]
    return sorted(people, key=lambda one: sort_key(one.name))


def _loads(session: Session, user_ids: list[int], seen: ColumnElement[bool]) -> dict[int, int]:
    counted = session.exec(
        select(Case.officer_id, func.count())
        .where(
            seen,
            col(Case.officer_id).in_(user_ids),
            col(Case.closed_on).is_(None),
            col(Case.voided_at).is_(None),
        )
        .group_by(col(Case.officer_id))
    )
    return {user_id: count for user_id, count in counted if user_id is not None}
