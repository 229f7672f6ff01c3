"""What an administrator decides about open clocks that wait: moved to what holds today, or kept."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Case, CaseEvent, Deadline, Petition, PetitionCase
from models.enums import Recount, Step
from services import (
    audit,
    clock,
    clock_effects,
    clocks,
    entries,
    handling_clock,
    inbox,
    vault,
)
from services.clock_counting import Touched
from services.permissions import Actor, Permission, require
from services.text import N_
from services.waiting_clocks import ClockIds

LABEL_BASIS = N_("Basis of the decision (document)")
EVENT = "recount"
# With more moved cases than this, an officer gets one message instead of one per case.
FEW = 5


def move(session: Session, ids: ClockIds, *, basis: str, actor: Actor, now: datetime) -> int:
    """Give waiting clocks the dates that rules and calendar of today give; returns how many moved.

    Each leaves an event and a row of the trail with rule and both dates, and its officer a
    message. A clock that no longer waits is passed over.
    """
    require(actor, Permission.RULE_EDIT)
    basis = entries.filled(basis, label=LABEL_BASIS, longest=300)
    touched = [one for one in clock_effects.waiting(session, ids.deadlines, ids.petitions) if one.counted]
    case_ids = {one.case_id for one in touched if one.case_id is not None}
    locked = select(Case).where(col(Case.id).in_(case_ids)).order_by(col(Case.id)).with_for_update()
    cases = {case.id: case for case in session.exec(locked)}
    moved: list[tuple[Touched, str]] = []
    for one in touched:
        if one.petition_id is not None:
            moved.append((one, _move_petition(session, one, basis=basis, actor=actor, now=now)))
        elif one.case_id in cases:
            case = cases[one.case_id]
            _move_deadline(session, case, one, basis=basis, actor=actor, now=now)
            moved.append((one, case.code))
    _tell(session, moved, actor=actor, now=now)
    session.flush()
    return len(moved)


def keep(session: Session, ids: ClockIds, *, basis: str, actor: Actor, now: datetime) -> int:
    """Let waiting clocks stay as they were counted, for good; returns how many."""
    require(actor, Permission.RULE_EDIT)
    basis = entries.filled(basis, label=LABEL_BASIS, longest=300)
    kept = clock_effects.waiting(session, ids.deadlines, ids.petitions)
    for one in kept:
        row = _row_of(session, one)
        if isinstance(row, Deadline):
            row.recount = Recount.KEPT
        else:
            row.handling_recount = Recount.KEPT
    by_rule: dict[str, int] = defaultdict(int)
    for one in kept:
        by_rule[one.rule_id] += 1
    for rule_id, count in by_rule.items():
        audit.write(
            session,
            "kept_clocks",
            actor=actor,
            now=now,
            subject="rule",
            reason=basis,
            key=rule_id,
            clocks=count,
        )
    session.flush()
    return len(kept)


def _move_deadline(
    session: Session, case: Case, one: Touched, *, basis: str, actor: Actor, now: datetime
) -> None:
    deadline = session.get_one(Deadline, one.deadline_id)
    deadline.rule_version, deadline.recount = one.new_version, None
    session.flush()
    fields = clocks.restart_clocks(session, case, today=clock.local_date(now))
    if one.step is Step.HANDLING:
        _follow(session, case, deadline, fields)
    session.add(
        CaseEvent(
            case_id=case.id or 0,
            action=EVENT,
            happened_on=clock.local_date(now),
            entered_at=now,
            entered_by_id=actor.user_id,
            sealed_note=vault.seal(_said(one, basis), purpose="event", key=case.sealed_key),
        )
    )
    _audit(session, "case.recount", "case", case.id, one, basis=basis, actor=actor, now=now)


def _follow(session: Session, case: Case, deadline: Deadline, fields: clocks.ClockFields) -> None:
    """The petitions that wait with the case have its day."""
    dates = next((row.dates for row in fields.rows if row.step == Step.HANDLING), None)
    if dates is None:
        return
    linked = select(PetitionCase.petition_id).where(PetitionCase.case_id == case.id)
    waits = select(Petition).where(
        col(Petition.id).in_(linked),
        Petition.received_on == deadline.started_on,
        col(Petition.handled_on).is_(None),
        col(Petition.voided_at).is_(None),
    )
    for petition in session.exec(waits):
        petition.handling_due_on, petition.handling_target_on = dates.due_on, dates.target_on
        petition.handling_rule_id, petition.handling_rule_version = dates.rule_id, dates.version
        petition.handling_recount = None


def _move_petition(session: Session, one: Touched, *, basis: str, actor: Actor, now: datetime) -> str:
    petition = session.get_one(Petition, one.petition_id)
    handling_clock.pin(petition, handling_clock.term_under(session, petition, one.rule_id, one.new_version))
    petition.handling_recount = None
    _audit(session, "petition.recount", "petition", petition.id, one, basis=basis, actor=actor, now=now)
    return petition.code


def _audit(
    session: Session,
    action: str,
    subject: str,
    subject_id: int | None,
    one: Touched,
    *,
    basis: str,
    actor: Actor,
    now: datetime,
) -> None:
    details: dict[str, Any] = {
        "rule": one.rule_id,
        "step": one.step.value,
        "version": [one.version, one.new_version],
        "due_on": [one.due_on, one.new_due_on],
    }
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject=subject,
        subject_id=subject_id,
        reason=basis,
        **details,
    )


def _tell(session: Session, moved: Sequence[tuple[Touched, str]], *, actor: Actor, now: datetime) -> None:
    of_officer: dict[int | None, list[tuple[Touched, str]]] = defaultdict(list)
    for one, code in moved:
        of_officer[one.officer_id].append((one, code))
    for officer_id, found in of_officer.items():
        if len(found) > FEW:
            inbox.send(session, officer_id, "recounted_many", actor=actor, now=now, count=len(found))
            continue
        for one, code in found:
            inbox.send(
                session,
                officer_id,
                "recounted",
                actor=actor,
                now=now,
                case_id=one.case_id,
                code=code,
                rule=one.rule_id,
                before=f"{one.due_on:%d/%m/%Y}",
                after=f"{one.new_due_on:%d/%m/%Y}",
            )


def _said(one: Touched, basis: str) -> str:
    """Rule, versions and both days, in signs that need no language."""
    versions = f"v{one.version} → v{one.new_version}" if one.by_rule else f"v{one.version}"
    return f"{one.rule_id} · {versions} · {one.due_on:%d/%m/%Y} → {one.new_due_on:%d/%m/%Y} · {basis}"


def _row_of(session: Session, one: Touched) -> Deadline | Petition:
    if one.petition_id is not None:
        return session.get_one(Petition, one.petition_id)
    return session.get_one(Deadline, one.deadline_id)
