"""The crowds of past weeks, and since when each could have been known of."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models import Case
from models.enums import RiskLevel
from services import facts, thresholds
from services.facts.scope import day as literal
from services.hotspots import board, matters, points
from services.hotspots.alarms import ORDER
from services.permissions import Actor, Permission, require, visible_to
from services.warning import places, streams, weeks
from services.warning.counts import Counts
from services.warning.limits import Settings
from services.warning.simulated import PastAlarm

# A crowd after so many days without one in its commune is a new event.
QUIET_DAYS = 90


@dataclass(frozen=True)
class Event:
    """A crowd: where, on which day, and the week since which an alarm stood (None: none in time).

    `red`: that alarm was red; `by_points`: the matter itself stood at a warning by its points in time.
    """

    commune_id: int
    day: str
    warned_since: str | None
    red: bool
    by_points: bool

    @property
    def on(self) -> date:
        """The day of the crowd."""
        return date.fromisoformat(self.day)

    @property
    def since(self) -> date | None:
        """The Monday after the week that raised the alarm: who reads it then is warned."""
        return None if self.warned_since is None else date.fromisoformat(self.warned_since)

    @property
    def lead_weeks(self) -> float | None:
        """Weeks from then to the crowd."""
        return None if self.since is None else round((self.on - self.since).days / 7, 1)


def events(
    session: Session,
    found: Counts,
    where: places.Places,
    tried: int,
    alarms: list[PastAlarm],
    settings: Settings,
    *,
    actor: Actor,
    today: date,
) -> list[Event]:
    """The first crowds after a quiet time in each commune, and since when each could have been known of."""
    require(actor, Permission.WATCH_RUN)
    least = thresholds.number(session, "crowd.group_min", today=today)
    lead_days, close_after = settings.lead_days, settings.close_after
    rows = facts.store().query(
        f"SELECT commune_id, gathered_on, case_id FROM crowd_facts WHERE {streams.OPEN} "  # nosec B608
        f"AND persons >= {int(least)} AND commune_id IS NOT NULL AND gathered_on <= {literal(today)} "
        "ORDER BY gathered_on, id"
    )
    begin = found.first + (found.weeks - tried) * weeks.WEEK
    levels = _warned_by_points(session, [row for row in rows if row[2]], lead_days, actor=actor)
    seen: dict[int, date] = {}
    found_events = []
    for commune, day, case_id in rows:
        place = where.position.get(commune)
        if place is None:
            continue
        home, before = where.ids[place], seen.get(place)
        seen[place] = day
        if day < begin or (before is not None and (day - before).days <= QUIET_DAYS):
            continue
        # What stood at the end of the last whole week that lies so many days before the crowd.
        week = (day - timedelta(days=lead_days) - found.first).days // 7 - 1
        stood = [a for a in alarms if home in a.communes and a.stands(week, close_after)]
        first = min(stood, key=lambda alarm: alarm.first, default=None)
        found_events.append(
            Event(
                home,
                day.isoformat(),
                None if first is None else (found.first + (first.first + 1) * weeks.WEEK).isoformat(),
                any(alarm.red for alarm in stood),
                (case_id, day) in levels,
            )
        )
    return found_events


def _warned_by_points(
    session: Session, crowds: list[tuple[Any, ...]], lead_days: int, *, actor: Actor
) -> set[tuple[int, date]]:
    """The crowds whose case stood at the level of a warning or above so many days before."""
    ids = sorted({row[2] for row in crowds})
    cases = list(session.exec(visible_to(actor).where(col(Case.id).in_(ids))))
    tables = points.tables(session)
    among = select(col(Case.id)).where(col(Case.id).in_([case.id for case in cases]))
    known = {matter.case.id or 0: matter for matter in matters.read(session, cases, among)}
    least = ORDER[RiskLevel.WARNING]
    warned = set()
    for _commune, day, case_id in crowds:
        matter, then = known.get(case_id), day - timedelta(days=lead_days)
        if matter is None or matter.case.received_on > then:
            continue
        risk = board.assessed(matter, then, tables)
        if risk is not None and ORDER[risk[0].level] >= least:
            warned.add((case_id, day))
    return warned
