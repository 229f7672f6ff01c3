"""Ticking the papers of a case by hand, taking a tick back, and saying that a paper is not asked for."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Attachment, Case, ChecklistMark, PetitionCase
from models.enums import ChecklistVerdict
from services import audit, cases, clock, clocks, vault
from services.assignment_plans import CaseClosedAlready
from services.case_course import standing
from services.case_forms import LABELS
from services.checklists.papers import PURPOSE, item_of, latest_mark, ticking_event
from services.checklists.table import Item
from services.entries import TextTooLong
from services.errors import AppError, FieldRequired, NotFound
from services.permissions import Actor, Permission, require
from services.text import N_, nfc

NOTE_LONGEST = 1000


class TickedByStep(AppError):
    msgid = N_("“{item}” is ticked by a recorded step. Undo or correct the step instead.")


class TickedAlready(AppError):
    msgid = N_("“{item}” is ticked already.")


class NothingToUntick(AppError):
    msgid = N_("“{item}” is not ticked.")


class FileOfOtherMatter(AppError):
    msgid = N_("The chosen file does not belong to this case. Choose one of its files, or add a new one.")


class PaperNeedsFile(AppError):
    msgid = N_("“{item}” needs its file: add the scan, or choose one of the files of the case.")


def tick(
    session: Session,
    case_id: int,
    code: str,
    *,
    actor: Actor,
    now: datetime,
    attachment_id: int | None = None,
    note: str = "",
) -> ChecklistMark:
    """Say that a paper is there, with its file where it needs one.

    Raises NotFound for a paper that is not of this case, TickedByStep, TickedAlready,
    PaperNeedsFile and FileOfOtherMatter.
    """
    require(actor, Permission.CASE_WORK)
    case, item = _opened(session, case_id, code, actor=actor, now=now)
    latest = latest_mark(session, case, code)
    if latest is not None and latest.verdict is ChecklistVerdict.TICKED:
        raise TickedAlready(item=item.label)
    if attachment_id is None and item.needs_file:
        raise PaperNeedsFile(field="file", item=item.label)
    if attachment_id is not None and not _is_of_case(session, case, attachment_id):
        raise FileOfOtherMatter(field="file")
    return _mark(
        session,
        case,
        item,
        ChecklistVerdict.TICKED,
        note=note,
        attachment_id=attachment_id,
        actor=actor,
        now=now,
    )


def untick(
    session: Session, case_id: int, code: str, *, actor: Actor, now: datetime, note: str = ""
) -> ChecklistMark:
    """Take back a tick, or that a paper is not asked for; what was said before stays in the trail."""
    require(actor, Permission.CASE_WORK)
    case, item = _opened(session, case_id, code, actor=actor, now=now)
    latest = latest_mark(session, case, code)
    if latest is None or latest.verdict is ChecklistVerdict.UNTICKED:
        raise NothingToUntick(item=item.label)
    if latest.verdict is ChecklistVerdict.NOT_APPLICABLE:
        require(actor, Permission.CASE_DECIDE)
    return _mark(session, case, item, ChecklistVerdict.UNTICKED, note=note, actor=actor, now=now)


def waive(
    session: Session, case_id: int, code: str, *, reason: str, actor: Actor, now: datetime
) -> ChecklistMark:
    """Say that this case does not need a paper, with the reason; for those who decide cases."""
    require(actor, Permission.CASE_DECIDE)
    case, item = _opened(session, case_id, code, actor=actor, now=now)
    if not nfc(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])
    return _mark(session, case, item, ChecklistVerdict.NOT_APPLICABLE, note=reason, actor=actor, now=now)


def _opened(session: Session, case_id: int, code: str, *, actor: Actor, now: datetime) -> tuple[Case, Item]:
    """The open case, locked so that nobody closes it meanwhile, and its paper, not ticked by a step."""
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    if not case.is_open:
        raise CaseClosedAlready()
    events = clocks.events_of(session, case)
    item = item_of(case, events, code, today=clock.local_date(now))
    if item is None:
        raise NotFound()
    if ticking_event(item, standing(events)) is not None:
        raise TickedByStep(item=item.label)
    return case, item


def _is_of_case(session: Session, case: Case, attachment_id: int) -> bool:
    """Whether a file belongs to the case or to one of its petitions."""
    file = session.get(Attachment, attachment_id)
    if file is None:
        return False
    petitions = session.exec(
        select(PetitionCase.petition_id).where(
            PetitionCase.case_id == case.id, col(PetitionCase.petition_id) == file.petition_id
        )
    )
    return file.case_id == case.id or petitions.first() is not None


def _mark(
    session: Session,
    case: Case,
    item: Item,
    verdict: ChecklistVerdict,
    *,
    note: str,
    actor: Actor,
    now: datetime,
    attachment_id: int | None = None,
) -> ChecklistMark:
    words = nfc(note)
    if len(words) > NOTE_LONGEST:
        raise TextTooLong(field="note", label=LABELS["note"], length=len(words), longest=NOTE_LONGEST)
    mark = ChecklistMark(
        case_id=case.id or 0,
        item=item.code,
        verdict=verdict,
        marked_at=now,
        marked_by_id=actor.user_id,
        attachment_id=attachment_id,
        sealed_note=vault.seal(words, purpose=PURPOSE, key=case.sealed_key) if words else None,
    )
    session.add(mark)
    session.flush()
    audit.write(
        session,
        f"checklist.{verdict}",
        actor=actor,
        now=now,
        subject="case",
        subject_id=case.id,
        item=item.code,
        mark_id=mark.id,
        attachment_id=attachment_id,
    )
    session.flush()
    return mark
