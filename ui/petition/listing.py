"""The list of petitions: what waits to be handled, the latest, the voided ones."""

import streamlit as st

from services import petition_lists
from services.database import reading
from services.permissions import Actor
from services.petition_lists import PetitionRow, PetitionView
from ui import navigation
from ui.i18n import _
from ui.labels import count, day, word
from ui.panels import plain

LINES = 25


def listing(actor: Actor) -> None:
    """Search, one of three views, and pages of lines that open a petition."""
    words = {
        PetitionView.WAITING.value: _("Waiting to be handled"),
        PetitionView.LATEST.value: _("Latest"),
        PetitionView.VOIDED.value: _("Voided"),
    }
    view = st.segmented_control(
        _("Petitions"),
        list(words),
        default=PetitionView.WAITING.value,
        required=True,
        format_func=words.__getitem__,
        key="petitions_view",
        label_visibility="collapsed",
    )
    search = st.text_input(
        _("Search: code, name or words of the content"), key="petitions_search", live="500ms"
    )
    place = st.session_state.get("_petitions_place", (view, search, 0))
    first = place[2] if place[:2] == (view, search) else 0
    with reading() as session:
        page = petition_lists.list_page(
            session, PetitionView(view), actor=actor, search=search, limit=LINES, offset=first
        )
    if not page.rows:
        st.info(_("No petition here. New ones come from the intake page."), icon=":material/inbox:")
        return
    for row in page.rows:
        _line(row)
    st.caption(f"{count(first + 1)}–{count(first + len(page.rows))} / {count(page.total)}")
    if page.total <= LINES:
        return
    back, on = st.columns(2)
    if back.button(_("Earlier lines"), key="petitions_back", disabled=first == 0):
        st.session_state["_petitions_place"] = (view, search, max(0, first - LINES))
        st.rerun()
    if on.button(_("Further lines"), key="petitions_on", disabled=first + LINES >= page.total):
        st.session_state["_petitions_place"] = (view, search, first + LINES)
        st.rerun()


def _line(row: PetitionRow) -> None:
    petition = row.petition
    parts = [f"**{petition.code}**", word(petition.kind), day(petition.received_on)]
    if row.names:
        parts.append(plain(", ".join(row.names)))
    parts.append(word(petition.outcome or petition.state))
    if petition.handled_on is None and petition.handling_due_on:
        parts.append(_("to be handled by {day}").format(day=day(petition.handling_due_on)))
    navigation.link("petition", " · ".join(parts), icon=":material/description:", code=petition.code)
