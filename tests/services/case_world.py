"""Cases, forms and pictures that the tests of a case's history share."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Case, CaseEvent, Deadline, Decision, Petition, PetitionCase
from services import case_actions, case_amendments, case_corrections, case_petitions, cases, clocks
from services.case_corrections import Correction
from services.case_course import standing
from services.case_forms import ActionForm
from services.case_steps import note_of
from services.permissions import Actor
from tests.conftest import NOW, TODAY

PAPER = {"document_number": "12/QĐ-SCT", "signer": "Nguyễn Văn Giám"}


def day(text: str) -> date:
    """05/11/2026 as a date."""
    return datetime.strptime(text + " +0000", "%d/%m/%Y %z").date()


def form(on: str, **values: Any) -> ActionForm:
    """A complete form of a step on that day."""
    return ActionForm(**{"happened_on": day(on), **PAPER, "backdate_reason": "Nhập bù", **values})


def opened(session: Session, build: Any, actor: Actor, on: str = "02/11/2026", **values: Any) -> Case:
    """A case whose petition was received on that day."""
    values = {"received_on": day(on), "eligible": True, "state": "classified", **values}
    case = cases.open_case(session, build.petition(**values), actor=actor, now=NOW, today=TODAY)
    # Intake writes the day by which the petition must be handled.
    case_petitions.follow_clock(session, case, clocks.explained(session, case))
    return case


def take(session: Session, case: Case, actor: Actor, *steps: tuple[Any, ...]) -> Case:
    """Enter steps in this order: (action, day[, more values of the form])."""
    for action, on, *more in steps:
        entry = form(on, **(more[0] if more else {}))
        case_actions.perform(session, case.id or 0, action, form=entry, actor=actor, now=NOW)
    return case


def picture(session: Session, case: Case) -> dict[str, Any]:
    """Everything that follows from the events of a case."""
    deadlines = session.exec(
        select(Deadline).where(Deadline.case_id == case.id, col(Deadline.dropped_at).is_(None))
    ).all()
    decision = session.exec(
        select(Decision).where(Decision.case_id == case.id, col(Decision.dropped_at).is_(None))
    ).first()
    petition = session.exec(
        select(Petition)
        .join(PetitionCase, col(PetitionCase.petition_id) == col(Petition.id))
        .where(PetitionCase.case_id == case.id)
    ).first()
    decided = ("number", "signer", "outcome", "decided_on", "served_on", "effective_on")
    decided += ("is_effect_provisional", "published_on", "enforced_on")
    handled = ("outcome", "handled_on", "outcome_number", "state", "received_on", "in_competence", "eligible")
    handled += ("handling_due_on", "handling_target_on")
    stands = ("state", "state_before", "outcome", "accepted_on", "decided_on", "closed_on", "settled_in_time")
    stands += ("step", "due_on", "target_on", "received_on", "complexity", "remote")
    return {
        "case": {name: getattr(case, name) for name in stands},
        "clocks": sorted(
            (
                d.step,
                d.rule_id,
                d.rule_version,
                d.started_on,
                d.due_on,
                d.paused_days,
                d.extensions,
                str(d.met_on),
            )
            for d in deadlines
        ),
        "decision": decision and {name: getattr(decision, name) for name in decided},
        "petition": petition and {name: getattr(petition, name) for name in handled},
    }


def event_of(session: Session, case: Case, action: str) -> CaseEvent:
    """The standing event of an action."""
    return next(e for e in standing(clocks.events_of(session, case)) if e.action == action)


def amend(
    session: Session, case: Case, action: str, actor: Actor, *, reason: str = "Gõ nhầm", **values: Any
) -> Case:
    """Correct a step: its own values, and what is given."""
    old = event_of(session, case, action)
    entry = {**case_amendments.form_of(old, note_of(case, old)), **values}
    return case_amendments.amend(
        session,
        case.id,
        old.id,
        ActionForm(**entry),
        reason=reason,
        actor=actor,
        now=NOW,
    )


def found(session: Session, case: Case, actor: Actor, on: str, **values: Any) -> Case:
    """Record a finding by its paper."""
    entry = Correction(
        summary=cases.summary_of(case),
        **{"complexity": case.complexity, "remote": case.remote, **values},
        persons=case.persons,
        field_id=case.field_id,
        commune_id=case.commune_id,
        found_on=day(on),
        document_number=PAPER["document_number"],
        reason="Biên bản xác định",
    )
    return case_corrections.correct(session, case.id, entry, actor=actor, now=NOW)
