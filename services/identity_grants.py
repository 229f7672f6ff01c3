"""Two people open an identity: one asks for a purpose, another who may grants it for some hours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from models import IdentityGrant, Petition, RoleAssignment, User
from services import (
    actors,
    audit,
    clock,
    identity_basis,
    inbox,
    own_right,
    petition_records,
    thresholds,
    vault,
)
from services.errors import AppError, FieldRequired, NotFound
from services.permissions import ALLOWED, Actor, Permission, require
from services.petition_input import LABELS
from services.text import N_, tidy

PURPOSE = "identity grant"
LONGEST = 300
HOURS = "identity.grant_hours"


class AskedAlready(AppError):
    msgid = N_("Your request for this petition waits for an answer.")


class OpenAlready(AppError):
    msgid = N_("You may open the identities of this petition already.")


class NobodyMayGrant(AppError):
    msgid = N_("Nobody else may grant this for the petition. Ask the inspector to take it over.")


class AnsweredMeanwhile(AppError):
    msgid = N_("This request was answered or taken back meanwhile.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as an approver reads it, or as the one who asked sees his own."""

    row: IdentityGrant
    code: str
    who: str
    purpose: str
    grounds: str = ""

    @property
    def waits(self) -> bool:
        return self.row.decided_at is None and self.row.ended_at is None

    @property
    def is_refused(self) -> bool:
        return self.row.decided_at is not None and self.row.valid_until is None

    def holds(self, now: datetime) -> bool:
        """Whether the identities may be opened at this moment."""
        return self.row.ended_at is None and self.row.valid_until is not None and self.row.valid_until > now


def ask(session: Session, petition_id: int, *, purpose: str, actor: Actor, now: datetime) -> IdentityGrant:
    """Ask for the identities of one petition; everybody who may grant it is told, without its content."""
    require(actor, Permission.CASE_WORK)
    petition = petition_records.by_id(session, petition_id, actor=actor, lock=True)
    if identity_basis.find(session, petition, actor=actor, now=now) is not None:
        raise OpenAlready()
    if not tidy(purpose):
        raise FieldRequired(field="purpose", label=LABELS["reason"])
    latest = mine(session, petition, actor=actor)
    if latest is not None and latest.waits:
        raise AskedAlready()
    told = approvers(session, petition, but=actor.user_id, today=clock.local_date(now))
    if not told:
        raise NobodyMayGrant()
    row = IdentityGrant(
        petition_id=petition_id,
        user_id=actor.user_id,
        sealed_purpose=vault.seal(tidy(purpose)[:LONGEST], purpose=PURPOSE, key=petition.sealed_key),
        asked_at=now,
    )
    session.add(row)
    session.flush()
    for user in told:
        inbox.send(session, user.id, "identity_asked", actor=actor, now=now, petition=petition.code)
    _trail(session, "identity.ask", row, actor=actor, now=now)
    return row


def answer(
    session: Session, grant_id: int, *, granted: bool, grounds: str = "", actor: Actor, now: datetime
) -> IdentityGrant:
    """Grant a request for the hours of the setting, or refuse it on grounds; never one's own.

    A request for a petition that the actor may not see is as missing as one that never was.
    """
    require(actor, Permission.IDENTITY_GRANT)
    row, petition = _found(session, grant_id, _answerable(actor))
    if row.user_id == actor.user_id:
        raise NotFound()
    if row.decided_at is not None or row.ended_at is not None:
        raise AnsweredMeanwhile()
    if not granted and not tidy(grounds):
        raise FieldRequired(field="grounds", label=LABELS["outcome_reason"])
    row.decided_at, row.decided_by_id = now, actor.user_id
    if granted:
        hours = thresholds.number(session, HOURS, today=clock.local_date(now))
        row.valid_until = now + timedelta(hours=hours)
    if tidy(grounds):
        row.sealed_grounds = vault.seal(tidy(grounds)[:LONGEST], purpose=PURPOSE, key=petition.sealed_key)
    session.flush()
    topic = "identity_granted" if granted else "identity_refused"
    inbox.send(session, row.user_id, topic, actor=actor, now=now, petition=petition.code)
    until = {"until": row.valid_until.isoformat()} if row.valid_until else {}
    _trail(session, "identity.grant" if granted else "identity.refuse", row, actor=actor, now=now, **until)
    return row


def end(session: Session, grant_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a request or a grant back: whoever asked, or somebody who may grant."""
    require(actor, Permission.CASE_READ)
    row, _petition = _found(session, grant_id, petition_records.condition(actor))
    if row.user_id != actor.user_id:
        require(actor, Permission.IDENTITY_GRANT)
        _found(session, grant_id, _answerable(actor))
    if row.ended_at is not None:
        raise AnsweredMeanwhile()
    row.ended_at, row.ended_by_id = now, actor.user_id
    session.flush()
    _trail(session, "identity.end", row, actor=actor, now=now)


def mine(session: Session, petition: Petition, *, actor: Actor) -> Asked | None:
    """The actor's latest request for a petition that he may see."""
    found = session.exec(
        select(IdentityGrant)
        .where(IdentityGrant.petition_id == petition.id, IdentityGrant.user_id == actor.user_id)
        .order_by(col(IdentityGrant.id).desc())
        .limit(1)
    ).first()
    return None if found is None else _opened(found, petition, actor.name)


def to_answer(
    session: Session, *, actor: Actor, now: datetime, petition_id: int | None = None
) -> list[Asked]:
    """The requests that wait for an answer and the grants that hold, of petitions the actor may see."""
    require(actor, Permission.IDENTITY_GRANT)
    query = (
        select(IdentityGrant, Petition, User.name)
        .join(Petition, col(Petition.id) == col(IdentityGrant.petition_id))
        .join(User, col(User.id) == col(IdentityGrant.user_id))
        .where(
            _answerable(actor),
            IdentityGrant.user_id != actor.user_id,
            col(IdentityGrant.ended_at).is_(None),
            col(IdentityGrant.decided_at).is_(None) | (col(IdentityGrant.valid_until) > now),
        )
        .order_by(col(IdentityGrant.decided_at).is_not(None), col(IdentityGrant.id))
    )
    if petition_id is not None:
        query = query.where(IdentityGrant.petition_id == petition_id)
    return [_opened(row, petition, name) for row, petition, name in session.exec(query)]


def approvers(session: Session, petition: Petition, *, but: int, today: date) -> list[User]:
    """Who may grant for a petition: a right to grant today, sight of the petition, and not who asks."""
    roles = [role for role, rights in ALLOWED.items() if Permission.IDENTITY_GRANT in rights]
    holders = session.exec(
        select(User)
        .join(RoleAssignment, col(RoleAssignment.user_id) == col(User.id))
        .where(col(RoleAssignment.role).in_(roles), col(User.is_active))
        .distinct()
        .order_by(col(User.id))
    ).all()
    found = []
    for user in holders:
        one = actors.actor_of(session, user, today=today)
        if user.id == but or not one.may(Permission.IDENTITY_GRANT):
            continue
        if own_right.sees_petition(session, petition.id or 0, actor=one):
            found.append(user)
    return found


def _answerable(actor: Actor) -> ColumnElement[bool]:
    """Petitions seen by role: whoever was only granted a case lets nobody else into it."""
    return petition_records.condition(own_right.without_grants(actor))


def _found(session: Session, grant_id: int, among: ColumnElement[bool]) -> tuple[IdentityGrant, Petition]:
    found = session.exec(
        select(IdentityGrant, Petition)
        .join(Petition, col(Petition.id) == col(IdentityGrant.petition_id))
        .where(IdentityGrant.id == grant_id, among)
        .with_for_update(of=IdentityGrant)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def _opened(row: IdentityGrant, petition: Petition, who: str) -> Asked:
    key = petition.sealed_key
    return Asked(
        row=row,
        code=petition.code,
        who=who,
        purpose=str(vault.unseal(row.sealed_purpose, purpose=PURPOSE, key=key)),
        grounds=str(vault.unseal(row.sealed_grounds, purpose=PURPOSE, key=key)) if row.sealed_grounds else "",
    )


def _trail(
    session: Session, action: str, row: IdentityGrant, *, actor: Actor, now: datetime, **details: str
) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="petition",
        subject_id=row.petition_id,
        grant=row.id,
        user=row.user_id,
        **details,
    )
    session.flush()
