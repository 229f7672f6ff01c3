"""Internal notes on cases: encrypted for every kind, read by whoever may see the case."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import Case, Note, User
from services import audit, cases, vault, wall_checks
from services.errors import FieldRequired
from services.permissions import Actor, Permission, require
from services.text import N_, nfc

PURPOSE = "note"


@dataclass(frozen=True, slots=True)
class OpenNote:
    """A note as it is read."""

    text: str
    written_by: str
    written_at: datetime


def write(session: Session, case_id: int, text: str, *, actor: Actor, now: datetime) -> Note:
    """Add a note to a case; its words stand nowhere else, not even on the trail."""
    require(actor, Permission.CASE_WORK)
    case = cases.by_id(session, case_id, actor=actor)
    wall_checks.check_case(session, case)
    if not nfc(text):
        raise FieldRequired(field="note", label=N_("Note"))
    note = Note(
        case_id=case.id,
        sealed=vault.seal(nfc(text), purpose=PURPOSE, key=case.sealed_key),
        written_by_id=actor.user_id,
        written_at=now,
    )
    session.add(note)
    session.flush()
    audit.write(session, "note.write", actor=actor, now=now, subject="case", subject_id=case.id, note=note.id)
    session.flush()
    return note


def of_case(session: Session, case: Case) -> list[OpenNote]:
    """The notes of a case the caller has found for the actor, newest first."""
    found = session.exec(
        select(Note, User.name)
        .join(User, col(User.id) == col(Note.written_by_id))
        .where(Note.case_id == case.id)
        .order_by(col(Note.id).desc())
    )
    return [
        OpenNote(str(vault.unseal(n.sealed, purpose=PURPOSE, key=case.sealed_key)), name, n.written_at)
        for n, name in found
    ]
