"""The file of a hot spot: opened by a leader, reviewed again and again, closed with the reason it calmed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import Case, HotSpotFile, HotSpotMeasure, User
from models.enums import MeasureKind
from services import actors, audit, cases, clock, officers, thresholds
from services.errors import AppError, DateInFuture, FieldRequired, NotFound
from services.hotspots.locking import with_case
from services.hotspots.words import may_be_empty, sealed, written
from services.permissions import Actor, Permission, require, visible_to
from services.text import N_

PLAN, REASON, NOTE = "hot spot plan", "hot spot reason", "hot spot measure"
VOID_REASON = "hot spot void reason"
LABEL_PLAN, LABEL_REASON = N_("Plan of settling"), N_("Why it is a hot spot no more")
LABEL_BACK, LABEL_REOPENED = N_("Why it is taken back"), N_("Why it is opened again")
LABEL_REVIEW, LABEL_DONE = N_("Next review on"), N_("What was done or found")
# What has a form of its own, and is no measure that somebody chooses.
BY_THEMSELVES = frozenset({MeasureKind.REVIEW, MeasureKind.CLOSING})
# The setting of the days after which a review would be none.
REVIEW_DAYS = "hotspot.review_days"


class FileIsOpen(AppError):
    msgid = N_("This case has an open hot-spot file already. Review that one.")


class FileIsClosed(AppError):
    msgid = N_("This hot-spot file was closed on {day}.")


class FileStillOpen(AppError):
    msgid = N_("This hot-spot file is open already.")


class TakenBackAlready(AppError):
    msgid = N_("This entry was taken back already.")


class EnteredByOthers(AppError):
    msgid = N_("Only the person who recorded this, or a leader, can take it back.")


class ReviewNotAhead(AppError):
    msgid = N_("The next review must lie after today. Choose a later day.")


class ReviewTooFar(AppError):
    msgid = N_("The next review may be {days} days away at most. Choose an earlier day.")


class OwnerSeesNothing(AppError):
    msgid = N_("Who answers for the file must be able to see the case. Choose another person or the unit.")


@dataclass(frozen=True)
class FileInput:
    """`owner_id` None: the unit that has the case answers for it."""

    plan: str
    next_review_on: date | None
    owner_id: int | None = None


def open_file(
    session: Session, case_id: int, entry: FileInput, *, actor: Actor, now: datetime
) -> HotSpotFile:
    """Put a case under watch, with a plan, somebody who answers for it and the day of the first review."""
    require(actor, Permission.HOTSPOT_LEAD)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    refuse_second(session, case)
    today = clock.local_date(now)
    plan = written(entry.plan, label=LABEL_PLAN, field="plan")
    review_on = ahead(session, entry.next_review_on, today)
    owner_unit_id = _owner_unit(session, case, entry.owner_id, actor=actor, today=today)
    file = HotSpotFile(
        case_id=case.id or 0,
        opened_on=today,
        owner_unit_id=owner_unit_id,
        owner_id=entry.owner_id,
        sealed_plan=sealed(plan, case, PLAN),
        next_review_on=review_on,
        entered_by_id=actor.user_id,
        entered_at=now,
    )
    session.add(file)
    session.flush()
    changes = {"next_review_on": [None, review_on]}
    trail(session, "hotspot.open_file", file, actor=actor, now=now, changes=changes)
    return file


def review(
    session: Session, file_id: int, *, note: str, next_review_on: date | None, actor: Actor, now: datetime
) -> HotSpotFile:
    """Look at an open file again: what was found, and when the next review is; none goes without."""
    require(actor, Permission.CASE_WORK)
    file, case = open_one(session, file_id, actor=actor)
    today = clock.local_date(now)
    text = written(note, label=LABEL_DONE, field="note")
    before, file.next_review_on = file.next_review_on, ahead(session, next_review_on, today)
    add(session, file, case, MeasureKind.REVIEW, today, text, actor=actor, now=now)
    changes = {"next_review_on": [before, file.next_review_on]}
    trail(session, "hotspot.review", file, actor=actor, now=now, changes=changes)
    return file


def take_measure(
    session: Session,
    file_id: int,
    kind: MeasureKind,
    *,
    taken_on: date,
    note: str,
    actor: Actor,
    now: datetime,
) -> HotSpotMeasure:
    """Record what was done to calm the matter; a review is `review`."""
    require(actor, Permission.CASE_WORK)
    file, case = open_one(session, file_id, actor=actor)
    if kind in BY_THEMSELVES:
        raise NotFound()
    if taken_on > clock.local_date(now):
        raise DateInFuture(label=N_("Day"), field="taken_on")
    # "Other" says nothing by itself.
    check = written if kind is MeasureKind.OTHER else may_be_empty
    text = check(note, label=LABEL_DONE, field="note")
    measure = add(session, file, case, kind, taken_on, text, actor=actor, now=now)
    trail(session, "hotspot.measure", file, actor=actor, now=now)
    return measure


def close_file(session: Session, file_id: int, *, reason: str, actor: Actor, now: datetime) -> HotSpotFile:
    """The matter has calmed, or is under watch elsewhere: say which."""
    require(actor, Permission.HOTSPOT_LEAD)
    file, case = open_one(session, file_id, actor=actor)
    text = written(reason, label=LABEL_REASON, field="reason")
    before = file.next_review_on
    file.closed_on, file.next_review_on = clock.local_date(now), None
    file.sealed_reason = sealed(text, case, REASON)
    add(session, file, case, MeasureKind.CLOSING, file.closed_on, text, actor=actor, now=now)
    changes = {"next_review_on": [before, None]}
    trail(session, "hotspot.close_file", file, actor=actor, now=now, changes=changes)
    return file


def open_one(session: Session, file_id: int, *, actor: Actor) -> tuple[HotSpotFile, Case]:
    """An open file of a case the actor may see, both locked."""
    file, case = with_case(session, HotSpotFile, file_id, actor=actor)
    if file.closed_on is not None:
        raise FileIsClosed(day=file.closed_on)
    return file, case


def refuse_second(session: Session, case: Case) -> None:
    """A case has one open file at most."""
    is_open = select(HotSpotFile).where(HotSpotFile.case_id == case.id, col(HotSpotFile.closed_on).is_(None))
    if session.exec(is_open).first() is not None:
        raise FileIsOpen()


def ahead(session: Session, day: date | None, today: date) -> date:
    """The day of a next review, refused where it is none or too far away."""
    if day is None:
        raise FieldRequired(label=LABEL_REVIEW, field="next_review_on")
    if day <= today:
        raise ReviewNotAhead(field="next_review_on")
    most = thresholds.number(session, REVIEW_DAYS, today=today)
    if day > today + timedelta(days=most):
        raise ReviewTooFar(days=most, field="next_review_on")
    return day


def _owner_unit(session: Session, case: Case, owner_id: int | None, *, actor: Actor, today: date) -> int:
    """The unit of whoever answers for the file; a person has to see the case."""
    if owner_id is None:
        return case.unit_id
    reachable = officers.reachable_for(session, case.id or 0, actor=actor, today=today)
    found = next((one for one in reachable if one.id == owner_id), None)
    user = session.get(User, owner_id)
    if found is None or user is None:
        raise officers.OfficerOutOfReach(field="owner_id")
    person = actors.actor_of(session, user, today=today)
    if session.exec(visible_to(person).where(Case.id == case.id)).first() is None:
        raise OwnerSeesNothing(field="owner_id")
    return found.unit_id


def add(
    session: Session,
    file: HotSpotFile,
    case: Case,
    kind: MeasureKind,
    day: date,
    text: str,
    *,
    actor: Actor,
    now: datetime,
) -> HotSpotMeasure:
    """One more line of the file, its words under the key of the case."""
    measure = HotSpotMeasure(
        file_id=file.id or 0,
        case_id=file.case_id,
        kind=kind,
        taken_on=day,
        sealed_note=sealed(text, case, NOTE) if text else None,
        entered_by_id=actor.user_id,
        entered_at=now,
    )
    session.add(measure)
    session.flush()
    return measure


def trail(
    session: Session, action: str, file: HotSpotFile, *, actor: Actor, now: datetime, **details: Any
) -> None:
    """An entry about the file in the trail of its case."""
    about: dict[str, Any] = {"subject": "case", "subject_id": file.case_id, "file": file.id}
    audit.write(session, action, actor=actor, now=now, **about, **details)
    session.flush()
