"""The courses of one alarm's place against what is usual there, from the counts that its run kept."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case
from sqlmodel import Session, col, select

from models import WarningAlarm, WarningRun, WarningSignal
from models.enums import AlarmScope, WarningStream
from services.early_warning import aggregates, tails
from services.errors import NotFound
from services.permissions import Actor
from services.warning import learning, packing, versions, weeks
from services.warning.counts import Counts, StreamCounts
from services.warning.learning import Week
from services.warning.rights import seen_by

Array = NDArray[np.float64]

SHOWN = 52
# Between these shares of chance a week is usual.
LOW, HIGH = 0.025, 0.975


@dataclass(frozen=True)
class Course:
    """By week (Monday): seen (None: not on record), expected, and the band in which 95 % of weeks lie.

    `provisional` tells the weeks of which entries are still expected.
    """

    mondays: tuple[date, ...]
    seen: tuple[int | None, ...]
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    provisional: tuple[bool, ...]


def courses(session: Session, alarm_id: int, *, actor: Actor) -> dict[WarningStream, Course]:
    """The last year of an alarm's commune, unit or field, as it was on record when it was scored last.

    One course, and one of each stream where all are judged as one.
    """
    alarm = session.exec(select(WarningAlarm).where(WarningAlarm.id == alarm_id, seen_by(actor))).first()
    if alarm is None:
        raise NotFound()
    counts = _kept(session, alarm_id)
    tet = weeks.tet(counts.first, counts.weeks)
    together = alarm.stream is WarningStream.TOGETHER
    found: dict[WarningStream, Course] = {}
    for stream in counts.streams if together else (alarm.stream,):
        week = learning.week_of(counts.streams[stream], tet)
        if week is None:
            raise NotFound()
        found[stream] = _course(alarm, counts, counts.streams[stream], week)
    return found


def _kept(session: Session, alarm_id: int) -> Counts:
    """The counts of the newest run that has the alarm; of one that counts before all others."""
    run = session.exec(
        select(WarningRun)
        .join(WarningSignal, col(WarningSignal.run_id) == col(WarningRun.id))
        .where(WarningSignal.alarm_id == alarm_id)
        .order_by(case((versions.counts(), 0), else_=1), col(WarningRun.id).desc())
        .limit(1)
    ).one()
    return packing.unpack(run.counts, run.format)


def _course(alarm: WarningAlarm, counts: Counts, one: StreamCounts, week: Week) -> Course:
    series, expected, spread = _of(alarm, counts, one, week)
    shown = slice(max(0, counts.weeks - SHOWN), counts.weeks)
    low, high = tails.band(expected, spread, (LOW, HIGH))
    provisional = np.zeros(counts.weeks, dtype=bool)
    provisional[-learning.LONGEST :] = week.provisional
    return Course(
        tuple(weeks.mondays(counts.first, counts.weeks)[shown]),
        tuple(None if np.isnan(value) else int(value) for value in series[shown]),
        tuple(float(value) for value in expected[shown]),
        tuple(float(value) for value in low[shown]),
        tuple(float(value) for value in high[shown]),
        tuple(bool(value) for value in provisional[shown]),
    )


def _of(alarm: WarningAlarm, counts: Counts, one: StreamCounts, week: Week) -> tuple[Array, Array, Array]:
    """What was seen, expected, and the variance of a week around it, each (weeks,)."""
    if alarm.scope is AlarmScope.CELL:
        place = counts.communes.index(alarm.commune_id or 0)
        field = counts.fields.index(alarm.field_id) if alarm.field_id is not None else 0
        shares, spread = week.learned.shares, week.learned.dispersion[field]
        expected = week.learned.curves[: counts.weeks, field] * shares.mean[place, field]
        return (
            one.cells[:, place, field],
            expected,
            spread * expected + expected**2 / shares.shape[place, field],
        )
    if alarm.scope is AlarmScope.UNIT:
        series = one.units[:, [counts.units.index(alarm.unit_id or 0)]]
    else:
        position = counts.fields.index(alarm.field_id) if alarm.field_id is not None else 0
        series = one.fields[:, [position]]
    curve, dispersion = aggregates.curve(series, weeks.tet(counts.first, counts.weeks))
    return series[:, 0], curve[:, 0], dispersion[0] * curve[:, 0]
