"""The tree of units: adding, changing, moving, reviving, each with its dates and its trail."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models import Unit, UnitHead, UnitRole
from models.enums import UnitKind
from services import audit, changes, clock, entries
from services.list_shapes import is_used
from services.permissions import Actor, Permission, require
from services.unit_rules import (
    DepartmentStays,
    OutsideAndInsideMixed,
    UnitBelowItself,
    UnitEntry,
    UnitInUse,
    UnitNotInForce,
    check_depth,
    checked_values,
    locked,
    parent_for,
    plain,
    trail,
)


def add(session: Session, entry: UnitEntry, *, actor: Actor, now: datetime) -> Unit:
    """Add a unit below its parent; outside authorities without a parent begin a tree of their own."""
    require(actor, Permission.UNIT_EDIT)
    if entry.kind is UnitKind.DEPARTMENT:
        raise DepartmentStays()
    values = checked_values(session, entry, unit_id=None)
    parent = parent_for(session, entry.parent_id, kind=entry.kind, on=entry.valid_from)
    unit = Unit(**values, parent_id=parent.id if parent else None)
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    check_depth(unit.path)
    trail(session, "added_unit", unit, actor=actor, now=now, **plain(unit))
    session.flush()
    return unit


def change(session: Session, unit_id: int, entry: UnitEntry, *, actor: Actor, now: datetime) -> Unit:
    """Change name, code, kind, parent and first day; a new parent moves the whole subtree."""
    require(actor, Permission.UNIT_EDIT)
    unit = locked(session, unit_id)
    if (unit.kind is UnitKind.DEPARTMENT) != (entry.kind is UnitKind.DEPARTMENT):
        raise DepartmentStays()
    before = plain(unit)
    values = checked_values(session, entry, unit_id=unit_id)
    entries.check_order(entry.valid_from, unit.valid_to)
    if entry.parent_id != unit.parent_id:
        _move(session, unit, entry.parent_id, kind=entry.kind, on=clock.local_date(now))
    elif (unit.kind is UnitKind.OUTSIDE) != (entry.kind is UnitKind.OUTSIDE):
        raise OutsideAndInsideMixed()
    for name, value in values.items():
        setattr(unit, name, value)
    changed = audit.changed_fields(before, plain(unit))
    if changed:
        trail(session, "changed_unit", unit, actor=actor, now=now, changed=changed)
    session.flush()
    return unit


def revive(session: Session, unit_id: int, *, actor: Actor, now: datetime) -> Unit:
    """Take back the end of a unit; heads, roles and people are set anew where they are needed."""
    require(actor, Permission.UNIT_EDIT)
    unit = locked(session, unit_id)
    if unit.parent_id is not None:
        parent = session.get_one(Unit, unit.parent_id)
        if parent.valid_to is not None:
            raise UnitNotInForce(name=parent.name, day=clock.local_date(now))
    before = plain(unit)
    unit.successor_id = None
    unit.valid_to = None
    changed = audit.changed_fields(before, plain(unit))
    trail(session, "revived_unit", unit, actor=actor, now=now, changed=changed)
    session.flush()
    return unit


def remove(session: Session, unit_id: int, *, actor: Actor, now: datetime) -> None:
    """Delete a unit that was entered by mistake: nothing but its own heads and roles may name it."""
    require(actor, Permission.UNIT_EDIT)
    unit = locked(session, unit_id)
    if unit.kind is UnitKind.DEPARTMENT:
        raise DepartmentStays()
    for model in (UnitHead, UnitRole):
        for row in session.exec(select(model).where(model.unit_id == unit_id)):
            session.delete(row)
    session.flush()
    if session.execute(select(is_used(Unit, unit_id))).scalar():
        raise UnitInUse(name=unit.name)
    trail(session, "removed_unit", unit, actor=actor, now=now, before=plain(unit))
    session.delete(unit)
    changes.entomb(session, Unit, unit_id, today=clock.local_date(now))


def rebuild_paths(session: Session) -> None:
    """Derive every path from the parents; for imports, where parents arrive in any order."""
    units = {unit.id: unit for unit in session.exec(select(Unit))}
    for unit in units.values():
        chain, seen = [unit.id], {unit.id}
        above = units.get(unit.parent_id)
        while above is not None:
            if above.id in seen:
                raise UnitBelowItself(name=unit.name)
            seen.add(above.id)
            chain.append(above.id)
            above = units.get(above.parent_id)
        path = "/" + "".join(f"{number}/" for number in reversed(chain))
        check_depth(path)
        if unit.path != path:
            unit.path = path
    session.flush()


def _move(session: Session, unit: Unit, parent_id: int | None, *, kind: UnitKind, on: date) -> None:
    """Give the unit another parent and the whole subtree its new paths."""
    if unit.kind is UnitKind.DEPARTMENT:
        raise DepartmentStays()
    if (unit.kind is UnitKind.OUTSIDE) != (kind is UnitKind.OUTSIDE):
        raise OutsideAndInsideMixed()
    parent = parent_for(session, parent_id, kind=kind, on=on)
    if parent is not None and parent.path.startswith(unit.path):
        raise UnitBelowItself(name=unit.name)
    old = unit.path
    new = f"{parent.path if parent else '/'}{unit.id}/"
    below = session.exec(select(Unit).where(col(Unit.path).startswith(old)).with_for_update()).all()
    unit.parent_id = parent_id
    for row in below:
        row.path = new + row.path[len(old) :]
        check_depth(row.path)
