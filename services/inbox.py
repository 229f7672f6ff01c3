"""Messages inside the product: what came back to a person, and what somebody else did with his cases."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from models import InboxItem
from services.permissions import Actor
from services.reminders import messages
from services.text import N_

# What each topic says; the values are codes, names of colleagues and labels, never words of a case.
TOPICS = {
    "assigned": N_("{who} assigned case {code} to you."),
    "taken": N_("{who} took case {code} from you and gave it to {officer}."),
    "acted": N_("{who} recorded in case {code}: {action}."),
    "undone": N_("{who} undid in case {code}: {action}."),
    "amended": N_("{who} corrected in case {code}: {action}."),
    "handed_over": N_("{who} handed {count} cases of {officer} over to you."),
    "delegated": N_("{who} delegated their work to you from {start} to {end}."),
    "returned": N_("Case {code} came back to you."),
    "recounted": N_("{who} moved the term of {code}: rule {rule}, due {before} → {after}."),
    "recounted_many": N_("{who} moved the terms of {count} of your cases; see their history."),
    "merged": N_("{who} merged case {other} into case {code}."),
    "unmerged": N_("{who} took the merge of case {other} into case {code} back."),
    **messages.TOPICS,
}


def send(
    session: Session,
    user_id: int | None,
    topic: str,
    *,
    actor: Actor,
    now: datetime,
    case_id: int | None = None,
    **values: Any,
) -> None:
    """Leave a message, unless it would go to nobody or to the one who acts."""
    if user_id is None or user_id == actor.user_id:
        return
    if topic not in TOPICS:
        raise KeyError(topic)
    session.add(
        InboxItem(
            user_id=user_id,
            topic=topic,
            values={"who": actor.name, **values},
            case_id=case_id,
            created_at=now,
        )
    )


def unread(session: Session, *, actor: Actor, limit: int = 50) -> list[InboxItem]:
    """The messages not yet read, newest first."""
    return list(
        session.exec(
            select(InboxItem)
            .where(InboxItem.user_id == actor.user_id, col(InboxItem.read_at).is_(None))
            .order_by(col(InboxItem.created_at).desc(), col(InboxItem.id).desc())
            .limit(limit)
        )
    )


def earlier(session: Session, *, actor: Actor, limit: int = 30) -> list[InboxItem]:
    """The messages that were put away, the latest first."""
    return list(
        session.exec(
            select(InboxItem)
            .where(InboxItem.user_id == actor.user_id, col(InboxItem.read_at).is_not(None))
            .order_by(col(InboxItem.read_at).desc(), col(InboxItem.id).desc())
            .limit(limit)
        )
    )


def unread_count(session: Session, *, actor: Actor) -> int:
    """How many messages are not yet read; `unread` may list fewer."""
    return session.exec(
        select(func.count()).where(InboxItem.user_id == actor.user_id, col(InboxItem.read_at).is_(None))
    ).one()


def mark_read(session: Session, ids: list[int], *, actor: Actor, now: datetime) -> int:
    """Put messages away; only one's own. Returns how many."""
    found = session.exec(
        select(InboxItem).where(
            col(InboxItem.id).in_(ids), InboxItem.user_id == actor.user_id, col(InboxItem.read_at).is_(None)
        )
    ).all()
    for item in found:
        item.read_at = now
    session.flush()
    return len(found)
