"""Messages inside the product: what came back to a person, and what somebody else did with his cases."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from models import Case, InboxItem, Petition, Reminder, ReminderRecipient
from models.enums import Kind
from services import petition_records
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
    "identity_asked": N_("{who} asks you to open the identities of petition {petition}."),
    "identity_granted": N_("{who} lets you open the identities of petition {petition} for some hours."),
    "identity_refused": N_("{who} refused to open the identities of petition {petition}."),
    "returned": N_("Case {code} came back to you."),
    "recounted": N_("{who} moved the term of {code}: rule {rule}, due {before} → {after}."),
    "recounted_many": N_("{who} moved the terms of {count} of your cases; see their history."),
    "routed": N_("{who}: denunciation {code} waits for you to assign it."),
    "merged": N_("{who} merged case {other} into case {code}."),
    "unmerged": N_("{who} took the merge of case {other} into case {code} back."),
    "granted": N_("{who} opened case {code} to you until {end}."),
    "emergency_opened": N_(
        "{who} opened a sealed petition by emergency access, until {end}. See the list of emergency accesses."
    ),
    "second_factor_reset": N_(
        "{who} reset your second factor: {reason}. If you did not ask, tell them at once."
    ),
    "identity_linked": N_(
        "{who} linked your account to single sign-on. If you did not ask, tell them at once."
    ),
    "identity_unlinked": N_("{who} took the link of your account to single sign-on back."),
    "trail_broken": N_(
        "The nightly check found {count} faults in the audit trail. Tell the operator of the server."
    ),
    "redaction_wanted": N_("{who} asks for a redacted copy of a scan in {code}."),
    "redaction_made": N_("{who} made the redacted copy of a scan in {code}."),
    "briefing_decided": N_("{who} gave you a conclusion of the weekly briefing, to be done by {due}."),
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
            .where(_of(actor), col(InboxItem.read_at).is_(None))
            .order_by(col(InboxItem.created_at).desc(), col(InboxItem.id).desc())
            .limit(limit)
        )
    )


def earlier(session: Session, *, actor: Actor, limit: int = 30) -> list[InboxItem]:
    """The messages that were put away, the latest first."""
    return list(
        session.exec(
            select(InboxItem)
            .where(_of(actor), col(InboxItem.read_at).is_not(None))
            .order_by(col(InboxItem.read_at).desc(), col(InboxItem.id).desc())
            .limit(limit)
        )
    )


def unread_count(session: Session, *, actor: Actor) -> int:
    """How many messages are not yet read; `unread` may list fewer."""
    return session.exec(
        select(func.count()).select_from(InboxItem).where(_of(actor), col(InboxItem.read_at).is_(None))
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


def _of(actor: Actor) -> ColumnElement[bool]:
    """The messages to the actor, without those about a denunciation that is not his to see any more."""
    hidden = select(col(Case.id)).where(
        Case.kind == Kind.DENUNCIATION,
        col(Case.id).not_in(select(col(Case.id)).where(actor.scope.condition(Case))),
    )
    # A reminder of a petition without a case: only its recipient row knows which petition.
    reminded = (
        select(col(ReminderRecipient.inbox_item_id))
        .join(Reminder, col(Reminder.id) == col(ReminderRecipient.reminder_id))
        .join(Petition, col(Petition.id) == col(Reminder.petition_id))
        .where(
            ReminderRecipient.user_id == actor.user_id,
            Petition.kind == Kind.DENUNCIATION,
            col(Petition.id).not_in(select(col(Petition.id)).where(petition_records.condition(actor))),
        )
    )
    about = col(InboxItem.case_id)
    return and_(
        col(InboxItem.user_id) == actor.user_id,
        or_(about.is_(None), about.not_in(hidden)),
        or_(about.is_not(None), col(InboxItem.id).not_in(reminded)),
    )
