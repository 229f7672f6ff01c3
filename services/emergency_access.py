"""Emergency access: the head of the department opens what is sealed of one petition, for some hours."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import EmergencyAccess, Petition
from services import audit, clock, inbox, petition_records, thresholds, vault
from services.case_forms import LABELS
from services.emergency_rights import may_open, to_be_told
from services.errors import AppError, FieldRequired, NotFound, NotPermitted
from services.permissions import Actor
from services.text import N_, nfc

PURPOSE = "emergency"
LONGEST_REASON = 300


class EmergencyNotNeeded(AppError):
    msgid = N_("Nothing of this petition is sealed. Emergency access is for sealed petitions only.")


class EmergencyTooLong(AppError):
    msgid = N_("Emergency access lasts from 1 to {longest} hours. Choose fewer hours.")


class EmergencyRuns(AppError):
    msgid = N_("Your emergency access to this petition still runs until {end}.")


def running(session: Session, petition_id: int, actor: Actor, now: datetime) -> bool:
    """Whether the actor may now read what is sealed of a petition under emergency access."""
    return of_now(session, petition_id, actor, now) is not None


def mark(session: Session, petition_id: int, actor: Actor, now: datetime) -> dict[str, Any]:
    """What a reading writes on the trail while emergency access runs; nothing otherwise."""
    found = of_now(session, petition_id, actor, now)
    return {} if found is None else {"emergency": found.id}


def of_now(session: Session, petition_id: int, actor: Actor, now: datetime) -> EmergencyAccess | None:
    """The emergency access that runs; it ends with its hours, with the role, and at a wall."""
    return session.exec(
        select(EmergencyAccess)
        .join(Petition, col(Petition.id) == col(EmergencyAccess.petition_id))
        .where(
            EmergencyAccess.petition_id == petition_id,
            EmergencyAccess.user_id == actor.user_id,
            EmergencyAccess.opened_at <= now,
            EmergencyAccess.ends_at > now,
            col(EmergencyAccess.closed_at).is_(None),
            petition_records.condition(actor),
        )
        .order_by(col(EmergencyAccess.id).desc())
        .limit(1)
    ).first()


def offered(session: Session, petition_id: int, *, actor: Actor, today: date) -> bool:
    """Whether emergency access to a petition is this person's to open; never for one that is not sealed."""
    petition = session.exec(
        select(Petition).where(petition_records.condition(actor), Petition.id == petition_id)
    ).one_or_none()
    if petition is None or not petition_records.is_sealed(petition):
        return False
    return may_open(session, petition, actor=actor, today=today)


def longest(session: Session, *, today: date) -> int:
    """For how many hours at most one opening may last."""
    return thresholds.number(session, "emergency.longest_hours", today=today)


def open_for(
    session: Session, petition_id: int, *, hours: int, reason: str, actor: Actor, now: datetime
) -> EmergencyAccess:
    """Open what is sealed of a petition for some hours; the head of the focal unit is told at once.

    It is the director's to do, and the named deputy's where the head of the department is the one
    denounced. A petition behind the actor's own wall is as missing here as everywhere.
    """
    # Reading is what a closed petition needs as well; the checks below say whose it is.
    petition = petition_records.by_id(session, petition_id, actor=actor, lock=True, forwards=True)
    today = clock.local_date(now)
    if not may_open(session, petition, actor=actor, today=today):
        raise NotPermitted()
    if not petition_records.is_sealed(petition):
        raise EmergencyNotNeeded()
    if not nfc(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])
    most = longest(session, today=today)
    if not 1 <= hours <= most:
        raise EmergencyTooLong(field="hours", longest=most)
    known = of_now(session, petition_id, actor, now)
    if known is not None:
        raise EmergencyRuns(end=_clock_time(known.ends_at))
    told = to_be_told(session, petition, actor=actor, today=today)
    row = EmergencyAccess(
        petition_id=petition_id,
        user_id=actor.user_id,
        told_id=told[0] if told else None,
        opened_at=now,
        ends_at=now + timedelta(hours=hours),
        sealed_reason=vault.seal(nfc(reason)[:LONGEST_REASON], purpose=PURPOSE, key=petition.sealed_key),
    )
    session.add(row)
    session.flush()
    for user_id in told:
        # Nothing that tells which petition it is: the list of accesses shows it to who may see it.
        inbox.send(session, user_id, "emergency_opened", actor=actor, now=now, end=_clock_time(row.ends_at))
    _trail(session, "emergency.open", row, actor=actor, now=now, hours=hours, told=told)
    return row


def give_back(session: Session, access_id: int, *, actor: Actor, now: datetime) -> None:
    """End one's own emergency access before its hour."""
    row = session.get(EmergencyAccess, access_id)
    if row is None or row.user_id != actor.user_id or row.closed_at is not None or row.ends_at <= now:
        raise NotFound()
    row.closed_at = now
    session.flush()
    _trail(session, "emergency.close", row, actor=actor, now=now)


def _clock_time(instant: datetime) -> str:
    return f"{clock.local_time(instant):%H:%M %d/%m/%Y}"


def _trail(
    session: Session, action: str, row: EmergencyAccess, *, actor: Actor, now: datetime, **details: Any
) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="petition",
        subject_id=row.petition_id,
        emergency=row.id,
        ends_at=row.ends_at.isoformat(),
        **details,
    )
    session.flush()
