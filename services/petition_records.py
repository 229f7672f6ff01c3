"""Petitions: which of them an actor may see, what they say, and finding one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, false
from sqlmodel import Session, and_, col, or_, select

from models import AuditEntry, Case, Petition, PetitionCase
from models.enums import Kind
from services import vault, wall_checks, word_search
from services.clock import local_time
from services.errors import AppError, ChangedMeanwhile, NotFound
from services.permissions import Actor
from services.petition_input import PetitionInput
from services.text import N_, fold, nfc

PURPOSE = "petition"
# Between the content and the names in the searchable text; likeness compares what stands before it.
SEARCH_MARK = " | "
# Among the sealed facts of a mixed petition: all its words, while `summary` is empty.
WHOLE = "whole"


# What happens to a petition, in the words in which another person is told of it.
WORDS_OF_ACTIONS = {
    "petition.receive": N_("Received"),
    "petition.classify": N_("Eligibility decided"),
    "petition.handle": N_("Handled"),
    "petition.link": N_("Linked to an earlier petition"),
    "petition.void": N_("Voided"),
    "petition.recount": N_("Term counted anew"),
    "petition.confirm_receipt": N_("Receipt date confirmed"),
    # Worded so that it gives no further part away.
    "petition.split": N_("Particulars corrected"),
    "petition.accused": N_("Particulars corrected"),
    "petition.void_part": N_("Particulars corrected"),
    "petition.protect": N_("Identity protected"),
    "petition.lift_protection": N_("Protection lifted"),
}


class PetitionAlreadySaved(AppError):
    msgid = N_("This entry was already saved, perhaps in another window. Look at the latest petitions.")


class PetitionVoided(AppError):
    msgid = N_("Petition {code} is voided. Enter it again if that was a mistake.")


@dataclass(frozen=True)
class PetitionWords:
    """What a petition says, wherever it is kept; facts its case will need."""

    summary: str = ""
    about: str = ""
    instance: int = 1
    disciplinary: bool = False
    further: bool = False


def condition(actor: Actor) -> ColumnElement[bool]:
    """The petitions an actor may see: received in his units, or belonging to a case he may see.

    A denunciation is not seen by whoever sees only another part of the same paper. Whoever is
    behind the wall of a petition sees it nowhere, whatever his role.
    """
    if actor.scope.is_empty or not actor.scope.rows:
        return false()
    # Asked per row: a list of all visible cases would be made anew for each single petition.
    linked = exists().where(
        col(PetitionCase.petition_id) == col(Petition.id),
        col(PetitionCase.case_id) == col(Case.id),
        actor.scope.condition(Case),
        col(Case.voided_at).is_(None),
        or_(col(Petition.kind) != Kind.DENUNCIATION, col(Case.kind) == Kind.DENUNCIATION),
    )
    return and_(
        or_(actor.scope.condition(Petition), linked),
        col(Petition.id).not_in(actor.scope.walled_petitions()),
    )


def by_id(
    session: Session, petition_id: int, *, actor: Actor, lock: bool = False, forwards: bool = False
) -> Petition:
    """A petition the actor may see, locked for a change where asked; NotFound for every other.

    Raises OnlyForwarded for any change of one closed to the department but one that `forwards` it.
    """
    statement = select(Petition).where(condition(actor), Petition.id == petition_id)
    if lock:
        statement = statement.with_for_update(of=Petition)
    found = session.exec(statement.execution_options(populate_existing=lock)).one_or_none()
    if found is None:
        raise NotFound()
    if lock:
        wall_checks.check_petition(session, found, forwards=forwards)
    return found


def by_code(session: Session, code: str, *, actor: Actor) -> Petition:
    """A petition the actor may see, by our reference; NotFound for every other."""
    found = session.exec(
        select(Petition).where(condition(actor), Petition.code == nfc(code).upper())
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _secret(petition: Petition) -> dict[str, Any]:
    """What a petition keeps sealed, decrypted; nothing where it keeps nothing so."""
    if petition.sealed is None:
        return {}
    return dict(vault.unseal(petition.sealed, purpose=PURPOSE, key=petition.sealed_key))


def words_of(petition: Petition) -> PetitionWords:
    """The words of a petition, decrypted where they are sealed; ask only for rows the actor may see."""
    secret = _secret(petition)
    known = {name: secret[name] for name in PetitionWords.__dataclass_fields__ if name in secret}
    return PetitionWords(**{"summary": petition.summary, **known})


def write_words(petition: Petition, entry: PetitionInput) -> None:
    """Put the words of an entry where they belong: plain and searchable, or sealed."""
    secret = {
        "about": entry.about,
        "instance": entry.instance,
        "disciplinary": entry.disciplinary,
        "further": entry.further,
    }
    petition.content_hash = vault.content_hash(entry.summary)
    if entry.is_sealed:
        petition.summary = petition.search = ""
        secret["summary"] = entry.summary
    else:
        petition.summary = entry.summary
        petition.search = searchable(entry)
    petition.sealed = vault.seal(secret, purpose=PURPOSE, key=petition.sealed_key)


def whole_words(petition: Petition) -> str:
    """What the paper says from its first to its last part; only for whoever may see all of them."""
    secret = _secret(petition)
    return str(secret.get(WHOLE) or words_of(petition).summary)


def holds_denunciation(petition: Petition) -> bool:
    """Whether the petition was split into parts of which one is a denunciation."""
    if petition.sealed is None or not petition.is_protected:
        return False
    return WHOLE in _secret(petition)


def protect(petition: Petition) -> None:
    """Seal the words of a petition of which one part is a denunciation, and keep them as a whole.

    From then on the petition has no summary: each part says what it is about to its own readers.
    """
    secret = _secret(petition)
    secret |= {WHOLE: whole_words(petition), "summary": ""}
    petition.is_protected, petition.summary, petition.search = True, "", ""
    petition.sealed = vault.seal(secret, purpose=PURPOSE, key=petition.sealed_key)


def seal_words(petition: Petition) -> None:
    """Seal the words of a petition whose sender asked for protection after it was entered."""
    secret = _secret(petition) | {"summary": petition.summary}
    petition.sealed_key = petition.sealed_key or vault.new_key()
    petition.is_protected, petition.summary, petition.search = True, "", ""
    petition.sealed = vault.seal(secret, purpose=PURPOSE, key=petition.sealed_key)


def unseal_words(petition: Petition, names: Sequence[str]) -> None:
    """Put the words of a petition that is protected no more back in plain text, found by the names too."""
    secret = _secret(petition)
    petition.is_protected, petition.summary = False, str(secret.pop("summary", ""))
    rest = [*names, petition.sender_body, petition.sender_number, petition.eoffice_number]
    petition.search = searchable_words(petition.summary, rest)
    petition.sealed = vault.seal(secret, purpose=PURPOSE, key=petition.sealed_key)


def searchable(entry: PetitionInput) -> str:
    """Folded words of an ordinary petition: its content, then names and the forwarding body."""
    names = [person.name for person in entry.named_people]
    rest = [*names, entry.sender_body, entry.sender_number, entry.eoffice_number]
    return searchable_words(entry.summary, rest)


def searchable_words(content: str, rest: Sequence[str]) -> str:
    """The same from the content, and from the names and references that are found as well."""
    return f"{fold(content)}{SEARCH_MARK}{fold(' '.join(rest))}"[: word_search.LONGEST_TEXT]


def is_sealed(petition: Petition) -> bool:
    """Whether names and words of the petition stand nowhere in plain text."""
    return petition.kind is Kind.DENUNCIATION or petition.is_protected


def refuse_if_changed(session: Session, petition: Petition, *, seen: int | None) -> None:
    """Refuse to write over what somebody else saved after this person read the petition."""
    if seen is None or petition.changed == seen:
        return
    latest = session.exec(
        select(AuditEntry)
        .where(AuditEntry.subject == "petition", AuditEntry.subject_id == petition.id)
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).one_or_none()
    what = WORDS_OF_ACTIONS.get(latest.action, latest.action) if latest else ""
    who, at = (latest.actor, f"{local_time(latest.at):%H:%M}") if latest else ("?", "?")
    raise ChangedMeanwhile(who=who, at=at, changes=[{"who": who, "at": at, "what": what}])
