"""Files of hot spots as they are read: with their words on their case, without any in lists."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from models import Case, HotSpotFile, HotSpotMeasure, Unit, User
from models.enums import Kind, MeasureKind
from services import cases
from services.hotspots.files import NOTE, PLAN, REASON, VOID_REASON
from services.hotspots.words import opened
from services.permissions import Actor, visible_to


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """Something that was done, and who recorded it; `voided_at` where that was taken back, and why."""

    id: int
    kind: MeasureKind
    taken_on: date
    note: str
    entered_by_id: int
    entered_by: str
    voided_at: datetime | None
    voided_by: str
    void_reason: str


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file with its words, for the page of its case; measures newest first."""

    id: int
    opened_on: date
    owner: str
    plan: str
    next_review_on: date | None
    closed_on: date | None
    reason: str
    measures: list[MeasureLine]

    def is_overdue(self, today: date) -> bool:
        """Whether the day of the review has passed without one."""
        return self.next_review_on is not None and self.next_review_on < today


@dataclass(frozen=True, slots=True)
class FileLine:
    """An open file in a list: nothing of what was written in it."""

    case_id: int
    code: str
    kind: Kind
    owner: str
    opened_on: date
    next_review_on: date

    def is_overdue(self, today: date) -> bool:
        """Whether the day of the review has passed without one."""
        return self.next_review_on < today


def of_case(session: Session, case_id: int, *, actor: Actor) -> list[OpenedFile]:
    """The files of a case, the latest first; NotFound where the actor may not see the case."""
    case = cases.by_id(session, case_id, actor=actor)
    rows = session.exec(
        select(HotSpotFile, Unit, User.name)
        .join(Unit, col(Unit.id) == col(HotSpotFile.owner_unit_id))
        .outerjoin(User, col(User.id) == col(HotSpotFile.owner_id))
        .where(HotSpotFile.case_id == case.id)
        .order_by(col(HotSpotFile.id).desc())
    ).all()
    measures = _measures(session, case)
    return [
        OpenedFile(
            id=file.id or 0,
            opened_on=file.opened_on,
            owner=_owner(unit, name),
            plan=opened(file.sealed_plan, case, PLAN),
            next_review_on=file.next_review_on,
            closed_on=file.closed_on,
            reason=opened(file.sealed_reason, case, REASON),
            measures=measures.get(file.id or 0, []),
        )
        for file, unit, name in rows
    ]


def open_lines(session: Session, *, actor: Actor) -> list[FileLine]:
    """The open files on cases the actor may see, the review that comes first at the top."""
    # From the few files to their cases: all ids in sight would be a quarter of a second at 200,000 cases.
    rows = session.execute(
        visible_to(actor)
        .join(HotSpotFile, col(HotSpotFile.case_id) == col(Case.id))
        .join(Unit, col(Unit.id) == col(HotSpotFile.owner_unit_id))
        .outerjoin(User, col(User.id) == col(HotSpotFile.owner_id))
        .with_only_columns(HotSpotFile, Case, Unit, col(User.name))
        .where(col(HotSpotFile.closed_on).is_(None))
        .order_by(col(HotSpotFile.next_review_on), col(HotSpotFile.id))
    )
    return [
        FileLine(
            case_id=file.case_id,
            code=case.code,
            kind=case.kind,
            owner=_owner(unit, name),
            opened_on=file.opened_on,
            next_review_on=file.next_review_on or file.opened_on,
        )
        for file, case, unit, name in rows
    ]


def next_reviews(session: Session, case_ids: Collection[int]) -> dict[int, date]:
    """The next review of each of these cases that has an open file; the caller found them for its reader."""
    rows = session.exec(
        select(HotSpotFile.case_id, func.min(HotSpotFile.next_review_on))
        .where(col(HotSpotFile.case_id).in_(case_ids), col(HotSpotFile.closed_on).is_(None))
        .group_by(col(HotSpotFile.case_id))
    )
    return {case_id: day for case_id, day in rows if day is not None}


def _measures(session: Session, case: Case) -> dict[int, list[MeasureLine]]:
    found: dict[int, list[MeasureLine]] = {}
    other = aliased(User)
    rows = session.exec(
        select(HotSpotMeasure, User.name, other.name)
        .join(User, col(User.id) == col(HotSpotMeasure.entered_by_id))
        .outerjoin(other, col(other.id) == col(HotSpotMeasure.voided_by_id))
        .where(HotSpotMeasure.case_id == case.id)
        .order_by(col(HotSpotMeasure.taken_on).desc(), col(HotSpotMeasure.id).desc())
    )
    for row, name, voided_by in rows:
        line = MeasureLine(
            id=row.id or 0,
            kind=row.kind,
            taken_on=row.taken_on,
            note=opened(row.sealed_note, case, NOTE),
            entered_by_id=row.entered_by_id,
            entered_by=name,
            voided_at=row.voided_at,
            voided_by=voided_by or "",
            void_reason=opened(row.sealed_void_reason, case, VOID_REASON),
        )
        found.setdefault(row.file_id, []).append(line)
    return found


def _owner(unit: Unit, name: str | None) -> str:
    return f"{name} · {unit.short_name or unit.name}" if name else unit.short_name or unit.name
