"""The handling of a petition: classified, then ended by one result; the case follows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from models import Case, Petition, PetitionCase
from models.enums import CaseState, Kind, PetitionOutcome, PetitionState
from services import audit, case_actions, clocks, petition_cases, petition_records, sealed_reasons, walls
from services.case_forms import ActionForm
from services.clock_proof import petitions
from services.errors import AppError, FieldRequired
from services.handling_checks import handling_problems
from services.permissions import Actor, Permission, require
from services.petition_input import LABELS, HandlingInput
from services.text import N_, tidy
from services.workflow_rules import shipped_workflow

NOT_ELIGIBLE = (PetitionOutcome.RETURN, PetitionOutcome.FILE)
ELSEWHERE = (PetitionOutcome.GUIDE, PetitionOutcome.FORWARD, PetitionOutcome.URGE)
HERE = (PetitionOutcome.ACCEPT, PetitionOutcome.REFUSE)


class AlreadyHandled(AppError):
    msgid = N_("Petition {code} was already handled on {day}.")


class AlreadyGuided(AppError):
    msgid = N_(
        "These people were already guided on {day}, petition {code}; a complaint is guided once. File it."
    )


class OutcomeNotOfKind(AppError):
    msgid = N_("This result does not exist for petitions of this kind. Choose another.")


class EligibilityUndecided(AppError):
    msgid = N_("First say whether the petition is eligible for handling.")


def outcomes_for(petition: Petition) -> list[PetitionOutcome]:
    """The results that the handling of this petition may still have, by kind and eligibility."""
    if petition.handled_on or petition.voided_at or petition.eligible is None:
        return []
    if not petition.eligible:
        return list(NOT_ELIGIBLE)
    actions = {t.action for t in shipped_workflow().allowed(petition.kind, CaseState.NEW)}
    return [o for o in PetitionOutcome if o.value in actions and o not in NOT_ELIGIBLE]


def outcomes_of(session: Session, petition: Petition) -> list[PetitionOutcome]:
    """The same for a petition that may be closed to the department: then forwarding is all there is."""
    found = outcomes_for(petition)
    if walls.is_closed_petition(session, petition.id):
        return [outcome for outcome in found if outcome is PetitionOutcome.FORWARD]
    return found


def permission_for(session: Session, petition: Petition, outcome: PetitionOutcome) -> Permission:
    """What one needs to end the handling so; whoever entered it forwards what only he and the deputy see."""
    if outcome is PetitionOutcome.FORWARD and walls.is_closed_petition(session, petition.id):
        return Permission.PETITION_ENTER
    return Permission.CASE_DECIDE if outcome in HERE else Permission.PETITION_HANDLE


def classify(
    session: Session,
    petition_id: int,
    *,
    eligible: bool,
    in_competence: bool | None,
    reason: str = "",
    actor: Actor,
    now: datetime,
    today: date,
    seen: int | None = None,
) -> Petition:
    """Say whether the petition is eligible and in our competence; its case comes or goes with that.

    A case that was opened and in which nothing has happened yet is voided when the petition
    turns out not to be eligible; that needs a reason.
    """
    require(actor, Permission.PETITION_HANDLE)
    petition = _open(session, petition_id, actor=actor, seen=seen)
    told = tidy(reason)
    if petition.eligible and not eligible:
        if not told:
            raise FieldRequired(field="reason", label=LABELS["reason"])
        told = sealed_reasons.of_petition(session, petition, told, actor=actor, now=now)
        petition_cases.void_cases_of(session, petition, reason=told, actor=actor, now=now)
    told = sealed_reasons.of_petition(session, petition, told, actor=actor, now=now)
    before: dict[str, Any] = {"eligible": petition.eligible, "in_competence": petition.in_competence}
    petition.eligible, petition.in_competence = eligible, in_competence
    petition.state = PetitionState.CLASSIFIED
    session.flush()
    case = petition_cases.case_of(session, petition.id)
    if eligible and case is None:
        original = session.get(Petition, petition.duplicate_of_id) if petition.duplicate_of_id else None
        case = petition_cases.give_case(
            session, petition, original=original, actor=actor, now=now, today=today
        )
    if case is not None:
        # Whose competence it is decides which term of handling runs.
        clocks.restart_clocks(session, case, today=today)
    _renew_handling_days(session, petition)
    after: dict[str, Any] = {"eligible": eligible, "in_competence": in_competence}
    _audit(session, "petition.classify", petition, before, after, actor=actor, now=now, reason=told)
    return petition


def handle(
    session: Session,
    petition_id: int,
    handling: HandlingInput,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    seen: int | None = None,
) -> Petition:
    """End the handling of a petition with one result.

    `seen` is the change number of the petition that the clerk had on screen; ChangedMeanwhile
    names who saved another one since.
    """
    forwards = handling.outcome is PetitionOutcome.FORWARD
    petition = _open(session, petition_id, actor=actor, seen=seen, forwards=forwards)
    case = petition_cases.case_of(session, petition.id)
    settle(session, petition, case, handling, actor=actor, now=now, today=today)
    return petition


def settle(
    session: Session,
    petition: Petition,
    case: Case | None,
    handling: HandlingInput,
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> None:
    """Write the result to the petition and take the same step in its case, where it is still new."""
    require(actor, permission_for(session, petition, handling.outcome))
    if petition.eligible is None and handling.outcome not in NOT_ELIGIBLE:
        raise EligibilityUndecided(field="eligible")
    for refusal in handling_problems(
        petition.kind, petition.eligible, petition.received_on, handling, today=today
    ):
        raise refusal
    if handling.outcome not in outcomes_of(session, petition):
        raise OutcomeNotOfKind(field="outcome")
    if handling.outcome is PetitionOutcome.GUIDE:
        _refuse_second_guidance(session, petition, case)
    before: dict[str, Any] = {"outcome": None, "state": petition.state}
    steps = case is not None and case.state is CaseState.NEW and case.kind is petition.kind
    if handling.outcome in ELSEWHERE and not steps:
        # Otherwise the step of the case says so, and gives it back when it is undone.
        petition.in_competence = False
    elif handling.outcome in HERE:
        petition.in_competence = True
    session.flush()
    if case is not None and steps:
        # The step of the case ends the handling of every petition in it that still waits.
        _take_step(session, case, handling, actor=actor, now=now)
    petition.outcome = handling.outcome
    petition.outcome_number, petition.outcome_body = handling.number[:60], handling.body[:200]
    petition.handled_on, petition.state = handling.handled_on, PetitionState.HANDLED
    session.flush()
    after: dict[str, Any] = {"outcome": petition.outcome, "state": petition.state}
    told = handling.reason
    if steps and petition_records.is_sealed(petition):
        # The words stand in the step of the case.
        told = told and sealed_reasons.KEPT_SEALED
    told = sealed_reasons.of_petition(session, petition, told, actor=actor, now=now)
    _audit(session, "petition.handle", petition, before, after, actor=actor, now=now, reason=told)


def _renew_handling_days(session: Session, petition: Petition) -> None:
    found = petitions.recomputed(session, [petition.id or 0], calendar=clocks.calendar(session))
    for one in found:
        petition.handling_due_on, petition.handling_target_on = one.derived
    session.flush()


def _take_step(session: Session, case: Case, handling: HandlingInput, *, actor: Actor, now: datetime) -> None:
    form = ActionForm(
        happened_on=handling.handled_on,
        document_number=handling.number,
        document_on=handling.handled_on,
        signer=handling.signer,
        reason=handling.reason,
        backdate_reason=handling.backdate_reason,
    )
    case_actions.perform(session, case.id or 0, handling.outcome.value, form=form, actor=actor, now=now)


def _open(
    session: Session, petition_id: int, *, actor: Actor, seen: int | None, forwards: bool = False
) -> Petition:
    """The petition, locked, as long as nobody changed or ended it since it was read."""
    petition = petition_records.by_id(session, petition_id, actor=actor, lock=True, forwards=forwards)
    petition_records.refuse_if_changed(session, petition, seen=seen)
    if petition.voided_at is not None:
        raise petition_records.PetitionVoided(code=petition.code)
    if petition.handled_on is not None:
        raise AlreadyHandled(code=petition.code, day=petition.handled_on)
    return petition


def _refuse_second_guidance(session: Session, petition: Petition, case: Case | None) -> None:
    """Guidance is given once: an earlier petition of the same matter may have brought it already."""
    if petition.kind is not Kind.COMPLAINT:
        return
    same_case = select(PetitionCase.petition_id).where(PetitionCase.case_id == (case.id if case else None))
    related: ColumnElement[bool] = col(Petition.id).in_(same_case)
    if petition.duplicate_of_id is not None:
        original = petition.duplicate_of_id
        related = or_(related, col(Petition.id) == original, col(Petition.duplicate_of_id) == original)
    guided = session.exec(
        select(Petition).where(
            related,
            Petition.id != petition.id,
            Petition.outcome == PetitionOutcome.GUIDE,
            col(Petition.voided_at).is_(None),
        )
    ).first()
    if guided is not None and guided.handled_on is not None:
        raise AlreadyGuided(field="outcome", day=guided.handled_on, code=guided.code)


def _audit(
    session: Session,
    action: str,
    petition: Petition,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
    reason: str,
) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        reason=reason[:300],
        changes=audit.changed_fields(before, after),
    )
    session.flush()
