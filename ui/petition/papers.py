"""Scans, notes and the receipt of a petition."""

from datetime import datetime

import streamlit as st

from services import attachments, petitions
from services.database import reading, transaction
from services.errors import AppError
from services.permissions import Actor, Permission, can
from services.petition_input import LABELS
from services.petition_view import PetitionView
from ui import formats
from ui.feedback import refusals_shown
from ui.i18n import _, said
from ui.intake.saved import sheet
from ui.intake.scans import upload_label
from ui.labels import instant
from ui.panels import plain
from ui.petition import seen
from ui.redaction import lines

REFUSED, ROUND = "_petition_refused_files", "_petition_upload_round"


def receipt(view: PetitionView) -> None:
    """The receipt, printed once more."""
    st.download_button(
        _("Receipt (PDF)"),
        sheet(view.receipt),
        file_name=f"bien-nhan-{view.petition.code}.pdf",
        mime="application/pdf",
        key="petition_receipt",
        icon=":material/print:",
    )


def scans(view: PetitionView, actor: Actor, *, now: datetime) -> None:
    """Each scan as it was handed in; opening one of a protected petition is recorded."""
    may_open = (not view.is_sealed or can(actor, Permission.IDENTITY_READ)) and not view.is_partial
    redacted = lines.copies_of([one.id or 0 for one, *_rest in view.files]) if view.is_sealed else {}
    # In their order: ids would tell of files in matters that the reader may not see.
    places = {i: place for place, i in enumerate(sorted(one.id or 0 for one, _name in view.files), start=1)}
    for attachment, name in view.files:
        with st.container(horizontal=True, vertical_alignment="center", key=f"scan_{attachment.id}"):
            shown = (
                _("Scan {number}").format(number=places[attachment.id or 0])
                if view.is_sealed or not name
                else plain(name)
            )
            st.markdown(f":material/description: {shown} · {formats.size(attachment.size)}")
            if not may_open:
                st.caption(_("Only for those who may read identities."))
            elif st.button(_("Open"), key=f"scan_open_{attachment.id}"):
                with refusals_shown():
                    with transaction() as session:
                        stored = attachments.read(session, attachment.id or 0, actor=actor, now=now)
                    st.download_button(
                        _("Save the file"),
                        stored.data,
                        file_name=stored.name,
                        mime=stored.media_type,
                        key=f"scan_save_{attachment.id}",
                    )
            if view.is_sealed and not view.is_partial:
                scan = attachment.id or 0
                lines.beside(scan, redacted.get(scan), actor=actor, now=now)
    if not view.files:
        st.caption(_("No scan is kept with this petition."))
    if view.petition.voided_at is None and can(actor, Permission.PETITION_ENTER):
        _add(view, actor, now=now)


def _add(view: PetitionView, actor: Actor, *, now: datetime) -> None:
    turn = st.session_state.setdefault(ROUND, 0)
    uploaded = st.file_uploader(
        upload_label(_("Add a scan")),
        type=["pdf", "jpg", "jpeg", "png"],
        accept_multiple_files=True,
        key=f"petition_upload_{turn}",
    )
    if uploaded:
        refused = []
        for file in uploaded:
            try:
                with reading() as session:
                    attachments.examine(session, name=file.name, data=file.getvalue(), now=now)
                with transaction() as session:
                    attachments.add_to_petition(
                        session,
                        view.petition.id or 0,
                        name=file.name,
                        data=file.getvalue(),
                        actor=actor,
                        now=now,
                    )
            except AppError as refusal:
                refused.append(said(refusal))
        st.session_state[REFUSED], st.session_state[ROUND] = refused, turn + 1
        st.rerun()
    for sentence in st.session_state.get(REFUSED, []):
        st.error(plain(sentence), icon=":material/error:")


def notes(view: PetitionView, actor: Actor, *, now: datetime) -> None:
    """The internal notes, newest first, and writing one."""
    text = st.text_area(_(LABELS["note"]), key=seen.key("note"))
    if st.button(_("Keep the note"), key="petition_note"):
        with refusals_shown():
            with transaction() as session:
                petitions.add_note(session, view.petition.id or 0, text, actor=actor, now=now)
            seen.done(_("The note is kept."))
    for place, note in enumerate(view.notes):
        with st.container(border=True, key=f"petition_note_{place}"):
            st.markdown(plain(note.text).replace("\n", "  \n"))
            st.caption(f"{plain(note.written_by)} · {instant(note.written_at)}")
