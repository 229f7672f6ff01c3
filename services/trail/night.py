"""The trail's part of the night: sealed, checked from its first entry on, and the result noted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models import AuditEntry, RoleAssignment, User
from models.enums import Role
from services import audit, clock, database, inbox
from services.permissions import Actor, Permission, require
from services.trail import checking, sealing
from services.trail.checking import Check

BROKEN = "trail_broken"
CHECKED = "audit.verify"
_TOLD = (Role.ADMINISTRATOR, Role.INSPECTOR, Role.DIRECTOR)


@dataclass(frozen=True, slots=True)
class LastCheck:
    """When the trail was checked last, and how many faults that found."""

    at: datetime
    faults: int


def run(*, actor: Actor, now: datetime) -> Check:
    """Seal what came since, check everything, and note how it ended.

    Where something is broken, inspectors and administrators are told on the first night of it. Raises as
    `sealing.seal` does.
    """
    require(actor, Permission.WATCH_RUN)
    sealing.seal(actor=actor, now=now)
    with database.reading() as session:
        check = checking.verify(session, actor=actor)
    with database.transaction() as session:
        before = last_check(session)
        first = check.findings[0] if check.findings else None
        about: dict[str, Any] = {}
        if first is not None:
            about = {"fault": first.fault.value, "seal": first.seal, "entry": first.entry}
        audit.write(
            session,
            CHECKED,
            actor=actor,
            now=now,
            subject="audit",
            entries=check.entries,
            seals=check.seals,
            faults=check.faults,
            **about,
        )
        if check.faults and not (before and before.faults):
            for user_id in _told(session, now=now):
                inbox.send(session, user_id, BROKEN, actor=actor, now=now, count=check.faults)
        session.flush()
    return check


def last_check(session: Session) -> LastCheck | None:
    """The result of the latest night; None where the trail was never checked."""
    entry = session.exec(
        select(AuditEntry)
        .where(AuditEntry.action == CHECKED)
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(1)
    ).first()
    return LastCheck(entry.at, int(entry.details.get("faults", 0))) if entry else None


def _told(session: Session, *, now: datetime) -> list[int]:
    today = clock.local_date(now)
    found = session.exec(
        select(RoleAssignment.user_id)
        .join(User, col(User.id) == col(RoleAssignment.user_id))
        .where(
            col(RoleAssignment.role).in_(_TOLD),
            RoleAssignment.valid_from <= today,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
            col(User.is_active),
        )
        .distinct()
    )
    return sorted(found)
