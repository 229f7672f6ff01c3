"""Files and internal notes of a case."""

from datetime import datetime

import streamlit as st

from services import attachments, database, notes
from services.case_view import CaseView
from services.permissions import Actor, Permission, can
from ui.case import paper_file, typed
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import instant
from ui.panels import plain
from ui.redaction import lines


def files(view: CaseView, *, actor: Actor, now: datetime) -> None:
    """The files of the case and the scans of its petitions; opening a protected one is recorded."""
    found = [(view.case.code, file_id, name, False) for file_id, name in view.files]
    found += [
        (one.petition.code, file_id, name, one.is_partial)
        for one in view.petitions
        for file_id, name in one.files
    ]
    if not found:
        st.caption(_("No file is kept with this case or its petitions."))
    redacted = lines.copies_of([file_id for _code, file_id, *_rest in found]) if view.is_sealed else {}
    known = paper_file.known_files(view)
    for code, file_id, name, is_partial in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"file_{file_id}"):
            protected = (view.is_sealed and not can(actor, Permission.IDENTITY_READ)) or is_partial
            shown = known[file_id] if view.is_sealed or not name else plain(name)
            st.markdown(f":material/attach_file: {shown} ({code})")
            if protected:
                st.caption(_("Only for those who may read identities."))
            elif st.button(_("Open"), key=f"file_open_{file_id}"):
                with refusals_shown():
                    with database.transaction() as session:
                        stored = attachments.read(session, file_id, actor=actor, now=now)
                    st.download_button(
                        _("Save the file"),
                        stored.data,
                        file_name=stored.name,
                        mime=stored.media_type,
                        key=f"file_save_{file_id}",
                    )
            if view.is_sealed and not is_partial:
                lines.beside(file_id, redacted.get(file_id), actor=actor, now=now)


def written(view: CaseView, *, actor: Actor, now: datetime) -> None:
    """The notes, newest first, and writing one."""
    if can(actor, Permission.CASE_WORK):
        key = typed.key("note", view.case.code)
        text = st.text_area(_("New note (only for who may see this case)"), key=key)
        if st.button(_("Keep the note"), key="note_keep"):
            with refusals_shown():
                with database.transaction() as session:
                    notes.write(session, view.case.id or 0, text, actor=actor, now=now)
                typed.renew("note")
                announce(_("The note is kept."))
                st.rerun()
    for place, note in enumerate(view.notes):
        with st.container(border=True, key=f"note_{place}"):
            st.markdown(plain(note.text).replace("\n", "  \n"))
            st.caption(f"{plain(note.written_by)} · {instant(note.written_at)}")
    if not view.notes:
        st.caption(_("No note yet."))
