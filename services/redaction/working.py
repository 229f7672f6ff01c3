"""Redacting a scan: opened with a trace, boxes drawn and taken back, each page looked at, the copy saved.

The work in hand is a sealed draft of the person who does it, so that nothing drawn is lost and
nothing of it lies open. Pages are drawn outside the transaction that saves: it holds the only
write lock of SQLite.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import Attachment
from services import attachments, audit, drafts, thresholds, vault
from services.errors import AppError, NotFound
from services.permissions import Actor, Permission, require
from services.redaction import asking, copies, originals
from services.redaction.boxes import Box, Work, boxes_as_json
from services.redaction.originals import Original
from services.text import N_
from services.uploads import limits

FORM = "redaction"
SHOWN_DPI = 110


class PagesNotLookedAt(AppError):
    msgid = N_("Look at every page of the preview first. Still missing: {pages}.")


class NotConfirmed(AppError):
    msgid = N_("Confirm that you have looked at every page.")


class BoxesChanged(AppError):
    msgid = N_("The boxes were changed in another window. Look at the pages again.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A scan before its work begins: its pages, read and not yet noted down."""

    attachment_id: int
    shapes: list[float]


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A finished copy that is not kept yet, with the boxes it was made of."""

    work: Work
    data: bytes


def opened(session: Session, attachment_id: int, *, actor: Actor) -> Opened:
    """The pages of a scan, told from its file; `begin` notes the reading down."""
    original = originals.found(session, attachment_id, actor=actor)
    return Opened(attachment_id, originals.shapes(original))


def begin(session: Session, scan: Opened, *, actor: Actor, now: datetime) -> Work:
    """Take up the work on a scan, where it was left or where the last copy stands.

    Opening it is reading the original: it is on the trail before the first page is drawn.
    """
    require(actor, Permission.IDENTITY_READ)
    original = originals.found(session, scan.attachment_id, actor=actor)
    kept = drafts.find(session, actor=actor, form=FORM, key=str(scan.attachment_id))
    if kept is not None:
        work = Work.of_json(drafts.opened(kept).values)
    else:
        work = Work.begun(scan.shapes, copies.boxes_of_last(session, original.file))
    _keep(session, original, work, actor=actor, now=now)
    _trail(session, "scan.read", original, actor=actor, now=now, purpose="redaction")
    return work


def in_hand(session: Session, attachment_id: int, *, actor: Actor) -> Work:
    """The work as it stands; NotFound where it was not begun, or the scan is not the actor's to see."""
    return _found(session, attachment_id, actor=actor)[1]


def picture(
    session: Session, attachment_id: int, page: int, *, is_preview: bool, actor: Actor, today: date
) -> bytes:
    """A page of the work in hand as a JPEG: as it is, or as the copy will show it."""
    original, work = _found(session, attachment_id, actor=actor)
    boxes = work.on(page)
    return originals.picture(
        original,
        page,
        dpi=thresholds.number(session, "redaction.dpi", today=today) if is_preview else SHOWN_DPI,
        limits=limits.of_day(session, today=today),
        boxes=boxes if is_preview else (),
    )


def add_box(
    session: Session, attachment_id: int, page: int, box: Box, *, actor: Actor, now: datetime
) -> Work:
    """Blacken one more place of a page."""
    return _changed(
        session,
        attachment_id,
        lambda work: work.with_boxes(page, [*work.on(page), box]),
        actor=actor,
        now=now,
    )


def take_back(
    session: Session, attachment_id: int, page: int, place: int, *, actor: Actor, now: datetime
) -> Work:
    """Take one box of a page back, by its place in the list."""
    return _changed(session, attachment_id, lambda work: work.without(page, place), actor=actor, now=now)


def look(session: Session, attachment_id: int, page: int, *, actor: Actor, now: datetime) -> Work:
    """Note that the preview of a page was looked at."""
    return _changed(session, attachment_id, lambda work: work.seen(page), actor=actor, now=now)


def discard(session: Session, attachment_id: int, *, actor: Actor) -> None:
    """Throw the work in hand away; a copy that was saved stays."""
    drafts.discard(session, actor=actor, form=FORM, key=str(attachment_id))


def make(session: Session, attachment_id: int, *, looked_at_all: bool, actor: Actor, today: date) -> MadeCopy:
    """The copy as a file, not kept yet; raises PagesNotLookedAt and NotConfirmed."""
    original, work = _found(session, attachment_id, actor=actor)
    _check_looked(work)
    if not looked_at_all:
        raise NotConfirmed(field="looked")
    data = originals.blackened(
        original,
        work.boxes,
        dpi=thresholds.number(session, "redaction.dpi", today=today),
        limits=limits.of_day(session, today=today),
    )
    return MadeCopy(work, data)


def save(session: Session, attachment_id: int, made: MadeCopy, *, actor: Actor, now: datetime) -> Attachment:
    """Keep the copy beside its original; whoever asked for it is told. Raises BoxesChanged."""
    require(actor, Permission.IDENTITY_READ)
    original, work = _found(session, attachment_id, actor=actor)
    if work != made.work:
        raise BoxesChanged()
    _check_looked(work)
    sealed = vault.seal(boxes_as_json(work.boxes), purpose=copies.PURPOSE)
    copy = attachments.keep_redacted(
        session, original.file, data=made.data, sealed_boxes=sealed, actor=actor, now=now
    )
    discard(session, attachment_id, actor=actor)
    _trail(session, "scan.redact", original, actor=actor, now=now, copy_id=copy.id, pages=work.pages)
    asking.answer(session, original, actor=actor, now=now)
    session.flush()
    return copy


def _check_looked(work: Work) -> None:
    if work.unseen:
        raise PagesNotLookedAt(pages=", ".join(str(page) for page in work.unseen))


def _found(session: Session, attachment_id: int, *, actor: Actor) -> tuple[Original, Work]:
    original = originals.found(session, attachment_id, actor=actor)
    kept = drafts.find(session, actor=actor, form=FORM, key=str(attachment_id))
    if kept is None:
        raise NotFound()
    return original, Work.of_json(drafts.opened(kept).values)


def _changed(
    session: Session, attachment_id: int, change: Callable[[Work], Work], *, actor: Actor, now: datetime
) -> Work:
    original, work = _found(session, attachment_id, actor=actor)
    work = change(work)
    _keep(session, original, work, actor=actor, now=now)
    return work


def _keep(session: Session, original: Original, work: Work, *, actor: Actor, now: datetime) -> None:
    drafts.save(session, work.as_json(), actor=actor, form=FORM, key=str(original.file.id), now=now)


def _trail(
    session: Session, action: str, original: Original, *, actor: Actor, now: datetime, **details: Any
) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject=original.subject,
        subject_id=original.subject_id,
        attachment_id=original.file.id,
        **details,
    )
    session.flush()
