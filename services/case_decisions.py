"""The decision of a case, kept equal to its events: when decided, served, published, enforced, effective."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Case, Decision
from models.enums import CaseState, Kind, Step
from services.case_clocks import ClockFields
from services.case_course import Course, Placed

# The clock that waits for the record of service; the law sets no term for it.
SERVICE = "service"


def standing_decision(session: Session, case: Case) -> Decision | None:
    """The decision, conclusion or answer that counts."""
    return session.exec(
        select(Decision)
        .where(Decision.case_id == case.id, col(Decision.dropped_at).is_(None))
        .order_by(col(Decision.id).desc())
        .limit(1)
    ).first()


def follow(session: Session, case: Case, course: Course, fields: ClockFields, *, now: datetime) -> None:
    """Write, correct or drop the decision, so that it says what the events say.

    A decision whose event was undone stays in the trail; one whose event was corrected is
    corrected in place, with what hangs on it. A register that knows only a day makes none.
    """
    decision = standing_decision(session, case)
    placed = _into(course, CaseState.DECIDED)
    if placed is None or placed.one.event is None:
        if decision is not None and placed is None:
            decision.dropped_at = now
        return
    event = placed.one.event
    if decision is None:
        if not event.document_number or course.outcome is None:
            return
        decision = Decision(
            case_id=case.id or 0,
            kind=case.kind,
            number=event.document_number,
            outcome=course.outcome,
            decided_on=event.happened_on,
            entered_by_id=event.entered_by_id,
            entered_at=event.entered_at,
        )
        session.add(decision)
    decision.outcome = event.outcome or decision.outcome
    if event.document_number:
        decision.number, decision.signer = event.document_number, event.signer
    decision.decided_on = event.happened_on
    decision.published_on = course.met.get(Step.PUBLICATION)
    enforced = _into(course, CaseState.ENFORCING)
    decision.enforced_on = enforced.one.on if enforced else None
    decision.served_on = course.met.get(SERVICE)
    if case.kind is Kind.COMPLAINT:
        decision.effective_on = fields.effect.effective_on if fields.effect else None
        decision.is_effect_provisional = fields.effect.is_provisional if fields.effect else True
    session.flush()


def _into(course: Course, state: CaseState) -> Placed | None:
    """The step that led into a state."""
    steps = (p for p in course.path if p.to_state is state and p.from_state is not state)
    return next((p for p in steps if p.from_state is not CaseState.SUSPENDED), None)
