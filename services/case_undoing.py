"""Taking back a recorded step: it stays in the history, and everything is as if it had not been taken."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models import Case, CaseEvent
from services import cases, clock, clocks
from services.case_amendments import StepGone, right_to_change, standing_one, tell
from services.case_course import RECEIVE, UNDO, Course
from services.case_effects import TermChange
from services.case_forms import LABELS, Seen
from services.case_proposals import Proposal, propose
from services.case_records import refuse_if_changed, settle
from services.case_steps import labels_of, placed, sealed_words
from services.errors import AppError, FieldRequired
from services.permissions import Actor, Permission, can, require
from services.text import N_, tidy
from services.transitions import ClockEffect


class NothingToUndo(AppError):
    msgid = N_("Nothing in this case can be undone.")


def undoable(session: Session, case: Case, *, actor: Actor) -> CaseEvent | None:
    """The last step that still counts, if this actor could take it himself; never the receipt."""
    course = clocks.course_of(case, clocks.events_of(session, case))
    last = _last(course)
    right = right_to_change(course, last) if last else None
    return last if right is not None and can(actor, right) else None


def undo(
    session: Session,
    case_id: int,
    *,
    reason: str,
    seen: Seen,
    actor: Actor,
    now: datetime,
    event_id: int | None = None,
) -> Case:
    """Take a step back by an event that names it; the case is then as if it had not been taken.

    Without `event_id` the last one. An earlier step can be undone as long as the rest stays
    possible without it; a suspension takes its resumption along. Raises NothingToUndo,
    StepGone, NotPermitted, ChangedMeanwhile and the refusals of `course_checks`.
    """
    require(actor, Permission.CASE_READ)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    events = clocks.events_of(session, case)
    refuse_if_changed(session, case, events, seen, labels=labels_of(case))
    proposal = _undone(session, case, events, event_id, reason=reason, actor=actor, now=now)
    if not tidy(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])
    session.add_all(proposal.new)
    session.flush()
    settle(session, case, proposal.together, before=proposal.before, now=now)
    by_id = {event.id: event for event in events}
    for undoing in proposal.new:
        tell(session, case, "undone", by_id[undoing.undoes_id], actor=actor, now=now)
    return case


def preview_undo(
    session: Session, case_id: int, event_id: int | None, *, actor: Actor, now: datetime
) -> list[TermChange]:
    """What undoing a step would do to the terms; raises what stands against it."""
    require(actor, Permission.CASE_READ)
    case = cases.by_id(session, case_id, actor=actor)
    events = clocks.events_of(session, case)
    return _undone(session, case, events, event_id, reason="", actor=actor, now=now).effect(session)


def _undone(
    session: Session,
    case: Case,
    events: Sequence[CaseEvent],
    event_id: int | None,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Proposal:
    course = clocks.course_of(case, events)
    target = _last(course) if event_id is None else standing_one(events, event_id)
    if target is None or target.action == RECEIVE:
        raise NothingToUndo()
    right = right_to_change(course, target)
    if right is None:
        raise StepGone()
    if event_id is None and not can(actor, right):
        raise NothingToUndo()
    require(actor, right)
    gone = [target, *_resumption(course, target)]
    new = []
    for event in reversed(gone):
        found = placed(course, event)
        new.append(
            CaseEvent(
                case_id=case.id or 0,
                action=UNDO,
                from_state=found.to_state if found else None,
                to_state=found.from_state if found else None,
                happened_on=clock.local_date(now),
                entered_at=now,
                entered_by_id=actor.user_id,
                sealed_note=sealed_words(case, tidy(reason)),
                undoes_id=event.id,
            )
        )
    return propose(session, case, events, new, actor=actor)


def _last(course: Course) -> CaseEvent | None:
    steps = [p.one.event for p in course.path if p.one.event is not None and p.one.action != RECEIVE]
    return steps[-1] if steps else None


def _resumption(course: Course, event: CaseEvent) -> list[CaseEvent]:
    """The resumption that ended this suspension: without the one, the other cannot have been."""
    place = next((i for i, p in enumerate(course.path) if p.one.event is event), None)
    if place is None or course.path[place].transition.effect is not ClockEffect.PAUSE:
        return []
    later = course.path[place + 1 :]
    found = next((p.one.event for p in later if p.transition.effect is ClockEffect.RESUME), None)
    return [found] if found is not None else []
