"""Freezing a week: once on Monday morning by the timer, or again by whoever publishes figures."""

from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from models import BriefingSnapshot
from services import audit, clock, thresholds
from services.briefing import promises_told, weeks
from services.briefing.building import Limits, build
from services.briefing.content import FORMAT, Briefing, read
from services.briefing.matters import Matters, unpack
from services.errors import AppError, NotFound
from services.permissions import Actor, Permission, require
from services.text import N_

HOUR = "briefing.hour"


class WeekNotBegun(AppError):
    msgid = N_("This week has not begun. Choose a week up to the current one.")


class FrozenMeanwhile(AppError):
    msgid = N_("Somebody else froze this week just now. Load the page again.")


def freeze(session: Session, monday: date, *, actor: Actor, now: datetime) -> BriefingSnapshot:
    """Count a week and keep it as the next version; of a week that still runs, what has passed of it."""
    require(actor, Permission.FIGURES_PUBLISH)
    today = clock.local_date(now)
    if monday != weeks.monday(monday) or monday > today:
        raise WeekNotBegun()
    day = min(weeks.sunday(monday), today)
    content, matters = build(
        session,
        monday,
        day=day,
        today=today,
        limits=_limits(session, today=today),
        before=_matters_at(session, monday - timedelta(days=1)),
        promises=promises_told.to_tell(session, monday),
    )
    highest = session.exec(
        select(func.max(BriefingSnapshot.version)).where(BriefingSnapshot.monday == monday)
    ).one()
    row = BriefingSnapshot(
        monday=monday,
        version=(highest or 0) + 1,
        day=day,
        format=FORMAT,
        content=content,
        matters=matters,
        frozen_by_id=actor.user_id or None,
        frozen_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise FrozenMeanwhile() from error
    audit.write(
        session,
        "briefing.freeze",
        actor=actor,
        now=now,
        subject="briefing",
        subject_id=row.id,
        week=weeks.code(monday),
        version=row.version,
    )
    session.flush()
    return row


def freeze_due(session: Session, *, actor: Actor, now: datetime) -> BriefingSnapshot | None:
    """Freeze the week that ended last, from Monday at the hour of the house on; None where it is frozen."""
    require(actor, Permission.FIGURES_PUBLISH)
    hour = thresholds.number(session, HOUR, today=clock.local_date(now))
    monday = weeks.finished(now, hour=hour)
    frozen = select(BriefingSnapshot.id).where(
        BriefingSnapshot.monday == monday, BriefingSnapshot.day == weeks.sunday(monday)
    )
    if session.exec(frozen.limit(1)).first() is not None:
        return None
    return freeze(session, monday, actor=actor, now=now)


def frozen_weeks(session: Session, *, actor: Actor) -> list[date]:
    """The Mondays of the frozen weeks, newest first."""
    require(actor, Permission.FIGURES_READ)
    found = session.exec(select(BriefingSnapshot.monday, BriefingSnapshot.version)).all()  # type: ignore[call-overload]
    return sorted({monday for monday, _version in found}, reverse=True)


def versions(session: Session, monday: date, *, actor: Actor) -> list[tuple[int, datetime]]:
    """The versions of a week with the instants at which they were frozen, newest first."""
    require(actor, Permission.FIGURES_READ)
    found = session.exec(
        select(BriefingSnapshot.version, BriefingSnapshot.frozen_at)
        .where(BriefingSnapshot.monday == monday)
        .order_by(col(BriefingSnapshot.version).desc())
    )
    return [(version, at) for version, at in found]


def of_week(session: Session, monday: date, *, version: int = 0, actor: Actor) -> Briefing:
    """A frozen week, its newest version unless one is named. NotFound where there is none."""
    require(actor, Permission.FIGURES_READ)
    query = select(BriefingSnapshot).where(BriefingSnapshot.monday == monday)
    if version:
        query = query.where(BriefingSnapshot.version == version)
    newest = query.order_by(col(BriefingSnapshot.version).desc()).limit(1)
    # The packed matters are many times as long, and most slides do without them.
    row = session.exec(newest.options(defer(BriefingSnapshot.matters, raiseload=True))).first()  # type: ignore[arg-type]
    if row is None:
        raise NotFound()
    return read(row)


def matters_of(session: Session, snapshot_id: int, *, actor: Actor) -> tuple[Matters, dict[str, list[int]]]:
    """The matters and lists of a frozen week: ids that a reader's scope has still to narrow."""
    require(actor, Permission.FIGURES_READ)
    packed = session.exec(select(BriefingSnapshot.matters).where(BriefingSnapshot.id == snapshot_id)).first()
    if packed is None:
        raise NotFound()
    return unpack(packed)


def _matters_at(session: Session, day: date) -> Matters | None:
    """The matters of the latest snapshot that ended on a day."""
    packed = session.exec(
        select(BriefingSnapshot.matters)
        .where(BriefingSnapshot.day == day)
        .order_by(col(BriefingSnapshot.id).desc())
        .limit(1)
    ).first()
    return unpack(packed)[0] if packed else None


def _limits(session: Session, *, today: date) -> Limits:
    names = ("weeks", "hot", "word_overdue")
    return Limits(**{name: thresholds.number(session, f"briefing.{name}", today=today) for name in names})
