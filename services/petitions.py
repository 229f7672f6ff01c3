"""Taking a petition in: one transaction from the clerk's entry to petition, people, case and trail."""

from datetime import date, datetime

from sqlmodel import Session, select

from models import Note, Petition
from models.enums import Kind, PetitionState
from services import (
    attachments,
    audit,
    codes,
    drafts,
    duplicates,
    handling_clock,
    identity,
    petition_cases,
    petition_records,
    sealed_reasons,
    vault,
    wall_checks,
    wall_routing,
    walls,
    watching_at_intake,
)
from services.clocks import calendar
from services.errors import FieldRequired
from services.permissions import Actor, Permission, require
from services.petition_checks import problems
from services.petition_handling import settle
from services.petition_input import LABELS, PetitionInput
from services.petition_records import PetitionAlreadySaved, write_words

__all__ = ["FORM", "NOTE_PURPOSE", "PetitionInput", "add_note", "receive"]

# The name under which drafts of this form are kept.
FORM = "intake"
NOTE_PURPOSE = "note"


def receive(session: Session, entry: PetitionInput, *, actor: Actor, now: datetime, today: date) -> Petition:
    """Put a petition on the books and return it; raises the first of `problems` when there is one.

    An eligible petition gets a case at once, or joins the case of the petition it repeats;
    an undecided one waits for its classification. The draft it was typed in ends here, so
    that the same entry cannot be saved twice.
    """
    require(actor, Permission.PETITION_ENTER)
    if entry.unit_id is None:
        entry = entry.model_copy(update={"unit_id": actor.unit_id})
    for refusal in problems(session, entry, actor=actor, today=today, calendar=calendar(session)):
        raise refusal
    original = petition_cases.original_of(session, entry, actor=actor)
    draft = drafts.find(session, actor=actor, form=FORM, key=entry.draft_key) if entry.draft_key else None
    if entry.draft_key and draft is None:
        raise PetitionAlreadySaved()

    petition = _petition(session, entry, actor=actor, now=now, today=today)
    petition.duplicate_of_id = original.id if original else None
    session.add(petition)
    session.flush()
    petition.backdate_reason = sealed_reasons.of_petition(
        session, petition, petition.backdate_reason, actor=actor, now=now
    )
    identity.add_people(session, petition, entry)
    wall = walls.raise_on_petition(session, petition, today=today)
    was_routed = wall_routing.of_petition(session, petition, wall)
    if wall.closes:
        # The body above the department is competent, and nobody in it works on the petition.
        petition.eligible, petition.in_competence = True, False
    if entry.note:
        _note(session, petition, entry.note, actor=actor, now=now)
    case = petition_cases.give_case(session, petition, original=original, actor=actor, now=now, today=today)
    if case is not None and wall_routing.needs_assigning(session, wall, was_routed, today=today):
        wall_routing.tell(session, case, actor=actor, now=now, today=today)
    watching_at_intake.record(
        session, petition, entry, case_id=case.id if case else None, actor=actor, now=now
    )
    duplicates.decide(
        session,
        petition,
        linked_id=petition.duplicate_of_id,
        dismissed_ids=entry.dismissed_ids,
        actor=actor,
        now=now,
    )
    audit.write(
        session,
        "petition.receive",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        code=petition.code,
        kind=petition.kind.value,
        received_on=petition.received_on,
        case=case.code if case else None,
    )
    if entry.handling:
        settle(session, petition, case, entry.handling, actor=actor, now=now, today=today)
    if draft is not None:
        attachments.adopt(session, draft, petition)
        drafts.finish(session, draft)
    session.flush()
    return petition


def add_note(session: Session, petition_id: int, text: str, *, actor: Actor, now: datetime) -> Note:
    """Write an internal note; encrypted, read by whoever may see the petition."""
    require(actor, Permission.CASE_READ)
    petition = petition_records.by_id(session, petition_id, actor=actor)
    wall_checks.check_petition(session, petition)
    text = PetitionInput(note=text).note
    if not text:
        raise FieldRequired(field="note", label=LABELS["note"])
    note = _note(session, petition, text, actor=actor, now=now)
    audit.write(
        session, "note.add", actor=actor, now=now, subject="petition", subject_id=petition.id, note_id=note.id
    )
    session.flush()
    return note


def _note(session: Session, petition: Petition, text: str, *, actor: Actor, now: datetime) -> Note:
    note = Note(
        petition_id=petition.id,
        sealed=vault.seal(text, purpose=NOTE_PURPOSE, key=petition.sealed_key),
        written_by_id=actor.user_id,
        written_at=now,
    )
    session.add(note)
    session.flush()
    return note


def _petition(
    session: Session, entry: PetitionInput, *, actor: Actor, now: datetime, today: date
) -> Petition:
    """The row of a checked entry, with its code and the day by which it has to be handled."""
    assert entry.kind is not None
    assert entry.received_on is not None
    petition = Petition(
        code=_free_code(session, entry.kind, today=today),
        kind=entry.kind,
        state=PetitionState.RECEIVED if entry.eligible is None else PetitionState.CLASSIFIED,
        received_on=entry.received_on,
        entered_at=now,
        entered_by_id=actor.user_id,
        backdate_reason=entry.backdate_reason,
        petition_on=entry.petition_on,
        channel_id=entry.channel_id or 0,
        sender_body=entry.sender_body,
        sender_number=entry.sender_number,
        sender_on=entry.sender_on,
        eoffice_number=entry.eoffice_number,
        sealed_key=vault.new_key(),
        is_protected=entry.is_protected,
        is_anonymous=entry.is_anonymous,
        eligible=entry.eligible,
        in_competence=entry.in_competence,
        unit_id=entry.unit_id or 0,
        field_id=entry.field_id,
        commune_id=entry.commune_id,
        signatories=entry.signatories,
        persons=entry.persons,
        persons_same_content=entry.persons_same_content,
        addressed_level=entry.addressed_level,
        over_level=entry.over_level,
    )
    write_words(petition, entry)
    handling_clock.pin(petition, handling_clock.handling_term(session, entry))
    return petition


def _free_code(session: Session, kind: Kind, *, today: date) -> str:
    """A code nobody has; the random codes of denunciations repeat once in a few million draws."""
    code = codes.take(session, kind, today=today)
    while session.exec(select(Petition.id).where(Petition.code == code)).first() is not None:
        code = codes.take(session, kind, today=today)
    return code
