"""Whose emergency access to a petition is, and who is told of it at once."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, or_, select

from models import Party, Petition, RoleAssignment, Unit, UnitHead, User
from models.enums import PartyRole, Role, UnitKind
from services import actors, petition_records
from services.deputies import deputy_id
from services.permissions import ALLOWED, Actor, Permission, can


def may_open(session: Session, petition: Petition, *, actor: Actor, today: date) -> bool:
    """Whether this person may open a petition that he sees: the right, or the deputy's part.

    Where the head of the department is the one denounced, it falls to the named deputy alone.
    """
    if actor.is_system:
        return False
    accused = set(
        session.exec(
            select(Party.user_id).where(Party.petition_id == petition.id, Party.role == PartyRole.RESPONDENT)
        )
    )
    if accused & heads_of_department(session, today=today):
        return actor.user_id == deputy_id(session, today)
    return can(actor, Permission.EMERGENCY_OPEN)


def to_be_told(session: Session, petition: Petition, *, actor: Actor, today: date) -> list[int]:
    """The head of the focal unit; the deputy where that head is kept out of the petition.

    Where neither can be told, whoever may read the trail. Never who opens it, and never
    anybody who is kept out.
    """
    deputy = deputy_id(session, today)
    for people in (
        _heads_of_focal_unit(session, today=today),
        [] if deputy is None else [deputy],
        _with_right(session, Permission.AUDIT_READ, today=today),
    ):
        told = [
            one for one in people if one != actor.user_id and _is_free(session, petition, one, today=today)
        ]
        if told:
            return told
    return []


def heads_of_department(session: Session, *, today: date) -> set[int]:
    """Who heads the department; the directors where no account is on record as its head."""
    root = select(Unit.id).where(Unit.kind == UnitKind.DEPARTMENT)
    heads = _heads(session, root, today=today)
    return set(heads) or set(_with_role(session, Role.DIRECTOR, today=today))


def _heads_of_focal_unit(session: Session, *, today: date) -> list[int]:
    focal = actors.focal_unit_id(session, today=today)
    heads = _heads(session, select(Unit.id).where(Unit.id == focal), today=today)
    if heads:
        return heads
    return [
        one
        for one in _with_role(session, Role.INSPECTOR, today=today)
        if (held := actors.current_assignment(session, one, today=today)) and held.unit_id == focal
    ]


def _heads(session: Session, units: object, *, today: date) -> list[int]:
    found = session.exec(
        select(UnitHead.user_id)
        .join(User, col(User.id) == col(UnitHead.user_id))
        .where(
            col(UnitHead.unit_id).in_(units),  # type: ignore[arg-type]
            col(User.is_active),
            UnitHead.valid_from <= today,
            or_(col(UnitHead.valid_to).is_(None), col(UnitHead.valid_to) >= today),
        )
        .order_by(col(UnitHead.valid_from).desc(), col(UnitHead.id).desc())
    )
    return [one for one in found if one is not None]


def _with_right(session: Session, permission: Permission, *, today: date) -> list[int]:
    roles = [role for role, rights in ALLOWED.items() if permission in rights]
    return [one for role in roles for one in _with_role(session, role, today=today)]


def _with_role(session: Session, role: Role, *, today: date) -> list[int]:
    """The open accounts whose role of the day this is."""
    found = session.exec(
        select(RoleAssignment.user_id)
        .join(User, col(User.id) == col(RoleAssignment.user_id))
        .where(col(User.is_active), RoleAssignment.role == role)
        .distinct()
        .order_by(col(RoleAssignment.user_id))
    )
    held = {one: actors.current_assignment(session, one, today=today) for one in found}
    return [one for one, assignment in held.items() if assignment and assignment.role is role]


def _is_free(session: Session, petition: Petition, user_id: int, *, today: date) -> bool:
    """Whether no wall keeps a person out of the petition, whatever his role."""
    person = actors.actor_of(session, session.get_one(User, user_id), today=today)
    anybody = replace(
        person, scope=replace(person.scope, unit_ids=None, denunciation_unit_ids=None, rows=True)
    )
    seen = select(col(Petition.id)).where(petition_records.condition(anybody), Petition.id == petition.id)
    return session.exec(seen).first() is not None
