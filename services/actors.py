"""From an account to an actor: today's role, delegations, scope, and the walls before him."""

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, col, exists, or_, select

from models import (
    CaseExclusion,
    Delegation,
    PetitionExclusion,
    RoleAssignment,
    Unit,
    UnitHead,
    UnitRole,
    User,
)
from models.enums import Role, UnitKind, UnitRoleName
from services import thresholds
from services.deputies import DEPUTY
from services.permissions import ALLOWED, Actor, Permission, Scope


def current_assignment(session: Session, user_id: int, *, today: date) -> RoleAssignment | None:
    """The role the user holds today; the latest one where two overlap."""
    return session.exec(
        select(RoleAssignment)
        .where(
            RoleAssignment.user_id == user_id,
            RoleAssignment.valid_from <= today,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
        )
        .order_by(col(RoleAssignment.valid_from).desc(), col(RoleAssignment.id).desc())
        .limit(1)
    ).first()


def actor_of(session: Session, user: User, *, today: date) -> Actor:
    """The actor for a user today. No role, no scope; an inactive account has neither."""
    assignment = current_assignment(session, user.id, today=today) if user.is_active and user.id else None
    if assignment is None or user.id is None:
        return Actor(user.id or 0, user.name, None, None, Scope(), user.language)
    scope = scope_of(session, user.id, assignment.role, assignment.unit_id, today=today)
    walls = wall_units(session, user.id, assignment.unit_id, today=today)
    deputy_for = department_id(session) if is_deputy(session, user, today=today) else None
    if deputy_for is not None:
        walls -= {deputy_for}
    keeps = deputy_for is not None or keeps_anything(session, user.id)
    scope = replace(scope, wall_unit_ids=walls, deputy_for=deputy_for, keeps=keeps)
    figures = scope
    if assignment.role is Role.VIEWER:
        # Figures only, and none that could give a denunciation away.
        figures = replace(scope, unit_ids=None, denunciation_unit_ids=frozenset(), rows=True)
    return Actor(
        user.id, user.name, assignment.role, assignment.unit_id, scope, user.language, figures=figures
    )


def system_actor(name: str) -> Actor:
    """The actor of manage.py: sees and may do everything, named for the trail."""
    everything = Scope(unit_ids=None, denunciation_unit_ids=None)
    return Actor(0, name, None, None, everything, figures=everything, is_system=True)


def scope_of(session: Session, user_id: int, role: Role, unit_id: int, *, today: date) -> Scope:
    """The rows a role in a unit sees today (rulings: Rights)."""
    return replace(_of_role(session, user_id, role, unit_id, today=today), on=today)


def _of_role(session: Session, user_id: int, role: Role, unit_id: int, *, today: date) -> Scope:
    officers = frozenset({user_id, *delegators(session, user_id, today=today)})
    if role is Role.DIRECTOR:
        return Scope(user_id, None, None, officers)
    if role is Role.INSPECTOR and holds_focal_role(session, unit_id, today=today):
        return Scope(user_id, None, None, officers)
    if role in (Role.UNIT_HEAD, Role.INSPECTOR):
        units = subtree(session, unit_id)
        return Scope(user_id, units, units, officers)
    if role is Role.OFFICER:
        return Scope(user_id, subtree(session, unit_id), frozenset(), officers)
    if role is Role.RECEPTION_CLERK:
        units = subtree(session, unit_id)
        since = today - timedelta(days=thresholds.number(session, "clerk.days_visible", today=today))
        return Scope(user_id, units, units, frozenset(), received_since=since)
    return Scope(user_id, rows=False)


def wall_units(session: Session, user_id: int, unit_id: int, *, today: date) -> frozenset[int]:
    """The units whose walls stand before somebody today: his own, those above it, and those he heads."""
    path = session.exec(select(Unit.path).where(Unit.id == unit_id)).first() or ""
    headed = session.exec(
        select(UnitHead.unit_id).where(
            UnitHead.user_id == user_id,
            UnitHead.valid_from <= today,
            or_(col(UnitHead.valid_to).is_(None), col(UnitHead.valid_to) >= today),
        )
    )
    return frozenset({*(int(part) for part in path.split("/") if part), *headed})


def keeps_anything(session: Session, user_id: int) -> bool:
    """Whether somebody keeps a matter, because he entered it, that is closed to his department."""
    kept = (
        exists().where(col(wall.user_id) == user_id, col(wall.admits).is_(True))
        for wall in (PetitionExclusion, CaseExclusion)
    )
    return bool(session.scalar(select(or_(*kept))))


def department_id(session: Session) -> int | None:
    """The root of the internal units."""
    department = select(Unit.id).where(Unit.kind == UnitKind.DEPARTMENT).order_by(col(Unit.id))
    return session.exec(department).first()


def is_deputy(session: Session, user: User, *, today: date) -> bool:
    """Whether the person is named to keep denunciations of the head of the department today."""
    return user.username == thresholds.text(session, DEPUTY, today=today)


def delegators(session: Session, user_id: int, *, today: date) -> list[int]:
    """Who has delegated to this user for today, and works on cases himself today.

    What somebody was assigned and may no longer open, because his account is closed or his role
    is another one, he cannot pass on either.
    """
    found = session.exec(
        select(Delegation.from_user_id)
        .join(User, col(User.id) == col(Delegation.from_user_id))
        .where(
            Delegation.to_user_id == user_id,
            Delegation.valid_from <= today,
            Delegation.valid_to >= today,
            col(Delegation.revoked_at).is_(None),
            col(User.is_active),
        )
    ).all()
    roles = {one: current_assignment(session, one, today=today) for one in found}
    return [one for one, held in roles.items() if held and Permission.CASE_WORK in ALLOWED[held.role]]


def focal_unit_id(session: Session, *, today: date) -> int | None:
    """The unit that holds the focal role on a day."""
    return session.exec(
        select(UnitRole.unit_id)
        .where(
            UnitRole.role == UnitRoleName.FOCAL_UNIT,
            UnitRole.valid_from <= today,
            or_(col(UnitRole.valid_to).is_(None), col(UnitRole.valid_to) >= today),
        )
        .order_by(col(UnitRole.valid_from).desc())
        .limit(1)
    ).first()


def holds_focal_role(session: Session, unit_id: int, *, today: date) -> bool:
    """Whether the unit is the focal unit today."""
    return focal_unit_id(session, today=today) == unit_id


def subtree(session: Session, unit_id: int) -> frozenset[int]:
    """The ids of a unit and of every internal unit below it, ended ones included."""
    path = session.exec(select(Unit.path).where(Unit.id == unit_id)).first()
    if not path:
        return frozenset()
    found = session.exec(
        select(Unit.id).where(col(Unit.path).startswith(path), Unit.kind != UnitKind.OUTSIDE)
    )
    return frozenset(i for i in found if i is not None)
