"""What an actor sees by his role, apart from what was granted to him case by case."""

from dataclasses import replace

from sqlmodel import Session, col, select

from models import Case, Petition
from services import petition_records
from services.errors import NotPermitted
from services.permissions import Actor, Permission, require, visible_to


def without_grants(actor: Actor) -> Actor:
    """The same person as if nothing had been granted to him."""
    return replace(actor, scope=actor.scope.of_own_right())


def sees_case(session: Session, case_id: int, *, actor: Actor) -> bool:
    """Whether the actor sees a case by his role, by assignment or by delegation."""
    return session.exec(visible_to(without_grants(actor)).where(Case.id == case_id)).first() is not None


def sees_petition(session: Session, petition_id: int, *, actor: Actor) -> bool:
    """Whether the actor sees a petition by his role; a grant lets work, not read the identity."""
    seen = petition_records.condition(without_grants(actor))
    return session.exec(select(col(Petition.id)).where(seen, Petition.id == petition_id)).first() is not None


def require_identity(
    session: Session, *, actor: Actor, petition_id: int | None = None, case_id: int | None = None
) -> None:
    """Refuse unless the actor may read the identities of a matter: by role, and not by a grant alone."""
    require(actor, Permission.IDENTITY_READ)
    if case_id is not None and not sees_case(session, case_id, actor=actor):
        raise NotPermitted()
    if petition_id is not None and not sees_petition(session, petition_id, actor=actor):
        raise NotPermitted()
