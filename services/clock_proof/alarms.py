"""What the nightly proof found, as its readers may see it, and deriving one case anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from models import AuditEntry, Case, ClockAlarm, Petition
from services import audit, cases, clock, clocks, sealed_reasons, wall_checks
from services.case_forms import LABELS
from services.clock_proof import derivation, petitions
from services.clock_proof.differences import CLOCK_FIELDS, COURSE_FIELDS
from services.errors import AppError, FieldRequired
from services.permissions import Actor, Permission, can, require, visible_to
from services.petition_records import by_id as petition_by_id
from services.petition_records import condition as visible_petitions
from services.text import N_, tidy


class NothingDiffers(AppError):
    msgid = N_("Nothing differs in {code} any more; its alarm is put away.")


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One case or petition whose stored clocks differ; `fields` is empty for who may not see the matter."""

    case_id: int | None
    petition_id: int | None
    code: str
    first_seen_at: datetime
    last_seen_at: datetime
    count: int
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LastProof:
    """When the proof ran last; what it counted goes beyond what its readers may count."""

    at: datetime


def standing(session: Session, *, actor: Actor) -> list[AlarmLine]:
    """Everything that differs and that the actor may know of, the oldest first.

    An administrator sees codes and counts, but no date of any case, and no denunciation at all;
    nobody sees a case he is walled off from.
    """
    require(actor, Permission.ALARM_READ)
    opens = can(actor, Permission.CASE_READ)
    found: list[AlarmLine] = []
    for model, key, seen in _subjects(actor):
        rows = session.execute(
            select(model.code, ClockAlarm)
            .join(model, model.id == key)
            .where(col(ClockAlarm.resolved_at).is_(None), model.voided_at.is_(None), seen)
            .order_by(col(ClockAlarm.id))
        )
        groups: dict[str, list[ClockAlarm]] = {}
        for code, alarm in rows:
            groups.setdefault(code, []).append(alarm)
        found += [_line(code, group, opens=opens) for code, group in groups.items()]
    return sorted(found, key=lambda line: (line.first_seen_at, line.code))


def count(session: Session, *, actor: Actor) -> int:
    """How many cases and petitions `standing` lists."""
    require(actor, Permission.ALARM_READ)
    total = 0
    for model, key, seen in _subjects(actor):
        total += session.exec(
            select(func.count(func.distinct(key)))
            .join(model, model.id == key)
            .where(col(ClockAlarm.resolved_at).is_(None), model.voided_at.is_(None), seen)
        ).one()
    return total


def last_proof(session: Session, *, actor: Actor) -> LastProof | None:
    """The latest run of the proof; None where it never ran."""
    require(actor, Permission.ALARM_READ)
    entry = session.exec(
        select(AuditEntry)
        .where(AuditEntry.subject == "clocks", AuditEntry.action == "nightly.proof")
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).first()
    return LastProof(entry.at) if entry else None


def recompute_case(session: Session, case_id: int, *, reason: str, actor: Actor, now: datetime) -> Case:
    """Write what follows from the events to the case and its deadlines, and put its alarms away.

    Raises FieldRequired without a reason; NothingDiffers where somebody was faster.
    """
    require(actor, Permission.CLOCK_RECOMPUTE)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    reason = sealed_reasons.of_case(session, case, _reason(reason), actor=actor, now=now)
    alarms = _put_away(session, ClockAlarm.case_id == case.id, actor=actor, now=now)
    calendar = clocks.calendar(session)
    derived = next(iter(derivation.recomputed(session, [case_id], calendar=calendar)))
    course, before = derived.course, _picture(case)
    if derived.has_history:
        case.state, case.state_before = course.state, course.state_before
        case.accepted_on, case.decided_on = course.accepted_on, course.decided_on
        case.outcome, case.closed_on = course.outcome or case.outcome, course.closed_on
    clocks.restart_clocks(session, case, today=clock.local_date(now))
    changed = audit.changed_fields(before, _picture(case))
    if not alarms and not changed:
        raise NothingDiffers(code=case.code)
    audit.write(
        session,
        "clocks.recompute",
        actor=actor,
        now=now,
        subject="case",
        subject_id=case.id,
        reason=reason,
        changes=changed,
        fields=[alarm.field for alarm in alarms],
    )
    session.flush()
    return case


def recompute_petition(
    session: Session, petition_id: int, *, reason: str, actor: Actor, now: datetime
) -> Petition:
    """Write the handling days that follow to the petition, and put its alarms away."""
    require(actor, Permission.CLOCK_RECOMPUTE)
    petition = petition_by_id(session, petition_id, actor=actor, lock=True)
    reason = sealed_reasons.of_petition(session, petition, _reason(reason), actor=actor, now=now)
    alarms = _put_away(session, ClockAlarm.petition_id == petition.id, actor=actor, now=now)
    calendar = clocks.calendar(session)
    derived = next(iter(petitions.recomputed(session, [petition_id], calendar=calendar)))
    if not alarms and derived.stored == derived.derived:
        raise NothingDiffers(code=petition.code)
    petition.handling_due_on, petition.handling_target_on = derived.derived
    audit.write(
        session,
        "clocks.recompute",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        reason=reason,
        changes={"handling_due_on": [str(derived.stored[0]), str(derived.derived[0])]},
    )
    session.flush()
    return petition


def _reason(text: str) -> str:
    reason = tidy(text)[:300]
    if not reason:
        raise FieldRequired(field="reason", label=LABELS["reason"])
    return reason


def _put_away(session: Session, whose: Any, *, actor: Actor, now: datetime) -> Sequence[ClockAlarm]:
    alarms = session.exec(select(ClockAlarm).where(whose, col(ClockAlarm.resolved_at).is_(None))).all()
    for alarm in alarms:
        alarm.resolved_at, alarm.resolved_by_id = now, actor.user_id or None
    return alarms


def _picture(case: Case) -> dict[str, Any]:
    names = (*COURSE_FIELDS, *CLOCK_FIELDS, "settled_in_time")
    return {name: getattr(case, name) for name in names}


def _line(code: str, alarms: list[ClockAlarm], *, opens: bool) -> AlarmLine:
    first = alarms[0]
    return AlarmLine(
        case_id=first.case_id,
        petition_id=first.petition_id,
        code=code,
        first_seen_at=min(alarm.first_seen_at for alarm in alarms),
        last_seen_at=max(alarm.last_seen_at for alarm in alarms),
        count=len(alarms),
        fields=tuple((alarm.field, alarm.stored, alarm.derived) for alarm in alarms) if opens else (),
    )


def _subjects(actor: Actor) -> tuple[tuple[Any, Any, ColumnElement[bool]], ...]:
    """What alarms are about, the column that says so, and which of them the actor may know of."""
    return (
        (Case, ClockAlarm.case_id, _seen_cases(actor)),
        (Petition, ClockAlarm.petition_id, _seen_petitions(actor)),
    )


def _seen_cases(actor: Actor) -> ColumnElement[bool]:
    if can(actor, Permission.CASE_READ):
        return col(Case.id).in_(visible_to(actor).with_only_columns(col(Case.id)))
    return wall_checks.told_cases(actor)


def _seen_petitions(actor: Actor) -> ColumnElement[bool]:
    if can(actor, Permission.CASE_READ):
        return visible_petitions(actor)
    return wall_checks.told_petitions(actor)
