"""Who heads a unit from when to when, and which unit holds a dated role such as the focal unit."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import Unit, UnitHead, UnitRole, User
from models.enums import UnitKind, UnitRoleName
from services import audit, clock, entries, wall_keeping
from services.errors import AppError, NotFound
from services.permissions import Actor, Permission, require
from services.text import N_
from services.unit_rules import UnitNotInForce

LABEL_HEAD, LABEL_TITLE = N_("Name of the head"), N_("Title")


class FocalUnitInside(AppError):
    msgid = N_("“{name}” is an outside authority. The focal unit is a unit of the department.")


def heads_of(session: Session, unit_id: int, *, actor: Actor) -> list[UnitHead]:
    """Every head a unit had, has or will have, the newest first."""
    require(actor, Permission.UNIT_EDIT)
    statement = select(UnitHead).where(UnitHead.unit_id == unit_id)
    return list(session.exec(statement.order_by(col(UnitHead.valid_from).desc())))


def set_head(
    session: Session,
    unit_id: int,
    *,
    name: str,
    title: str = "",
    user_id: int | None = None,
    valid_from: date,
    actor: Actor,
    now: datetime,
) -> UnitHead:
    """Let a person head the unit from a day on.

    The head before ends the day before; a head already planned for later stays. A
    head who begins on the same day is corrected instead of doubled.
    """
    require(actor, Permission.UNIT_EDIT)
    unit = _unit_on(session, unit_id, valid_from)
    if user_id is not None and session.get(User, user_id) is None:
        raise NotFound()
    values = {
        "name": entries.filled(name, label=LABEL_HEAD, longest=120),
        "title": entries.optional(title, label=LABEL_TITLE, longest=120),
        "user_id": user_id,
    }
    rows = list(session.exec(select(UnitHead).where(UnitHead.unit_id == unit_id)))
    head = entries.beginning(rows, valid_from)
    before = _plain(head) if head else {}
    if head is None:
        previous = entries.covering(rows, valid_from)
        if previous is not None:
            previous.valid_to = valid_from - timedelta(days=1)
        last_day = entries.last_day_before(rows, valid_from) or unit.valid_to
        head = UnitHead(unit_id=unit_id, name="", valid_from=valid_from, valid_to=last_day)
        session.add(head)
    for key, value in values.items():
        setattr(head, key, value)
    session.flush()
    changed = audit.changed_fields(before, _plain(head))
    if changed:
        _trail(session, "set_head", unit_id, actor=actor, now=now, changed=changed)
    session.flush()
    if user_id is not None:
        today = clock.local_date(now)
        wall_keeping.person_moved(session, user_id, actor=actor, now=now, today=today)
    return head


def remove_head(session: Session, head_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back a head entered by mistake; the one before runs on."""
    require(actor, Permission.UNIT_EDIT)
    head = session.get(UnitHead, head_id)
    if head is None:
        raise NotFound()
    rows = session.exec(select(UnitHead).where(UnitHead.unit_id == head.unit_id)).all()
    for row in rows:
        if row.valid_to == head.valid_from - timedelta(days=1):
            row.valid_to = head.valid_to
    _trail(session, "removed_head", head.unit_id, actor=actor, now=now, before=_plain(head))
    session.delete(head)
    session.flush()


def focal_terms(session: Session, *, actor: Actor) -> list[tuple[UnitRole, str]]:
    """Which unit held the focal role from when to when, the newest first, with the unit's name."""
    require(actor, Permission.UNIT_EDIT)
    found = session.exec(
        select(UnitRole, Unit.name)
        .join(Unit, col(Unit.id) == UnitRole.unit_id)
        .where(UnitRole.role == UnitRoleName.FOCAL_UNIT)
        .order_by(col(UnitRole.valid_from).desc())
    )
    return [(role, name) for role, name in found]


def set_focal_unit(
    session: Session, unit_id: int, *, valid_from: date, actor: Actor, now: datetime
) -> UnitRole:
    """Give the focal role to a unit from a day on; the unit before holds it until the day before."""
    require(actor, Permission.UNIT_EDIT)
    unit = _unit_on(session, unit_id, valid_from)
    if unit.kind is UnitKind.OUTSIDE:
        raise FocalUnitInside(name=unit.name)
    rows = list(session.exec(select(UnitRole).where(UnitRole.role == UnitRoleName.FOCAL_UNIT)))
    role = entries.beginning(rows, valid_from)
    before = _plain(role) if role else {}
    if role is None:
        previous = entries.covering(rows, valid_from)
        if previous is not None and previous.unit_id == unit_id:
            return previous
        if previous is not None:
            previous.valid_to = valid_from - timedelta(days=1)
        last_day = entries.last_day_before(rows, valid_from)
        role = UnitRole(
            unit_id=unit_id, role=UnitRoleName.FOCAL_UNIT, valid_from=valid_from, valid_to=last_day
        )
        session.add(role)
    role.unit_id = unit_id
    session.flush()
    changed = audit.changed_fields(before, _plain(role))
    if changed:
        _trail(session, "set_focal_unit", unit_id, actor=actor, now=now, changed=changed)
    session.flush()
    return role


def remove_focal_term(session: Session, term_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back a focal role entered by mistake; the unit before holds it on."""
    require(actor, Permission.UNIT_EDIT)
    role = session.get(UnitRole, term_id)
    if role is None:
        raise NotFound()
    rows = session.exec(select(UnitRole).where(UnitRole.role == role.role)).all()
    for row in rows:
        if row.valid_to == role.valid_from - timedelta(days=1):
            row.valid_to = role.valid_to
    _trail(session, "removed_focal_unit", role.unit_id, actor=actor, now=now, before=_plain(role))
    session.delete(role)
    session.flush()


def _unit_on(session: Session, unit_id: int, day: date) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound()
    if not unit.is_valid_on(day):
        raise UnitNotInForce(name=unit.name, day=day)
    return unit


def _plain(row: UnitHead | UnitRole) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"id"})


def _trail(
    session: Session, action: str, unit_id: int, *, actor: Actor, now: datetime, **details: Any
) -> None:
    audit.write(session, action, actor=actor, now=now, subject="unit", subject_id=unit_id, **details)
