"""What was entered in the file of a hot spot by mistake, and a file that was closed too soon."""

from datetime import date, datetime, timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from services import database
from services.case_view import CaseView
from services.hotspots import files
from services.hotspots import taking_back as undo
from services.hotspots.file_views import OpenedFile
from services.permissions import Actor, Permission, can
from ui.case import typed
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import day, word

# How long after today a form proposes the next review.
USUAL = timedelta(days=14)


def taking_back(view: CaseView, one: OpenedFile, *, actor: Actor, now: datetime) -> None:
    """One's own entries, or anybody's for a leader; nothing where there is none."""
    leads = can(actor, Permission.HOTSPOT_LEAD)
    own = {
        line.id: f"{day(line.taken_on)} · {word(line.kind)}"
        for line in one.measures
        if line.voided_at is None and (leads or line.entered_by_id == actor.user_id)
    }
    if not own:
        return
    with st.expander(_("Take an entry back"), icon=":material/undo:", key=f"hot_back_{one.id}"):
        code = view.case.code
        chosen = st.selectbox(
            _("Entry"), list(own), format_func=own.get, key=typed.key("hot_file", code, "back")
        )
        reason = st.text_area(_(files.LABEL_BACK), key=typed.key("hot_file", code, "back_reason"))
        if st.button(_("Take it back"), key=f"hot_back_save_{one.id}"):
            with refusals_shown():
                with database.transaction() as session:
                    undo.take_back(session, chosen, reason=reason, actor=actor, now=now)
                saved(_("The entry is taken back. It stays to be read."))


def reopening(view: CaseView, one: OpenedFile, *, actor: Actor, now: datetime, today: date) -> None:
    """A closed file that should not have been: why, and when it is reviewed."""
    code = view.case.code
    with st.expander(_("Open the file again"), icon=":material/undo:", key=f"hot_again_{one.id}"):
        reason = st.text_area(_(files.LABEL_REOPENED), key=typed.key("hot_file", code, f"again_{one.id}"))
        review_on = next_review(st.container(), typed.key("hot_file", code, f"again_on_{one.id}"), today)
        if st.button(_("Open the file again"), key=f"hot_again_save_{one.id}"):
            with refusals_shown():
                with database.transaction() as session:
                    undo.reopen(
                        session, one.id, reason=reason, next_review_on=review_on, actor=actor, now=now
                    )
                saved(_("The hot-spot file is open again."))


def next_review(place: DeltaGenerator, key: str, today: date) -> date | None:
    """The day of the next review; the service refuses what does not lie ahead."""
    return place.date_input(_(files.LABEL_REVIEW), value=today + USUAL, format="DD/MM/YYYY", key=key)


def saved(message: str) -> None:
    """Say so, and draw the page with empty forms."""
    announce(message)
    typed.renew("hot_file")
    st.rerun()
