"""Beside a scan of a protected matter: opening its redacted copy, making one, asking for one."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from models import Attachment
from services import database
from services.permissions import Actor, Permission, can
from services.redaction import asking, copies
from ui import navigation
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import instant


def copies_of(file_ids: Sequence[int]) -> dict[int, Attachment]:
    """The latest copy of each scan of a matter that the page has opened."""
    with database.reading() as session:
        return copies.latest(session, file_ids)


def beside(scan: int, copy: Attachment | None, *, actor: Actor, now: datetime) -> None:
    """What this reader can do with the redacted copy of a scan."""
    if copy is not None:
        _open(copy, actor=actor, now=now)
    if can(actor, Permission.IDENTITY_READ):
        label = _("Redact again") if copy else _("Make a redacted copy")
        if st.button(label, key=f"redact_{scan}", icon=":material/visibility_off:"):
            navigation.go("redaction", scan=scan)
    elif copy is None:
        _ask(scan, actor=actor, now=now)


def _open(copy: Attachment, *, actor: Actor, now: datetime) -> None:
    label = _("Redacted copy of {at}").format(at=instant(copy.uploaded_at))
    if st.button(label, key=f"copy_open_{copy.id}", icon=":material/file_open:"):
        with refusals_shown():
            with database.transaction() as session:
                stored = copies.read(session, copy.id or 0, actor=actor, now=now)
            st.download_button(
                _("Save the file"),
                stored.data,
                file_name=stored.name,
                mime=stored.media_type,
                key=f"copy_save_{copy.id}",
            )


def _ask(scan: int, *, actor: Actor, now: datetime) -> None:
    with database.reading() as session:
        is_asked = asking.is_asked(session, scan, actor=actor)
    if is_asked:
        st.caption(_("A redacted copy is not made yet. You have asked for it."))
        return
    st.caption(_("A redacted copy is not made yet."))
    if st.button(_("Ask for it"), key=f"copy_ask_{scan}", icon=":material/forward_to_inbox:"):
        with refusals_shown():
            with database.transaction() as session:
                asking.ask(session, scan, actor=actor, now=now)
            announce(_("Those who can make the copy have got your message."))
            st.rerun()
