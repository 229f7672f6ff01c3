"""What an event changes beside itself: the case, its clocks, its petitions, its decision."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import Case, CaseEvent, Decision, Petition, PetitionCase, User
from models.enums import CaseState, Kind, PetitionOutcome, PetitionState, Step
from services import clock, clocks, rule_versions
from services.case_course import RECEIVE, standing
from services.case_forms import Seen
from services.clock_choice import run_clock
from services.errors import ChangedMeanwhile
from services.text import N_
from services.transitions import Transition

# How a petition ends by the first step of its case; a withdrawn one was not accepted.
OUTCOMES = {
    "accept": PetitionOutcome.ACCEPT,
    "refuse": PetitionOutcome.REFUSE,
    "withdraw": PetitionOutcome.REFUSE,
    "guide": PetitionOutcome.GUIDE,
    "forward": PetitionOutcome.FORWARD,
    "return": PetitionOutcome.RETURN,
    "urge": PetitionOutcome.URGE,
}
ELSEWHERE = (PetitionOutcome.GUIDE, PetitionOutcome.FORWARD, PetitionOutcome.URGE)
# What happens to a case outside its workflow, in the words of the timeline.
OTHER_EVENTS = {
    "assign": N_("Assigned"),
    "hand_over": N_("Handed over"),
    "correct": N_("Particulars corrected"),
    "undo": N_("Step undone"),
    "transfer": N_("Moved to another unit"),
    "recount": N_("Term counted anew"),
    "confirm_receipt": N_("Receipt date confirmed"),
    "merge": N_("Merged"),
    "unmerge": N_("Merge taken back"),
    "split": N_("Split"),
    "unsplit": N_("Split taken back"),
    "first_decision": N_("First decision recorded"),
}


def refuse_if_changed(
    session: Session, case: Case, events: Sequence[CaseEvent], seen: Seen, *, labels: dict[str, str]
) -> None:
    """Refuse to write over what somebody else saved since; `changes` lists it, newest last."""
    if seen.version is None or seen.version == case.version:
        return
    changes = changes_since(session, events, seen, labels=labels)
    last = changes[-1] if changes else {"who": "?", "at": "?"}
    raise ChangedMeanwhile(who=last["who"], at=last["at"], changes=changes, version=case.version)


def changes_since(
    session: Session, events: Sequence[CaseEvent], seen: Seen, *, labels: dict[str, str]
) -> list[dict[str, str]]:
    """Who did what after the person's last look: {"who", "at", "what"} with `what` a msgid."""
    new = [event for event in events if (event.id or 0) > seen.last_event_id]
    people = session.exec(select(User).where(col(User.id).in_({event.entered_by_id for event in new})))
    names = {user.id: user.name for user in people}
    return [
        {
            "who": names.get(event.entered_by_id, "?"),
            "at": f"{clock.local_time(event.entered_at):%H:%M}",
            "what": labels.get(event.action) or OTHER_EVENTS.get(event.action, event.action),
        }
        for event in new
    ]


def settle(
    session: Session,
    case: Case,
    events: Sequence[CaseEvent],
    step: Transition,
    event: CaseEvent,
    *,
    today: date,
) -> None:
    """Bring case, petitions and decision to where a new event leads."""
    outcome = OUTCOMES.get(step.action) if Step.HANDLING in step.clocks_met else None
    if outcome is not None:
        _handle_petitions(session, case, outcome, event)
    follow(session, case, events, today=today)
    if step.to_state is CaseState.DECIDED and not step.stays:
        session.add(_decision(session, case, event))
    decision = _standing_decision(session, case)
    if decision is not None:
        if step.action.startswith("publish"):
            decision.published_on = event.happened_on
        if step.to_state is CaseState.ENFORCING and not step.stays:
            decision.enforced_on = event.happened_on
    session.flush()


def take_back(
    session: Session, case: Case, events: Sequence[CaseEvent], undone: CaseEvent, *, now: datetime
) -> None:
    """Bring case, petitions and decision back to where they were before an event."""
    if case.state is CaseState.CLOSED:
        case.closed_on = None
    if undone.outcome is not None:
        case.outcome = None
    case.state = undone.from_state or case.state
    outcome = OUTCOMES.get(undone.action)
    if outcome is not None and undone.from_state is CaseState.NEW:
        _reopen_petitions(session, case, outcome, undone)
    decision = _standing_decision(session, case)
    if decision is not None:
        if undone.to_state is CaseState.DECIDED and undone.from_state is not CaseState.DECIDED:
            decision.dropped_at = now
        if undone.action.startswith("publish"):
            decision.published_on = None
        if undone.to_state is CaseState.ENFORCING and undone.from_state is not CaseState.ENFORCING:
            decision.enforced_on = None
    case.accepted_on = case.decided_on = None
    follow(session, case, events, today=clock.local_date(now))


def follow(session: Session, case: Case, events: Sequence[CaseEvent], *, today: date) -> None:
    """Derive the case's state and days from its events, then its clocks."""
    course = clocks.course_of(case, events)
    steps = [event for event in standing(events) if event.to_state is not None and event.action != RECEIVE]
    if steps:
        case.state = steps[-1].to_state or case.state
    case.state_before = None
    if case.state is CaseState.SUSPENDED:
        pause = next(e for e in reversed(steps) if e.to_state is not e.from_state)
        case.state_before = pause.from_state
    case.accepted_on, case.decided_on = course.accepted_on, course.decided_on
    case.outcome = course.outcome or case.outcome
    case.closed_on = steps[-1].happened_on if steps and case.state is CaseState.CLOSED else case.closed_on
    clocks.restart_clocks(session, case, today=today)


def _handle_petitions(session: Session, case: Case, outcome: PetitionOutcome, event: CaseEvent) -> None:
    """The first step of a case ends the handling of its petitions, as far as they still wait."""
    for petition in _petitions(session, case):
        if petition.outcome is not None or petition.kind is not case.kind:
            continue
        if outcome in ELSEWHERE:
            petition.in_competence = False
        if outcome is PetitionOutcome.RETURN:
            petition.eligible = False
        petition.outcome, petition.handled_on = outcome, max(event.happened_on, petition.received_on)
        petition.outcome_number, petition.state = event.document_number, PetitionState.HANDLED
    session.flush()


def _reopen_petitions(session: Session, case: Case, outcome: PetitionOutcome, undone: CaseEvent) -> None:
    for petition in _petitions(session, case):
        if petition.outcome is not outcome or petition.outcome_number != undone.document_number:
            continue
        if outcome in ELSEWHERE:
            petition.in_competence = None
        if outcome is PetitionOutcome.RETURN:
            petition.eligible = True
        petition.outcome = petition.handled_on = None
        petition.outcome_number, petition.state = "", PetitionState.CLASSIFIED
    session.flush()


def _petitions(session: Session, case: Case) -> list[Petition]:
    return list(
        session.exec(
            select(Petition)
            .join(PetitionCase, col(PetitionCase.petition_id) == col(Petition.id))
            .where(PetitionCase.case_id == case.id, col(Petition.voided_at).is_(None))
        )
    )


def _standing_decision(session: Session, case: Case) -> Decision | None:
    return session.exec(
        select(Decision)
        .where(Decision.case_id == case.id, col(Decision.dropped_at).is_(None))
        .order_by(col(Decision.id).desc())
        .limit(1)
    ).first()


def _decision(session: Session, case: Case, event: CaseEvent) -> Decision:
    """The decision, conclusion or answer; its legal effect is provisional until it was served."""
    effective_on = None
    if case.kind is Kind.COMPLAINT:
        effect = run_clock(
            "effect",
            clocks.facts_of(session, case),
            event.happened_on,
            clocks.calendar(session),
            rules=rule_versions.table(session),
        )
        effective_on = effect.due_on if effect else None
    if event.outcome is None:
        raise ValueError("a decision has an outcome")
    return Decision(
        case_id=case.id or 0,
        kind=case.kind,
        number=event.document_number,
        signer=event.signer,
        outcome=event.outcome,
        decided_on=event.happened_on,
        effective_on=effective_on,
        entered_by_id=event.entered_by_id,
        entered_at=event.entered_at,
    )
