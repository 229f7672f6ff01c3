"""The redacted copies of scans: which there are, and reading one."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models import Attachment
from services import attachments, audit, vault
from services.attachments import StoredFile
from services.errors import NotFound
from services.permissions import Actor, Permission, require
from services.redaction import originals
from services.redaction.boxes import Box, boxes_of_json

PURPOSE = "redaction"


def latest(session: Session, original_ids: Sequence[int]) -> dict[int, Attachment]:
    """Original id -> its latest copy, of originals that the caller has found for the actor."""
    found = session.exec(
        select(Attachment).where(col(Attachment.redacts_id).in_(original_ids)).order_by(col(Attachment.id))
    )
    return {copy.redacts_id: copy for copy in found if copy.redacts_id is not None}


def read(session: Session, copy_id: int, *, actor: Actor, now: datetime) -> StoredFile:
    """A redacted copy for whoever may see its matter; reading it is on the trail like every such reading.

    Only the latest copy of a scan is handed out: an earlier one may have shown too much.
    """
    require(actor, Permission.CASE_READ)
    copy = session.get(Attachment, copy_id)
    if copy is None or copy.redacts_id is None:
        raise NotFound()
    original = originals.visible(session, copy.redacts_id, actor=actor)
    if latest(session, [copy.redacts_id])[copy.redacts_id].id != copy.id:
        raise NotFound()
    audit.write(
        session,
        "scan.read_redacted",
        actor=actor,
        now=now,
        subject=original.subject,
        subject_id=original.subject_id,
        attachment_id=original.file.id,
        copy_id=copy.id,
    )
    session.flush()
    return StoredFile(attachments.neutral_name(copy), copy.media_type, attachments.data_of(copy))


def boxes_of_last(session: Session, original: Attachment) -> tuple[tuple[Box, ...], ...]:
    """The boxes of the latest copy, page by page, to be redone; none where there is no copy."""
    copy = latest(session, [original.id or 0]).get(original.id or 0)
    if copy is None or copy.sealed_boxes is None:
        return ()
    return boxes_of_json(vault.unseal(copy.sealed_boxes, purpose=PURPOSE))
