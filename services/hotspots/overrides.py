"""A leader sets the level of a case until a day, beside the level by points; after its end it is judged."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from models import LevelOverride
from models.enums import OverrideOutcome, RiskLevel
from services import audit, cases, clock, thresholds
from services.errors import AppError, FieldRequired
from services.hotspots import risk
from services.hotspots.locking import with_case
from services.hotspots.override_views import JUDGEMENT, REASON, holds, is_over
from services.hotspots.words import may_be_empty, sealed, written
from services.permissions import Actor, Permission, require
from services.text import N_

LABEL_REASON, LABEL_END = N_("Why the points do not tell the truth"), N_("Holds until")
LABEL_JUDGEMENT = N_("What showed it")
# The setting of the longest time; what is meant to hold longer belongs into the table of points.
LEVEL_DAYS = "hotspot.level_days"


class LevelIsSet(AppError):
    msgid = N_("A level set by a leader holds for this case already. Lift that one first.")


class LevelAsByPoints(AppError):
    msgid = N_("That is the level by points already. Choose another level.")


class EndNotAhead(AppError):
    msgid = N_("A level that was set has to end after today. Choose a later day.")


class EndTooFar(AppError):
    msgid = N_("A level may be set for {days} days at most. Choose an earlier day.")


class LevelStillHolds(AppError):
    msgid = N_("This level holds until {day}. It can be judged after that day, or once it is lifted.")


class LevelHoldsNoMore(AppError):
    msgid = N_("This level holds no more.")


@dataclass(frozen=True)
class OverrideInput:
    """The level, why, and the last day on which it holds."""

    level: RiskLevel
    reason: str
    ends_on: date | None


def set_level(
    session: Session, case_id: int, entry: OverrideInput, *, actor: Actor, now: datetime
) -> LevelOverride:
    """Set the level of a case until a day; the level by points stays beside it."""
    require(actor, Permission.HOTSPOT_LEAD)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    today = clock.local_date(now)
    standing = select(LevelOverride).where(LevelOverride.case_id == case.id, holds(today))
    if session.exec(standing).first() is not None:
        raise LevelIsSet()
    by_points = risk.of_case(session, case, today=today)
    if entry.level is by_points.level:
        raise LevelAsByPoints(field="level")
    reason = written(entry.reason, label=LABEL_REASON, field="reason")
    row = LevelOverride(
        case_id=case.id or 0,
        level=entry.level,
        level_by_points=by_points.level,
        points=by_points.points,
        starts_on=today,
        ends_on=_end(session, entry.ends_on, today),
        sealed_reason=sealed(reason, case, REASON),
        set_by_id=actor.user_id,
        set_at=now,
    )
    session.add(row)
    session.flush()
    changes = {"level": [row.level_by_points, row.level], "ends_on": [None, row.ends_on]}
    _trail(session, "level.set", row, actor=actor, now=now, changes=changes)
    return row


def lift(session: Session, override_id: int, *, actor: Actor, now: datetime) -> LevelOverride:
    """Let the level by points stand alone again before the day is over."""
    require(actor, Permission.HOTSPOT_LEAD)
    row, _case = with_case(session, LevelOverride, override_id, actor=actor)
    today = clock.local_date(now)
    if is_over(row, today):
        raise LevelHoldsNoMore()
    row.lifted_on = today
    session.flush()
    _trail(session, "level.lift", row, actor=actor, now=now, changes={"ends_on": [row.ends_on, today]})
    return row


def judge(
    session: Session, override_id: int, outcome: OverrideOutcome, *, note: str, actor: Actor, now: datetime
) -> LevelOverride:
    """Say after its end whether the level was right, was wrong, or what was feared was calmed.

    Said again it replaces what was said; the trail keeps both outcomes.
    """
    require(actor, Permission.HOTSPOT_LEAD)
    row, case = with_case(session, LevelOverride, override_id, actor=actor)
    if not is_over(row, clock.local_date(now)):
        raise LevelStillHolds(day=row.ends_on)
    text = may_be_empty(note, label=LABEL_JUDGEMENT, field="note")
    before, row.outcome = row.outcome, outcome
    row.sealed_judgement = sealed(text, case, JUDGEMENT) if text else None
    row.judged_by_id, row.judged_at = actor.user_id, now
    session.flush()
    _trail(session, "level.judge", row, actor=actor, now=now, changes={"outcome": [before, outcome]})
    return row


def _end(session: Session, day: date | None, today: date) -> date:
    if day is None:
        raise FieldRequired(label=LABEL_END, field="ends_on")
    if day <= today:
        raise EndNotAhead(field="ends_on")
    most = thresholds.number(session, LEVEL_DAYS, today=today)
    if day > today + timedelta(days=most):
        raise EndTooFar(days=most, field="ends_on")
    return day


def _trail(
    session: Session, action: str, row: LevelOverride, *, actor: Actor, now: datetime, **details: Any
) -> None:
    about: dict[str, Any] = {"subject": "case", "subject_id": row.case_id, "override": row.id}
    audit.write(session, action, actor=actor, now=now, **about, **details)
    session.flush()
