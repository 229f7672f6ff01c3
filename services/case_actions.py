"""What may be done next in a case, doing it, and undoing the last step; everything leaves an event."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import Case, CaseEvent
from models.enums import CaseState
from services import audit, cases, clock, clocks, inbox, rule_versions, thresholds, vault
from services.case_course import RECEIVE, UNDO, Course, standing
from services.case_forms import LABELS, STATE_WORDS, ActionForm, Seen, check, check_late_entry
from services.case_records import refuse_if_changed, settle, take_back
from services.errors import AppError, FieldRequired
from services.permissions import Actor, Permission, can, require
from services.text import N_, tidy
from services.transitions import ActionNotPossible, Transition
from services.workflow_rules import shipped_workflow

EVENT_PURPOSE = "event"


class ActionNotNow(AppError):
    msgid = N_("“{action}” is not possible while the case is “{state}”. Look at the steps offered.")


class NothingWaitsForIt(AppError):
    msgid = N_("Nothing waits for “{action}” now; perhaps it is recorded already. Look at the history.")


class NothingToUndo(AppError):
    msgid = N_("Nothing in this case can be undone.")


def allowed(session: Session, case: Case, *, actor: Actor) -> list[Transition]:
    """The next actions of the workflow that this actor may take, in the order of the table."""
    course = clocks.course_of(case, clocks.events_of(session, case))
    steps = shipped_workflow().allowed(case.kind, case.state, instance=case.instance, done=course.done)
    return [
        step
        for step in steps
        if can(actor, Permission(step.permission)) and not _answers_nothing(step, course)
    ]


def labels_of(case: Case) -> dict[str, str]:
    """What the actions of the case's workflow are called, as msgids."""
    return {step.action: step.label for step in shipped_workflow().of(case.kind, case.instance)}


def perform(
    session: Session, case_id: int, action: str, *, form: ActionForm, actor: Actor, now: datetime
) -> Case:
    """Take one step of the workflow: an event, the state it leads to, and the clocks that follow.

    Raises NotFound, NotPermitted, ChangedMeanwhile (somebody saved since the form was
    opened), ActionNotNow, ActionComesTooEarly and the refusals of `case_forms.check`.
    """
    require(actor, Permission.CASE_READ)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    events = clocks.events_of(session, case)
    refuse_if_changed(session, case, events, form.seen, labels=labels_of(case))
    course = clocks.course_of(case, events)
    step = _find(case, action, course)
    require(actor, Permission(step.permission))
    if _answers_nothing(step, course):
        raise NothingWaitsForIt(action=step.label)
    today = clock.local_date(now)
    check(
        form,
        step,
        case=case,
        course=course,
        standing=standing(events),
        labels=labels_of(case),
        rules=rule_versions.table(session),
        today=today,
    )
    days = thresholds.number(session, "intake.backdate_days", today=today)
    check_late_entry(form, calendar=clocks.calendar(session), days=days, today=today)

    event = _event(case, step, form, actor=actor, now=now)
    session.add(event)
    session.flush()
    settle(session, case, [*events, event], step, event, today=today)
    inbox.send(
        session,
        case.officer_id,
        "acted",
        actor=actor,
        now=now,
        case_id=case.id,
        code=case.code,
        action=step.label,
    )
    audit.write(
        session,
        "case.action",
        actor=actor,
        now=now,
        subject="case",
        subject_id=case.id,
        taken=action,
        event_id=event.id,
        state=case.state,
    )
    session.flush()
    return case


def undoable(session: Session, case: Case, *, actor: Actor) -> CaseEvent | None:
    """The last step that still counts, if this actor could take it himself; never the receipt."""
    labels = labels_of(case)
    steps = [
        event
        for event in standing(clocks.events_of(session, case))
        if event.action in labels and event.action != RECEIVE
    ]
    if not steps:
        return None
    step = _transition_of(case, steps[-1])
    return steps[-1] if step is not None and can(actor, Permission(step.permission)) else None


def undo(session: Session, case_id: int, *, reason: str, seen: Seen, actor: Actor, now: datetime) -> Case:
    """Take back the last step by an event that names it; the case is then as if it had not been taken."""
    require(actor, Permission.CASE_READ)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    events = clocks.events_of(session, case)
    labels = labels_of(case)
    refuse_if_changed(session, case, events, seen, labels=labels)
    undone = undoable(session, case, actor=actor)
    if undone is None:
        raise NothingToUndo()
    if not tidy(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])
    event = CaseEvent(
        case_id=case.id or 0,
        action=UNDO,
        from_state=undone.to_state,
        to_state=undone.from_state,
        happened_on=clock.local_date(now),
        entered_at=now,
        entered_by_id=actor.user_id,
        sealed_note=vault.seal(tidy(reason), purpose=EVENT_PURPOSE),
        undoes_id=undone.id,
    )
    session.add(event)
    session.flush()
    take_back(session, case, [*events, event], undone, now=now)
    message: dict[str, Any] = {"case_id": case.id, "code": case.code, "action": labels[undone.action]}
    inbox.send(session, case.officer_id, "undone", actor=actor, now=now, **message)
    audit.write(
        session,
        "case.undo",
        actor=actor,
        now=now,
        subject="case",
        subject_id=case.id,
        undone=undone.action,
        event_id=undone.id,
    )
    session.flush()
    return case


def _find(case: Case, action: str, course: Course) -> Transition:
    try:
        return shipped_workflow().find(
            case.kind, action, case.state, instance=case.instance, done=course.done
        )
    except ActionNotPossible as refusal:
        # The same refusal with the state in words instead of its code.
        raise ActionNotNow(action=refusal.values["action"], state=STATE_WORDS[case.state]) from refusal


def _answers_nothing(step: Transition, course: Course) -> bool:
    """A step that is only recorded ends a clock; where none of its clocks runs there is nothing to record."""
    ended = step.clocks_met + step.side_clocks_met
    return step.stays and bool(ended) and not any(c in course.started and c not in course.met for c in ended)


def _transition_of(case: Case, event: CaseEvent) -> Transition | None:
    choices = [t for t in shipped_workflow().of(case.kind, case.instance) if t.action == event.action]
    return next((t for t in choices if t.from_state is event.from_state), choices[0] if choices else None)


def _event(case: Case, step: Transition, form: ActionForm, *, actor: Actor, now: datetime) -> CaseEvent:
    note = "\n".join(text for text in (form.reason, form.note) if text)
    single = step.outcomes[0] if len(step.outcomes) == 1 else None
    return CaseEvent(
        case_id=case.id or 0,
        action=step.action,
        from_state=case.state,
        to_state=step.to_state or case.state_before or CaseState.ACCEPTED,
        outcome=form.outcome or single,
        happened_on=form.happened_on,
        entered_at=now,
        entered_by_id=actor.user_id,
        backdate_reason=form.backdate_reason,
        document_number=form.document_number,
        document_on=(form.document_on or form.happened_on) if form.document_number else None,
        signer=form.signer,
        officer_id=case.officer_id,
        sealed_note=vault.seal(note, purpose=EVENT_PURPOSE) if note else None,
        attachment_id=form.attachment_id,
    )
