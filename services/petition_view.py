"""Everything the page of one petition shows, read in one go; names of protected people stay sealed."""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select, true

from models import (
    Attachment,
    Channel,
    Commune,
    Note,
    Party,
    Petition,
    SubjectField,
    Unit,
    User,
)
from models.enums import Kind, PetitionOutcome
from services import (
    attachments,
    duplicates,
    explanations,
    identity,
    petition_handling,
    petition_linking,
    petition_parts,
    petition_records,
    receipts,
    vault,
    walls,
)
from services.documents import keeping
from services.documents.keeping import KeptLine
from services.duplicates import Found
from services.explanations import Explanation
from services.imports import origins
from services.imports.origins import Origin
from services.notes import PURPOSE, OpenNote
from services.permissions import Actor, Permission, can
from services.petition_parts import Part
from services.petition_records import PetitionWords
from services.receipts import ReceiptFacts


@dataclass(frozen=True, slots=True)
class PetitionView:
    """A petition with what belongs to it; `is_partial` where a part is not the reader's to see.

    `is_closed` where the head of the department is denounced: it can only be forwarded.
    """

    petition: Petition
    words: PetitionWords
    is_sealed: bool
    is_partial: bool
    is_closed: bool
    channel: str
    unit: str
    field: str
    commune: str
    entered_by: str
    people: list[Party]
    staff: dict[int, str]
    accused_units: dict[int, str]
    parts: list[Part]
    files: list[tuple[Attachment, str]]
    documents: list[KeptLine]
    notes: list[OpenNote]
    related: list[Petition]
    likely: Found
    outcomes: list[PetitionOutcome]
    receipt: ReceiptFacts
    origin: Origin | None
    term: Explanation | None


def read(session: Session, code: str, *, actor: Actor, today: date) -> PetitionView:
    """The petition of a code; NotFound where it is missing and where the actor may not see it."""
    petition = petition_records.by_code(session, code, actor=actor)
    petition_id = petition.id or 0
    parts = petition_parts.of(session, petition, actor=actor)
    hidden = petition_parts.hidden(session, petition, actor=actor)
    words = replace(petition_records.words_of(petition), summary=_summary(petition, parts, hidden))
    people = petition_parts.without_hidden(identity.parties_of(session, petition_id), hidden)
    units = {one.unit_id for one in people if one.unit_id is not None}
    linked_users = [party.user_id for party in people if party.user_id]
    users = session.exec(select(User).where(col(User.id).in_([petition.entered_by_id, *linked_users])))
    names = {user.id or 0: user.name for user in users}
    return PetitionView(
        petition=petition,
        words=words,
        is_sealed=petition_records.is_sealed(petition),
        is_partial=bool(hidden),
        channel=_name(session, Channel, petition.channel_id),
        unit=_name(session, Unit, petition.unit_id),
        field=_name(session, SubjectField, petition.field_id),
        commune=_name(session, Commune, petition.commune_id),
        entered_by=names.get(petition.entered_by_id, ""),
        people=people,
        staff=names,
        accused_units={
            unit.id or 0: unit.name for unit in session.exec(select(Unit).where(col(Unit.id).in_(units)))
        },
        parts=parts,
        files=[(one, attachments.name_of(one)) for one in attachments.of_petition(session, petition_id)],
        documents=keeping.of_petition(session, petition_id),
        notes=_notes(session, petition, only_by=actor.user_id if hidden else None),
        related=petition_linking.related(session, petition, actor=actor),
        likely=_likely(session, petition, words, people, actor=actor, today=today),
        outcomes=[
            outcome
            for outcome in petition_handling.outcomes_of(session, petition)
            if can(actor, petition_handling.permission_for(session, petition, outcome))
        ],
        is_closed=walls.is_closed_petition(session, petition_id),
        receipt=receipts.facts_of(session, petition, today=today),
        origin=origins.of_petitions(session, [petition], actor=actor).get(petition_id),
        term=explanations.of_petition(session, petition),
    )


def _name(session: Session, model: type, row_id: int | None) -> str:
    row = session.get(model, row_id) if row_id else None
    return str(getattr(row, "name", "")) if row is not None else ""


def _summary(petition: Petition, parts: list[Part], hidden: set[int]) -> str:
    """All words of the paper for whoever sees all its parts, else those of the parts he sees."""
    if not hidden:
        return petition_records.whole_words(petition)
    return "\n\n".join(part.summary for part in parts if part.stands)


def _notes(session: Session, petition: Petition, *, only_by: int | None) -> list[OpenNote]:
    """The notes, newest first; only the reader's own where others may speak of what is not his to see."""
    found = session.exec(
        select(Note, User.name)
        .join(User, col(User.id) == col(Note.written_by_id))
        .where(Note.petition_id == petition.id, true() if only_by is None else Note.written_by_id == only_by)
        .order_by(col(Note.id).desc())
    )
    return [
        OpenNote(
            str(vault.unseal(note.sealed, purpose=PURPOSE, key=petition.sealed_key)), name, note.written_at
        )
        for note, name in found
    ]


def _likely(
    session: Session,
    petition: Petition,
    words: PetitionWords,
    people: list[Party],
    *,
    actor: Actor,
    today: date,
) -> Found:
    """Earlier or later petitions that may be the same; what was judged before is left out."""
    if petition.voided_at is not None or not can(actor, Permission.PETITION_ENTER):
        return Found()
    question = duplicates.Question(
        kind=petition.kind,
        names=tuple(party.name for party in people if party.name_key),
        summary="" if petition.kind is not Kind.DENUNCIATION and petition.is_protected else words.summary,
        commune_id=petition.commune_id,
        field_id=petition.field_id,
        petition_id=petition.id,
    )
    found = duplicates.find(session, question, actor=actor, today=today)
    judged = duplicates.judged_ids(session, petition)
    left = tuple(one for one in found.suggestions if one.petition.id not in judged)
    return Found(left, found.more, found.elsewhere)
