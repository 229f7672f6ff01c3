"""On whose behalf somebody acts: the person whose assigned work was delegated to him."""

from sqlmodel import Session

from models import Case, Petition
from services.permissions import Actor


def delegator_of(session: Session, subject: str, subject_id: int | None, *, actor: Actor) -> int | None:
    """The user for whom the actor stands in with this case or petition; None where he does not."""
    if not actor.scope.delegators or subject_id is None:
        return None
    row: Case | Petition | None = None
    if subject == "case":
        row = session.get(Case, subject_id)
    elif subject == "petition":
        row = session.get(Petition, subject_id)
    if row is None or row.officer_id not in actor.scope.delegators:
        return None
    return row.officer_id
