"""Crowds (đoàn đông người): who gathered where about what, and how it ended."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Case, CrowdEvent, Unit
from models.enums import Level
from services import audit, clock, sealed_reasons, thresholds
from services.entries import HOW_MANY_PEOPLE, MOST_PEOPLE
from services.errors import AppError, DateInFuture, FieldInvalid, FieldRequired, NotFound
from services.matter_link import case_of, not_about_hidden
from services.permissions import Actor, Permission, require
from services.text import N_, tidy


class TooFewForACrowd(AppError):
    msgid = N_("Fewer than {least} people are no crowd. Record a visit instead.")


class TooManyRepresentatives(AppError):
    msgid = N_("A group of {persons} people has 1 to {most} representatives. Correct the number.")


class CrowdHasEnded(AppError):
    msgid = N_("This crowd has already ended.")


class EndsBeforeItBegan(AppError):
    msgid = N_("The crowd cannot end before it began. Correct the time.")


@dataclass(frozen=True)
class CrowdInput:
    """The four things the desk is asked: how many, where, about what, since when."""

    persons: int
    place: str
    began_at: datetime
    case_code: str = ""
    level: Level = Level.DEPARTMENT


def visible_crowds(actor: Actor) -> SelectOfScalar[CrowdEvent]:
    """The crowds the actor may see, voided ones left out."""
    seen = actor.scope.condition(CrowdEvent, CrowdEvent.case_id)
    return select(CrowdEvent).where(
        seen, not_about_hidden(CrowdEvent, actor), col(CrowdEvent.voided_at).is_(None)
    )


def record_crowd(session: Session, entry: CrowdInput, *, actor: Actor, now: datetime) -> CrowdEvent:
    """Record a crowd that is there now; its unit is that of its case, else the actor's."""
    require(actor, Permission.CROWD_RECORD)
    today = clock.local_date(now)
    if entry.began_at > now:
        raise DateInFuture(label=N_("Since when"), field="began_at")
    least = thresholds.number(session, "crowd.group_min", today=clock.local_date(entry.began_at))
    if entry.persons < least:
        raise TooFewForACrowd(least=least, field="persons")
    if entry.persons > MOST_PEOPLE:
        raise FieldInvalid(label=N_("People present"), remedy=HOW_MANY_PEOPLE, field="persons")
    if not tidy(entry.place):
        raise FieldRequired(label=N_("Place"), field="place")
    case = case_of(session, entry.case_code, actor=actor)
    crowd = CrowdEvent(
        gathered_on=clock.local_date(entry.began_at),
        began_at=entry.began_at,
        is_ongoing=clock.local_date(entry.began_at) == today,
        level=entry.level,
        place=tidy(entry.place)[:200],
        persons=entry.persons,
        case_id=case.id if case else None,
        unit_id=case.unit_id if case else _unit_of(session, actor),
        field_id=case.field_id if case else None,
        commune_id=case.commune_id if case else None,
        entered_by_id=actor.user_id,
        entered_at=now,
    )
    session.add(crowd)
    session.flush()
    _audit(session, "crowd.record", crowd, actor=actor, now=now, persons=crowd.persons)
    return crowd


def end_crowd(
    session: Session,
    crowd_id: int,
    *,
    ended_at: datetime,
    received_by: str = "",
    representatives: int | None = None,
    result: str = "",
    actor: Actor,
    now: datetime,
) -> CrowdEvent:
    """The crowd has left: who received it, how many represented it, what came of it."""
    require(actor, Permission.CROWD_RECORD)
    crowd = _one(session, crowd_id, actor=actor)
    if crowd.ended_at is not None:
        raise CrowdHasEnded()
    if ended_at > now:
        raise DateInFuture(label=N_("Ended at"), field="ended_at")
    if crowd.began_at is not None and ended_at < crowd.began_at:
        raise EndsBeforeItBegan(field="ended_at")
    _check_representatives(session, crowd, representatives)
    crowd.ended_at = ended_at
    crowd.is_ongoing = False
    crowd.received_by = tidy(received_by)[:120]
    crowd.representatives = representatives
    crowd.result = _told(session, crowd, tidy(result)[:500], actor=actor, now=now)
    session.flush()
    _audit(session, "crowd.end", crowd, actor=actor, now=now)
    return crowd


def void_crowd(session: Session, crowd_id: int, *, reason: str, actor: Actor, now: datetime) -> CrowdEvent:
    """Take back a crowd that was recorded wrongly; it stays in the trail."""
    require(actor, Permission.CROWD_RECORD)
    crowd = _one(session, crowd_id, actor=actor)
    if not tidy(reason):
        raise FieldRequired(label=N_("Reason"), field="reason")
    # Told first: what it asks of the database would write a voiding that has no reason yet.
    told = _told(session, crowd, tidy(reason)[:300], actor=actor, now=now)
    crowd.voided_at, crowd.void_reason = now, told
    crowd.is_ongoing = False
    session.flush()
    _audit(session, "crowd.void", crowd, actor=actor, now=now, reason=crowd.void_reason)
    return crowd


def ongoing(session: Session, *, actor: Actor, today: date) -> list[CrowdEvent]:
    """Crowds that are there now, the largest first; one of an earlier day was not ended but is not there."""
    query = visible_crowds(actor).where(
        col(CrowdEvent.is_ongoing).is_(True), col(CrowdEvent.gathered_on) == today
    )
    return list(session.exec(query.order_by(col(CrowdEvent.persons).desc(), col(CrowdEvent.id))))


def recent(session: Session, *, actor: Actor, limit: int = 20) -> list[CrowdEvent]:
    """The latest crowds."""
    order = (col(CrowdEvent.gathered_on).desc(), col(CrowdEvent.id).desc())
    return list(session.exec(visible_crowds(actor).order_by(*order).limit(limit)))


def most_representatives(session: Session, persons: int, *, today: date) -> int:
    """How many representatives a group may name, by the law of the day."""
    many = persons >= thresholds.number(session, "crowd.large_min", today=today)
    key = "crowd.many_representatives" if many else "crowd.few_representatives"
    return thresholds.number(session, key, today=today)


def _check_representatives(session: Session, crowd: CrowdEvent, representatives: int | None) -> None:
    if representatives is None:
        return
    most = most_representatives(session, crowd.persons, today=crowd.gathered_on)
    if not 1 <= representatives <= most:
        raise TooManyRepresentatives(persons=crowd.persons, most=most, field="representatives")


def _one(session: Session, crowd_id: int, *, actor: Actor) -> CrowdEvent:
    query = visible_crowds(actor).where(col(CrowdEvent.id) == crowd_id).with_for_update()
    crowd = session.exec(query).one_or_none()
    if crowd is None:
        raise NotFound()
    return crowd


def _told(session: Session, crowd: CrowdEvent, text: str, *, actor: Actor, now: datetime) -> str:
    """What may stand in plain text; words about a sealed case become a note of it."""
    case = session.get(Case, crowd.case_id) if crowd.case_id else None
    return sealed_reasons.of_case(session, case, text, actor=actor, now=now)


def _unit_of(session: Session, actor: Actor) -> int:
    """The actor's unit; for the system actor the root unit."""
    if actor.unit_id is not None:
        return actor.unit_id
    root = session.exec(select(Unit.id).where(col(Unit.parent_id).is_(None)).order_by(col(Unit.id))).first()
    if root is None:
        raise NotFound()
    return root


def _audit(
    session: Session, action: str, crowd: CrowdEvent, *, actor: Actor, now: datetime, **more: Any
) -> None:
    audit.write(session, action, actor=actor, now=now, subject="crowd", subject_id=crowd.id, **more)
