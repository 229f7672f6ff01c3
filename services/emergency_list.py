"""The emergency accesses that there were, with what was read under each."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from models import AuditEntry, EmergencyAccess, Petition, User
from services import petition_records, vault
from services.emergency_access import PURPOSE
from services.permissions import Actor, Permission, can

SHOWN = 100


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """One emergency access; `reads` is how often something was read under it."""

    id: int
    code: str
    opened_by: str
    told: str
    opened_at: datetime
    ends_at: datetime
    runs: bool
    is_own: bool
    reason: str
    reads: int


@dataclass(frozen=True, slots=True)
class EmergencyLines:
    """The newest of them, and how many there are."""

    lines: list[EmergencyLine]
    total: int


def lines(session: Session, *, actor: Actor, now: datetime) -> EmergencyLines:
    """Emergency accesses to petitions that the reader may see, the newest first.

    All of them for whoever may read the trail, else one's own and those one was told of.
    """
    conditions: list[ColumnElement[bool]] = [
        col(EmergencyAccess.petition_id).in_(
            select(col(Petition.id)).where(petition_records.condition(actor))
        )
    ]
    if not can(actor, Permission.AUDIT_READ):
        told, own = col(EmergencyAccess.told_id), col(EmergencyAccess.user_id)
        conditions.append(or_(told == actor.user_id, own == actor.user_id))
    total = session.exec(select(func.count()).select_from(EmergencyAccess).where(*conditions)).one()
    found = session.exec(
        select(EmergencyAccess, Petition)
        .join(Petition, col(Petition.id) == col(EmergencyAccess.petition_id))
        .where(*conditions)
        .order_by(col(EmergencyAccess.id).desc())
        .limit(SHOWN)
    ).all()
    people = {i for row, _petition in found for i in (row.user_id, row.told_id) if i}
    names = {user.id or 0: user.name for user in session.exec(select(User).where(col(User.id).in_(people)))}
    reads = _reads(session, {row.petition_id for row, _petition in found})
    return EmergencyLines(
        [
            EmergencyLine(
                id=row.id or 0,
                code=petition.code,
                opened_by=names.get(row.user_id, ""),
                told=names.get(row.told_id or 0, ""),
                opened_at=row.opened_at,
                ends_at=row.closed_at or row.ends_at,
                runs=row.closed_at is None and row.ends_at > now,
                is_own=row.user_id == actor.user_id,
                reason=str(vault.unseal(row.sealed_reason, purpose=PURPOSE, key=petition.sealed_key)),
                reads=reads[row.id or 0],
            )
            for row, petition in found
        ],
        total,
    )


def _reads(session: Session, petition_ids: set[int]) -> Counter[int]:
    """How many entries of the trail name each emergency access as their ground."""
    entries = session.exec(
        select(AuditEntry).where(
            AuditEntry.subject == "petition",
            col(AuditEntry.subject_id).in_(petition_ids),
            col(AuditEntry.action).endswith(".read"),
        )
    )
    return Counter(entry.details["emergency"] for entry in entries if "emergency" in entry.details)
