"""Letting a named verifier work on one case until a day, and taking that back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models import Case, CaseGrant, User
from services import actors, audit, cases, clock, inbox, officers, own_right, vault
from services.case_forms import LABELS
from services.errors import AppError, FieldRequired, NotFound
from services.permissions import Actor, Permission, require, visible_to
from services.text import N_, nfc

PURPOSE = "grant"
LONGEST_REASON = 300


class GrantPast(AppError):
    msgid = N_("The grant would be over already. Choose a day from today on.")


class GrantNotNeeded(AppError):
    msgid = N_("This person sees the case already. Nothing has to be granted.")


class GrantWithoutEffect(AppError):
    msgid = N_("This person cannot be given this case. Choose another verifier.")


@dataclass(frozen=True, slots=True)
class OpenGrant:
    """A grant that holds, with the names of both people."""

    id: int
    user_id: int
    name: str
    granted_by: str
    granted_at: datetime
    valid_to: date | None
    reason: str


def candidates(session: Session, *, actor: Actor, today: date) -> list[tuple[int, str]]:
    """Who can be made a verifier: everybody who works on cases, in any unit, but oneself."""
    everywhere = officers.everybody(session, today=today)
    return [(one.id, f"{one.name} ({one.unit})") for one in everywhere if one.id != actor.user_id]


def grant(
    session: Session,
    case_id: int,
    *,
    user_id: int,
    valid_to: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> CaseGrant:
    """Let an officer of any unit work on a case until a day (the last one, included).

    What was granted is not passed on, and nobody who is kept out of the case can be given it:
    the refusal does not say why.
    """
    require(actor, Permission.CASE_GRANT)
    today = clock.local_date(now)
    case = cases.by_id(session, case_id, actor=own_right.without_grants(actor), lock=True)
    if user_id not in {one for one, _name in candidates(session, actor=actor, today=today)}:
        raise officers.OfficerOutOfReach(field="user_id")
    if valid_to < today:
        raise GrantPast(field="valid_to")
    if not nfc(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])
    if _sees(session, case, user_id, today=today):
        raise GrantNotNeeded(field="user_id")
    row = session.exec(
        select(CaseGrant).where(CaseGrant.case_id == case.id, CaseGrant.user_id == user_id)
    ).one_or_none() or CaseGrant(case_id=case.id or 0, user_id=user_id, granted_by_id=0, granted_at=now)
    row.granted_by_id, row.granted_at, row.withdrawn_at = actor.user_id, now, None
    row.valid_to = valid_to
    row.sealed_reason = vault.seal(nfc(reason)[:LONGEST_REASON], purpose=PURPOSE, key=case.sealed_key)
    session.add(row)
    session.flush()
    if not _sees(session, case, user_id, today=today):
        raise GrantWithoutEffect(field="user_id")
    end = f"{valid_to:%d/%m/%Y}"
    inbox.send(session, user_id, "granted", actor=actor, now=now, case_id=case.id, code=case.code, end=end)
    _trail(session, "grant.give", row, actor=actor, now=now, valid_to=valid_to)
    return row


def withdraw(session: Session, grant_id: int, *, actor: Actor, now: datetime) -> None:
    """End a grant at once."""
    require(actor, Permission.CASE_GRANT)
    row = session.get(CaseGrant, grant_id)
    if row is None or not _holds_on(row, clock.local_date(now)):
        raise NotFound()
    cases.by_id(session, row.case_id, actor=own_right.without_grants(actor))
    row.withdrawn_at = now
    session.flush()
    _trail(session, "grant.withdraw", row, actor=actor, now=now)


def standing(session: Session, case: Case, *, today: date) -> list[OpenGrant]:
    """The grants of a case that hold; the caller has found the case for the actor."""
    found = session.exec(
        select(CaseGrant, User.name)
        .join(User, col(User.id) == col(CaseGrant.user_id))
        .where(
            CaseGrant.case_id == case.id,
            col(CaseGrant.withdrawn_at).is_(None),
            or_(col(CaseGrant.valid_to).is_(None), col(CaseGrant.valid_to) >= today),
        )
        .order_by(col(CaseGrant.granted_at), col(CaseGrant.id))
    ).all()
    granters = [row.granted_by_id for row, _name in found]
    names = dict(session.exec(select(User.id, User.name).where(col(User.id).in_(granters))).all())
    return [
        OpenGrant(
            id=row.id or 0,
            user_id=row.user_id,
            name=name,
            granted_by=names.get(row.granted_by_id, ""),
            granted_at=row.granted_at,
            valid_to=row.valid_to,
            reason=_reason(row, case),
        )
        for row, name in found
    ]


def _reason(row: CaseGrant, case: Case) -> str:
    sealed = row.sealed_reason
    return str(vault.unseal(sealed, purpose=PURPOSE, key=case.sealed_key)) if sealed else ""


def _sees(session: Session, case: Case, user_id: int, *, today: date) -> bool:
    """Whether a person sees a case today: asked of the same scope that every list asks."""
    person = actors.actor_of(session, session.get_one(User, user_id), today=today)
    return session.exec(visible_to(person).where(Case.id == case.id)).first() is not None


def _holds_on(row: CaseGrant, today: date) -> bool:
    return row.withdrawn_at is None and (row.valid_to is None or row.valid_to >= today)


def _trail(
    session: Session, action: str, row: CaseGrant, *, actor: Actor, now: datetime, **details: Any
) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="case",
        subject_id=row.case_id,
        grant=row.id,
        user_id=row.user_id,
        **details,
    )
    session.flush()
