"""Batches of imported rows: begun, completed, abandoned, listed, undone, and their held-back rows."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models import Case, CaseEvent, ImportBatch, PetitionCase
from models.enums import BatchState
from services import audit
from services.errors import FieldRequired, NotFound
from services.imports import writing
from services.imports.errors import BatchNotComplete, BatchWorkedOn, ImportedMeanwhile
from services.imports.presence import places_on_record
from services.imports.tables import Table
from services.permissions import Actor, Permission, require
from services.text import N_, nfc

# An import is written in minutes; one that stands longer belongs to a process that died.
_LONGEST_RUN = timedelta(hours=2)
INTERRUPTED = "import interrupted"
REASON_LABEL = N_("Reason")


def begin(session: Session, table: Table, *, filename: str, digest: str, user_id: int, now: datetime) -> int:
    """A batch that is not complete yet: nothing of it counts."""
    batch = ImportBatch(
        file_name=filename[-200:],
        file_sha256=digest,
        layout=table.mapping.layout,
        title=table.title[:200],
        year=table.year,
        state=BatchState.STAGING,
        imported_by_id=user_id,
        imported_at=now,
    )
    session.add(batch)
    session.flush()
    return batch.id or 0


def check_unchanged(session: Session, prefix: str, on_record: dict[str, str]) -> None:
    """Refuse when rows of the same register came in since the check; raises ImportedMeanwhile."""
    if places_on_record(session, prefix) != on_record:
        raise ImportedMeanwhile()


def complete(session: Session, batch_id: int, counts: dict[str, int]) -> None:
    """Write the counts and let the batch count."""
    batch = session.get_one(ImportBatch, batch_id)
    for name, count in counts.items():
        setattr(batch, name, count)
    batch.state = BatchState.COMPLETE
    session.flush()


def abandon(session: Session, batch_id: int, *, now: datetime) -> None:
    """Close a batch that broke off; its rows are void already."""
    batch = session.get_one(ImportBatch, batch_id)
    batch.state, batch.voided_at, batch.void_reason = BatchState.VOIDED, now, INTERRUPTED
    session.flush()


def abandon_interrupted(session: Session, *, now: datetime) -> None:
    """Close what processes that died have left."""
    old = select(ImportBatch.id).where(
        ImportBatch.state == BatchState.STAGING, col(ImportBatch.imported_at) < now - _LONGEST_RUN
    )
    for batch_id in session.exec(old).all():
        abandon(session, batch_id or 0, now=now)


def list_batches(session: Session, *, actor: Actor, limit: int, offset: int = 0) -> list[ImportBatch]:
    """The latest imports first: one's own, or everyone's for whoever sees every unit."""
    query = _visible(actor).order_by(col(ImportBatch.id).desc()).limit(limit).offset(offset)
    return list(session.exec(query))


def count_batches(session: Session, *, actor: Actor) -> int:
    """How many imports `list_batches` has in all."""
    return session.exec(select(func.count()).select_from(_visible(actor).subquery())).one()


def by_id(session: Session, batch_id: int, *, actor: Actor) -> ImportBatch:
    """An import the actor may see; NotFound for every other."""
    batch: ImportBatch | None = session.exec(_visible(actor).where(ImportBatch.id == batch_id)).one_or_none()
    if batch is None:
        raise NotFound()
    return batch


def _visible(actor: Actor) -> Any:
    require(actor, Permission.REGISTER_IMPORT)
    query = select(ImportBatch)
    sees_all = actor.scope.rows and actor.scope.unit_ids is None
    return query if sees_all else query.where(ImportBatch.imported_by_id == actor.user_id)


def worked_on(session: Session, batch_id: int) -> int:
    """How many cases of a batch have events entered after the import, or petitions of another origin."""
    batch = session.get_one(ImportBatch, batch_id)
    mine = select(Case.id).where(Case.batch_id == batch_id)
    later = select(CaseEvent.case_id).where(
        col(CaseEvent.case_id).in_(mine), CaseEvent.entered_at > batch.imported_at
    )
    shared = (
        select(PetitionCase.case_id)
        .where(col(PetitionCase.case_id).in_(mine))
        .group_by(col(PetitionCase.case_id))
        .having(func.count() > 1)
    )
    return len(set(session.exec(later)) | set(session.exec(shared)))


def undo(
    session: Session,
    batch_id: int,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    with_later_work: bool = False,
) -> None:
    """Void all rows of an import with a reason; they stay in the trail and may be imported again.

    Cases that have been worked on since are voided only when that was confirmed:
    raises BatchWorkedOn otherwise.
    """
    require(actor, Permission.REGISTER_IMPORT)
    batch = by_id(session, batch_id, actor=actor)
    if batch.state is not BatchState.COMPLETE:
        raise BatchNotComplete()
    reason = nfc(reason)
    if not reason:
        raise FieldRequired(field="reason", label=REASON_LABEL)
    count = worked_on(session, batch_id)
    if count and not with_later_work:
        raise BatchWorkedOn(count=count)
    writing.make_void(session, batch_id, voided_at=now, void_reason=reason[:300])
    batch.state, batch.voided_at, batch.void_reason = BatchState.VOIDED, now, reason[:300]
    audit.write(
        session,
        "import_undo",
        actor=actor,
        now=now,
        subject="import_batch",
        subject_id=batch_id,
        reason=reason[:300],
        rows=batch.accepted + batch.remarked,
    )
    session.flush()
