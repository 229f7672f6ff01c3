"""What a second complaint complains about, and what a further denunciation comes back to."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, Session

from models import Case, CaseRelation
from models.enums import Kind, RelationKind
from services import audit, case_relations, cases, clock, clocks, rule_versions
from services.case_actions import labels_of
from services.case_decisions import standing_decision
from services.case_forms import Seen, Tidy
from services.case_records import refuse_if_changed
from services.clock_choice import CaseFacts, run_clock
from services.deadlines import ClockResult
from services.errors import AppError, DateInFuture, FieldRequired
from services.permissions import Actor, Permission, require
from services.text import N_

LABELS = {
    "first_code": N_("Code of the first case"),
    "decision_number": N_("Number of the first decision"),
    "decided_on": N_("Date of the first decision"),
    "decided_by": N_("Body that decided"),
    "served_on": N_("Received by the citizen on"),
}


class NotAgainst(AppError):
    msgid = N_("Only a second complaint or a further denunciation refers to a first decision.")


class FirstOfOtherKind(AppError):
    msgid = N_("{code} is not a first settlement of the same kind. Look the code up again.")


class FirstUndecided(AppError):
    msgid = N_("{code} has no decision yet: there is nothing to complain about a second time.")


class FirstDecidedLater(AppError):
    msgid = N_("The first decision ({decided}) is later than the receipt of this case ({received}).")


class FirstDecision(Tidy):
    """The first decision: of a case of ours by its code, or of another body by number, day and name."""

    first_code: str = Field(default="", max_length=20)
    decision_number: str = Field(default="", max_length=60)
    decided_on: date | None = None
    decided_by: str = Field(default="", max_length=200)
    served_on: date | None = None
    seen: Seen = Field(default_factory=Seen)


def relation_of(case: Case) -> RelationKind | None:
    """How a case of that kind refers back; None for one that does not."""
    if case.kind is Kind.COMPLAINT and case.instance == 2:
        return RelationKind.SECOND_OF
    return RelationKind.FURTHER_OF if case.kind is Kind.DENUNCIATION and case.further else None


def record(
    session: Session, case_id: int, entry: FirstDecision, *, actor: Actor, now: datetime
) -> CaseRelation:
    """Say which decision a case comes back to; what was said before is dropped and stays in the trail."""
    require(actor, Permission.CASE_WORK)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    refuse_if_changed(session, case, clocks.events_of(session, case), entry.seen, labels=labels_of(case))
    relation = relation_of(case)
    if relation is None:
        raise NotAgainst()
    today = clock.local_date(now)
    other, values = _found(session, case, entry, actor=actor, today=today)
    before = case_relations.standing(session, case, relation)
    if before is not None:
        before.dropped_at = now
    row = CaseRelation(
        case_id=case.id or 0,
        other_id=other.id if other else None,
        relation=relation,
        entered_by_id=actor.user_id,
        entered_at=now,
        **values,
    )
    session.add(row)
    session.flush()
    said = " · ".join(str(part) for part in (other.code if other else "", row.decision_number) if part)
    case_relations.note(session, case, "first_decision", said, actor=actor, now=now, on=today)
    audit.write(
        session,
        "case.first_decision",
        actor=actor,
        now=now,
        subject="case",
        subject_id=case.id,
        other_id=row.other_id,
    )
    session.flush()
    return row


def citizens_term(session: Session, case: Case, served_on: date) -> ClockResult | None:
    """Until when the citizen could complain again, from the day on which he received the first decision.

    LKN art. 33: his own time limit, which makes nothing of the authority's overdue.
    """
    facts = CaseFacts(case.kind, 1, case.disciplinary, case.further, case.complexity, case.remote)
    return run_clock("appeal", facts, served_on, clocks.calendar(session), rules=rule_versions.table(session))


def _found(
    session: Session, case: Case, entry: FirstDecision, *, actor: Actor, today: date
) -> tuple[Case | None, dict[str, Any]]:
    """The first case, or the decision of another body, checked."""
    for name in ("decided_on", "served_on"):
        given = getattr(entry, name)
        if given is not None and given > today:
            raise DateInFuture(field=name, label=LABELS[name])
    if entry.first_code:
        other = cases.by_code(session, entry.first_code, actor=actor)
        if other.id == case.id or other.kind is not case.kind or other.instance != 1:
            raise FirstOfOtherKind(field="first_code", code=other.code)
        decision = standing_decision(session, other)
        if decision is None:
            raise FirstUndecided(field="first_code", code=other.code)
        values: dict[str, Any] = {
            "decision_number": decision.number,
            "decided_on": decision.decided_on,
            "served_on": entry.served_on or decision.served_on,
        }
    else:
        for name in ("decision_number", "decided_on", "decided_by"):
            if not getattr(entry, name):
                raise FieldRequired(field=name, label=LABELS[name])
        other = None
        values = entry.model_dump(include={"decision_number", "decided_on", "decided_by", "served_on"})
    decided_on = values["decided_on"]
    if isinstance(decided_on, date) and decided_on > case.received_on:
        raise FirstDecidedLater(
            field="decided_on", decided=f"{decided_on:%d/%m/%Y}", received=f"{case.received_on:%d/%m/%Y}"
        )
    return other, values
