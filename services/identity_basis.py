"""On what somebody may see the people behind a petition: the one place that decides it for every reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from models import IdentityGrant, Petition
from services import emergency_access, own_right
from services.errors import NotPermitted
from services.permissions import Actor, Permission, can


class BasisKind(StrEnum):
    """A right of one's own by role and scope, or another person's grant for this petition and some hours."""

    OWN_RIGHT = "own_right"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Basis:
    """On what a reading rests; `grant_id` and its end where another person granted it."""

    kind: BasisKind
    grant_id: int | None = None
    until: datetime | None = None
    emergency: Mapping[str, Any] = field(default_factory=dict)

    def for_trail(self) -> dict[str, Any]:
        """As the trail keeps it, with the emergency access under which it happens."""
        grant = {} if self.grant_id is None else {"grant": self.grant_id}
        return {"basis": self.kind.value, **grant, **self.emergency}


def find(session: Session, petition: Petition, *, actor: Actor, now: datetime) -> Basis | None:
    """The basis on which the actor may read now; None where there is none.

    The caller has found the petition among those the actor may see: a grant opens none that he may not.
    Whoever sees it only because the case was granted to him has no right of his own to its people.
    """
    petition_id = petition.id or 0
    if can(actor, Permission.IDENTITY_READ) and own_right.sees_petition(session, petition_id, actor=actor):
        running = emergency_access.mark(session, petition_id, actor, now)
        return Basis(BasisKind.OWN_RIGHT, emergency=running)
    grant = session.exec(
        select(IdentityGrant)
        .where(
            IdentityGrant.petition_id == petition_id,
            IdentityGrant.user_id == actor.user_id,
            col(IdentityGrant.decided_at) <= now,
            col(IdentityGrant.valid_until) > now,
            col(IdentityGrant.ended_at).is_(None),
        )
        .order_by(col(IdentityGrant.valid_until).desc())
        .limit(1)
    ).first()
    return None if grant is None else Basis(BasisKind.GRANT, grant.id, grant.valid_until)


def required(session: Session, petition: Petition, *, actor: Actor, now: datetime) -> Basis:
    """As `find`; raises NotPermitted where there is none."""
    found = find(session, petition, actor=actor, now=now)
    if found is None:
        raise NotPermitted()
    return found
