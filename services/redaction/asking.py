"""Asking for a redacted copy: a message to whoever may make one, and the answer when it is made."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models import InboxItem, RoleAssignment, User
from models.enums import Role
from services import actors, audit, inbox
from services.clock import local_date
from services.errors import AppError, NotFound, NotPermitted
from services.permissions import Actor, Permission, require
from services.redaction import copies, originals
from services.redaction.originals import Original
from services.text import N_

WANTED, MADE = "redaction_wanted", "redaction_made"
# Whose work it is, and who does it where none of them may see the matter.
FIRST = (Role.UNIT_HEAD, Role.INSPECTOR, Role.RECEPTION_CLERK)
THEN = (Role.DIRECTOR,)


class CopyThere(AppError):
    msgid = N_("A redacted copy is there already. Open the matter again to see it.")


class AskedAlready(AppError):
    msgid = N_("The copy was asked for already and is not made yet.")


class NobodyMakesCopies(AppError):
    msgid = N_("Nobody who may see this matter can make the copy. Speak with the focal unit.")


def ask(session: Session, attachment_id: int, *, actor: Actor, now: datetime) -> int:
    """Ask those who may read the original to make a redacted copy; returns how many were asked.

    Nobody is asked who may not see the matter himself: the question would tell him of it.
    """
    require(actor, Permission.CASE_READ)
    original = originals.visible(session, attachment_id, actor=actor)
    if copies.latest(session, [attachment_id]):
        raise CopyThere()
    if is_asked(session, attachment_id, actor=actor):
        raise AskedAlready()
    asked = _makers(session, original, today=local_date(now))
    if not asked:
        raise NobodyMakesCopies()
    for user_id in asked:
        inbox.send(
            session,
            user_id,
            WANTED,
            actor=actor,
            now=now,
            scan=attachment_id,
            by=actor.user_id,
            **_leading_there(session, original),
        )
    audit.write(
        session,
        "scan.ask_redacted",
        actor=actor,
        now=now,
        subject=original.subject,
        subject_id=original.subject_id,
        attachment_id=attachment_id,
    )
    session.flush()
    return len(asked)


def is_asked(session: Session, attachment_id: int, *, actor: Actor) -> bool:
    """Whether this person asked for a copy that is not made yet."""
    return any(item.values.get("by") == actor.user_id for item in _open(session, attachment_id))


def answer(session: Session, original: Original, *, actor: Actor, now: datetime) -> None:
    """Put the questions for a copy away, and tell those who asked and still see the matter."""
    told: set[int] = set()
    for item in _open(session, original.file.id or 0):
        item.read_at = item.read_at or now
        item.values = {**item.values, "answered": True}
        told.add(int(item.values["by"]))
    today = local_date(now)
    for user in session.exec(select(User).where(col(User.id).in_(told)).order_by(col(User.id))):
        if not _sees(session, original, actors.actor_of(session, user, today=today)):
            continue
        inbox.send(session, user.id, MADE, actor=actor, now=now, **_leading_there(session, original))
    session.flush()


def _open(session: Session, attachment_id: int) -> list[InboxItem]:
    """The questions for a copy of a scan that nobody answered, read or not."""
    found = session.exec(select(InboxItem).where(InboxItem.topic == WANTED).order_by(col(InboxItem.id)))
    return [i for i in found if i.values.get("scan") == attachment_id and not i.values.get("answered")]


def _leading_there(session: Session, original: Original) -> dict[str, Any]:
    """The values by which a message leads to the matter."""
    there = originals.matter(session, original)
    if there.subject == "case":
        return {"code": there.code, "case_id": original.subject_id}
    return {"code": there.code, "petition": there.code}


def _makers(session: Session, original: Original, *, today: date) -> list[int]:
    for roles in (FIRST, THEN):
        if found := sorted(set(_of_roles(session, original, roles, today=today))):
            return found
    return []


def _of_roles(session: Session, original: Original, roles: tuple[Role, ...], *, today: date) -> Iterator[int]:
    """The people of some roles who see the matter and may read its identity; clerks only their own scans."""
    people = session.exec(
        select(User)
        .join(RoleAssignment, col(RoleAssignment.user_id) == col(User.id))
        .where(
            col(RoleAssignment.role).in_(roles),
            RoleAssignment.valid_from <= today,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
            col(User.is_active),
        )
    ).all()
    for user in people:
        one = actors.actor_of(session, user, today=today)
        if one.role not in roles or not one.may(Permission.IDENTITY_READ):
            continue
        if one.role is Role.RECEPTION_CLERK and original.file.uploaded_by_id != user.id:
            continue
        if _sees(session, original, one):
            yield one.user_id


def _sees(session: Session, original: Original, actor: Actor) -> bool:
    try:
        originals.visible(session, original.file.id or 0, actor=actor)
    except (NotFound, NotPermitted):
        return False
    return True
