"""Saying afterwards that a petition repeats an earlier one, or that it does not."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from models import Petition
from services import (
    audit,
    cases,
    clock,
    clocks,
    duplicates,
    petition_cases,
    petition_records,
    wall_checks,
)
from services.errors import AppError
from services.permissions import Actor, Permission, require
from services.text import N_


class LinkedToItself(AppError):
    msgid = N_("A petition cannot repeat itself. Choose another one.")


def link(
    session: Session,
    petition_id: int,
    other_id: int,
    *,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Petition:
    """The petition repeats an earlier one: it joins that one's case, its own new case is voided.

    Raises CaseHasGoneOn when something already happened in its own case.
    """
    require(actor, Permission.PETITION_ENTER)
    petition = petition_records.by_id(session, petition_id, actor=actor, lock=True)
    petition_records.refuse_if_changed(session, petition, seen=seen)
    if petition.voided_at is not None:
        raise petition_records.PetitionVoided(code=petition.code)
    other = petition_records.by_id(session, other_id, actor=actor)
    if petition_id in (other.id, other.duplicate_of_id):
        raise LinkedToItself()
    petition_cases.check_link(other, kind=petition.kind)
    own, known = petition_cases.case_of(session, petition.id), petition_cases.case_of(session, other.id)
    before = petition.duplicate_of_id
    # A petition in several parts keeps its cases: which of them repeat the other's, nobody has said.
    joins = petition.eligible and len(petition_cases.cases_of(session, petition.id)) <= 1
    if known is not None and joins and (own is None or own.id != known.id):
        reason = N_("Joined the case of an earlier petition")
        petition_cases.void_cases_of(session, petition, reason=reason, actor=actor, now=now)
        part = petition_cases.next_part(session, petition)
        cases.link_petition(session, known, petition, part=part)
        today = clock.local_date(now)
        petition_cases.keep_accused_out(session, petition, known, actor=actor, now=now, today=today)
        # The earliest petition of a case says whose competence it is, and so which term runs.
        clocks.restart_clocks(session, known, today=today)
    petition.duplicate_of_id = other.id
    duplicates.decide(session, petition, linked_id=other.id, dismissed_ids=[], actor=actor, now=now)
    audit.write(
        session,
        "petition.link",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        changes={"duplicate_of": [before, other.id]},
    )
    session.flush()
    return petition


def dismiss(session: Session, petition_id: int, other_id: int, *, actor: Actor, now: datetime) -> None:
    """The two are different matters; they are not suggested to each other again."""
    require(actor, Permission.PETITION_ENTER)
    petition = petition_records.by_id(session, petition_id, actor=actor)
    wall_checks.check_petition(session, petition)
    duplicates.decide(session, petition, linked_id=None, dismissed_ids=[other_id], actor=actor, now=now)
    audit.write(
        session,
        "petition.dismiss_duplicate",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        other=other_id,
    )
    session.flush()


def related(session: Session, petition: Petition, *, actor: Actor) -> list[Petition]:
    """The petition it repeats and those that repeat it, as far as the actor may see them."""
    ids = [petition.duplicate_of_id] if petition.duplicate_of_id else []
    found = select(Petition).where(
        petition_records.condition(actor),
        or_(col(Petition.id).in_(ids), col(Petition.duplicate_of_id) == petition.id),
    )
    return list(session.exec(found.order_by(col(Petition.received_on), col(Petition.id))))
