"""Before a sealed matter is shown, its opening is on the trail."""

from datetime import datetime

import streamlit as st

from services import database, readings
from services.errors import AppError
from services.permissions import Actor
from ui.i18n import said
from ui.plain_text import plain


def noted(subject: str, subject_id: int, *, actor: Actor, now: datetime) -> None:
    """Note the opening, once a sitting; where it cannot be written nothing is shown, and the page stops."""
    with database.reading() as session:
        due = readings.is_due(session, subject, subject_id, actor=actor, now=now)
    if not due:
        return
    try:
        with database.transaction() as session:
            readings.note(session, subject, subject_id, actor=actor, now=now)
    except AppError as refusal:
        st.error(plain(said(refusal)), icon=":material/error:")
        st.stop()
