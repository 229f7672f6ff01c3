"""Levels set by leaders as they are read: with their reasons on their case, without any in lists."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from models import Case, LevelOverride, User
from models.enums import Kind, OverrideOutcome, RiskLevel
from services import cases
from services.hotspots.words import opened
from services.permissions import Actor, visible_to

REASON, JUDGEMENT = "level reason", "level judgement"


@dataclass(frozen=True, slots=True)
class SetLevel:
    """The level that a leader set, and its last day; nothing of what was written about it."""

    level: RiskLevel
    ends_on: date


@dataclass(frozen=True, slots=True)
class OpenedOverride:
    """A level with its words, for the page of its case."""

    id: int
    level: RiskLevel
    level_by_points: RiskLevel
    points: int
    starts_on: date
    ends_on: date
    lifted_on: date | None
    set_by: str
    reason: str
    is_over: bool
    outcome: OverrideOutcome | None
    judgement: str


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A level that is over and waits for somebody to say whether it was right."""

    case_id: int
    code: str
    kind: Kind
    level: RiskLevel
    level_by_points: RiskLevel
    points: int
    ended_on: date


def holds(day: date) -> ColumnElement[bool]:
    """Which levels hold on a day: they end by themselves."""
    lifted = col(LevelOverride.lifted_on)
    return and_(
        col(LevelOverride.starts_on) <= day,
        col(LevelOverride.ends_on) >= day,
        or_(lifted.is_(None), lifted > day),
    )


def is_over(row: LevelOverride, today: date) -> bool:
    """Whether it holds no more: its last day has passed, or it was lifted."""
    return row.ends_on < today or row.lifted_on is not None


def of_case(session: Session, case_id: int, *, actor: Actor, today: date) -> list[OpenedOverride]:
    """Every level that was set for a case, the latest first; NotFound where the actor may not see it."""
    case = cases.by_id(session, case_id, actor=actor)
    rows = session.exec(
        select(LevelOverride, User.name)
        .join(User, col(User.id) == col(LevelOverride.set_by_id))
        .where(LevelOverride.case_id == case.id)
        .order_by(col(LevelOverride.id).desc())
    )
    return [
        OpenedOverride(
            id=row.id or 0,
            level=row.level,
            level_by_points=row.level_by_points,
            points=row.points,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            lifted_on=row.lifted_on,
            set_by=name,
            reason=opened(row.sealed_reason, case, REASON),
            is_over=is_over(row, today),
            outcome=row.outcome,
            judgement=opened(row.sealed_judgement, case, JUDGEMENT),
        )
        for row, name in rows
    ]


def of_cases(session: Session, case_ids: Collection[int], *, today: date) -> dict[int, SetLevel]:
    """The level that holds for each of these cases; the caller found them for its reader."""
    rows = session.exec(
        select(LevelOverride)
        .where(col(LevelOverride.case_id).in_(case_ids), holds(today))
        .order_by(col(LevelOverride.id))
    )
    return {row.case_id: SetLevel(row.level, row.ends_on) for row in rows}


def standing(session: Session, *, actor: Actor, today: date) -> list[int]:
    """The open cases within the actor's sight for which a level holds."""
    held = select(LevelOverride.case_id).where(holds(today))
    query = visible_to(actor).where(col(Case.id).in_(held), col(Case.closed_on).is_(None))
    return list(session.scalars(query.with_only_columns(col(Case.id))))


def unjudged(session: Session, *, actor: Actor, today: date) -> list[Unjudged]:
    """Levels that are over and not judged, on cases the actor may see; the longest waiting first."""
    rows = session.execute(
        visible_to(actor)
        .join(LevelOverride, col(LevelOverride.case_id) == col(Case.id))
        .with_only_columns(LevelOverride, Case)
        .where(
            col(LevelOverride.outcome).is_(None),
            or_(col(LevelOverride.ends_on) < today, col(LevelOverride.lifted_on).is_not(None)),
        )
        .order_by(col(LevelOverride.ends_on), col(LevelOverride.id))
    )
    return [
        Unjudged(
            case_id=row.case_id,
            code=case.code,
            kind=case.kind,
            level=row.level,
            level_by_points=row.level_by_points,
            points=row.points,
            ended_on=row.lifted_on or row.ends_on,
        )
        for row, case in rows
    ]
