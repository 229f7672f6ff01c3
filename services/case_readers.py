"""Who may see one case, and by what: asked of the same scope that every list asks."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from models import Case, Delegation, RoleAssignment, Unit, User
from models.enums import Role
from services import actors, case_grants, cases
from services.case_grants import OpenGrant
from services.permissions import ALLOWED, Actor, Permission, require, visible_to
from services.text import sort_key


class Why(StrEnum):
    """By what a person sees a case; the first that fits is told."""

    ASSIGNED = "assigned"
    STANDS_IN = "stands_in"
    GRANTED = "granted"
    WHOLE_DEPARTMENT = "whole_department"
    HEAD_OF_UNIT = "head_of_unit"
    UNIT = "unit"
    RECEPTION = "reception"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CaseReader:
    """One person who sees the case; until when, where that ends."""

    user_id: int
    name: str
    unit: str
    why: Why
    until: date | None = None
    grant: OpenGrant | None = None


_BY_ROLE = {
    Role.DIRECTOR: Why.WHOLE_DEPARTMENT,
    Role.UNIT_HEAD: Why.HEAD_OF_UNIT,
    Role.INSPECTOR: Why.HEAD_OF_UNIT,
    Role.OFFICER: Why.UNIT,
    Role.RECEPTION_CLERK: Why.RECEPTION,
}


def of_case(session: Session, case_id: int, *, actor: Actor, today: date) -> list[CaseReader]:
    """Everybody who sees a case today, by name; of those who do not nothing is said.

    For whoever may give cases to people. Raises NotFound as `cases.by_id` does.
    """
    require(actor, Permission.CASE_ASSIGN)
    case = cases.by_id(session, case_id, actor=actor)
    granted = {one.user_id: one for one in case_grants.standing(session, case, today=today)}
    stand_ins = _stand_ins(session, case, today=today)
    found = []
    for user, unit in _people(session, today=today):
        person = actors.actor_of(session, user, today=today)
        if person.role is None or Permission.CASE_READ not in ALLOWED[person.role]:
            continue
        if session.exec(visible_to(person).where(Case.id == case.id)).first() is None:
            continue
        why, until, grant = _why(case, person, stand_ins, granted)
        found.append(CaseReader(person.user_id, user.name, unit, why, until, grant))
    return sorted(found, key=lambda one: sort_key(one.name))


def _why(
    case: Case, person: Actor, stand_ins: dict[int, date], granted: dict[int, OpenGrant]
) -> tuple[Why, date | None, OpenGrant | None]:
    grant = granted.get(person.user_id)
    if case.officer_id == person.user_id:
        return Why.ASSIGNED, None, grant
    if person.scope.unit_ids is None:
        return Why.WHOLE_DEPARTMENT, None, grant
    if case.unit_id in person.scope.unit_ids and person.role is not Role.OFFICER:
        return _BY_ROLE.get(person.role or Role.VIEWER, Why.OTHER), None, grant
    if person.user_id in stand_ins:
        return Why.STANDS_IN, stand_ins[person.user_id], grant
    if grant is not None:
        return Why.GRANTED, grant.valid_to, grant
    return (Why.UNIT if case.unit_id in person.scope.unit_ids else Why.OTHER), None, None


def _people(session: Session, *, today: date) -> list[tuple[User, str]]:
    """Every open account that holds a role today, with the unit of its latest role."""
    found = session.exec(
        select(User, Unit)
        .join(RoleAssignment, col(RoleAssignment.user_id) == col(User.id))
        .join(Unit, col(Unit.id) == col(RoleAssignment.unit_id))
        .where(
            col(User.is_active),
            RoleAssignment.valid_from <= today,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
        )
        .order_by(col(RoleAssignment.valid_from), col(RoleAssignment.id))
    )
    return list({user.id: (user, unit.short_name or unit.name) for user, unit in found}.values())


def _stand_ins(session: Session, case: Case, *, today: date) -> dict[int, date]:
    """User id -> last day, of those to whom the officer of the case has delegated."""
    if case.officer_id is None:
        return {}
    found = session.exec(
        select(Delegation).where(
            Delegation.from_user_id == case.officer_id,
            Delegation.valid_from <= today,
            Delegation.valid_to >= today,
            col(Delegation.revoked_at).is_(None),
        )
    )
    return {one.to_user_id: one.valid_to for one in found}
