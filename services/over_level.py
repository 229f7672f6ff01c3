"""Over-level records (vượt cấp): a matter was taken above the competent level, by the law of that day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Case, OverLevelRecord
from models.enums import Level
from services import audit, clock, sealed_reasons
from services.entries import HOW_MANY_PEOPLE, MOST_PEOPLE
from services.errors import DateInFuture, FieldInvalid, FieldRequired, NotFound
from services.matter_link import case_of, not_about_hidden
from services.over_level_rule import NOT_ABOVE, NotOverLevel, definition_on
from services.permissions import Actor, Permission, require
from services.text import N_, tidy


@dataclass(frozen=True)
class OverLevelInput:
    """Where people went, who was competent, and whether the lower level had had its turn."""

    recorded_on: date
    level: Level
    competent_level: Level = Level.DEPARTMENT
    lower_has_answered_or_is_late: bool = False
    body: str = ""
    persons: int = 1
    case_code: str = ""


def visible_records(actor: Actor) -> SelectOfScalar[OverLevelRecord]:
    """The records the actor may see, voided ones left out."""
    seen = actor.scope.condition(OverLevelRecord, OverLevelRecord.case_id)
    return select(OverLevelRecord).where(
        seen, not_about_hidden(OverLevelRecord, actor), col(OverLevelRecord.voided_at).is_(None)
    )


def record_over_level(
    session: Session, entry: OverLevelInput, *, actor: Actor, now: datetime
) -> OverLevelRecord:
    """Record that a matter went over the competent level; its case carries the flag from then on."""
    require(actor, Permission.CROWD_RECORD)
    if entry.recorded_on > clock.local_date(now):
        raise DateInFuture(label=N_("Day"), field="recorded_on")
    against = definition_on(entry.recorded_on).against(
        entry.level, entry.competent_level, lower_had_its_turn=entry.lower_has_answered_or_is_late
    )
    if against is not None:
        raise NotOverLevel(why=against, field="level" if against == NOT_ABOVE else "lower_has_answered")
    if not 1 <= entry.persons <= MOST_PEOPLE:
        raise FieldInvalid(label=N_("People"), remedy=HOW_MANY_PEOPLE, field="persons")
    case = case_of(session, entry.case_code, actor=actor)
    if case is None and actor.unit_id is None:
        raise FieldRequired(label=N_("Case"), field="case_code")
    record = OverLevelRecord(
        recorded_on=entry.recorded_on,
        level=entry.level,
        competent_level=entry.competent_level,
        body=tidy(entry.body)[:200],
        persons=entry.persons,
        case_id=case.id if case else None,
        unit_id=case.unit_id if case else actor.unit_id or 0,
        field_id=case.field_id if case else None,
        commune_id=case.commune_id if case else None,
        entered_by_id=actor.user_id,
        entered_at=now,
    )
    session.add(record)
    if case is not None and not case.over_level:
        case.over_level = True
    session.flush()
    audit.write(
        session, "over_level.record", actor=actor, now=now, subject="over_level", subject_id=record.id
    )
    return record


def void_record(
    session: Session, record_id: int, *, reason: str, actor: Actor, now: datetime
) -> OverLevelRecord:
    """Take back a record made wrongly; it stays in the trail."""
    require(actor, Permission.CROWD_RECORD)
    query = visible_records(actor).where(col(OverLevelRecord.id) == record_id)
    record = session.exec(query).one_or_none()
    if record is None:
        raise NotFound()
    if not tidy(reason):
        raise FieldRequired(label=N_("Reason"), field="reason")
    case = session.get(Case, record.case_id) if record.case_id else None
    # Told first: what it asks of the database would write a voiding that has no reason yet.
    told = sealed_reasons.of_case(session, case, tidy(reason)[:300], actor=actor, now=now)
    record.voided_at, record.void_reason = now, told
    session.flush()
    audit.write(
        session,
        "over_level.void",
        actor=actor,
        now=now,
        subject="over_level",
        subject_id=record.id,
        reason=record.void_reason,
    )
    return record


def recent(session: Session, *, actor: Actor, limit: int = 20) -> list[OverLevelRecord]:
    """The latest records."""
    order = (col(OverLevelRecord.recorded_on).desc(), col(OverLevelRecord.id).desc())
    return list(session.exec(visible_records(actor).order_by(*order).limit(limit)))
