"""Making a document for a step: offered, filled in, refused by name where something is missing, audited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from services import audit
from services.documents import keeping, offering, people, templates, values
from services.documents.fields import FIELDS, Shape
from services.documents.offering import Request
from services.documents.rendering import DOCX, Value, render
from services.documents.step import Step
from services.documents.subject import Subject
from services.documents.table import DocumentRow, IdentityUse
from services.documents.values import DocumentFieldMissing
from services.errors import AppError
from services.permissions import Actor, Permission, can, require
from services.text import N_


class PaperNamesSender(AppError):
    msgid = N_("“{label}” would tell who sent the petition, and this paper must not. Word it differently.")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known for a document before it is made.

    `asks_names` where protected names can be filled in after a purpose was given.
    """

    row: DocumentRow
    step: Step
    known: dict[str, str]
    asked: tuple[str, ...]
    asks_names: bool
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A finished document, and the id under which it is kept, if it is."""

    name: str
    data: bytes
    media_type: str
    kept_id: int | None


def prepare(session: Session, request: Request, *, actor: Actor, now: datetime) -> Prepared:
    """What the form shows before anything is made; protected names are not among it."""
    require(actor, Permission.CASE_WORK)
    matter = offering.subject_of(session, request, actor=actor)
    row, step = offering.chosen(session, matter, request)
    known, _issuer = values.collected(session, matter, row, step, now=now)
    hidden = matter.is_sealed
    return Prepared(
        row=row,
        step=step,
        known={
            token: value if isinstance(value, str) else "\n".join(value) for token, value in known.items()
        },
        asked=tuple(token for token in row.asked if not (hidden and FIELDS[token].is_identity)),
        asks_names=hidden and _may_open(actor) and _carries_names(row),
        is_sealed=hidden,
    )


def problems(
    session: Session, request: Request, *, actor: Actor, now: datetime
) -> list[DocumentFieldMissing]:
    """Everything that is missing, each by name and remedy, before anything is made or read."""
    require(actor, Permission.CASE_WORK)
    matter = offering.subject_of(session, request, actor=actor)
    row, step = offering.chosen(session, matter, request)
    return values.problems(_filled(session, matter, row, step, request, now=now), row, step)


def make(session: Session, request: Request, *, actor: Actor, now: datetime) -> Document:
    """The document as a file; kept with the matter where that is asked.

    Raises DocumentNotOffered, DocumentFieldMissing for the first missing field,
    PaperNamesSender, and NotPermitted or FieldRequired where protected names are asked for.
    """
    require(actor, Permission.CASE_WORK)
    matter = offering.subject_of(session, request, actor=actor)
    row, step = offering.chosen(session, matter, request)
    filled = _filled(session, matter, row, step, request, now=now)
    names_sender = False
    if matter.is_sealed and request.with_names and _carries_names(row):
        names_sender = row.identity is IdentityUse.CARRIED
        names = people.opened(
            session, matter, with_sender=names_sender, purpose=request.purpose, actor=actor, now=now
        )
        typed = {token: text for token, text in request.typed.items() if text.strip()}
        filled = values.with_typed(filled | names, typed, row, sealed=True)
    for refusal in values.problems(filled, row, step):
        raise refusal
    _refuse_betrayal(session, matter, row, filled, actor=actor)
    template, version_id = templates.current(session, row.template)
    name = file_name(matter, row)
    data = render(template, values.completed(filled), title=matter.code, now=now)
    kept = None
    if request.keep:
        kept = keeping.keep(
            session,
            matter,
            keeping.Kept(row.template, version_id, step, names_sender, request.typed),
            name=name,
            data=data,
            actor=actor,
            now=now,
        )
    about: dict[str, Any] = {"template": row.template, "version": version_id, "event_id": step.event_id}
    audit.write(
        session,
        "document.make",
        actor=actor,
        now=now,
        subject="case" if matter.case else "petition",
        subject_id=matter.case_id or matter.petition_id,
        draft=not step.is_recorded,
        names=names_sender,
        kept=kept.id if kept else None,
        **about,
    )
    session.flush()
    return Document(name, data, DOCX, kept.id if kept else None)


def file_name(matter: Subject, row: DocumentRow) -> str:
    """What the file is called: of a sealed matter its random code and nothing else."""
    if matter.is_sealed:
        return f"{matter.code}.docx"
    return f"{row.template.replace('_', '-')}-{matter.code}.docx"


def _filled(
    session: Session, matter: Subject, row: DocumentRow, step: Step, request: Request, *, now: datetime
) -> values.Values:
    known, _issuer = values.collected(session, matter, row, step, now=now)
    filled = values.with_typed(known, request.typed, row, sealed=matter.is_sealed)
    if matter.is_sealed:
        filled = values.protected(filled, row)
    return filled


def _refuse_betrayal(
    session: Session, matter: Subject, row: DocumentRow, filled: values.Values, *, actor: Actor
) -> None:
    """A paper that does not carry the name must not let it slip out of its text either."""
    if row.identity is IdentityUse.CARRIED:
        return
    # Sentences only: a signer or a verifier may bear the same name without giving anybody away.
    texts = {token: _text(value) for token, value in filled.items() if FIELDS[token].shape is Shape.TEXT}
    token = people.betrayed(session, matter, texts, knows=_may_open(actor))
    if token is not None:
        raise PaperNamesSender(field=token, label=FIELDS[token].label)


def _may_open(actor: Actor) -> bool:
    return can(actor, Permission.IDENTITY_READ)


def _carries_names(row: DocumentRow) -> bool:
    """Whether the paper has a place for a protected name: the sender's, or the denounced person's."""
    return row.identity is IdentityUse.CARRIED or "nguoi_bi" in row.asked


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "\n".join(value)
