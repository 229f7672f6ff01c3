"""Handing over everything of an officer who leaves or is absent."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select, true

from models import Case, Petition, PetitionCase, User
from services import audit, clock, inbox, petition_records, wall_checks
from services.assignment_plans import Plan, PlanChanged, carry_out, make
from services.case_forms import LABELS
from services.errors import FieldRequired, NotFound
from services.permissions import Actor, Permission, can, require, visible_to
from services.text import tidy


def plan_hand_over(
    session: Session,
    from_user_id: int,
    *,
    officer_ids: Sequence[int],
    actor: Actor,
    today: date,
    return_reason: str = "",
) -> Plan:
    """The effect of handing over everything of an officer who leaves or is absent.

    Heads hand over what they see; an administrator everything, but sees only numbers.
    """
    require(actor, Permission.HAND_OVER)
    everything = can(actor, Permission.USER_EDIT)
    base = select(Case) if everything else visible_to(actor)
    seen = true() if everything else petition_records.condition(actor)
    found = session.exec(
        base.where(
            # Of what is behind his own wall an administrator is not even told the number.
            col(Case.id).not_in(actor.scope.walled_cases()),
            Case.officer_id == from_user_id,
            col(Case.closed_on).is_(None),
            col(Case.voided_at).is_(None),
        ).order_by(col(Case.due_on).asc().nulls_last(), col(Case.id))
    ).all()
    others = [officer_id for officer_id in officer_ids if officer_id != from_user_id]
    one = make(
        session,
        list(found),
        officer_ids=others,
        actor=actor,
        today=today,
        return_reason=return_reason,
    )
    waiting = session.exec(
        select(Petition.id)
        .where(
            seen,
            Petition.officer_id == from_user_id,
            col(Petition.handled_on).is_(None),
            col(Petition.voided_at).is_(None),
            col(Petition.id).not_in(select(PetitionCase.petition_id)),
            col(Petition.id).not_in(actor.scope.walled_petitions()),
        )
        .order_by(col(Petition.id))
    )
    petition_ids = tuple(i for i in waiting if i is not None)
    people = [officer.id for officer in one.officers]
    walls = wall_checks.kept_out_of_petitions(session, petition_ids, people, today=today)
    # What no receiver may see stays; it is counted, not named.
    free = tuple(i for i in petition_ids if any((i, user) not in walls for user in people))
    return Plan(one.moves, one.refused, free, one.officers, len(petition_ids) - len(free))


def hand_over(
    session: Session,
    from_user_id: int,
    seen: Plan,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    return_reason: str = "",
) -> int:
    """Carry out a hand-over in one transaction, if the preview still holds; returns how many cases moved."""
    require(actor, Permission.HAND_OVER)
    today = clock.local_date(now)
    leaving = session.get(User, from_user_id)
    if leaving is None:
        raise NotFound()
    if not tidy(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])
    planned = plan_hand_over(
        session,
        from_user_id,
        officer_ids=[o.id for o in seen.officers],
        actor=actor,
        today=today,
        return_reason=return_reason,
    )
    if planned != seen:
        raise PlanChanged()
    carry_out(
        session,
        seen.moves,
        action="hand_over",
        actor=actor,
        now=now,
        note=tidy(reason),
        return_reason=return_reason,
    )
    receivers = list(seen.officers)
    people = [one.id for one in receivers]
    walls = wall_checks.kept_out_of_petitions(session, seen.petition_ids, people, today=today)
    for place, petition_id in enumerate(seen.petition_ids):
        petition = session.get(Petition, petition_id)
        turn = receivers[place % len(receivers) :] + receivers[: place % len(receivers)]
        may = next((one for one in turn if (petition_id, one.id) not in walls), None)
        if petition is not None and may is not None:
            petition.officer_id = may.id
    for officer in receivers:
        inbox.send(
            session,
            officer.id,
            "handed_over",
            actor=actor,
            now=now,
            count=seen.gets(officer.id),
            officer=leaving.name,
        )
    audit.write(
        session,
        "hand_over",
        actor=actor,
        now=now,
        subject="user",
        subject_id=from_user_id,
        reason=tidy(reason),
        cases=len(seen.moves),
        petitions=len(seen.petition_ids),
    )
    session.flush()
    return len(seen.moves)
