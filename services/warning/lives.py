"""What stands out this week joins the alarm it belongs to, or begins one; quiet alarms are closed."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from sqlalchemy import case
from sqlmodel import Session, col, select

from models import WarningAlarm, WarningRun, WarningSignal
from models.enums import AlarmColour, AlarmScope, WarningStream
from services.permissions import Actor, Permission, require
from services.warning import rescoring, versions, weeks
from services.warning.standing_out import Scored


def living(session: Session, *, actor: Actor) -> list[WarningAlarm]:
    """All alarms that are not closed; for whoever scores the next week."""
    require(actor, Permission.WATCH_RUN)
    query = select(WarningAlarm).where(
        col(WarningAlarm.closed_week).is_(None), col(WarningAlarm.superseded_by_id).is_(None)
    )
    return list(session.exec(query.order_by(col(WarningAlarm.id))))


def follow(
    session: Session,
    run: WarningRun,
    found: dict[WarningStream, list[Scored]],
    *,
    close_after: int,
    actor: Actor,
) -> list[WarningAlarm]:
    """Keep the signals of a week under their alarms; returns the alarms that are new.

    An alarm goes on where the same field of a stream stands out in a commune of its last zone (or the
    same unit, the same field of the province); it is closed at the end of the `close_after`th quiet week.
    A week that is scored again is followed as if it had not been scored before.
    """
    require(actor, Permission.WATCH_RUN)
    monday = run.monday
    rescoring.take_back(session, run)
    alarms = living(session, actor=actor)
    # Those that only an older version of this week knew: they go on where it finds them again.
    alarms += rescoring.begun_before(session, run)
    zones = _last_zones(session, alarms)
    taken: set[int] = set()
    begun: list[WarningAlarm] = []
    for one in (one for many in found.values() for one in many):
        alarm = next((a for a in alarms if a.id not in taken and _is_same(a, zones[a.id or 0], one)), None)
        if alarm is None:
            alarm = _begin(session, one, monday)
            begun.append(alarm)
        taken.add(alarm.id or 0)
        if one.colour is AlarmColour.RED or alarm.superseded_by_id is not None:
            alarm.colour = one.colour
        alarm.last_week, alarm.superseded_by_id = monday, None
        session.add(_signal(run.id or 0, alarm, one))
    for alarm in alarms:
        if (monday - alarm.last_week) // weeks.WEEK >= close_after:
            alarm.closed_week = monday
    session.flush()
    return begun


def _begin(session: Session, one: Scored, monday: date) -> WarningAlarm:
    alarm = WarningAlarm(
        stream=one.stream,
        scope=one.scope,
        colour=one.colour,
        commune_id=one.commune_id,
        field_id=one.field_id,
        unit_id=one.unit_id,
        first_week=monday,
        last_week=monday,
    )
    session.add(alarm)
    session.flush()
    return alarm


def _is_same(alarm: WarningAlarm, zone: frozenset[int], one: Scored) -> bool:
    same = (alarm.stream, alarm.scope, alarm.field_id, alarm.unit_id)
    if same != (one.stream, one.scope, one.field_id, one.unit_id):
        return False
    return one.scope is not AlarmScope.CELL or not zone.isdisjoint(one.zone)


def _last_zones(session: Session, alarms: Iterable[WarningAlarm]) -> dict[int, frozenset[int]]:
    """The communes of the latest signal that counts of each alarm; of any where none counts."""
    ids = [alarm.id for alarm in alarms]
    rows = session.exec(
        select(WarningSignal.alarm_id, WarningSignal.zone)
        .join(WarningRun, col(WarningRun.id) == col(WarningSignal.run_id))
        .where(col(WarningSignal.alarm_id).in_(ids))
        .order_by(case((versions.counts(), 1), else_=0), col(WarningSignal.id))
    )
    return {one or 0: frozenset() for one in ids} | {alarm: frozenset(zone) for alarm, zone in rows}


def _signal(run_id: int, alarm: WarningAlarm, one: Scored) -> WarningSignal:
    return WarningSignal(
        run_id=run_id,
        alarm_id=alarm.id or 0,
        colour=one.colour,
        window_weeks=one.window,
        zone=list(one.zone),
        seen=one.seen,
        expected=one.expected,
        zone_seen=one.zone_seen,
        zone_expected=one.zone_expected,
        parts=[asdict(part) for part in one.parts] or None,
        p=one.p,
        q=one.q,
        score=one.score,
        history_weeks=one.history_weeks,
        is_provisional=one.is_provisional,
    )
