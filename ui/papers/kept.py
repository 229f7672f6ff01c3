"""The documents kept with a case or petition: what, by whom, and opening one."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from services import database
from services.documents import keeping
from services.documents.keeping import KeptLine
from services.permissions import Actor, Permission, can
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import instant
from ui.panels import plain


def show(documents: Sequence[KeptLine], *, actor: Actor, now: datetime) -> None:
    """Each document with its step; one that names a protected sender opens only with the right."""
    for line in documents:
        row = line.row
        with st.container(horizontal=True, vertical_alignment="center", key=f"made_{row.id}"):
            state = _("draft") if row.is_draft else _("recorded step")
            made = _("made {when} by {who}").format(when=instant(row.made_at), who=plain(line.made_by))
            st.markdown(f":material/description: {_(line.title)} · {state} · {made}")
            if row.names_sender and not can(actor, Permission.IDENTITY_READ):
                st.caption(_("Only for those who may read identities."))
            elif st.button(_("Open"), key=f"made_open_{row.id}"):
                _open(row.id or 0, actor=actor, now=now)
            if can(actor, Permission.CASE_WORK) and st.button(
                _("Take off the list"), key=f"made_drop_{row.id}", type="tertiary"
            ):
                with refusals_shown():
                    with database.transaction() as session:
                        keeping.drop(session, row.id or 0, actor=actor, now=now)
                    announce(_("The document is off the list; it stays in the trail."))
                    st.rerun()


def _open(document_id: int, *, actor: Actor, now: datetime) -> None:
    with refusals_shown():
        with database.transaction() as session:
            stored = keeping.read(session, document_id, actor=actor, now=now)
        st.download_button(
            _("Save the file"),
            stored.data,
            file_name=stored.name,
            mime=stored.media_type,
            key=f"made_save_{document_id}",
            on_click="ignore",
        )
