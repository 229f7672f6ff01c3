"""Dated delegation: for some days a colleague sees and does what one is assigned."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models import Delegation, User
from services import audit, clock, inbox, officers
from services.case_forms import LABELS
from services.errors import AppError, FieldRequired, NotFound
from services.permissions import Actor, Permission, can, require
from services.text import N_, tidy


class DelegationReversed(AppError):
    msgid = N_("The delegation ends before it begins. Correct the days.")


class DelegationPast(AppError):
    msgid = N_("The delegation would be over already. Choose days from today on.")


class DelegationOverlaps(AppError):
    msgid = N_("There is already a delegation to this person from {start} to {end}. Revoke it first.")


class DelegationToOneself(AppError):
    msgid = N_("A delegation goes to somebody else. Choose another person.")


@dataclass(frozen=True, slots=True)
class OpenDelegation:
    """A delegation that runs or is to come, with the names of both people."""

    id: int
    from_id: int
    from_name: str
    to_id: int
    to_name: str
    valid_from: date
    valid_to: date
    reason: str


def create(
    session: Session,
    *,
    to_user_id: int,
    valid_from: date,
    valid_to: date,
    reason: str,
    actor: Actor,
    now: datetime,
    from_user_id: int | None = None,
) -> Delegation:
    """Delegate one's own work; whoever may hand work over may do it for an absent colleague."""
    require(actor, Permission.DELEGATE)
    today = clock.local_date(now)
    from_user_id = from_user_id or actor.user_id
    reach = {officer.id for officer in officers.reachable(session, actor=actor, today=today)}
    if from_user_id != actor.user_id:
        require(actor, Permission.HAND_OVER)
        if from_user_id not in reach:
            raise officers.OfficerOutOfReach(field="from_user_id")
    if to_user_id == from_user_id:
        raise DelegationToOneself(field="to_user_id")
    if to_user_id not in {user_id for user_id, _ in colleagues(session, actor=actor, today=today)}:
        raise officers.OfficerOutOfReach(field="to_user_id")
    if valid_to < valid_from:
        raise DelegationReversed(field="valid_to")
    if valid_to < today:
        raise DelegationPast(field="valid_to")
    if not tidy(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])
    _refuse_overlap(session, from_user_id, to_user_id, valid_from, valid_to)
    delegation = Delegation(
        from_user_id=from_user_id,
        to_user_id=to_user_id,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=tidy(reason)[:300],
        created_at=now,
    )
    session.add(delegation)
    session.flush()
    inbox.send(
        session,
        to_user_id,
        "delegated",
        actor=actor,
        now=now,
        start=f"{valid_from:%d/%m/%Y}",
        end=f"{valid_to:%d/%m/%Y}",
    )
    _audit(session, "delegation.create", delegation, actor=actor, now=now)
    return delegation


def revoke(session: Session, delegation_id: int, *, actor: Actor, now: datetime) -> None:
    """End a delegation at once: by either of the two people, or by whoever may hand work over."""
    require(actor, Permission.DELEGATE)
    found = session.get(Delegation, delegation_id)
    today = clock.local_date(now)
    if found is None or found.revoked_at is not None or not _concerns(session, found, actor, today):
        raise NotFound()
    found.revoked_at = now
    session.flush()
    _audit(session, "delegation.revoke", found, actor=actor, now=now)


def standing(session: Session, *, actor: Actor, today: date) -> list[OpenDelegation]:
    """Delegations from or to the actor that run or are to come, earliest first."""
    own = or_(Delegation.from_user_id == actor.user_id, Delegation.to_user_id == actor.user_id)
    found = session.exec(
        select(Delegation)
        .where(own, Delegation.valid_to >= today, col(Delegation.revoked_at).is_(None))
        .order_by(col(Delegation.valid_from), col(Delegation.id))
    ).all()
    ids = {one.from_user_id for one in found} | {one.to_user_id for one in found}
    people = session.exec(select(User).where(col(User.id).in_(ids)))
    names = {user.id or 0: user.name for user in people}
    return [
        OpenDelegation(
            id=one.id or 0,
            from_id=one.from_user_id,
            from_name=names.get(one.from_user_id, ""),
            to_id=one.to_user_id,
            to_name=names.get(one.to_user_id, ""),
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            reason=one.reason,
        )
        for one in found
    ]


def colleagues(session: Session, *, actor: Actor, today: date) -> list[tuple[int, str]]:
    """Whom work may be delegated to: everybody who works on cases, in any unit, but oneself."""
    everywhere = officers.everybody(session, today=today)
    return [(one.id, f"{one.name} ({one.unit})") for one in everywhere if one.id != actor.user_id]


def _concerns(session: Session, found: Delegation, actor: Actor, today: date) -> bool:
    if actor.user_id in (found.from_user_id, found.to_user_id):
        return True
    reach = {officer.id for officer in officers.reachable(session, actor=actor, today=today)}
    return can(actor, Permission.HAND_OVER) and found.from_user_id in reach


def _refuse_overlap(session: Session, from_id: int, to_id: int, start: date, end: date) -> None:
    known = session.exec(
        select(Delegation).where(
            Delegation.from_user_id == from_id,
            Delegation.to_user_id == to_id,
            col(Delegation.revoked_at).is_(None),
            Delegation.valid_from <= end,
            Delegation.valid_to >= start,
        )
    ).first()
    if known is not None:
        raise DelegationOverlaps(start=known.valid_from, end=known.valid_to)


def _audit(session: Session, action: str, one: Delegation, *, actor: Actor, now: datetime) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="delegation",
        subject_id=one.id,
        reason=one.reason,
        from_user_id=one.from_user_id,
        to_user_id=one.to_user_id,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
    )
    session.flush()
