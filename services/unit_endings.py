"""The end of a unit: its last day, its successor, and what ends or goes over with it."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import RoleAssignment, Unit, UnitHead, UnitRole
from models.enums import UnitKind
from services import administrators, audit, clock, entries, unit_stock, unit_views
from services.errors import NotFound
from services.permissions import Actor, Permission, require
from services.unit_rules import (
    DepartmentStays,
    OutsideAndInsideMixed,
    SubUnitsInForce,
    SuccessorMissing,
    UnitBelowItself,
    UnitNotInForce,
    locked,
    plain,
    trail,
)


def end(
    session: Session,
    unit_id: int,
    *,
    last_day: date,
    successor_id: int | None,
    move_people: bool = True,
    actor: Actor,
    now: datetime,
) -> Unit:
    """End a unit on its last day.

    Heads and dated roles of the unit end with it. A successor takes the focal role
    and, if asked, the people from the day after; without one, nothing may be open.
    Open cases and waiting petitions pass to the successor with an end today or earlier; for a
    later end they stay until `unit_stock.pass_on_stock` is called on that day or after it.
    """
    require(actor, Permission.UNIT_EDIT)
    unit = locked(session, unit_id)
    if unit.kind is UnitKind.DEPARTMENT:
        raise DepartmentStays()
    entries.check_order(unit.valid_from, last_day)
    _check_sub_units(session, unit, last_day)
    successor = _successor(session, unit, successor_id, last_day, actor=actor)
    today = clock.local_date(now)
    administered = administrators.is_administrator_from(session, today, RoleAssignment.unit_id == unit_id)
    before = plain(unit)
    unit.valid_to = last_day
    unit.successor_id = successor.id if successor else None
    ended = {
        "heads": _end_terms(session, UnitHead, unit_id, last_day),
        "roles": _end_terms(session, UnitRole, unit_id, last_day, successor=successor),
        "people": _end_terms(
            session, RoleAssignment, unit_id, last_day, successor=successor if move_people else None
        ),
    }
    session.flush()
    if administered:
        administrators.keep_one(session, today=today)
    changed = audit.changed_fields(before, plain(unit))
    trail(session, "ended_unit", unit, actor=actor, now=now, changed=changed, ended=ended)
    session.flush()
    if successor is not None and last_day <= today:
        unit_stock.pass_on_stock(session, unit_id, actor=actor, now=now, today=today)
    elif successor is None:
        unit_stock.lift(session, unit, actor=actor, now=now)
    return unit


def _check_sub_units(session: Session, unit: Unit, last_day: date) -> None:
    below = session.exec(
        select(Unit).where(col(Unit.path).startswith(unit.path), col(Unit.id) != unit.id)
    ).all()
    count = sum(1 for row in below if row.valid_to is None or row.valid_to > last_day)
    if count:
        raise SubUnitsInForce(name=unit.name, count=count)


def _successor(
    session: Session, unit: Unit, successor_id: int | None, last_day: date, *, actor: Actor
) -> Unit | None:
    if successor_id is None:
        own = frozenset({unit.id or 0})
        cases = unit_views.open_cases(session, own, actor=actor)
        petitions = unit_views.open_petitions(session, own, actor=actor)
        if cases or petitions:
            raise SuccessorMissing(name=unit.name, cases=cases, petitions=petitions)
        return None
    successor = session.get(Unit, successor_id)
    if successor is None:
        raise NotFound()
    if successor.id == unit.id or successor.path.startswith(unit.path):
        raise UnitBelowItself(name=unit.name)
    if (successor.kind is UnitKind.OUTSIDE) != (unit.kind is UnitKind.OUTSIDE):
        raise OutsideAndInsideMixed()
    first_day = last_day + timedelta(days=1)
    if not successor.is_valid_on(first_day):
        raise UnitNotInForce(name=successor.name, day=first_day)
    return successor


def _end_terms(
    session: Session, model: Any, unit_id: int, last_day: date, *, successor: Unit | None = None
) -> list[int]:
    """Let terms of the unit end with it, and run on in the successor where there is one."""
    touched = []
    for row in session.exec(select(model).where(model.unit_id == unit_id)).all():
        if row.valid_to is not None and row.valid_to <= last_day:
            continue
        touched.append(row.id)
        if row.valid_from > last_day:
            # Planned for a day on which the unit is no longer there.
            if successor is not None:
                row.unit_id = successor.id
            else:
                session.delete(row)
            continue
        later_end, row.valid_to = row.valid_to, last_day
        if successor is not None:
            values = row.model_dump(exclude={"id"})
            values |= {"unit_id": successor.id, "valid_from": last_day + timedelta(days=1)}
            session.add(model(**values | {"valid_to": later_end}))
    return touched
