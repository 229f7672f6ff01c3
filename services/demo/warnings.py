"""The early warning of the demonstration: its last weeks scored one after the other, and the trial."""

from collections.abc import Callable
from datetime import datetime

from services import clock, database
from services.permissions import Actor, Permission, require
from services.warning import backtest, running, weeks

WEEKS = 10


def score_weeks(
    *, actor: Actor, now: datetime, progress: Callable[[float], None] = lambda share: None
) -> int:
    """Score the last weeks, oldest first, and try the warning on those before; returns new alarms.

    Opens transactions; `progress` hears the share that is done.
    """
    require(actor, Permission.WATCH_RUN)
    last = weeks.last_whole(clock.local_date(now))
    found = 0
    for back in range(WEEKS - 1, -1, -1):
        with database.transaction() as session:
            found += running.run(session, last - back * weeks.WEEK, actor=actor, now=now).new
        progress((WEEKS - back) / (2 * WEEKS))
    with database.transaction() as session:
        backtest.run(session, actor=actor, now=now, watch=lambda share: progress((1 + share) / 2))
    return found
