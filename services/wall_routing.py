"""Around a wall: a matter that lies with the accused unit goes to the unit above, and to no one behind it."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models import Case, CaseEvent, Petition, RoleAssignment, Unit, User
from models.enums import Role, UnitKind
from services import actors, audit, inbox, wall_checks, walls
from services.permissions import Actor
from services.walls import Wall

ACTION = "transfer"


def unit_outside(session: Session, unit_id: int, shut: frozenset[int]) -> int:
    """The unit itself where no wall stands around it, else the nearest one above that lies outside."""
    path = session.exec(select(Unit.path).where(Unit.id == unit_id)).first() or ""
    chain = [int(part) for part in path.split("/") if part]
    department = actors.department_id(session)
    blocked = [place for place, one in enumerate(chain) if one in shut and one != department]
    # Units below a walled one lie behind its wall too: above the highest of them.
    return chain[max(blocked[0] - 1, 0)] if blocked else unit_id


def of_petition(session: Session, petition: Petition, wall: Wall) -> bool:
    """Let a petition lie outside the wall, and with nobody behind it; returns whether it moved."""
    unit_id = unit_outside(session, petition.unit_id, wall.units)
    moved = unit_id != petition.unit_id
    petition.unit_id = unit_id
    if petition.officer_id in wall.users:
        petition.officer_id, moved = None, True
    session.flush()
    return moved


def of_case(
    session: Session, case: Case, *, actor: Actor, now: datetime, today: date, tells: bool = True
) -> bool:
    """Take a case out of the unit and from the officer behind its wall; whoever assigns it is told.

    It is in the history and in the trail without the reason. Returns whether it moved.
    """
    shut = walls.units_of_case(session, case.id)
    unit_id = unit_outside(session, case.unit_id, shut)
    officer_id = case.officer_id
    if officer_id is not None and officer_id in _kept_out(session, case, today=today):
        officer_id = None
    before: dict[str, Any] = {"unit_id": case.unit_id, "officer_id": case.officer_id}
    after: dict[str, Any] = {"unit_id": unit_id, "officer_id": officer_id}
    if after == before:
        return False
    session.add(
        CaseEvent(
            case_id=case.id or 0,
            action=ACTION,
            happened_on=max(today, case.received_on),
            entered_at=now,
            entered_by_id=actor.user_id or case_clerk(session, case),
            from_unit_id=case.unit_id,
            to_unit_id=unit_id,
            officer_id=officer_id,
        )
    )
    case.unit_id, case.officer_id = unit_id, officer_id
    session.flush()
    audit.write(
        session,
        f"case.{ACTION}",
        actor=actor,
        now=now,
        subject="case",
        subject_id=case.id,
        changes=audit.changed_fields(before, after),
    )
    if tells:
        tell(session, case, actor=actor, now=now, today=today)
    return True


def tell(session: Session, case: Case, *, actor: Actor, now: datetime, today: date) -> None:
    """Tell those who can assign a case that it waits for them, unless a wall keeps it from them."""
    kept_out = _kept_out(session, case, today=today)
    for user_id in _assigners(session, case.unit_id, today=today):
        if user_id not in kept_out:
            inbox.send(session, user_id, "routed", actor=actor, now=now, case_id=case.id, code=case.code)


def needs_assigning(session: Session, wall: Wall, was_routed: bool, *, today: date) -> bool:
    """Whether those who usually give cases out do not see it: it was routed, or the focal unit is out."""
    focal = actors.focal_unit_id(session, today=today)
    path = session.exec(select(Unit.path).where(Unit.id == focal)).first() or ""
    return was_routed or any(int(part) in wall.units for part in path.split("/") if part)


def case_clerk(session: Session, case: Case) -> int:
    """Who entered the first event of a case: an event needs an account, which the nightly run has not."""
    first = select(CaseEvent.entered_by_id).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.id))
    return session.exec(first.limit(1)).first() or 0


def _kept_out(session: Session, case: Case, *, today: date) -> set[int]:
    """Everybody with an open account who may not see the case for its wall."""
    people = [user for user in session.exec(select(User.id).where(col(User.is_active).is_(True))) if user]
    return {user for _case, user in wall_checks.kept_out_of(session, [case.id or 0], people, today=today)}


def _assigners(session: Session, unit_id: int, *, today: date) -> list[int]:
    """The directors for what lies with the department itself, else the heads of the unit."""
    unit = session.get_one(Unit, unit_id)
    leads = (
        [RoleAssignment.role == Role.DIRECTOR]
        if unit.kind is UnitKind.DEPARTMENT
        else [RoleAssignment.role == Role.UNIT_HEAD, RoleAssignment.unit_id == unit_id]
    )
    found = session.exec(
        select(RoleAssignment.user_id)
        .join(User, col(User.id) == col(RoleAssignment.user_id))
        .where(
            *leads,
            col(User.is_active).is_(True),
            RoleAssignment.valid_from <= today,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
        )
        .order_by(col(RoleAssignment.user_id))
    )
    return list(dict.fromkeys(found))
