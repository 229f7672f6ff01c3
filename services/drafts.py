"""What someone typed and has not saved yet: one encrypted row per form in hand."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Attachment, Draft
from services import vault
from services.errors import FieldInvalid
from services.permissions import Actor
from services.text import N_

PURPOSE = "draft"
LARGEST = 200_000


@dataclass(frozen=True)
class OpenDraft:
    """A draft as its owner sees it in a list."""

    key: str
    saved_at: datetime
    values: dict[str, Any]


def new_key() -> str:
    """A fresh key for a form; it stands in the URL and says nothing about its content."""
    return secrets.token_hex(8)


def save(
    session: Session, values: dict[str, Any], *, actor: Actor, form: str, key: str, now: datetime
) -> Draft:
    """Keep the values of a form; the whole form is one row, written anew on each committed field.

    `values` is plain JSON. There is no audit row: a draft is nobody's record yet.
    """
    sealed = vault.seal(values, purpose=PURPOSE)
    if len(sealed) > LARGEST:
        raise FieldInvalid(label=N_("Draft"), remedy=N_("the text is too long; save or shorten it."))
    draft = find(session, actor=actor, form=form, key=key)
    if draft is None:
        draft = Draft(user_id=actor.user_id, form=form, key=key, sealed=sealed, saved_at=now)
    draft.sealed, draft.saved_at = sealed, now
    session.add(draft)
    session.flush()
    return draft


def find(session: Session, *, actor: Actor, form: str, key: str) -> Draft | None:
    """The actor's own draft; nobody reads another person's."""
    return session.exec(
        select(Draft).where(Draft.user_id == actor.user_id, Draft.form == form, Draft.key == key)
    ).one_or_none()


def opened(draft: Draft) -> OpenDraft:
    """A draft with its values decrypted."""
    return OpenDraft(draft.key, draft.saved_at, vault.unseal(draft.sealed, purpose=PURPOSE))


def list_open(session: Session, *, actor: Actor, form: str = "") -> list[OpenDraft]:
    """The actor's unfinished entries, newest first; of all forms without `form`."""
    statement = select(Draft).where(Draft.user_id == actor.user_id)
    if form:
        statement = statement.where(Draft.form == form)
    return [opened(draft) for draft in session.exec(statement.order_by(col(Draft.saved_at).desc()))]


def finish(session: Session, draft: Draft) -> None:
    """The form was saved: the draft goes, its files have moved on."""
    session.delete(draft)
    session.flush()


def discard(session: Session, *, actor: Actor, form: str, key: str) -> bool:
    """Throw an own draft away with its files; says whether there was one."""
    draft = find(session, actor=actor, form=form, key=key)
    if draft is None:
        return False
    for attachment in session.exec(select(Attachment).where(Attachment.draft_id == draft.id)):
        session.delete(attachment)
    session.flush()
    session.delete(draft)
    session.flush()
    return True
