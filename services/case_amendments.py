"""Correcting a recorded step: a new event with the right day or paper stands in the place of the old one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Case, CaseEvent, PetitionCase
from services import audit, cases, clock, clocks, inbox
from services.case_course import CORRECT, RECEIVE, Course, finding_of, standing
from services.case_effects import TermChange
from services.case_forms import LABELS, ActionForm, check_days, check_paper
from services.case_petitions import of_case
from services.case_proposals import Proposal, propose
from services.case_records import OTHER_EVENTS, refuse_if_changed, settle
from services.case_steps import drafted, labels_of, note_of, placed, reason_of
from services.errors import AppError, FieldRequired
from services.permissions import Actor, Permission, can, require
from services.text import N_, tidy

# What a correction may change; the trail names these fields with both values.
FIELDS = ("happened_on", "document_number", "document_on", "signer", "outcome", "backdate_reason")


class ReceivedBeforeWritten(AppError):
    msgid = N_("The petition is dated {day}: it was not received before that. Correct the day.")


class StepGone(AppError):
    msgid = N_("This step no longer stands: it was corrected or undone meanwhile. Look at the history.")


class StepNotChanged(AppError):
    msgid = N_("Nothing about the step was changed. Correct a field, or cancel.")


def amendable(session: Session, case: Case, *, actor: Actor) -> set[int]:
    """The ids of the events that this actor may correct: those he could enter himself."""
    events = clocks.events_of(session, case)
    course = clocks.course_of(case, events)
    rights = {event.id: right_to_change(course, event) for event in standing(events) if event.id}
    return {i for i, right in rights.items() if i is not None and right is not None and can(actor, right)}


def form_of(event: CaseEvent, note: str) -> dict[str, Any]:
    """What was entered about a step, as the values of its form; the reason stands in the note."""
    values = {name: getattr(event, name) for name in (*FIELDS, "attachment_id")}
    return {**values, "reason": "", "note": note}


def amend(
    session: Session,
    case_id: int,
    event_id: int,
    form: ActionForm,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Case:
    """Correct the day, the paper or the result of a step; everything is as if it had been entered so.

    A new event stands in the place of the old one, which stays in the history. The corrected
    day of receipt moves the petitions that came with the case too. Raises StepGone,
    StepNotChanged, NotPermitted, ChangedMeanwhile and the refusals of `case_forms` and
    `course_checks`.
    """
    require(actor, Permission.CASE_READ)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    events = clocks.events_of(session, case)
    refuse_if_changed(session, case, events, form.seen, labels=labels_of(case))
    old = standing_one(events, event_id)
    proposal = _amended(session, case, events, old, form, reason=reason, actor=actor, now=now)
    new = proposal.new[0]
    step = proposal.step(new)
    if step is not None:
        ground = form if form.reason or not form.note else form.model_copy(update={"reason": form.note})
        check_paper(ground, step)
    if not tidy(reason):
        raise FieldRequired(field="amend_reason", label=LABELS["amend_reason"])
    if _values(old) == _values(new) and note_of(case, old) == note_of(case, new):
        raise StepNotChanged()
    session.add(new)
    session.flush()
    if old.action == RECEIVE:
        _move_receipt(session, case, old.happened_on, new, actor=actor, now=now)
    settle(session, case, proposal.together, before=proposal.before, now=now)
    changes = audit.changed_fields(_values(old), _values(new))
    tell(session, case, "amended", old, changes=changes, actor=actor, now=now)
    return case


def preview_amendment(
    session: Session, case_id: int, event_id: int, form: ActionForm, *, actor: Actor, now: datetime
) -> list[TermChange]:
    """What a correction would do to the terms; raises what stands against its day."""
    require(actor, Permission.CASE_READ)
    case = cases.by_id(session, case_id, actor=actor)
    events = clocks.events_of(session, case)
    old = standing_one(events, event_id)
    return _amended(session, case, events, old, form, reason="", actor=actor, now=now).effect(session)


def standing_one(events: Sequence[CaseEvent], event_id: int) -> CaseEvent:
    """The event of an id, as long as it counts; StepGone otherwise."""
    found = next((event for event in standing(events) if event.id == event_id), None)
    if found is None:
        raise StepGone()
    return found


def right_to_change(course: Course, event: CaseEvent) -> Permission | None:
    """The right to correct an event: that of its step; a finding is corrected by whoever may record one."""
    found = placed(course, event)
    if found is not None:
        return Permission(found.transition.permission)
    return Permission.CASE_WORK if event.action == CORRECT and finding_of(event) else None


def tell(
    session: Session, case: Case, topic: str, event: CaseEvent, *, actor: Actor, now: datetime, **details: Any
) -> None:
    """The message to the officer, and the entry of the trail, about a step that was put right."""
    label = (labels_of(case) | OTHER_EVENTS)[event.action]
    about: dict[str, Any] = {"case_id": case.id, "code": case.code, "action": label}
    inbox.send(session, case.officer_id, topic, actor=actor, now=now, **about)
    deed = {"amended": "case.amend", "undone": "case.undo"}[topic]
    told: dict[str, Any] = {topic: event.action, "event_id": event.id, **details}
    audit.write(session, deed, actor=actor, now=now, subject="case", subject_id=case.id, **told)
    session.flush()


def _amended(
    session: Session,
    case: Case,
    events: Sequence[CaseEvent],
    old: CaseEvent,
    form: ActionForm,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Proposal:
    right = right_to_change(clocks.course_of(case, events), old)
    if right is None:
        raise StepGone()
    require(actor, right)
    earliest = date.min if old.action == RECEIVE else case.received_on
    check_days(form, received_on=earliest, today=clock.local_date(now))
    new = drafted(case, old.action, form, replaces=old, why=tidy(reason), actor=actor, now=now)
    return propose(session, case, events, [new], actor=actor)


def _values(event: CaseEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in FIELDS}


def _move_receipt(
    session: Session, case: Case, before: date, new: CaseEvent, *, actor: Actor, now: datetime
) -> None:
    """The petitions that came with the case were received on the corrected day, in their other cases too."""
    case.is_estimated = False
    for petition in of_case(session, case):
        if petition.received_on != before:
            continue
        if petition.petition_on is not None and petition.petition_on > new.happened_on:
            raise ReceivedBeforeWritten(field="happened_on", day=f"{petition.petition_on:%d/%m/%Y}")
        petition.received_on, petition.is_estimated = new.happened_on, False
        session.flush()
        others = (
            select(Case)
            .join(PetitionCase, col(PetitionCase.case_id) == col(Case.id))
            .where(PetitionCase.petition_id == petition.id, Case.id != case.id, col(Case.voided_at).is_(None))
        )
        for other in session.exec(others).all():
            _receive_anew(session, other, before, new, actor=actor, now=now)


def _receive_anew(
    session: Session, case: Case, before: date, corrected: CaseEvent, *, actor: Actor, now: datetime
) -> None:
    """The same correction of the receipt in another case of the same petition."""
    events = clocks.events_of(session, case)
    old = next((e for e in standing(events) if e.action == RECEIVE and e.happened_on == before), None)
    if old is None:
        return
    form = ActionForm(**form_of(old, note_of(case, old)) | {"happened_on": corrected.happened_on})
    new = drafted(case, RECEIVE, form, replaces=old, why=reason_of(case, corrected), actor=actor, now=now)
    proposal = propose(session, case, events, [new], actor=actor)
    session.add(new)
    session.flush()
    case.is_estimated = False
    settle(session, case, proposal.together, before=proposal.before, now=now)
    changes = audit.changed_fields(_values(old), _values(new))
    tell(session, case, "amended", old, changes=changes, actor=actor, now=now)
