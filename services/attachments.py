"""Scans and other files: checked by content, stored by hash, never altered, encrypted on disk.

Every file is encrypted, not only those of protected petitions: while a paper is being
entered nobody knows yet whether it is one, and the handwriting of any petition is personal.
"""

import errno
import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from models import Attachment, Case, Draft, Petition
from models.enums import Kind
from services import (
    audit,
    emergency_access,
    media,
    own_right,
    petition_parts,
    petition_records,
    vault,
    wall_checks,
)
from services.clock import local_date
from services.errors import AppError, DatabaseFull, NotFound, NotPermitted
from services.permissions import Actor, Permission, require, visible_to
from services.settings import settings
from services.text import N_
from services.uploads import limits, names

NAME_PURPOSE = "file name"
COPY_NAME = "ban-che.pdf"


class FileMissing(AppError):
    msgid = N_("The stored file is missing or damaged. Tell the administrator; a backup has it.")


class FileTwice(AppError):
    msgid = N_("“{name}” is already attached.")


@dataclass(frozen=True)
class StoredFile:
    """A file as it was handed in."""

    name: str
    media_type: str
    data: bytes


def examine(session: Session, *, name: str, data: bytes, now: datetime) -> None:
    """Open a file before the write that adds it: on SQLite that write holds up every other one.

    Raises what adding it would raise; that it passed is remembered.
    """
    media.checked(names.checked(name), data, limits=limits.of_day(session, today=local_date(now)))


def add_to_draft(
    session: Session, draft: Draft, *, name: str, data: bytes, actor: Actor, now: datetime
) -> Attachment:
    """Keep a scan of a petition that is still being entered."""
    require(actor, Permission.PETITION_ENTER)
    if draft.user_id != actor.user_id:
        raise NotFound()
    return _add(session, name=name, data=data, actor=actor, now=now, draft_id=draft.id)


def add_to_petition(
    session: Session, petition_id: int, *, name: str, data: bytes, actor: Actor, now: datetime
) -> Attachment:
    """Add a scan to a petition that is on the books."""
    require(actor, Permission.PETITION_ENTER)
    petition = petition_records.by_id(session, petition_id, actor=actor)
    wall_checks.check_petition(session, petition)
    if petition.voided_at is not None:
        raise petition_records.PetitionVoided(code=petition.code)
    added = _add(session, name=name, data=data, actor=actor, now=now, petition_id=petition.id)
    audit.write(
        session,
        "scan.add",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        attachment_id=added.id,
    )
    return added


def add_to_case(
    session: Session, case_id: int, *, name: str, data: bytes, actor: Actor, now: datetime
) -> Attachment:
    """Add a file to a case the actor works on; encrypted like every other."""
    require(actor, Permission.CASE_WORK)
    case = session.exec(visible_to(actor).where(Case.id == case_id)).one_or_none()
    if case is None:
        raise NotFound()
    wall_checks.check_case(session, case)
    added = _add(session, name=name, data=data, actor=actor, now=now, case_id=case.id)
    audit.write(
        session,
        "file.add",
        actor=actor,
        now=now,
        subject="case",
        subject_id=case.id,
        attachment_id=added.id,
    )
    return added


def adopt(session: Session, draft: Draft, petition: Petition) -> list[Attachment]:
    """The scans of a draft become those of the petition made from it."""
    found = of_draft(session, draft)
    for attachment in found:
        attachment.petition_id, attachment.draft_id = petition.id, None
    session.flush()
    return found


def of_draft(session: Session, draft: Draft) -> list[Attachment]:
    """The scans of a draft, in the order in which they came."""
    return list(
        session.exec(select(Attachment).where(Attachment.draft_id == draft.id).order_by(col(Attachment.id)))
    )


def of_petition(session: Session, petition_id: int) -> list[Attachment]:
    """The scans of a petition that the caller has found for the actor."""
    return list(
        session.exec(
            select(Attachment).where(Attachment.petition_id == petition_id).order_by(col(Attachment.id))
        )
    )


def keep_made(
    session: Session, *, name: str, data: bytes, media_type: str, actor: Actor, now: datetime
) -> Attachment:
    """Keep a file that this program made; what it belongs to is the caller's to record."""
    digest = hashlib.sha256(data).hexdigest()
    _store(digest, data)
    attachment = Attachment(
        sha256=digest,
        sealed_name=vault.seal(name, purpose=NAME_PURPOSE),
        media_type=media_type,
        size=len(data),
        is_encrypted=True,
        uploaded_by_id=actor.user_id,
        uploaded_at=now,
    )
    session.add(attachment)
    session.flush()
    return attachment


def data_of(attachment: Attachment) -> bytes:
    """The bytes of a file whose reading the caller answers for; FileMissing where it is gone or damaged."""
    return _load(attachment)


def of_case(session: Session, case_id: int) -> list[Attachment]:
    """The files of a case itself that the caller has found for the actor; its petitions have their own."""
    return list(
        session.exec(select(Attachment).where(Attachment.case_id == case_id).order_by(col(Attachment.id)))
    )


def take_from_draft(session: Session, attachment_id: int, *, actor: Actor) -> None:
    """Remove a scan that was added to an own draft by mistake; the file stays on disk, unreadable."""
    row = session.get(Attachment, attachment_id)
    draft = session.get(Draft, row.draft_id) if row and row.draft_id else None
    if row is None or draft is None or draft.user_id != actor.user_id:
        raise NotFound()
    session.delete(row)
    session.flush()


def name_of(attachment: Attachment) -> str:
    """The name the file had on the clerk's disk."""
    return str(vault.unseal(attachment.sealed_name, purpose=NAME_PURPOSE))


def keep_redacted(
    session: Session, original: Attachment, *, data: bytes, sealed_boxes: bytes, actor: Actor, now: datetime
) -> Attachment:
    """Keep a copy of a scan with places blackened; who may make one is the caller's to say."""
    copy = keep_made(session, name=COPY_NAME, data=data, media_type=media.PDF, actor=actor, now=now)
    copy.redacts_id, copy.sealed_boxes = original.id, sealed_boxes
    session.flush()
    return copy


def neutral_name(attachment: Attachment) -> str:
    """What a file of a protected matter is called when it leaves: its place in the store and no word more."""
    kind = "ban-che" if attachment.redacts_id else "ban-goc"
    return f"{kind}-{attachment.id}.{media.ENDINGS[attachment.media_type][0]}"


def read(session: Session, attachment_id: int, *, actor: Actor, now: datetime) -> StoredFile:
    """The original bytes of a file; reading one of a protected matter needs the right and is recorded.

    The paper of a petition in several parts is for whoever may see all of them.
    """
    require(actor, Permission.CASE_READ)
    attachment = session.get(Attachment, attachment_id)
    if attachment is None:
        raise NotFound()
    subject, subject_id, sealed = owner_of(session, attachment, actor=actor)
    name = neutral_name(attachment) if sealed else name_of(attachment)
    if sealed:
        own = {"petition_id" if subject == "petition" else "case_id": subject_id}
        own_right.require_identity(session, actor=actor, **own)
        under = emergency_access.mark(session, subject_id or 0, actor, now) if subject == "petition" else {}
        audit.write(
            session,
            "scan.read",
            actor=actor,
            now=now,
            subject=subject,
            subject_id=subject_id,
            attachment_id=attachment.id,
            **under,
        )
        session.flush()
    return StoredFile(name, attachment.media_type, _load(attachment))


def owner_of(session: Session, attachment: Attachment, *, actor: Actor) -> tuple[str, int | None, bool]:
    """What a file belongs to, and whether that is protected; NotFound where the actor may not see it."""
    if attachment.petition_id is not None:
        petition = petition_records.by_id(session, attachment.petition_id, actor=actor)
        sealed = petition_records.is_sealed(petition)
        if sealed and petition_parts.hidden(session, petition, actor=actor):
            raise NotPermitted()
        return "petition", petition.id, sealed
    if attachment.case_id is None:
        raise NotFound()
    case = session.exec(visible_to(actor).where(Case.id == attachment.case_id)).one_or_none()
    if case is None:
        raise NotFound()
    return "case", case.id, case.kind is Kind.DENUNCIATION or case.is_protected


def _add(
    session: Session, *, name: str, data: bytes, actor: Actor, now: datetime, **owner: int | None
) -> Attachment:
    name = names.checked(name)
    kind = media.checked(name, data, limits=limits.of_day(session, today=local_date(now)))
    name = names.with_ending(name, media.ENDINGS[kind.media_type])
    digest = hashlib.sha256(data).hexdigest()
    twice = select(Attachment.id).where(
        Attachment.sha256 == digest, *(getattr(Attachment, field) == value for field, value in owner.items())
    )
    if session.exec(twice).first() is not None:
        raise FileTwice(field="scans", name=name)
    _store(digest, data)
    attachment = Attachment(
        sha256=digest,
        sealed_name=vault.seal(name, purpose=NAME_PURPOSE),
        media_type=kind.media_type,
        size=len(data),
        is_encrypted=True,
        uploaded_by_id=actor.user_id,
        uploaded_at=now,
        petition_id=owner.get("petition_id"),
        case_id=owner.get("case_id"),
        draft_id=owner.get("draft_id"),
    )
    session.add(attachment)
    session.flush()
    return attachment


def path_of(digest: str) -> Path:
    """Where a file with this hash lies; two levels keep folders small."""
    return settings().files_dir / digest[:2] / f"{digest}.sealed"


def _purpose(digest: str) -> str:
    return f"file:{digest}"


def _store(digest: str, data: bytes) -> None:
    """Write the encrypted file whole or not at all; a rolled-back transaction leaves only a spare file.

    Raises DatabaseFull: for whoever adds a scan it is the same disk.
    """
    path = path_of(digest)
    if path.exists():
        return
    spare = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(vault.seal_bytes(data, purpose=_purpose(digest)))
            file.flush()
            os.fsync(file.fileno())
        spare.replace(path)
    except OSError as error:
        spare.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DatabaseFull() from error
        raise


def _load(attachment: Attachment) -> bytes:
    path = path_of(attachment.sha256)
    if not path.exists():
        raise FileMissing()
    try:
        data = vault.unseal_bytes(path.read_bytes(), purpose=_purpose(attachment.sha256))
    except vault.CannotUnseal as error:
        raise FileMissing() from error
    if hashlib.sha256(data).hexdigest() != attachment.sha256:
        raise FileMissing()
    return data
