"""Units as the administration reads them: the tree with heads and people, and what a change touches."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, or_, select

from models import Case, Petition, RoleAssignment, Unit, UnitHead, User
from models.enums import UnitKind
from services import actors
from services.permissions import Actor, Permission, require
from services.text import sort_key


@dataclass(frozen=True)
class UnitLine:
    """One unit in the tree on a day."""

    unit: Unit
    depth: int
    parent_name: str
    head: str
    head_title: str
    users: int
    is_focal: bool
    successor_name: str


@dataclass(frozen=True)
class UnitEffect:
    """What a change of a unit touches: counts only, the administrator sees no matter's content.

    Cases and petitions are counted over all kinds together, so that no denunciation
    shows; people are those whose role in the unit holds on the day.
    """

    open_cases: int
    open_petitions: int
    users: int
    sub_units: int
    is_focal: bool

    @property
    def is_empty(self) -> bool:
        return not (self.open_cases or self.open_petitions or self.users or self.sub_units or self.is_focal)


def tree(session: Session, *, actor: Actor, today: date, with_ended: bool = True) -> list[UnitLine]:
    """Every unit, each below its parent, the department first and outside authorities last."""
    require(actor, Permission.UNIT_EDIT)
    units = {unit.id: unit for unit in session.exec(select(Unit))}
    children: dict[int | None, list[Unit]] = {}
    for unit in units.values():
        children.setdefault(unit.parent_id, []).append(unit)
    heads = {head.unit_id: head for head in session.exec(select(UnitHead).where(*_holds(UnitHead, today)))}
    users = _users_by_unit(session, today)
    focal = actors.focal_unit_id(session, today=today)
    lines: list[UnitLine] = []

    def descend(parent_id: int | None, depth: int) -> None:
        below = children.get(parent_id, [])
        for unit in sorted(below, key=lambda u: (u.kind is UnitKind.OUTSIDE, sort_key(u.name))):
            head = heads.get(unit.id or 0)
            parent, successor = units.get(unit.parent_id), units.get(unit.successor_id)
            if with_ended or unit.valid_to is None or unit.valid_to >= today:
                lines.append(
                    UnitLine(
                        unit,
                        depth,
                        parent.name if parent else "",
                        head.name if head else "",
                        head.title if head else "",
                        users.get(unit.id, 0),
                        unit.id == focal,
                        successor.name if successor else "",
                    )
                )
            descend(unit.id, depth + 1)

    descend(None, 0)
    return lines


def effect(session: Session, unit_id: int, *, actor: Actor, on: date) -> UnitEffect:
    """What ending or moving a unit on that day touches, its sub-units included in the counts."""
    require(actor, Permission.UNIT_EDIT)
    below = actors.subtree(session, unit_id) or frozenset({unit_id})
    sub_units = session.exec(
        select(func.count())
        .select_from(Unit)
        .where(col(Unit.id).in_(below), Unit.id != unit_id, *_holds(Unit, on))
    ).one()
    users = _users_by_unit(session, on)
    return UnitEffect(
        open_cases(session, below, actor=actor),
        open_petitions(session, below, actor=actor),
        sum(users.get(unit, 0) for unit in below),
        sub_units,
        actors.focal_unit_id(session, today=on) in below,
    )


def open_cases(session: Session, unit_ids: frozenset[int], *, actor: Actor) -> int:
    """Open cases that the units hold, all kinds together, but what is behind a wall for the actor."""
    statement = select(func.count()).where(
        col(Case.unit_id).in_(unit_ids),
        col(Case.closed_on).is_(None),
        col(Case.voided_at).is_(None),
        col(Case.id).not_in(actor.scope.walled_cases()),
    )
    return session.exec(statement).one()


def open_petitions(session: Session, unit_ids: frozenset[int], *, actor: Actor) -> int:
    """Petitions that the units have not handled yet, with the same exception."""
    statement = select(func.count()).where(
        col(Petition.unit_id).in_(unit_ids),
        col(Petition.handled_on).is_(None),
        col(Petition.voided_at).is_(None),
        col(Petition.id).not_in(actor.scope.walled_petitions()),
    )
    return session.exec(statement).one()


def _users_by_unit(session: Session, day: date) -> dict[int | None, int]:
    rows = session.exec(
        select(RoleAssignment.unit_id, func.count(func.distinct(col(RoleAssignment.user_id))))
        .join(User, col(User.id) == RoleAssignment.user_id)
        .where(col(User.is_active).is_(True), *_holds(RoleAssignment, day))
        .group_by(col(RoleAssignment.unit_id))
    )
    return dict(rows.all())


def _holds(model: Any, day: date) -> tuple[Any, Any]:
    return model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to >= day)
