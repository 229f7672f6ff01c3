"""Who works on a case: assigning one or many, with a preview of the effect."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from models import Case
from services import cases, clock, clocks
from services.assignment_plans import Plan, PlanChanged, carry_out, make
from services.case_actions import labels_of
from services.case_forms import Seen
from services.case_records import refuse_if_changed
from services.permissions import Actor, Permission, require


def plan(
    session: Session,
    case_ids: Sequence[int],
    *,
    officer_ids: Sequence[int],
    actor: Actor,
    today: date,
    return_reason: str = "",
) -> Plan:
    """The effect of assigning these cases: the most urgent first, each to whom has least of those chosen.

    `return_reason` confirms that cases may go back to a unit that had them.
    """
    require(actor, Permission.CASE_ASSIGN)
    found = cases.by_ids(session, list(case_ids), actor=actor)
    return make(
        session,
        found,
        officer_ids=officer_ids,
        actor=actor,
        today=today,
        return_reason=return_reason,
    )


def assign_many(
    session: Session, seen: Plan, *, actor: Actor, now: datetime, note: str = "", return_reason: str = ""
) -> int:
    """Carry out a plan in one transaction, if it is still the same; returns how many cases moved.

    Raises PlanChanged where a case or a right changed since the preview.
    """
    require(actor, Permission.CASE_ASSIGN)
    today = clock.local_date(now)
    wanted = [move.case_id for move in seen.moves]
    cases.by_ids(session, wanted, actor=actor, lock=True)
    now_planned = plan(
        session,
        wanted,
        officer_ids=[o.id for o in seen.officers],
        actor=actor,
        today=today,
        return_reason=return_reason,
    )
    if now_planned.moves != seen.moves:
        raise PlanChanged()
    carry_out(
        session,
        seen.moves,
        action="assign",
        actor=actor,
        now=now,
        note=note,
        return_reason=return_reason,
    )
    return len(seen.moves)


def assign(
    session: Session,
    case_id: int,
    *,
    officer_id: int,
    seen: Seen,
    actor: Actor,
    now: datetime,
    note: str = "",
    return_reason: str = "",
) -> Case:
    """Give one case to an officer.

    Raises TransferNeedsLeader where the case has been sent round too often, ReturnNeedsReason
    where it would go back to a unit that had it and nobody says why.
    """
    require(actor, Permission.CASE_ASSIGN)
    case = cases.by_id(session, case_id, actor=actor, lock=True)
    refuse_if_changed(session, case, clocks.events_of(session, case), seen, labels=labels_of(case))
    one = make(
        session,
        [case],
        officer_ids=[officer_id],
        actor=actor,
        today=clock.local_date(now),
        return_reason=return_reason,
    )
    if one.refused:
        raise one.refused[0].refusal
    carry_out(
        session, one.moves, action="assign", actor=actor, now=now, note=note, return_reason=return_reason
    )
    return case
