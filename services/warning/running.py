"""Scoring a week: once after it is over, by the timer, or again by whoever runs what watches."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from models import WarningRun
from models.enums import WarningStream
from services import audit, clock
from services.errors import AppError
from services.permissions import Actor, Permission, require
from services.text import N_
from services.warning import calibrating, counts, limits, lives, packing, places, scoring, streams, weeks
from services.warning.counts import Counts, Limits
from services.warning.limits import Settings
from services.warning.places import Places
from services.warning.standing_out import Bounds, Scored

# Named with every run: another way of scoring gets another name, so that a replay knows which.
METHOD = "eb-dispute-2"


class WeekNotOver(AppError):
    msgid = N_("This week is not over. The warning scores whole weeks only.")


class LaterWeekScored(AppError):
    msgid = N_("A later week is scored already. Alarms go forward in time: score the last week.")


class ScoredMeanwhile(AppError):
    msgid = N_("Somebody else scored this week just now. Load the page again.")


@dataclass(frozen=True)
class Told:
    """What a run found: its row, and how many alarms are new."""

    run: WarningRun
    new: int


def run(session: Session, monday: date, *, actor: Actor, now: datetime) -> Told:
    """Count, score and keep one week, as its next version.

    Only the newest scored week can be scored again. Raises WeekNotOver, LaterWeekScored, ScoredMeanwhile.
    """
    require(actor, Permission.WATCH_RUN)
    today = clock.local_date(now)
    if monday != monday - timedelta(days=monday.weekday()) or monday > weeks.last_whole(today):
        raise WeekNotOver()
    if session.exec(select(WarningRun.id).where(WarningRun.monday > monday).limit(1)).first() is not None:
        raise LaterWeekScored()
    settings, where, found, tet = counted(session, monday, actor=actor, today=today)
    near = where.near
    amber, since = calibrating.threshold(session, found, near, tet, monday, settings)
    stands_out = scoring.scored(found, near, tet, bounds(settings, amber))
    row = _keep(session, monday, found, settings, amber, since, stands_out, near, actor=actor, now=now)
    begun = lives.follow(session, row, stands_out, close_after=settings.close_after, actor=actor)
    audit.write(
        session,
        "warning.run",
        actor=actor,
        now=now,
        subject="warning",
        subject_id=row.id,
        week=monday,
        version=row.version,
        new_alarms=len(begun),
    )
    session.flush()
    return Told(row, len(begun))


def run_due(session: Session, *, actor: Actor, now: datetime) -> Told | None:
    """Score the week that ended last; None where it is scored."""
    require(actor, Permission.WATCH_RUN)
    monday = weeks.last_whole(clock.local_date(now))
    known = session.exec(select(WarningRun.id).where(WarningRun.monday >= monday).limit(1)).first()
    return None if known is not None else run(session, monday, actor=actor, now=now)


def counted(
    session: Session, monday: date, *, actor: Actor, today: date
) -> tuple[Settings, Places, Counts, NDArray[np.int8]]:
    """What scoring up to a week needs: settings and places of the day, counts, the classes around Tết."""
    require(actor, Permission.WATCH_RUN)
    settings, where = limits.read(session, today=today), places.places(session, today=today)
    wanted = Limits(settings.history_weeks, settings.missing_least, settings.late_percent)
    found = counts.counted(session, where, monday, limits=wanted, actor=actor, today=today)
    return settings, where, found, weeks.tet(found.first, found.weeks)


def bounds(settings: Settings, amber: float) -> Bounds:
    """What makes an alarm, by the settings and the threshold of amber."""
    # Each stream is a family of its own, and they share what may be chance.
    return Bounds(
        settings.red_percent / 100 / len(streams.COUNTED),
        amber,
        limits.fewest(settings),
        settings.least_matters,
        limits.parts(settings),
        settings.least_a_week,
    )


def _keep(
    session: Session,
    monday: date,
    found: Counts,
    settings: Settings,
    amber: float,
    since: date,
    stands_out: dict[WarningStream, list[Scored]],
    near: NDArray[np.int32],
    *,
    actor: Actor,
    now: datetime,
) -> WarningRun:
    highest = session.exec(select(func.max(WarningRun.version)).where(WarningRun.monday == monday)).one()
    row = WarningRun(
        monday=monday,
        version=(highest or 0) + 1,
        format=packing.FORMAT,
        method=METHOD,
        as_of=now,
        settings={
            **settings.as_numbers(),
            calibrating.AMBER: calibrating.as_kept(amber),
            calibrating.SINCE: since.isoformat(),
        },
        notes={
            "missing": [one.isoformat() for one in found.missing],
            "late_units": list(found.late_units),
            "unplaced": sum(one.unplaced for one in found.streams.values()),
            "on_record": {
                stream.value: [round(float(share), 3) for share in one.share_in()[:2]]
                for stream, one in found.streams.items()
            },
            "near": near.tolist(),
            "found": {stream.value: len(many) for stream, many in stands_out.items()},
        },
        counts=packing.pack(found),
        run_by_id=actor.user_id or None,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise ScoredMeanwhile() from error
    return row


def latest(session: Session, *, actor: Actor) -> WarningRun | None:
    """The newest run without its packed counts; None where no week was scored yet."""
    require(actor, Permission.FIGURES_READ)
    query = select(WarningRun).order_by(col(WarningRun.monday).desc(), col(WarningRun.version).desc())
    return session.exec(query.options(defer(WarningRun.counts, raiseload=True)).limit(1)).first()  # type: ignore[arg-type]
