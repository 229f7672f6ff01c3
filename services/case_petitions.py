"""How the petitions of a case end by its first step, and how that is taken back."""

from sqlmodel import Session, col, select

from models import AuditEntry, Case, CaseEvent, Petition, PetitionCase
from models.enums import PetitionOutcome, PetitionState, Step
from services.case_clocks import ClockFields
from services.case_course import Course

# How a petition ends by the first step of its case; a withdrawn one was not accepted.
OUTCOMES = {
    "accept": PetitionOutcome.ACCEPT,
    "refuse": PetitionOutcome.REFUSE,
    "not_resettle": PetitionOutcome.REFUSE,
    "withdraw": PetitionOutcome.REFUSE,
    "guide": PetitionOutcome.GUIDE,
    "forward": PetitionOutcome.FORWARD,
    "return": PetitionOutcome.RETURN,
    "urge": PetitionOutcome.URGE,
}
ELSEWHERE = (PetitionOutcome.GUIDE, PetitionOutcome.FORWARD, PetitionOutcome.URGE)


def follow(session: Session, case: Case, *, before: Course, after: Course) -> None:
    """Where another event ends the handling now, the petitions end by that one instead."""
    old, new = _handling(before), _handling(after)
    if old is new:
        return
    if old is not None:
        _reopen(session, case, old)
    if new is not None:
        _handle(session, case, new)


def follow_clock(session: Session, case: Case, fields: ClockFields) -> None:
    """Petitions that came with the case show the handling term of the case, whatever rule it has now."""
    row = next((row for row in fields.rows if row.step == Step.HANDLING), None)
    if row is None:
        return
    for petition in of_case(session, case):
        if petition.kind is case.kind and petition.received_on == row.dates.started_on:
            petition.handling_due_on, petition.handling_target_on = row.dates.due_on, row.dates.target_on
            petition.handling_rule_id, petition.handling_rule_version = row.dates.rule_id, row.dates.version


def of_case(session: Session, case: Case) -> list[Petition]:
    """The petitions of a case that are not voided."""
    return list(
        session.exec(
            select(Petition)
            .join(PetitionCase, col(PetitionCase.petition_id) == col(Petition.id))
            .where(PetitionCase.case_id == case.id, col(Petition.voided_at).is_(None))
            .order_by(col(Petition.id))
        )
    )


def goes_elsewhere(action: str) -> bool:
    """Whether a step says that the matter is not ours to settle."""
    return OUTCOMES.get(action) in ELSEWHERE


def competence_of(session: Session, case: Case) -> dict[str, bool | None]:
    """What each petition of a case says about our competence, for the trail: an undone step gives it back."""
    return {str(petition.id): petition.in_competence for petition in of_case(session, case)}


def _competence_before(session: Session, event: CaseEvent) -> dict[str, bool | None]:
    """What the petitions said before that step was entered, from the trail; {} where it does not say."""
    ids = []
    entered: CaseEvent | None = event
    while entered is not None:
        ids.append(entered.id)
        # A corrected step found the petitions handled: what they said before, the first entry knows.
        entered = session.get(CaseEvent, entered.undoes_id) if entered.undoes_id else None
    taken = select(AuditEntry.details).where(
        AuditEntry.subject == "case",
        AuditEntry.subject_id == event.case_id,
        AuditEntry.action == "case.action",
    )
    for details in session.exec(taken):
        if details.get("event_id") in ids and "competence" in details:
            return dict(details["competence"])
    return {}


def _handling(course: Course) -> CaseEvent | None:
    """The event that ended the handling."""
    for placed in course.path:
        if Step.HANDLING in placed.transition.clocks_met and placed.one.action in OUTCOMES:
            return placed.one.event
    return None


def _handle(session: Session, case: Case, event: CaseEvent) -> None:
    """The first step of a case ends the handling of its petitions, as far as they still wait."""
    outcome = OUTCOMES[event.action]
    for petition in of_case(session, case):
        if petition.outcome is not None or petition.kind is not case.kind:
            continue
        if outcome in ELSEWHERE:
            petition.in_competence = False
        if outcome is PetitionOutcome.RETURN:
            petition.eligible = False
        petition.outcome, petition.handled_on = outcome, max(event.happened_on, petition.received_on)
        petition.outcome_number, petition.state = event.document_number, PetitionState.HANDLED
    session.flush()


def _reopen(session: Session, case: Case, undone: CaseEvent) -> None:
    outcome = OUTCOMES[undone.action]
    known = _competence_before(session, undone) if outcome in ELSEWHERE else {}
    for petition in of_case(session, case):
        if petition.outcome is not outcome or petition.outcome_number != undone.document_number:
            continue
        if outcome in ELSEWHERE:
            petition.in_competence = known.get(str(petition.id))
        if outcome is PetitionOutcome.RETURN:
            petition.eligible = True
        petition.outcome = petition.handled_on = None
        petition.outcome_number, petition.state = "", PetitionState.CLASSIFIED
    session.flush()
