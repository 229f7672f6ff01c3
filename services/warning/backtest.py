"""The warning tried on past weeks: which crowds it would have told of, how early, how often in vain."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlmodel import Session, col, select

from models import WarningBacktest
from models.enums import AlarmColour, WarningStream
from services import audit, thresholds
from services.clock import local_date
from services.permissions import Actor, Permission, require
from services.warning import (
    calibrating,
    crowd_events,
    learning,
    running,
    simulated,
    weeks,
)
from services.warning.counts import Counts
from services.warning.crowd_events import Event
from services.warning.simulated import PastAlarm, Progress


@dataclass(frozen=True)
class Tried:
    """Events and alarms of the weeks tried; `in_vain` of the alarms were followed by no crowd."""

    weeks: int
    lead_days: int
    events: list[Event]
    alarms: dict[str, int]
    in_vain: dict[str, int]

    @property
    def warned(self) -> int:
        """Crowds of which an alarm or the points told in time."""
        return sum(event.warned_since is not None or event.by_points for event in self.events)

    @property
    def median_lead_weeks(self) -> float | None:
        """How long before the crowd the alarm began, where there was one."""
        leads = [event.lead_weeks for event in self.events if event.lead_weeks is not None]
        return float(np.median(leads)) if leads else None

    def rate(self, colour: AlarmColour) -> float:
        """Alarms in vain a month."""
        return self.in_vain[colour.value] / max(self.weeks, 1) * 365.25 / 7 / 12


def newest(session: Session, *, actor: Actor) -> tuple[date, Tried] | None:
    """The latest trial for who counts the whole department, with the Monday up to which it went."""
    require(actor, Permission.FIGURES_READ)
    if actor.figures.is_empty or actor.figures.unit_ids is not None:
        return None
    row = session.exec(select(WarningBacktest).order_by(col(WarningBacktest.id).desc()).limit(1)).first()
    return None if row is None else (row.monday, _read(row.content))


def due(session: Session, *, actor: Actor, now: datetime) -> bool:
    """Whether the weeks since the last trial are as many as those after which thresholds are drawn anew."""
    require(actor, Permission.WATCH_RUN)
    monday = weeks.last_whole(local_date(now))
    last = session.exec(
        select(col(WarningBacktest.monday)).order_by(col(WarningBacktest.id).desc()).limit(1)
    ).first()
    every = thresholds.number(session, "warning.recalibrate_weeks", today=local_date(now))
    return last is None or monday >= last + every * weeks.WEEK


def run(
    session: Session, *, actor: Actor, now: datetime, watch: Progress = lambda share: None
) -> WarningBacktest:
    """Score every one of the last weeks with what was known then, and look at the crowds that came.

    Entries are taken as if they had been there at once: nobody kept what was on record in past weeks
    before the first run. `watch` hears the share that is done.
    """
    require(actor, Permission.WATCH_RUN)
    today = local_date(now)
    monday = weeks.last_whole(today)
    settings, where, found, tet = running.counted(session, monday, actor=actor, today=today)
    kept = calibrating.of_newest_run(session)
    if kept is not None:
        amber = calibrating.read(kept)
    else:
        amber = calibrating.drawn(found, where.near, tet, settings, seed=monday.toordinal())
    begun = _begun(found)
    tried = min(settings.backtest_weeks, max(0, found.weeks - begun - learning.LEAST_WEEKS))
    alarms = simulated.alarms(
        found, where.near, tet, running.bounds(settings, amber), tried, settings.close_after, watch
    )
    events = crowd_events.events(session, found, where, tried, alarms, settings, actor=actor, today=today)
    row = WarningBacktest(
        monday=monday,
        weeks=tried,
        content=_content(found, tried, settings.lead_days, alarms, events),
        made_at=now,
    )
    session.add(row)
    session.flush()
    audit.write(
        session, "warning.backtest", actor=actor, now=now, subject="warning", subject_id=row.id, weeks=tried
    )
    session.flush()
    return row


def _content(
    found: Counts, tried: int, lead_days: int, alarms: list[PastAlarm], events: list[Event]
) -> dict[str, Any]:
    """Numbers of alarms by colour; one is in vain where no crowd came to its communes in time."""
    came = [(event.commune_id, (event.on - found.first).days // 7) for event in events]
    horizon, last = crowd_events.QUIET_DAYS // 7, found.weeks - 1
    total = {colour.value: 0 for colour in AlarmColour}
    vain = dict(total)
    for alarm in alarms:
        if alarm.first + horizon > last:
            # What may still come cannot be judged yet.
            continue
        colour = (AlarmColour.RED if alarm.red else AlarmColour.AMBER).value
        total[colour] += 1
        followed = any(
            commune in alarm.communes and alarm.first <= week <= alarm.last + horizon
            for commune, week in came
        )
        vain[colour] += not followed
    return {
        "weeks": tried,
        "lead_days": lead_days,
        "events": [asdict(event) for event in events],
        "alarms": total,
        "in_vain": vain,
    }


def _read(content: dict[str, Any]) -> Tried:
    return Tried(
        content["weeks"],
        content["lead_days"],
        [Event(**event) for event in content["events"]],
        content["alarms"],
        content["in_vain"],
    )


def _begun(found: Counts) -> int:
    """The first week on record."""
    known = ~np.isnan(found.streams[WarningStream.RECEIVED].cells).all(axis=(1, 2))
    return int(np.argmax(known)) if known.any() else found.weeks
