"""The nightly proof: recompute every clock from its events, compare, and raise alarms; nothing is mended."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from models import Case, ClockAlarm, Petition
from services import audit, clock, clocks, database, thresholds
from services.clock_proof import derivation, differences, petitions
from services.clock_proof.differences import Difference
from services.permissions import Actor, Permission, require
from services.working_days import WorkingCalendar

CLOSED_DAYS = "nightly.closed_days"
# Cases read at once, and cases confirmed in one short writing transaction.
CHUNK, CONFIRMED_AT_ONCE = 5_000, 200
Watcher = Callable[[int, int], None]


@dataclass(slots=True)
class ProofResult:
    """What one run looked at and found.

    `differing` counts cases and petitions, `differences` fields; `new` and `resolved` are alarms.
    """

    cases: int = 0
    clocks: int = 0
    petitions: int = 0
    differing: int = 0
    differences: int = 0
    new: int = 0
    resolved: int = 0

    def counts(self) -> dict[str, int]:
        """The figures by name."""
        return asdict(self)


def prove(
    *, actor: Actor, now: datetime, everything: bool = False, watch: Watcher = lambda done, total: None
) -> ProofResult:
    """Compare every clock of every open and lately closed case, or of all cases, with its history.

    Reads in large chunks without a lock; what differs is looked at again with the case locked,
    so that somebody who saves meanwhile raises no alarm. What no longer differs is resolved.
    """
    require(actor, Permission.WATCH_RUN)
    today, result = clock.local_date(now), ProofResult()
    with database.reading() as session:
        calendar = clocks.calendar(session)
        case_ids = _case_ids(session, today=today, everything=everything)
        petition_ids = petitions.waiting_ids(session)
    total, done = len(case_ids) + len(petition_ids), 0
    for read, ids, subject in (
        (_differing_cases, case_ids, "case_id"),
        (_differing_petitions, petition_ids, "petition_id"),
    ):
        for chunk in _chunks(ids, CHUNK):
            with database.reading() as session:
                suspects = list(read(session, chunk, calendar=calendar, result=result))
            raise_alarms(suspects, read, subject, calendar=calendar, result=result, now=now)
            done += len(chunk)
            watch(done, total)
    with database.transaction() as session:
        result.resolved += _resolve_unseen(session, now=now)
        counts: dict[str, Any] = result.counts()
        audit.write(session, "nightly.proof", actor=actor, now=now, subject="clocks", **counts)
        session.flush()
    return result


def _case_ids(session: Session, *, today: date, everything: bool) -> list[int]:
    """Open cases, those closed within the last days, and those with a standing alarm."""
    query = select(Case.id).where(col(Case.voided_at).is_(None)).order_by(col(Case.id))
    if not everything:
        since = today - timedelta(days=thresholds.number(session, CLOSED_DAYS, today=today))
        alarmed = select(ClockAlarm.case_id).where(
            col(ClockAlarm.resolved_at).is_(None), col(ClockAlarm.case_id).is_not(None)
        )
        query = query.where(
            or_(col(Case.closed_on).is_(None), col(Case.closed_on) >= since, col(Case.id).in_(alarmed))
        )
    return [i for i in session.exec(query) if i is not None]


def _differing_cases(
    session: Session, ids: Sequence[int], *, calendar: WorkingCalendar, result: ProofResult | None = None
) -> Iterator[tuple[int, list[Difference]]]:
    for one in derivation.recomputed(session, ids, calendar=calendar):
        if result is not None:
            result.cases += 1
            result.clocks += len(one.deadlines)
        found = differences.of_case(one)
        if found:
            yield one.case.id, found


def _differing_petitions(
    session: Session, ids: Sequence[int], *, calendar: WorkingCalendar, result: ProofResult | None = None
) -> Iterator[tuple[int, list[Difference]]]:
    for one in petitions.recomputed(session, ids, calendar=calendar):
        if result is not None:
            result.petitions += 1
        found = differences.of_petition(one.stored, one.derived)
        if found:
            yield one.petition_id, found


def raise_alarms(
    suspects: Sequence[tuple[int, list[Difference]]],
    read: Any,
    subject: str,
    *,
    calendar: WorkingCalendar,
    result: ProofResult,
    now: datetime,
) -> None:
    """Look at what differs again, locked, and note what still does."""
    model: Any = Case if subject == "case_id" else Petition
    for chunk in _chunks([i for i, _found in suspects], CONFIRMED_AT_ONCE):
        with database.transaction() as session:
            locked = select(model.id).where(model.id.in_(chunk)).order_by(model.id).with_for_update()
            session.exec(locked).all()
            confirmed = dict(read(session, chunk, calendar=calendar))
            standing = _standing(session, subject, chunk)
            for row_id, found in confirmed.items():
                result.differing += 1
                result.differences += len(found)
                for one in found:
                    alarm = standing.pop((row_id, one.field), None)
                    if alarm is None:
                        alarm = ClockAlarm(
                            **{subject: row_id}, field=one.field, first_seen_at=now, last_seen_at=now
                        )
                        session.add(alarm)
                        result.new += 1
                    alarm.stored, alarm.derived = one.stored, one.derived
                    # A run that began later may have seen it already.
                    alarm.last_seen_at = max(alarm.last_seen_at, now)
            session.flush()


def _standing(session: Session, subject: str, ids: Sequence[int]) -> dict[tuple[int, str], ClockAlarm]:
    column = getattr(ClockAlarm, subject)
    found = session.exec(select(ClockAlarm).where(column.in_(ids), col(ClockAlarm.resolved_at).is_(None)))
    return {(getattr(alarm, subject), alarm.field): alarm for alarm in found}


def _resolve_unseen(session: Session, *, now: datetime) -> int:
    """What this run did not find again is gone: every standing alarm was looked at."""
    gone = session.exec(
        select(ClockAlarm).where(col(ClockAlarm.resolved_at).is_(None), ClockAlarm.last_seen_at < now)
    ).all()
    for alarm in gone:
        alarm.resolved_at = now
    session.flush()
    return len(gone)


def _chunks(ids: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
