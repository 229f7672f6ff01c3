"""Publishing a table of risk points as a whole, valid from a day, and telling versions apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from models import RiskPointVersion, User
from services import audit, changes, clock, entries
from services.errors import AppError, NotFound
from services.hotspots import point_checks, points
from services.hotspots.points import Band, PointTable
from services.permissions import Actor, Permission, require
from services.text import N_

# Versions of later releases have room below.
FIRST_OWN = 101
LABEL_BASIS, LABEL_NOTE = N_("Basis (document)"), N_("Note")


class PointsInPast(AppError):
    msgid = N_(
        "Points cannot hold from a day that has passed: its levels were told already. Choose today or later."
    )


class PointsUnchanged(AppError):
    msgid = N_("Nothing differs from the version in force on {day}.")


class NotPreviewed(AppError):
    msgid = N_("See first which levels exactly this table changes from that day on; then publish it.")


class HoldsAlready(AppError):
    msgid = N_("This version holds since {day} and cannot be withdrawn. Publish another one.")


class PublishedMeanwhile(AppError):
    msgid = N_("Somebody else published points at this moment. Look at them, then try again.")


@dataclass(frozen=True)
class VersionLine:
    """One version with its days; `published_by` is "" for what came with the product."""

    version: int
    first_day: date
    basis: str
    published_by: str
    published_at: datetime | None
    table: PointTable


@dataclass(frozen=True)
class Changed:
    """A line that is new, gone or different; None where it is missing."""

    factor: str
    before: Band | None
    after: Band | None


def versions(session: Session, *, actor: Actor) -> list[VersionLine]:
    """Every version in the order of their first days."""
    require(actor, Permission.RULE_READ)
    rows = session.exec(
        select(RiskPointVersion, User.name).join(User, col(User.id) == col(RiskPointVersion.published_by_id))
    )
    own = {row.version: (row, name) for row, name in rows}
    found = []
    for one in points.tables(session).versions:
        row, name = own.get(one.table.version, (None, ""))
        found.append(
            VersionLine(
                version=one.table.version,
                first_day=one.first_day,
                basis=row.basis if row else "",
                published_by=name,
                published_at=row.published_at if row else None,
                table=one.table,
            )
        )
    return found


def mark(session: Session, lines: Sequence[Band], *, effective_from: date) -> str:
    """What a preview was of: these lines from that day on, over the version that holds then."""
    before = points.tables(session).on(effective_from)
    told = f"{before.version} {effective_from.isoformat()} {points.written(lines)}"
    return sha256(told.encode()).hexdigest()


def publish(
    session: Session,
    lines: Sequence[Band],
    *,
    effective_from: date,
    basis: str,
    previewed: str,
    actor: Actor,
    now: datetime,
) -> RiskPointVersion:
    """Publish a whole table; raises the first thing that is wrong with it.

    `previewed` is the `mark` of the effect that was shown (`point_effects.effect`): nobody publishes what
    he has not seen, nor over a version that came meanwhile.
    """
    require(actor, Permission.RISK_POINTS_EDIT)
    if effective_from < clock.local_date(now):
        raise PointsInPast(field="effective_from")
    basis = entries.filled(basis, label=LABEL_BASIS, longest=300)
    checked = [_tidy(line) for line in lines]
    for fault in faults(list(enumerate(checked, start=1))):
        raise fault
    checked.sort(key=lambda line: (point_checks.KNOWN.index(line.factor), line.low))
    before = points.tables(session).on(effective_from)
    if not difference(before.lines(), checked):
        raise PointsUnchanged(day=effective_from)
    if previewed != mark(session, lines, effective_from=effective_from):
        raise NotPreviewed()
    return _published(session, checked, effective_from, basis, actor=actor, now=now)


def withdraw(session: Session, version: int, *, basis: str, actor: Actor, now: datetime) -> RiskPointVersion:
    """Let a version that has not begun not begin: what held before it holds on, as a version of its own."""
    require(actor, Permission.RISK_POINTS_EDIT)
    own = session.exec(select(RiskPointVersion).where(RiskPointVersion.version == version)).one_or_none()
    if own is None:
        raise NotFound()
    if own.effective_from <= clock.local_date(now):
        raise HoldsAlready(day=own.effective_from)
    basis = entries.filled(basis, label=LABEL_BASIS, longest=300)
    tables = points.tables(session)
    before = tables.on(own.effective_from - timedelta(days=1))
    if not difference(tables.on(own.effective_from).lines(), before.lines()):
        raise PointsUnchanged(day=own.effective_from)
    return _published(session, before.lines(), own.effective_from, basis, actor=actor, now=now)


def _published(
    session: Session,
    lines: Sequence[Band],
    effective_from: date,
    basis: str,
    *,
    actor: Actor,
    now: datetime,
) -> RiskPointVersion:
    last = session.exec(select(func.max(RiskPointVersion.version))).one()
    row = RiskPointVersion(
        version=FIRST_OWN if last is None else last + 1,
        effective_from=effective_from,
        lines=points.written(lines),
        basis=basis,
        published_by_id=actor.user_id,
        published_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as twice:
        raise PublishedMeanwhile() from twice
    audit.write(
        session,
        "published_risk_points",
        actor=actor,
        now=now,
        subject="rule",
        subject_id=row.id,
        reason=basis,
        key=f"risk_points {row.version}",
        version=row.version,
        changes={"effective_from": [None, effective_from]},
    )
    session.flush()
    # No followed row changed, and yet every level may have: what was kept of lists is read anew.
    changes.take_number(session)
    return row


def faults(lines: Sequence[tuple[int, Band]]) -> list[AppError]:
    """Everything that keeps a table from being published, by the numbers of its lines."""
    return point_checks.faults(lines, shape=points.shipped().versions[-1].table.lines())


def difference(before: Sequence[Band], after: Sequence[Band]) -> list[Changed]:
    """What differs between two tables, line by line: lines of a factor are told apart by where they begin."""
    old, new = ({(line.factor, line.low): line for line in lines} for lines in (before, after))
    return [
        Changed(factor=key[0], before=old.get(key), after=new.get(key))
        for key in dict.fromkeys([*old, *new])
        if _counts(old.get(key)) != _counts(new.get(key))
    ]


def _counts(line: Band | None) -> tuple[int | None, ...] | None:
    return None if line is None else (line.low, line.high, line.window_days, line.points)


def _tidy(line: Band) -> Band:
    note = entries.optional(line.note, label=LABEL_NOTE, longest=200)
    return replace(line, note=note)
