"""Reasons that people write about a sealed matter: kept as a sealed note, a fixed sentence in their place.

A reason may name whom the matter protects; its column, the history and the trail are read in plain text.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import Case, Note, Petition
from services import cases, petition_records, vault
from services.permissions import Actor
from services.text import N_

NOTE_PURPOSE = "note"
KEPT_SEALED = N_("The reason is kept sealed in the notes")


def of_petition(session: Session, petition: Petition, text: str, *, actor: Actor, now: datetime) -> str:
    """What may stand in plain text for a reason; the words of one about a sealed petition become a note."""
    if text in ("", KEPT_SEALED) or not petition_records.is_sealed(petition):
        return text
    sealed = vault.seal(text, purpose=NOTE_PURPOSE, key=petition.sealed_key)
    return _kept(session, Note(petition_id=petition.id, sealed=sealed, **_by(actor, now)))


def of_case(session: Session, case: Case | None, text: str, *, actor: Actor, now: datetime) -> str:
    """As `of_petition`, for a reason about a case; `case` None is a matter without one."""
    if case is None or text in ("", KEPT_SEALED) or not cases.is_sealed(case):
        return text
    sealed = vault.seal(text, purpose=NOTE_PURPOSE, key=case.sealed_key)
    return _kept(session, Note(case_id=case.id, sealed=sealed, **_by(actor, now)))


def _by(actor: Actor, now: datetime) -> dict[str, Any]:
    return {"written_by_id": actor.user_id, "written_at": now}


def _kept(session: Session, note: Note) -> str:
    session.add(note)
    session.flush()
    return KEPT_SEALED
