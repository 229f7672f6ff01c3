"""What a new petition adds to the watch list: a crowd that came with it, a matter taken over-level."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import CrowdEvent, OverLevelRecord, Petition
from models.enums import Level
from services import thresholds
from services.permissions import Actor
from services.petition_input import PetitionInput


def is_crowd(session: Session, persons: int, *, on: date) -> bool:
    """Whether that many people present are a crowd (đoàn đông người) by the threshold of the day."""
    return persons >= thresholds.number(session, "crowd.group_min", today=on)


def record(
    session: Session,
    petition: Petition,
    entry: PetitionInput,
    *,
    case_id: int | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Add the crowd and the over-level record that the entry speaks of, tied to petition and case."""
    common: dict[str, Any] = {
        "case_id": case_id,
        "petition_id": petition.id,
        "unit_id": petition.unit_id,
        "field_id": petition.field_id,
        "commune_id": petition.commune_id,
        "entered_by_id": actor.user_id,
        "entered_at": now,
    }
    if is_crowd(session, petition.persons, on=petition.received_on):
        session.add(
            CrowdEvent(
                gathered_on=petition.received_on,
                is_ongoing=entry.crowd.is_ongoing,
                level=petition.addressed_level,
                place=entry.crowd.place,
                persons=petition.persons,
                representatives=entry.crowd.representatives,
                has_banners=entry.crowd.has_banners,
                **common,
            )
        )
    if petition.over_level:
        session.add(
            OverLevelRecord(
                recorded_on=petition.received_on,
                level=petition.addressed_level,
                competent_level=entry.competent_level or Level.UNIT,
                body=petition.sender_body,
                persons=max(1, petition.persons),
                **common,
            )
        )
    session.flush()
