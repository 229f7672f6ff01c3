"""The clocks that run now, and the band that each of them has reached and was not told of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, true
from sqlmodel import Session, col, or_, select

from models import Case, Deadline, Petition, PetitionCase, Reminder
from models.enums import CaseState, Step
from services.reminders.bands import Band
from services.working_days import WorkingCalendar

# Ids per question: SQLite takes 32,766 parameters.
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Due:
    """One running clock that has reached a band of which nobody was told yet.

    The clock is a deadline of a case, or the handling of a petition that has no case.
    """

    deadline_id: int | None
    petition_id: int | None
    case_id: int | None
    code: str
    step: Step
    unit_id: int
    officer_id: int | None
    due_on: date
    band: Band
    band_on: date


def reached(
    session: Session,
    bands: Sequence[Band],
    *,
    calendar: WorkingCalendar,
    today: date,
    only: Sequence[Due] | None = None,
) -> list[Due]:
    """Every running clock with the latest band it has reached, if that band was not told of yet.

    Bands that were passed over (a server that stood still, a term shorter than the band) are not
    made up for: the latest one says all. What was met, dropped, suspended, closed or voided runs
    no more. `only` looks at these clocks again.
    """
    if not bands:
        return []
    horizon = today + timedelta(days=max(band.days_ahead for band in bands))
    found: list[Due] = []
    for read, key in ((_deadlines, "deadline_id"), (_petitions, "petition_id")):
        for rows in _read(session, read, key, horizon, only):
            told = _told(session, key, [row.id for row in rows])
            for row in rows:
                latest = _latest(row, bands, calendar, today)
                if latest is not None and latest[1] > told.get(row.id, date.min):
                    found.append(_due(row, key, *latest))
    return found


def _read(
    session: Session,
    read: Callable[[Session, date, Any], Sequence[Any]],
    key: str,
    horizon: date,
    only: Sequence[Due] | None,
) -> Iterator[Sequence[Any]]:
    """All running clocks of one sort at once, or some of them in rounds."""
    if only is None:
        yield read(session, horizon, true())
        return
    column = Deadline.id if key == "deadline_id" else Petition.id
    ids = [i for due in only if (i := getattr(due, key)) is not None]
    for start in range(0, len(ids), CHUNK):
        yield read(session, horizon, col(column).in_(ids[start : start + CHUNK]))


def _deadlines(session: Session, horizon: date, which: Any) -> Sequence[Any]:
    """Running deadlines whose target day is not beyond the horizon.

    The settlement of a suspended case stands still, unless its term was over before: then it is
    still the clock that the case shows.
    """
    columns: Any = (
        Deadline.id,
        Deadline.case_id,
        Deadline.step,
        Deadline.started_on,
        Deadline.target_on,
        Deadline.due_on,
        Case.code,
        Case.unit_id,
        Case.officer_id,
    )
    return session.execute(
        select(*columns)
        .join(Case, col(Case.id) == col(Deadline.case_id))
        .where(
            which,
            col(Deadline.met_on).is_(None),
            col(Deadline.dropped_at).is_(None),
            Deadline.target_on <= horizon,
            col(Case.closed_on).is_(None),
            col(Case.voided_at).is_(None),
            or_(
                Deadline.step != Step.SETTLEMENT,
                Case.state != CaseState.SUSPENDED,
                func.coalesce(col(Case.step), "") == Step.SETTLEMENT.value,
            ),
        )
        .order_by(col(Deadline.id))
    ).all()


def _petitions(session: Session, horizon: date, which: Any) -> Sequence[Any]:
    """Petitions whose handling is to come and that have no case, which would have the clock itself."""
    with_case = select(PetitionCase.petition_id).where(
        col(PetitionCase.case_id).in_(select(Case.id).where(col(Case.voided_at).is_(None)))
    )
    columns: Any = (
        Petition.id,
        Petition.received_on,
        Petition.handling_due_on,
        Petition.handling_target_on,
        Petition.code,
        Petition.unit_id,
        Petition.officer_id,
    )
    return session.execute(
        select(*columns)
        .where(
            which,
            col(Petition.handled_on).is_(None),
            col(Petition.voided_at).is_(None),
            col(Petition.handling_due_on).is_not(None),
            col(Petition.handling_target_on) <= horizon,
            col(Petition.id).not_in(with_case),
        )
        .order_by(col(Petition.id))
    ).all()


def _told(session: Session, key: str, ids: Sequence[int]) -> dict[int, date]:
    """The day of the latest band that each clock was told of."""
    column = getattr(Reminder, key)
    found: dict[int, date] = {}
    for start in range(0, len(ids), CHUNK):
        rows: Any = session.execute(
            select(column, func.max(Reminder.band_on))
            .where(column.in_(ids[start : start + CHUNK]))
            .group_by(column)
        )
        found |= dict(rows.all())
    return found


def _latest(
    row: Any, bands: Sequence[Band], calendar: WorkingCalendar, today: date
) -> tuple[Band, date] | None:
    """The latest band whose day has come, and that day; a band at or before the start says nothing new."""
    started_on, target_on, due_on = _days(row)
    come = [
        (on, band.anchor.value == "due", band.offset, band)
        for band in bands
        if (on := band.falls_on(target_on, due_on, calendar)) is not None and started_on < on <= today
    ]
    if not come:
        return None
    on, _is_due, _offset, band = max(come, key=lambda one: one[:3])
    return band, on


def _days(row: Any) -> tuple[date, date, date]:
    if hasattr(row, "step"):
        return row.started_on, row.target_on, row.due_on
    return row.received_on, row.handling_target_on or row.handling_due_on, row.handling_due_on


def _due(row: Any, key: str, band: Band, band_on: date) -> Due:
    of_case = key == "deadline_id"
    return Due(
        deadline_id=row.id if of_case else None,
        petition_id=None if of_case else row.id,
        case_id=row.case_id if of_case else None,
        code=row.code,
        step=row.step if of_case else Step.HANDLING,
        unit_id=row.unit_id,
        officer_id=row.officer_id,
        due_on=row.due_on if of_case else row.handling_due_on,
        band=band,
        band_on=band_on,
    )
