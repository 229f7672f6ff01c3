"""What an ended unit still holds: its open cases and waiting petitions pass to its successor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from models import Case, CaseEvent, Petition, Unit
from services import actors, audit, officers, unit_views, wall_checks, wall_routing, walls
from services.errors import AppError
from services.permissions import Actor, Permission, require
from services.text import N_
from services.unit_rules import SuccessorMissing, UnitNotInForce, locked, trail

ACTION = "transfer"


class UnitInForce(AppError):
    msgid = N_("“{name}” is in force. What is open passes on when the unit has ended.")


@dataclass(frozen=True)
class Stock:
    """How much an ended unit holds, over all kinds together, and to whom it passes from which day."""

    cases: int
    petitions: int
    successor: str
    first_day: date
    is_due: bool
    # How many of them the successor may not have: they go to the unit above it.
    above: int = 0


@dataclass(frozen=True)
class Hop:
    """One change of unit within the chain of successors, and the first day of the new one."""

    from_id: int
    to_id: int
    day: date


def held(session: Session, unit_id: int, *, actor: Actor, today: date) -> Stock | None:
    """The preview of passing on; None where the unit has no end, no successor or nothing open."""
    require(actor, Permission.UNIT_EDIT)
    unit = session.get_one(Unit, unit_id)
    own = frozenset({unit_id})
    cases = unit_views.open_cases(session, own, actor=actor)
    petitions = unit_views.open_petitions(session, own, actor=actor)
    if unit.valid_to is None or unit.successor_id is None or not (cases or petitions):
        return None
    heir = session.get_one(Unit, _hops(session, unit, today=today)[-1].to_id)
    above = _above(session, unit_id, heir, actor=actor)
    return Stock(cases, petitions, heir.name, _day_after(unit.valid_to), unit.valid_to <= today, above)


def pass_on_stock(
    session: Session, unit_id: int, *, actor: Actor, now: datetime, today: date
) -> tuple[int, int]:
    """Give open cases and waiting petitions of an ended unit to its successor; returns how many of each.

    What the successor may not have for a wall goes to the unit above it; what is behind a wall for
    the actor moves too, and is not counted for him.

    Cases move as of the day after the end, with an event each. An officer keeps what he has if
    his role now lies in the successor; the rest waits there for a new one. Handled petitions
    and closed cases stay where they were. Raises UnitInForce before the last day,
    SuccessorMissing, and UnitNotInForce where the successor has itself ended without one.
    """
    require(actor, Permission.UNIT_EDIT)
    unit = locked(session, unit_id)
    if unit.valid_to is None or unit.valid_to > today:
        raise UnitInForce(name=unit.name)
    cases = _open_cases(session, unit_id)
    petitions = _waiting_petitions(session, unit_id)
    if not cases and not petitions:
        return 0, 0
    if unit.successor_id is None:
        raise SuccessorMissing(name=unit.name, cases=len(cases), petitions=len(petitions))
    hops = _hops(session, unit, today=today)
    heir = session.get_one(Unit, hops[-1].to_id)
    if heir.valid_to is not None and heir.valid_to < today:
        raise UnitNotInForce(name=heir.name, day=today)
    staying = _staff(session, heir, on=max(today, hops[-1].day))
    _move_cases(session, cases, hops, staying, actor=actor, now=now)
    for petition in petitions:
        shut = walls.units_of_petition(session, petition.id)
        petition.unit_id = wall_routing.unit_outside(session, heir.id or 0, shut)
        keeps = petition.officer_id in staying and petition.unit_id == heir.id
        petition.officer_id = petition.officer_id if keeps else None
    trail(
        session,
        "passed_on_stock",
        unit,
        actor=actor,
        now=now,
        successor_id=heir.id,
        cases=len(cases),
        # Petitions have no history of their own: the trail keeps which ones came from here.
        petition_ids=[petition.id for petition in petitions],
    )
    session.flush()
    hidden_cases, hidden_petitions = wall_checks.hidden_from(session, actor)
    return (
        sum(one.id not in hidden_cases for one in cases),
        sum(one.id not in hidden_petitions for one in petitions),
    )


def lift(session: Session, unit: Unit, *, actor: Actor, now: datetime) -> None:
    """Give what an ended unit without a successor still holds to the unit above it.

    Only what a wall hides from whoever ended the unit can be left: he could not know of it.
    """
    cases = _open_cases(session, unit.id or 0)
    if unit.parent_id is None or unit.valid_to is None:
        return
    hops = [Hop(unit.id or 0, unit.parent_id, _day_after(unit.valid_to))]
    _move_cases(session, cases, hops, frozenset(), actor=actor, now=now)
    for petition in _waiting_petitions(session, unit.id or 0):
        petition.unit_id, petition.officer_id = unit.parent_id, None
    session.flush()


def _above(session: Session, unit_id: int, heir: Unit, *, actor: Actor) -> int:
    hidden_cases, hidden_petitions = wall_checks.hidden_from(session, actor)
    cases = [case.id or 0 for case in _open_cases(session, unit_id)]
    shut = walls.units_of_cases(session, [i for i in cases if i not in hidden_cases])
    around = [wall_routing.unit_outside(session, heir.id or 0, units) != heir.id for units in shut.values()]
    for petition in _waiting_petitions(session, unit_id):
        if petition.id not in hidden_petitions and (units := walls.units_of_petition(session, petition.id)):
            around.append(wall_routing.unit_outside(session, heir.id or 0, units) != heir.id)
    return sum(around)


def _open_cases(session: Session, unit_id: int) -> Sequence[Case]:
    return session.exec(
        select(Case)
        .where(Case.unit_id == unit_id, col(Case.closed_on).is_(None), col(Case.voided_at).is_(None))
        .order_by(col(Case.id))
        .with_for_update()
    ).all()


def _waiting_petitions(session: Session, unit_id: int) -> Sequence[Petition]:
    return session.exec(
        select(Petition)
        .where(
            Petition.unit_id == unit_id,
            col(Petition.handled_on).is_(None),
            col(Petition.voided_at).is_(None),
        )
        .order_by(col(Petition.id))
        .with_for_update()
    ).all()


def _hops(session: Session, unit: Unit, *, today: date) -> list[Hop]:
    """From an ended unit to the first successor that has not ended, so that history tells every holder."""
    hops: list[Hop] = []
    seen = {unit.id}
    while unit.valid_to is not None and unit.successor_id is not None and unit.successor_id not in seen:
        if hops and unit.valid_to >= today:
            break
        hops.append(Hop(unit.id or 0, unit.successor_id, _day_after(unit.valid_to)))
        seen.add(unit.successor_id)
        unit = session.get_one(Unit, unit.successor_id)
    return hops


def _staff(session: Session, unit: Unit, *, on: date) -> frozenset[int]:
    """Who works on cases in the unit or below it on a day."""
    below = actors.subtree(session, unit.id or 0) or frozenset({unit.id or 0})
    return frozenset(one.id for one in officers.everybody(session, today=on) if one.unit_id in below)


def _move_cases(
    session: Session,
    cases: Sequence[Case],
    hops: Sequence[Hop],
    staying: frozenset[int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    last_moves = _last_moves(session, hops[0].from_id)
    shut = walls.units_of_cases(session, [case.id or 0 for case in cases])
    for case in cases:
        # A case that came later, or was moved here later, passes on no earlier than it was here.
        earliest = max(case.received_on, last_moves.get(case.id or 0, case.received_on))
        before = {"unit_id": case.unit_id, "officer_id": case.officer_id}
        to_id = wall_routing.unit_outside(session, hops[-1].to_id, shut.get(case.id or 0, frozenset()))
        is_around = to_id != hops[-1].to_id
        case.officer_id = case.officer_id if case.officer_id in staying and not is_around else None
        case.unit_id = to_id
        for hop in [Hop(hops[0].from_id, to_id, hops[0].day)] if is_around else hops:
            session.add(
                CaseEvent(
                    case_id=case.id or 0,
                    action=ACTION,
                    happened_on=max(hop.day, earliest),
                    entered_at=now,
                    entered_by_id=actor.user_id,
                    from_unit_id=hop.from_id,
                    to_unit_id=hop.to_id,
                    officer_id=case.officer_id,
                )
            )
        after = {"unit_id": case.unit_id, "officer_id": case.officer_id}
        changes = audit.changed_fields(before, after)
        audit.write(
            session,
            f"case.{ACTION}",
            actor=actor,
            now=now,
            subject="case",
            subject_id=case.id,
            changes=changes,
        )


def _last_moves(session: Session, unit_id: int) -> dict[int, date]:
    """The last day on which each open case of the unit changed its unit."""
    found = session.exec(
        select(CaseEvent.case_id, func.max(CaseEvent.happened_on))
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(
            Case.unit_id == unit_id,
            col(Case.closed_on).is_(None),
            col(CaseEvent.from_unit_id) != col(CaseEvent.to_unit_id),
        )
        .group_by(col(CaseEvent.case_id))
    )
    return dict(found.all())


def _day_after(day: date) -> date:
    return day + timedelta(days=1)
