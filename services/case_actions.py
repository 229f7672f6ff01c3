"""What may be done next in a case, and doing it, today or as a late entry; everything leaves an event."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from models import Case, CaseEvent
from services import audit, case_petitions, cases, clock, clocks, inbox, step_conditions, thresholds, walls
from services.case_course import Happening, happenings
from services.case_effects import TermChange
from services.case_forms import STATE_WORDS, ActionForm, check_days, check_late_entry, check_paper
from services.case_proposals import Proposal, propose
from services.case_records import refuse_if_changed, settle
from services.case_replay import answers_nothing
from services.case_steps import drafted, labels_of
from services.case_undoing import NothingToUndo, undo, undoable
from services.checklists.papers import refuse_if_papers_missing
from services.course_checks import ActionNotNow, NothingWaitsForIt
from services.permissions import Actor, Permission, can, require
from services.transitions import ClockEffect, Transition
from services.workflow_rules import shipped_workflow

__all__ = [
    "ActionNotNow",
    "NothingToUndo",
    "NothingWaitsForIt",
    "allowed",
    "labels_of",
    "late_steps",
    "pause_of",
    "perform",
    "perform_all",
    "preview",
    "undo",
    "undoable",
]

# All that may be done with what is closed to the department.
FORWARD = "forward"
Entries = Sequence[tuple[str, ActionForm]]


def allowed(session: Session, case: Case, *, actor: Actor) -> list[Transition]:
    """The next actions of the workflow that this actor may take, in the order of the table."""
    course = clocks.course_of(case, clocks.events_of(session, case))
    steps = shipped_workflow().allowed(case.kind, case.state, instance=case.instance, done=course.done)
    closed = walls.is_closed_case(session, case.id)
    return [
        step
        for step in steps
        if (not closed or step.action == FORWARD)
        and can(actor, Permission(step.permission))
        and not answers_nothing(step, course)
        and step_conditions.fits(step, disciplinary=case.disciplinary, further=case.further)
    ]


def late_steps(session: Session, case: Case, *, actor: Actor, today: date) -> list[Transition]:
    """The actions that may have been forgotten: on some day they leave all that followed possible.

    A suspension is among them also where only its resumption makes the rest possible.
    """
    happened = happenings(clocks.events_of(session, case))
    course = clocks.course_from(case, happened)
    days = {placed.one.on + timedelta(days=after) for placed in course.path for after in (0, 1)}
    found: dict[str, Transition] = {}
    for step in shipped_workflow().of(case.kind, case.instance):
        if step.from_state is None or step.action in found or not can(actor, Permission(step.permission)):
            continue
        pair = pause_of(case) if step.effect is ClockEffect.PAUSE else None
        actions = [[step.action], *([[one.action for one in pair]] if pair else [])]
        tries = [(act, on) for act in actions for on in sorted(days) if on <= today]
        if any(_fits(case, happened, act, on, len(course.faults)) for act, on in tries):
            found[step.action] = step
    return list(found.values())


def _fits(case: Case, happened: list[Happening], actions: list[str], on: date, known: int) -> bool:
    """Whether the rest stays possible with these actions on that day."""
    course = clocks.course_from(case, [*happened, *(Happening(action, on) for action in actions)])
    return len(course.faults) <= known


def pause_of(case: Case) -> tuple[Transition, Transition] | None:
    """Suspension and resumption of this kind of case: of the past, they are entered together."""
    steps = shipped_workflow().of(case.kind, case.instance)
    stops = [step for step in steps if step.effect is ClockEffect.PAUSE]
    runs = [step for step in steps if step.effect is ClockEffect.RESUME]
    return (stops[0], runs[0]) if stops and runs else None


def perform(
    session: Session, case_id: int, action: str, *, form: ActionForm, actor: Actor, now: datetime
) -> Case:
    """Take one step of the workflow: an event, the state it leads to, and the clocks that follow.

    The day may lie before steps that are recorded already, as long as the whole course stays
    possible. Raises NotFound, NotPermitted, ChangedMeanwhile (somebody saved since the form
    was opened) and the refusals of `case_forms` and `course_checks`.
    """
    return perform_all(session, case_id, [(action, form)], actor=actor, now=now)


def perform_all(session: Session, case_id: int, entries: Entries, *, actor: Actor, now: datetime) -> Case:
    """Take several steps at once, all or none: a suspension of the past with its resumption."""
    require(actor, Permission.CASE_READ)
    forwards = all(action == FORWARD for action, _form in entries)
    case = cases.by_id(session, case_id, actor=actor, lock=True, forwards=forwards)
    events = clocks.events_of(session, case)
    refuse_if_changed(session, case, events, entries[0][1].seen, labels=labels_of(case))
    proposal = _proposal(session, case, events, entries, actor=actor, now=now)
    today = clock.local_date(now)
    days = thresholds.number(session, "intake.backdate_days", today=today)
    for event, (_, form) in zip(proposal.new, entries, strict=True):
        step = proposal.step(event)
        if step is not None:
            check_paper(form, step)
            step_conditions.check(session, case, step, form)
            refuse_if_papers_missing(session, case, step, proposal.together, on=form.happened_on)
        check_late_entry(form, calendar=clocks.calendar(session), days=days, today=today)
    session.add_all(proposal.new)
    session.flush()
    competence = case_petitions.competence_of(session, case)
    settle(session, case, proposal.together, before=proposal.before, now=now)
    for event in proposal.new:
        known = {"competence": competence} if case_petitions.goes_elsewhere(event.action) else {}
        _tell(session, case, event, actor=actor, now=now, **known)
    session.flush()
    return case


def preview(
    session: Session, case_id: int, entries: Entries, *, actor: Actor, now: datetime
) -> list[TermChange]:
    """What these steps would do to the terms; raises what stands against their days, not their papers."""
    require(actor, Permission.CASE_READ)
    case = cases.by_id(session, case_id, actor=actor)
    events = clocks.events_of(session, case)
    return _proposal(session, case, events, entries, actor=actor, now=now).effect(session)


def _proposal(
    session: Session,
    case: Case,
    events: Sequence[CaseEvent],
    entries: Entries,
    *,
    actor: Actor,
    now: datetime,
) -> Proposal:
    labels, new = labels_of(case), []
    for action, form in entries:
        if action not in labels:
            raise ActionNotNow(action=action, state=STATE_WORDS[case.state])
        check_days(form, received_on=case.received_on, today=clock.local_date(now))
        new.append(drafted(case, action, form, actor=actor, now=now))
    return propose(session, case, events, new, actor=actor)


def _tell(
    session: Session, case: Case, event: CaseEvent, *, actor: Actor, now: datetime, **details: Any
) -> None:
    """The message to the officer, and the entry of the trail."""
    label = labels_of(case)[event.action]
    about = {"case_id": case.id, "code": case.code}
    inbox.send(session, case.officer_id, "acted", actor=actor, now=now, action=label, **about)  # type: ignore[arg-type]
    audit.write(
        session,
        "case.action",
        actor=actor,
        now=now,
        subject="case",
        subject_id=case.id,
        taken=event.action,
        event_id=event.id,
        state=case.state,
        **details,
    )
