"""What was recorded in a hot spot's file by mistake: taken back with a reason, and still to be read."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models import Case, HotSpotFile, HotSpotMeasure
from models.enums import MeasureKind
from services import clock
from services.hotspots import files
from services.hotspots.locking import with_case
from services.hotspots.words import opened, sealed, written
from services.permissions import Actor, Permission, can, require


def take_back(
    session: Session, measure_id: int, *, reason: str, actor: Actor, now: datetime
) -> HotSpotMeasure:
    """A measure or review counts no more; by whoever recorded it, or a leader, while the file is open.

    The day of the next review stays as it is: it lies ahead, and no file is without one.
    """
    require(actor, Permission.CASE_WORK)
    measure, case = with_case(session, HotSpotMeasure, measure_id, actor=actor)
    file, _case = files.open_one(session, measure.file_id, actor=actor)
    if measure.voided_at is not None:
        raise files.TakenBackAlready()
    if measure.entered_by_id != actor.user_id and not can(actor, Permission.HOTSPOT_LEAD):
        raise files.EnteredByOthers()
    _void(measure, case, reason, label=files.LABEL_BACK, actor=actor, now=now)
    session.flush()
    files.trail(session, "hotspot.take_back", file, actor=actor, now=now, measure=measure.id)
    return measure


def reopen(
    session: Session, file_id: int, *, reason: str, next_review_on: date | None, actor: Actor, now: datetime
) -> HotSpotFile:
    """The matter had not calmed, or the wrong file was closed: the closing is taken back."""
    require(actor, Permission.HOTSPOT_LEAD)
    file, case = with_case(session, HotSpotFile, file_id, actor=actor)
    if file.closed_on is None:
        raise files.FileStillOpen()
    files.refuse_second(session, case)
    closing = _closing(session, file) or files.add(
        # Closed before closings were lines of the file: what was said then is kept as one.
        session,
        file,
        case,
        MeasureKind.CLOSING,
        file.closed_on,
        opened(file.sealed_reason, case, files.REASON),
        actor=actor,
        now=now,
    )
    _void(closing, case, reason, label=files.LABEL_REOPENED, actor=actor, now=now)
    before = file.closed_on
    file.next_review_on = files.ahead(session, next_review_on, clock.local_date(now))
    file.closed_on, file.sealed_reason = None, None
    session.flush()
    changes = {"closed_on": [before, None], "next_review_on": [None, file.next_review_on]}
    files.trail(session, "hotspot.reopen_file", file, actor=actor, now=now, changes=changes)
    return file


def _closing(session: Session, file: HotSpotFile) -> HotSpotMeasure | None:
    """The line that closed the file; None where it was closed without one."""
    query = select(HotSpotMeasure).where(
        HotSpotMeasure.file_id == file.id,
        HotSpotMeasure.kind == MeasureKind.CLOSING,
        col(HotSpotMeasure.voided_at).is_(None),
    )
    return session.exec(query).first()


def _void(
    measure: HotSpotMeasure, case: Case, reason: str, *, label: str, actor: Actor, now: datetime
) -> None:
    text = written(reason, label=label, field="reason")
    measure.voided_at, measure.voided_by_id = now, actor.user_id
    measure.sealed_void_reason = sealed(text, case, files.VOID_REASON)
