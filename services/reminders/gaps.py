"""Supervisors who are missing: noted and reported once, and put away when somebody has taken the place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from models import SupervisorGap, Unit
from models.enums import Recipient, Role
from services import inbox
from services.permissions import Actor, Permission, require
from services.reminders.messages import CAPACITY_WORDS, MISSING, UNREACHED
from services.reminders.people import Directory, Gap


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A supervisor who is missing now: where, in which capacity, since which run."""

    unit_id: int
    unit: str
    missing: Recipient
    found_at: datetime


def keep(session: Session, people: Directory, *, unreached: int, actor: Actor, now: datetime) -> int:
    """Note new gaps and tell the administrators and the focal unit of each, once; returns how many."""
    wanted = set(people.gaps)
    if unreached and people.fallback is None:
        wanted.add(Gap(people.department_id, Recipient.FALLBACK))
    _close_filled(session, people, now=now)
    new = _note(session, wanted, now=now)
    names = {unit.id: unit.name for unit in session.exec(select(Unit))} if new else {}
    told = _told(people)
    for gap in new:
        values: dict[str, Any] = {"unit": names.get(gap.unit_id, ""), "missing": CAPACITY_WORDS[gap.missing]}
        topic = MISSING
        if gap.missing is Recipient.FALLBACK:
            topic, values = UNREACHED, {"count": unreached}
        for user_id in told:
            inbox.send(session, user_id, topic, actor=actor, now=now, **values)
    session.flush()
    return len(new)


def any_open(session: Session) -> bool:
    """Whether a gap waits to be filled."""
    return (
        session.exec(select(SupervisorGap.id).where(col(SupervisorGap.closed_at).is_(None))).first()
        is not None
    )


def standing(session: Session, *, actor: Actor) -> list[OpenGap]:
    """The supervisors missing now, by unit; for those who watch over the clocks."""
    require(actor, Permission.ALARM_READ)
    found = session.exec(
        select(SupervisorGap, Unit.name)
        .join(Unit, col(Unit.id) == col(SupervisorGap.unit_id))
        .where(col(SupervisorGap.closed_at).is_(None))
        .order_by(col(Unit.path), col(SupervisorGap.id))
    )
    return [OpenGap(gap.unit_id, name, gap.missing, gap.found_at) for gap, name in found]


def _note(session: Session, wanted: set[Gap], *, now: datetime) -> list[Gap]:
    """Those of the gaps that were not known; a gap is noted by one of two runs at the same time."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    new = []
    for gap in sorted(wanted, key=lambda one: (one.unit_id, one.missing)):
        row = {"unit_id": gap.unit_id, "missing": gap.missing, "found_at": now}
        statement = (
            dialect.insert(SupervisorGap).values(row).on_conflict_do_nothing().returning(SupervisorGap.id)
        )
        if session.execute(statement).first() is not None:
            new.append(gap)
    return new


def _close_filled(session: Session, people: Directory, *, now: datetime) -> None:
    for row in session.exec(select(SupervisorGap).where(col(SupervisorGap.closed_at).is_(None))):
        if people.exists(Gap(row.unit_id, row.missing)):
            row.closed_at = now
    session.flush()


def _told(people: Directory) -> list[int]:
    administrators = [
        user_id
        for (role, _unit), ids in people.by_role.items()
        if role is Role.ADMINISTRATOR
        for user_id in ids
    ]
    focal = people.by_role.get((Role.INSPECTOR, people.focal_unit_id or 0), [])
    return list(dict.fromkeys([*administrators, *focal]))
