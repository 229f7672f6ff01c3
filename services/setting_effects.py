"""What another value of a threshold would change, as counts before and after."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, or_, select

from models import Case, CrowdEvent, Petition, User, UserSession
from services import clock, wall_checks
from services.permissions import Actor
from services.text import N_


@dataclass(frozen=True)
class Effect:
    """What is counted (a msgid), how many there are under the value in force and under the new one."""

    counted: str
    before: int
    after: int


def crowds_of(session: Session, value: int, actor: Actor, now: datetime) -> int:
    """Recorded crowds that have at least so many persons, about matters of which the actor is told."""
    cases = select(col(Case.id)).where(wall_checks.told_cases(actor))
    petitions = select(col(Petition.id)).where(wall_checks.told_petitions(actor))
    return _count(
        session,
        CrowdEvent.persons >= value,
        col(CrowdEvent.voided_at).is_(None),
        or_(col(CrowdEvent.case_id).is_(None), col(CrowdEvent.case_id).in_(cases)),
        or_(col(CrowdEvent.petition_id).is_(None), col(CrowdEvent.petition_id).in_(petitions)),
    )


def due_within(session: Session, value: int, actor: Actor, now: datetime) -> int:
    """Open cases whose day comes within so many days from today."""
    today = clock.local_date(now)
    due = col(Case.due_on)
    return _count(session, *_open(actor), due >= today, due <= today + timedelta(days=value))


def older_than(session: Session, value: int, actor: Actor, now: datetime) -> int:
    """Open cases received more than so many months ago."""
    return _count(session, *_open(actor), Case.received_on < months_before(clock.local_date(now), value))


def unused_for(session: Session, value: int, actor: Actor, now: datetime) -> int:
    """Sessions that would end at once because they were not used for so many minutes."""
    seen = UserSession.seen_at < now - timedelta(minutes=value)
    return _count(session, seen, col(UserSession.revoked_at).is_(None), UserSession.expires_at > now)


def failed_attempts(session: Session, value: int, actor: Actor, now: datetime) -> int:
    """Active accounts with at least so many failed attempts since the last success."""
    return _count(session, User.failed_sign_ins >= value, col(User.is_active).is_(True))


COUNTS: dict[str, tuple[str, Callable[[Session, int, Actor, datetime], int]]] = {
    "crowd.group_min": (N_("recorded gatherings count as crowds"), crowds_of),
    "due_soon.days": (N_("open cases count as due soon"), due_within),
    "prolonged.months": (N_("open cases count as prolonged"), older_than),
    "session.idle_minutes": (N_("open sessions end at their next click"), unused_for),
    "sign_in.tries": (N_("accounts are locked at the next failed attempt"), failed_attempts),
}


def effect(
    session: Session, key: str, *, before: str, after: str, actor: Actor, now: datetime
) -> Effect | None:
    """The counts under both values; None where a setting only acts on what comes."""
    if key not in COUNTS or not (before.isdigit() and after.isdigit()):
        return None
    counted, count = COUNTS[key]
    old, new = (count(session, int(value), actor, now) for value in (before, after))
    return Effect(counted, old, new)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day."""
    index = day.year * 12 + day.month - 1 - months
    if index < 12:
        return date.min
    first = date(index // 12, index % 12 + 1, 1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=min(day.day, (next_month - first).days) - 1)


def _open(actor: Actor) -> tuple[object, ...]:
    """Open cases of which the actor is told."""
    return wall_checks.told_cases(actor), col(Case.closed_on).is_(None), col(Case.voided_at).is_(None)


def _count(session: Session, *conditions: object) -> int:
    return session.exec(select(func.count()).where(*conditions)).one()  # type: ignore[arg-type]
