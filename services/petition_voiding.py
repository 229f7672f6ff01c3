"""A petition that was entered wrongly is voided with a reason; nothing is deleted."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import CrowdEvent, OverLevelRecord, Petition
from services import audit, petition_cases, petition_records, sealed_reasons
from services.errors import FieldRequired
from services.permissions import Actor, Permission, require
from services.petition_input import LABELS
from services.text import tidy


def void(
    session: Session,
    petition_id: int,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Petition:
    """Void a petition with what came from it alone: its cases, crowd and over-level record.

    A case that other petitions share stays. A case in which something already happened
    stands against it (CaseHasGoneOn), and so does a part that is not the actor's to see.
    """
    require(actor, Permission.PETITION_VOID)
    petition = petition_records.by_id(session, petition_id, actor=actor, lock=True)
    if petition.voided_at is not None:
        raise petition_records.PetitionVoided(code=petition.code)
    petition_records.refuse_if_changed(session, petition, seen=seen)
    reason = tidy(reason)[:300]
    if not reason:
        raise FieldRequired(field="reason", label=LABELS["reason"])
    reason = sealed_reasons.of_petition(session, petition, reason, actor=actor, now=now)
    petition_cases.void_cases_of(session, petition, reason=reason, actor=actor, now=now)
    for model in (CrowdEvent, OverLevelRecord):
        for row in session.exec(
            select(model).where(model.petition_id == petition.id, col(model.voided_at).is_(None))
        ):
            row.voided_at, row.void_reason = now, reason
            if isinstance(row, CrowdEvent):
                row.is_ongoing = False
    petition.voided_at, petition.void_reason = now, reason
    audit.write(
        session,
        "petition.void",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        reason=reason,
        changes={"voided": [False, True]},
    )
    session.flush()
    return petition
