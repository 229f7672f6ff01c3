"""Asking a wall: who is behind it, whether a matter can only be forwarded, and the refusals that follow."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from models import Case, CaseExclusion, Petition, PetitionExclusion, RoleAssignment, Unit, UnitHead, User
from models.enums import Kind
from services import actors, thresholds, walls
from services.deputies import DEPUTY
from services.errors import AppError
from services.permissions import Actor, Permission, can
from services.text import N_
from services.walls import Accused, Wall


class OnlyForwarded(AppError):
    msgid = N_("{code} can only be forwarded to the competent body. Record the forwarding.")


def check_case(session: Session, case: Case, *, forwards: bool = False) -> None:
    """Refuse any change but a forwarding of a case that is closed to the department."""
    if not forwards and walls.is_closed_case(session, case.id):
        raise OnlyForwarded(code=case.code)


def check_petition(session: Session, petition: Petition, *, forwards: bool = False) -> None:
    """The same for a petition."""
    if not forwards and walls.is_closed_petition(session, petition.id):
        raise OnlyForwarded(code=petition.code)


def hidden_from(session: Session, actor: Actor) -> tuple[set[int], set[int]]:
    """The few cases and petitions that walls keep from the actor, for counting without them."""
    return (
        set(session.scalars(actor.scope.walled_cases())),
        set(session.scalars(actor.scope.walled_petitions())),
    )


def told_cases(actor: Actor) -> ColumnElement[bool]:
    """Which cases are in the numbers that an actor is told of what a change touches.

    None behind his walls; and no denunciation where his role reads no cases: a number that is
    one more on the day somebody denounced would tell him so (decision 19).
    """
    return _told(actor, Case, actor.scope.walled_cases())


def told_petitions(actor: Actor) -> ColumnElement[bool]:
    """The same for petitions."""
    return _told(actor, Petition, actor.scope.walled_petitions())


def _told(actor: Actor, model: Any, walled: Any) -> ColumnElement[bool]:
    outside = col(model.id).not_in(walled)
    if can(actor, Permission.CASE_READ):
        return outside
    return and_(outside, col(model.kind) != Kind.DENUNCIATION)


def kept_out_of(
    session: Session, case_ids: Sequence[int], user_ids: Collection[int], *, today: date
) -> set[tuple[int, int]]:
    """Which of these people may not see which of these cases for a wall: pairs of case and user."""
    rows = session.exec(select(CaseExclusion).where(col(CaseExclusion.case_id).in_(case_ids))).all()
    return _behind(session, rows, "case_id", user_ids, today=today)


def kept_out_of_petitions(
    session: Session, petition_ids: Sequence[int], user_ids: Collection[int], *, today: date
) -> set[tuple[int, int]]:
    """The same for petitions: pairs of petition and user."""
    which = col(PetitionExclusion.petition_id).in_(petition_ids)
    rows = session.exec(select(PetitionExclusion).where(which)).all()
    return _behind(session, rows, "petition_id", user_ids, today=today)


def wall_of_entry(session: Session, accused: Accused, *, received_on: date | None, today: date) -> Wall:
    """The wall that an entry would raise, for the form that asks before it is saved."""
    return walls.of(session, accused, days=(received_on or today, today))


def loses_sight(wall: Wall, actor: Actor) -> bool:
    """Whether the actor would not see the matter after he has entered it."""
    return wall.stands_before(actor.user_id, actor.scope.wall_unit_ids)


def _behind(
    session: Session, rows: Sequence[Any], key: str, user_ids: Collection[int], *, today: date
) -> set[tuple[int, int]]:
    if not rows:
        return set()
    units = _wall_units(session, user_ids, today=today)
    deputy_for = _departments_of_deputies(session, user_ids, today=today)
    kept = {(getattr(row, key), row.user_id) for row in rows if row.admits}
    found = {(getattr(row, key), row.user_id) for row in rows if row.user_id in units and not row.admits}
    for row in rows:
        found |= {
            (getattr(row, key), user)
            for user, own in units.items()
            if row.unit_id in own - {deputy_for.get(user)} and (getattr(row, key), user) not in kept
        }
    return found


def _wall_units(session: Session, user_ids: Collection[int], *, today: date) -> dict[int, frozenset[int]]:
    """As `actors.wall_units`, for many people at once: the latest role of the day counts."""
    found: dict[int, set[int]] = {user: set() for user in user_ids}
    roles = session.exec(
        select(RoleAssignment.user_id, Unit.path)
        .join(Unit, col(Unit.id) == col(RoleAssignment.unit_id))
        .where(col(RoleAssignment.user_id).in_(user_ids), *_on(RoleAssignment, today))
        .order_by(col(RoleAssignment.valid_from), col(RoleAssignment.id))
    )
    for user, path in roles:
        found[user] = {int(part) for part in path.split("/") if part}
    headed = select(UnitHead.user_id, UnitHead.unit_id).where(
        col(UnitHead.user_id).in_(user_ids), *_on(UnitHead, today)
    )
    for head, unit in session.exec(headed):
        found[head or 0].add(unit)
    return {user: frozenset(units) for user, units in found.items()}


def _departments_of_deputies(
    session: Session, user_ids: Collection[int], *, today: date
) -> dict[int, int | None]:
    name = thresholds.text(session, DEPUTY, today=today)
    deputy = session.exec(select(User.id).where(User.username == name)).first() if name else None
    return {deputy: actors.department_id(session)} if deputy in user_ids and deputy is not None else {}


def _on(model: Any, day: date) -> tuple[Any, Any]:
    return model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to >= day)
