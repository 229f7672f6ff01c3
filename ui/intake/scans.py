"""Scans of the entry in hand: each goes into the draft as soon as it is uploaded."""

from datetime import datetime

import streamlit as st

from services import attachments, drafts, thresholds
from services.database import reading, transaction
from services.errors import AppError
from services.permissions import Actor
from services.petitions import FORM
from ui import formats
from ui.feedback import refusals_shown
from ui.i18n import _, said
from ui.intake import fields
from ui.intake import form as forms
from ui.intake.form import IntakeForm
from ui.panels import plain
from ui.session import today

ROUND = "_intake_upload_round"
REFUSED = "_intake_refused_files"


def upload_label(label: str) -> str:
    """What may be uploaded, by the settings; Streamlit's own hint names the server's larger limit."""
    with reading() as session:
        largest = thresholds.number(session, "upload.largest_mb", today=today())
    return _("{label} (PDF, JPG or PNG, up to {limit} MB each)").format(label=label, limit=largest)


def scans(form: IntakeForm, actor: Actor, *, now: datetime) -> None:
    """The files there are, each with a way to take it out, and the place to add more."""
    turn = st.session_state.setdefault(ROUND, 0)
    uploaded = st.file_uploader(
        upload_label(fields.label_of("scans")),
        type=["pdf", "jpg", "jpeg", "png"],
        accept_multiple_files=True,
        key=f"intake_upload_{turn}",
    )
    if uploaded:
        st.session_state[REFUSED] = _keep(form, actor, uploaded, now=now)
        # A fresh uploader: the files now belong to the draft, the list below shows them.
        st.session_state[ROUND] = turn + 1
        st.rerun()
    for sentence in st.session_state.get(REFUSED, []):
        st.error(plain(sentence), icon=":material/error:")
    for attachment_id, name, size in _listed(form, actor):
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.markdown(f":material/description: {plain(name)} · {size}")
        if right.button(_("Remove"), key=f"intake_remove_scan_{attachment_id}"):
            with refusals_shown(), transaction() as session:
                attachments.take_from_draft(session, attachment_id, actor=actor)
            st.rerun()


def _keep(form: IntakeForm, actor: Actor, uploaded: list, *, now: datetime) -> list[str]:  # type: ignore[type-arg]
    """Store each file with the draft; returns the refusals as sentences."""
    if form.saved_at is None:
        forms.keep(form, actor, now=now)
    refused = []
    for file in uploaded:
        try:
            with reading() as session:
                attachments.examine(session, name=file.name, data=file.getvalue(), now=now)
            with transaction() as session:
                draft = drafts.find(session, actor=actor, form=FORM, key=form.key)
                if draft is None:
                    draft = drafts.save(session, form.values, actor=actor, form=FORM, key=form.key, now=now)
                attachments.add_to_draft(
                    session, draft, name=file.name, data=file.getvalue(), actor=actor, now=now
                )
        except AppError as refusal:
            refused.append(said(refusal))
    return refused


def _listed(form: IntakeForm, actor: Actor) -> list[tuple[int, str, str]]:
    with reading() as session:
        draft = drafts.find(session, actor=actor, form=FORM, key=form.key)
        found = attachments.of_draft(session, draft) if draft else []
        return [(a.id or 0, attachments.name_of(a), formats.size(a.size)) for a in found]
