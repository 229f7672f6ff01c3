"""What may be done with a unit: its refusals, and the checks that adding, changing and ending share."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, func, select

from models import Unit
from models.enums import UnitKind
from services import audit, entries
from services.errors import AppError, NotFound
from services.permissions import Actor
from services.text import N_, fold

LABEL_CODE, LABEL_NAME, LABEL_SHORT = N_("Code"), N_("Name"), N_("Short name")
LONGEST_PATH = 200


class UnitCodeTaken(AppError):
    msgid = N_("The code “{code}” belongs to “{name}”. Choose another code.")


class UnitBelowItself(AppError):
    msgid = N_("“{name}” cannot stand below itself or one of its own sub-units. Choose another parent.")


class OutsideAndInsideMixed(AppError):
    msgid = N_("Units of the department and outside authorities have separate trees. Choose another parent.")


class DepartmentStays(AppError):
    msgid = N_("The department itself is the root: it can be renamed, but not moved, ended or made again.")


class UnitNotInForce(AppError):
    msgid = N_("“{name}” is not in force on {day}. Choose a unit that is.")


class SubUnitsInForce(AppError):
    msgid = N_("“{name}” still has {count} sub-units in force. Move or end them first.")


class UnitInUse(AppError):
    msgid = N_("“{name}” is used by people, matters or sub-units and cannot be deleted. End it instead.")


class SuccessorMissing(AppError):
    msgid = N_("“{name}” holds {cases} open cases and {petitions} petitions to handle. Name a successor.")


class TreeTooDeep(AppError):
    msgid = N_("The tree of units would become too deep. Choose a parent nearer to the department.")


@dataclass(frozen=True)
class UnitEntry:
    """A unit as a form, a grid or a workbook gives it."""

    code: str
    name: str
    kind: UnitKind
    parent_id: int | None
    valid_from: date
    short_name: str = ""


def locked(session: Session, unit_id: int) -> Unit:
    """The unit, locked until the transaction ends; raises NotFound."""
    unit = session.exec(select(Unit).where(Unit.id == unit_id).with_for_update()).one_or_none()
    if unit is None:
        raise NotFound()
    return unit


def checked_values(session: Session, entry: UnitEntry, *, unit_id: int | None) -> dict[str, Any]:
    """The entry's own columns, tidied; raises FieldRequired, FieldInvalid, TextTooLong, UnitCodeTaken."""
    code = entries.code(entry.code, label=LABEL_CODE)
    name = entries.filled(entry.name, label=LABEL_NAME, longest=200)
    taken = session.exec(
        select(Unit).where(func.lower(Unit.code) == code.lower(), Unit.id != unit_id)
        if unit_id is not None
        else select(Unit).where(func.lower(Unit.code) == code.lower())
    ).first()
    if taken is not None:
        raise UnitCodeTaken(field=LABEL_CODE, code=code, name=taken.name)
    return {
        "code": code,
        "name": name,
        "short_name": entries.optional(entry.short_name, label=LABEL_SHORT, longest=60),
        "folded": fold(name),
        "kind": entry.kind,
        "valid_from": entry.valid_from,
    }


def parent_for(session: Session, parent_id: int | None, *, kind: UnitKind, on: date) -> Unit | None:
    """The parent a unit of that kind may have; raises NotFound, OutsideAndInsideMixed, UnitNotInForce."""
    if parent_id is None:
        if kind in (UnitKind.OUTSIDE, UnitKind.DEPARTMENT):
            return None
        raise OutsideAndInsideMixed()
    parent = session.get(Unit, parent_id)
    if parent is None:
        raise NotFound()
    if (parent.kind is UnitKind.OUTSIDE) != (kind is UnitKind.OUTSIDE):
        raise OutsideAndInsideMixed()
    if parent.valid_to is not None and parent.valid_to < on:
        raise UnitNotInForce(name=parent.name, day=on)
    return parent


def check_depth(path: str) -> None:
    """Refuse a path that its column cannot hold."""
    if len(path) > LONGEST_PATH:
        raise TreeTooDeep()


def plain(unit: Unit) -> dict[str, Any]:
    """What the trail keeps of a unit."""
    return unit.model_dump(mode="json", exclude={"id", "folded", "path", "changed"})


def trail(session: Session, action: str, unit: Unit, *, actor: Actor, now: datetime, **details: Any) -> None:
    """Write the entry of the trail for a deed on a unit."""
    audit.write(session, action, actor=actor, now=now, subject="unit", subject_id=unit.id, **details)
