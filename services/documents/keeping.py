"""Documents kept with their matter: encrypted files, opened by whoever may read what is on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Attachment, Case, MadeDocument, Petition, User
from services import attachments, audit, cases, own_right, petition_records, vault
from services.attachments import StoredFile
from services.documents.rendering import DOCX
from services.documents.step import Step
from services.documents.subject import Subject
from services.documents.table import shipped_documents
from services.errors import NotFound
from services.permissions import Actor, Permission, can, require, visible_to

TYPED_PURPOSE = "document"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of a document beside its file."""

    template: str
    version_id: int | None
    step: Step
    names_sender: bool
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A kept document in a list; `title` is a msgid, no name and no content of the file stands here."""

    row: MadeDocument
    title: str
    made_by: str


def keep(
    session: Session,
    matter: Subject,
    kept: Kept,
    *,
    name: str,
    data: bytes,
    actor: Actor,
    now: datetime,
) -> MadeDocument:
    """Keep a document with its case, or with its petition where there is no case."""
    file = attachments.keep_made(session, name=name, data=data, media_type=DOCX, actor=actor, now=now)
    row = MadeDocument(
        case_id=matter.case_id,
        petition_id=None if matter.case else matter.petition_id,
        event_id=kept.step.event_id,
        action=kept.step.action,
        template=kept.template,
        word_template_id=kept.version_id,
        attachment_id=file.id or 0,
        is_draft=not kept.step.is_recorded,
        names_sender=kept.names_sender,
        sealed_typed=vault.seal(dict(kept.typed), purpose=TYPED_PURPOSE) if kept.typed else None,
        made_by_id=actor.user_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def of_case(session: Session, case_id: int) -> list[KeptLine]:
    """The documents kept with a case that the caller has found for the actor, the newest first."""
    return _lines(session, col(MadeDocument.case_id) == case_id)


def of_petition(session: Session, petition_id: int) -> list[KeptLine]:
    """The documents kept with a petition without a case, the newest first."""
    return _lines(session, col(MadeDocument.petition_id) == petition_id)


def typed_before(
    session: Session, *, case_id: int | None, petition_id: int | None, template: str, actor: Actor
) -> dict[str, str]:
    """What was typed for the latest kept document of that template, to be offered again.

    Nothing of a matter that the actor may not see, and nothing of a paper that names a protected
    sender to whom may not open it.
    """
    seen = visible_to(actor).with_only_columns(col(Case.id))
    petitions = select(col(Petition.id)).where(petition_records.condition(actor))
    query = select(MadeDocument).where(
        MadeDocument.template == template, col(MadeDocument.sealed_typed).is_not(None)
    )
    if case_id is not None:
        query = query.where(MadeDocument.case_id == case_id, col(MadeDocument.case_id).in_(seen))
    else:
        of_petition = col(MadeDocument.petition_id)
        query = query.where(of_petition == petition_id, of_petition.in_(petitions))
    if not can(actor, Permission.IDENTITY_READ):
        query = query.where(col(MadeDocument.names_sender).is_(False))
    row = session.exec(query.order_by(col(MadeDocument.id).desc()).limit(1)).first()
    if row is None or row.sealed_typed is None:
        return {}
    return dict(vault.unseal(row.sealed_typed, purpose=TYPED_PURPOSE))


def read(session: Session, document_id: int, *, actor: Actor, now: datetime) -> StoredFile:
    """The file of a kept document; one of a sealed matter leaves its reading on the trail.

    One that names the sender asks the same right as reading the identity.
    """
    require(actor, Permission.CASE_READ)
    row, is_sealed = _found(session, document_id, actor=actor)
    if row.names_sender:
        own_right.require_identity(session, actor=actor, petition_id=row.petition_id, case_id=row.case_id)
    file = session.get(Attachment, row.attachment_id)
    if file is None:
        raise NotFound()
    if is_sealed:
        _trail(session, "document.read", row, actor=actor, now=now, names=row.names_sender)
    return StoredFile(attachments.name_of(file), file.media_type, attachments.data_of(file))


def drop(session: Session, document_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a document off the list that was kept by mistake; its file and its trail stay."""
    require(actor, Permission.CASE_WORK)
    row, _is_sealed = _found(session, document_id, actor=actor)
    row.dropped_at, row.dropped_by_id = now, actor.user_id
    _trail(session, "document.drop", row, actor=actor, now=now)


def _found(session: Session, document_id: int, *, actor: Actor) -> tuple[MadeDocument, bool]:
    """A document of a matter the actor may see, and whether that is sealed; NotFound for every other."""
    row = session.get(MadeDocument, document_id)
    if row is None or row.dropped_at is not None:
        raise NotFound()
    if row.case_id is not None:
        return row, cases.is_sealed(cases.by_id(session, row.case_id, actor=actor))
    petition = petition_records.by_id(session, row.petition_id or 0, actor=actor)
    return row, petition_records.is_sealed(petition)


def _lines(session: Session, of_matter: Any) -> list[KeptLine]:
    found = session.exec(
        select(MadeDocument, User.name)
        .join(User, col(User.id) == col(MadeDocument.made_by_id))
        .where(of_matter, col(MadeDocument.dropped_at).is_(None))
        .order_by(col(MadeDocument.id).desc())
    )
    titles = {row.template: row.title for row in shipped_documents().rows}
    return [KeptLine(row, titles.get(row.template, row.template), name) for row, name in found]


def _trail(
    session: Session, action: str, row: MadeDocument, *, actor: Actor, now: datetime, **details: Any
) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="case" if row.case_id else "petition",
        subject_id=row.case_id or row.petition_id,
        document=row.id,
        template=row.template,
        **details,
    )
    session.flush()
