"""Readings of what is sealed: opening the page of a denunciation or of a protected matter leaves an entry."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import AuditEntry
from services import audit, clock, thresholds
from services.permissions import Actor, Permission, require

AGAIN = "audit.read_again_minutes"
OPENED = {"case": "case.open_sealed", "petition": "petition.open_sealed"}


def is_due(session: Session, subject: str, subject_id: int, *, actor: Actor, now: datetime) -> bool:
    """Whether an opening has to be noted: the same reader's last one lies further back than the setting says.

    A page is drawn anew at every click; one sitting is one reading.
    """
    minutes = thresholds.number(session, AGAIN, today=clock.local_date(now))
    found = session.exec(
        select(AuditEntry.id)
        .where(
            AuditEntry.subject == subject,
            AuditEntry.subject_id == subject_id,
            AuditEntry.action == OPENED[subject],
            AuditEntry.user_id == actor.user_id,
            col(AuditEntry.at) > now - timedelta(minutes=minutes),
        )
        .limit(1)
    ).first()
    return found is None


def note(session: Session, subject: str, subject_id: int, *, actor: Actor, now: datetime) -> None:
    """Note that the actor opened the sealed case or petition, which the caller has found for him."""
    require(actor, Permission.CASE_READ)
    audit.write(session, OPENED[subject], actor=actor, now=now, subject=subject, subject_id=subject_id)
    session.flush()
