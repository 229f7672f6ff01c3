"""Which documents may be made now, of which step: drafts for what is possible next, and recorded steps."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field
from sqlmodel import Session, SQLModel

from models import CaseEvent
from services import clocks
from services.case_course import standing
from services.documents import subject
from services.documents.step import Step, of_event
from services.documents.subject import Subject
from services.documents.table import DocumentRow, shipped_documents
from services.errors import AppError
from services.permissions import Actor, Permission, require
from services.text import N_
from services.transitions import Transition
from services.workflow_rules import shipped_workflow


class DocumentNotOffered(AppError):
    msgid = N_("This document does not belong to a step that is possible now or recorded. Choose another.")


class Request(SQLModel):
    """What a person asks for: which document of which matter and step, with what he filled in.

    `event_id` names the recorded step; without it the document is a draft of the step to come.
    `purpose` opens protected names, if the paper may carry them and the person may read them.
    """

    case_id: int | None = None
    petition_id: int | None = None
    template: str
    step: Step
    typed: dict[str, str] = Field(default_factory=dict)
    with_names: bool = False
    purpose: str = ""
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One document that may be made now; `event` None is a draft for a step that is possible next."""

    row: DocumentRow
    transition: Transition | None
    event: CaseEvent | None


def offers(session: Session, case_id: int, *, actor: Actor) -> list[Offer]:
    """The documents of the steps that are possible next, then those of recorded steps, the latest first.

    Who prepares papers need not be who may take the step: the officer drafts what the head signs.
    """
    require(actor, Permission.CASE_WORK)
    case = subject.of_case(session, case_id, actor=actor).case
    if case is None:
        return []
    table, workflow = shipped_documents(), shipped_workflow()
    events = clocks.events_of(session, case)
    done = clocks.course_of(case, events).done
    found = [
        Offer(row, step, None)
        for step in workflow.allowed(case.kind, case.state, instance=case.instance, done=done)
        for row in table.of(case.kind, step.action, instance=case.instance)
    ]
    steps = {step.action: step for step in workflow.of(case.kind, case.instance)}
    for event in reversed(standing(events)):
        for row in table.of(case.kind, event.action, instance=case.instance):
            found.append(Offer(row, steps.get(event.action), event))
    return found


def subject_of(session: Session, request: Request, *, actor: Actor) -> Subject:
    """The matter of a request; NotFound where the actor may not see it."""
    if request.case_id is not None:
        return subject.of_case(session, request.case_id, actor=actor)
    return subject.of_petition(session, request.petition_id or 0, actor=actor)


def chosen(session: Session, matter: Subject, request: Request) -> tuple[DocumentRow, Step]:
    """The row of the table and the step; refused where the step is neither possible nor recorded."""
    rows = shipped_documents().of(matter.kind, request.step.action, instance=matter.instance)
    row = next((one for one in rows if one.template == request.template), None)
    if row is None:
        raise DocumentNotOffered()
    if matter.case is None:
        return row, _step_of_petition(matter, request.step)
    events = clocks.events_of(session, matter.case)
    table = shipped_workflow().of(matter.kind, matter.instance)
    transition = next((one for one in table if one.action == row.action), None)
    if request.step.event_id is not None:
        event = next((one for one in standing(events) if one.id == request.step.event_id), None)
        if event is None or event.action != row.action:
            raise DocumentNotOffered()
        return row, of_event(matter.case, event, transition, request.step)
    done = clocks.course_of(matter.case, events).done
    possible = shipped_workflow().allowed(matter.kind, matter.case.state, instance=matter.instance, done=done)
    if row.action not in {step.action for step in possible}:
        raise DocumentNotOffered()
    return row, request.step.model_copy(update={"number": "", "dated_on": None})


def _step_of_petition(matter: Subject, asked: Step) -> Step:
    """The handling of a petition without a case: recorded with its result, else a draft."""
    petition = matter.petition
    draft = asked.model_copy(update={"number": "", "dated_on": None, "event_id": None})
    if petition is None or petition.voided_at is not None:
        raise DocumentNotOffered()
    if petition.handled_on is None:
        return draft
    if petition.outcome != asked.action:
        raise DocumentNotOffered()
    recorded: dict[str, Any] = {"happened_on": petition.handled_on, "number": petition.outcome_number}
    return draft.model_copy(update={**recorded, "dated_on": petition.handled_on})
