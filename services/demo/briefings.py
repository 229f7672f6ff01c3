"""Frozen weeks of the demonstration: the last ones that are over, each from the history as it is dated."""

from datetime import date, datetime

from services import clock, database
from services.briefing import freezing, weeks
from services.permissions import Actor, Permission, require

WEEKS = 4


def freeze_weeks(*, actor: Actor, now: datetime) -> list[date]:
    """Freeze the last weeks, oldest first; each says itself that it was frozen late. Opens transactions."""
    require(actor, Permission.FIGURES_PUBLISH)
    this_week = weeks.monday(clock.local_date(now))
    mondays = [this_week - weeks.WEEK * back for back in range(WEEKS, 0, -1)]
    for monday in mondays:
        with database.transaction() as session:
            freezing.freeze(session, monday, actor=actor, now=now)
    return mondays
