"""Confirming the receipt date of an imported case as the register has it, or correcting it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Case, CaseEvent, Petition, PetitionCase
from models.enums import PetitionOutcome
from services import (
    audit,
    case_petitions,
    cases,
    clock,
    clocks,
    inbox,
    petition_records,
    register_days,
)
from services.assignment_plans import CaseClosedAlready
from services.case_course import RECEIVE, standing
from services.case_forms import LABELS
from services.case_records import OTHER_EVENTS, refuse_if_changed, settle
from services.case_steps import labels_of, sealed_words
from services.errors import AppError, FieldRequired
from services.permissions import Actor, Permission, require, visible_to
from services.register_days import ReceiptDates
from services.text import N_

CONFIRM = "confirm_receipt"
# What a corrected event keeps of the first one, whose note is read there.
_KEPT = (
    *("case_id", "action", "from_state", "to_state", "outcome", "document_number", "document_on"),
    *("signer", "from_unit_id", "to_unit_id", "officer_id", "attachment_id"),
    *("complexity", "remote", "variant"),
)


class NotFromRegister(AppError):
    msgid = N_(
        "This case did not come from a register. If its date is wrong, void the petition and enter it again."
    )


class ReceiptConfirmedAlready(AppError):
    msgid = N_("The receipt date is confirmed already. Change the day, or cancel.")


@dataclass(slots=True)
class Confirmed:
    """What came of several cases: how many are confirmed, and what stands against the others."""

    count: int = 0
    refused: list[tuple[str, AppError]] = field(default_factory=list)


def confirm(session: Session, case_id: int, dates: ReceiptDates, *, actor: Actor, now: datetime) -> Case:
    """Let the days stand, or write them anew; from then on the terms of the case are no estimates.

    The first petition of the case gets the same day of receipt, and so do further cases of
    that petition which the actor may see: one paper has one stamp. Raises NotFound,
    ChangedMeanwhile, NotFromRegister, CaseClosedAlready, ReceiptConfirmedAlready, FieldRequired
    and the refusals of `register_days.preview`, all of them before anything is written.
    """
    require(actor, Permission.CASE_WORK)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    events = clocks.events_of(session, case)
    refuse_if_changed(session, case, events, dates.seen, labels=labels_of(case) | OTHER_EVENTS)
    told = register_days.of(session, case, events)
    if told is None:
        raise NotFromRegister()
    if not case.is_open:
        raise CaseClosedAlready()
    before = {"received_on": told.received_on, "accepted_on": told.accepted_on}
    accepted_on = (dates.accepted_on or told.accepted_on) if told.accepted_on else None
    changed = audit.changed_fields(before, {"received_on": dates.received_on, "accepted_on": accepted_on})
    if not changed and not case.is_estimated:
        raise ReceiptConfirmedAlready()
    if changed and not dates.reason:
        raise FieldRequired(field="reason", label=LABELS["reason"])
    petition = _first_petition(session, case, actor=actor)
    wanted = {case.id: dates.model_copy(update={"accepted_on": accepted_on})}
    together = [case, *_others(session, case, petition, actor=actor)]
    for one in together:
        wanted.setdefault(one.id, ReceiptDates(received_on=dates.received_on))
        register_days.preview(session, one, wanted[one.id], today=clock.local_date(now))

    for one in together:
        _write(session, one, wanted[one.id], actor=actor, now=now)
    if petition is not None:
        main = next((one for one in together if one.kind is petition.kind), case)
        _follow_petition(session, petition, main, list(changed), actor=actor, now=now)
    about: dict[str, Any] = {"subject": "case", "subject_id": case.id, "changes": changed}
    audit.write(session, "case.confirm_receipt", actor=actor, now=now, **about)
    message: dict[str, Any] = {"case_id": case.id, "code": case.code, "action": OTHER_EVENTS[CONFIRM]}
    inbox.send(session, case.officer_id, "acted", actor=actor, now=now, **message)
    session.flush()
    return case


def confirm_many(session: Session, case_ids: Sequence[int], *, actor: Actor, now: datetime) -> Confirmed:
    """Confirm the days of several cases as the register has them; says which ones cannot be so.

    Cases beyond the actor's sight are left out as if they were not there.
    """
    require(actor, Permission.CASE_WORK)
    found = Confirmed()
    for case in cases.by_ids(session, list(case_ids), actor=actor, lock=True):
        if not case.is_estimated:
            # Confirmed meanwhile, perhaps with another case of the same petition.
            continue
        try:
            confirm(session, case.id or 0, ReceiptDates(received_on=case.received_on), actor=actor, now=now)
        except AppError as refusal:
            found.refused.append((case.code, refusal))
        else:
            found.count += 1
    return found


def _write(session: Session, case: Case, dates: ReceiptDates, *, actor: Actor, now: datetime) -> None:
    """Correct the events behind the days, say that they are confirmed, and derive the case anew."""
    events = clocks.events_of(session, case)
    before, today = clocks.course_of(case, events), clock.local_date(now)
    acceptance = register_days.acceptance(session, case, events)
    receipt = next((event for event in standing(events) if event.action == RECEIVE), None)
    added = [
        _correction(event, on, actor=actor, now=now)
        for event, on in ((receipt, dates.received_on), (acceptance, dates.accepted_on))
        if event is not None and on is not None and on != event.happened_on
    ]
    added.append(
        CaseEvent(
            case_id=case.id or 0,
            action=CONFIRM,
            happened_on=today,
            entered_at=now,
            entered_by_id=actor.user_id,
            sealed_note=sealed_words(case, dates.reason),
        )
    )
    session.add_all(added)
    # Both days in one statement: the database keeps acceptance from standing before receipt.
    case.received_on, case.is_estimated = dates.received_on, False
    if acceptance is not None and dates.accepted_on is not None:
        case.accepted_on = dates.accepted_on
    session.flush()
    settle(session, case, [*events, *added], before=before, now=now)


def _correction(event: CaseEvent, on: date, *, actor: Actor, now: datetime) -> CaseEvent:
    """The event once more, with its paper, on another day."""
    values = {name: getattr(event, name) for name in _KEPT}
    return CaseEvent(
        **values, happened_on=on, entered_at=now, entered_by_id=actor.user_id, undoes_id=event.id
    )


def _first_petition(session: Session, case: Case, *, actor: Actor) -> Petition | None:
    """The petition that brought the case; NotFound where the actor may not see it."""
    first = session.exec(
        select(Petition.id)
        .join(PetitionCase, col(PetitionCase.petition_id) == col(Petition.id))
        .where(PetitionCase.case_id == case.id, col(Petition.voided_at).is_(None))
        .order_by(col(Petition.id))
        .limit(1)
    ).first()
    return petition_records.by_id(session, first, actor=actor, lock=True) if first else None


def _others(session: Session, case: Case, petition: Petition | None, *, actor: Actor) -> list[Case]:
    """Further open cases of the same petition within the actor's sight, locked."""
    if petition is None:
        return []
    linked = select(PetitionCase.case_id).where(PetitionCase.petition_id == petition.id)
    query = visible_to(actor).where(
        col(Case.id).in_(linked),
        Case.id != case.id,
        Case.batch_id == case.batch_id,
        col(Case.closed_on).is_(None),
    )
    return list(session.exec(query.order_by(col(Case.id)).with_for_update(of=Case)))


def _follow_petition(
    session: Session, petition: Petition, case: Case, changed: list[str], *, actor: Actor, now: datetime
) -> None:
    """Day of receipt, handling and its term of the petition, as its case now has them."""
    petition.received_on, petition.is_estimated = case.received_on, False
    if petition.handled_on is not None:
        by_register = petition.outcome is PetitionOutcome.ACCEPT and "accepted_on" in changed
        handled_on = case.accepted_on if by_register else petition.handled_on
        petition.handled_on = max(handled_on or case.received_on, case.received_on)
    else:
        case_petitions.follow_clock(session, case, clocks.explained(session, case))
    audit.write(
        session,
        "petition.confirm_receipt",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        fields=changed,
    )
    session.flush()
