"""The file of the paper that a step records: a new one, or one that the case has already."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st
from sqlmodel import Session
from streamlit.runtime.uploaded_file_manager import UploadedFile

from services import attachments, database
from services.case_forms import LABELS
from services.case_view import CaseView
from services.permissions import Actor
from services.transitions import Transition
from services.workflow_rules import FILE
from ui.i18n import _

KINDS = ["pdf", "jpg", "jpeg", "png"]


Chosen = tuple[UploadedFile | None, int | None]


def known_files(view: CaseView) -> dict[int, str]:
    """The files of the case and its petitions; those of a protected matter are numbered in their order.

    Their ids would tell of files in matters that the reader may not see.
    """
    known: Sequence[tuple[int, str]] = [*view.files, *(file for one in view.petitions for file in one.files)]
    places = {i: place for place, i in enumerate(sorted(i for i, _name in known), start=1)}
    return {
        i: _("Scan {number}").format(number=places[i]) if view.is_sealed or not name else name
        for i, name in known
    }


def fields(view: CaseView, step: Transition, key: Callable[[str], str]) -> Chosen:
    """What was chosen; nothing for a step without a paper."""
    if not step.needs_document:
        return None, None
    label = _(LABELS["attachment_id"])
    left, right = st.columns(2)
    label = f"{label} *" if FILE in step.needs else label
    upload = left.file_uploader(label, type=KINDS, key=key("attachment_id"))
    files = known_files(view)
    if not files:
        return upload, None
    known: dict[int | None, str] = {None: _("none"), **files}
    other = _("or a file that is there")
    return upload, right.selectbox(other, list(known), format_func=known.get, key=key("file"))


def examine(upload: UploadedFile | None, *, now: datetime) -> None:
    """Open the file before the step is written."""
    if upload is not None:
        with database.reading() as session:
            attachments.examine(session, name=upload.name, data=upload.getvalue(), now=now)


def kept(
    session: Session,
    view: CaseView,
    upload: UploadedFile | None,
    chosen: int | None,
    *,
    actor: Actor,
    now: datetime,
) -> int | None:
    """The file's id, kept with the case in the transaction of its step."""
    if upload is None:
        return chosen
    added = attachments.add_to_case(
        session, view.case.id or 0, name=upload.name, data=upload.getvalue(), actor=actor, now=now
    )
    return added.id
