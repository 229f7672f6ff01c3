"""The list of petitions: what waits to be handled, the latest, the voided ones."""

from dataclasses import replace
from datetime import date

import streamlit as st

from services import periods, petition_filter, petition_lists
from services.database import reading
from services.filters import Filter
from services.permissions import Actor
from services.petition_lists import PetitionRow, PetitionView
from services.text import N_
from ui import navigation
from ui.i18n import _
from ui.labels import count, day, word
from ui.panels import nothing, plain

LINES = 25
VIEWS = {
    PetitionView.WAITING: N_("Waiting to be handled"),
    PetitionView.LATEST: N_("Latest"),
    PetitionView.VOIDED: N_("Voided"),
}


def listing(actor: Actor, filter: Filter, *, today: date) -> None:
    """Search, one of three views, and pages of lines that open a petition; the view stands in the URL."""
    words = {view.value: _(text) for view, text in VIEWS.items()}
    asked = st.query_params.get("view", "")
    st.session_state["petitions_view"] = asked if asked in words else PetitionView.WAITING.value
    view = st.segmented_control(
        _("Petitions"),
        list(words),
        required=True,
        format_func=words.__getitem__,
        key="petitions_view",
        on_change=_choose,
        label_visibility="collapsed",
    )
    search = st.text_input(
        _("Search: code, name or words of the content"), key="petitions_search", live="500ms"
    )
    whenever = filter.period == periods.default(today).code
    wanted = replace(filter, start=None, end=None) if whenever else filter
    question = (view, search, wanted)
    place = st.session_state.get("_petitions_place", (question, 0))
    first = place[1] if place[0] == question else 0
    with reading() as session:
        page = petition_lists.list_page(
            session,
            PetitionView(view),
            actor=actor,
            search=search,
            narrowed=petition_filter.conditions(session, wanted, actor=actor, today=today),
            limit=LINES,
            offset=first,
        )
    if not page.rows and (search or not whenever or filter.is_narrowed):
        nothing(
            _("No petition fits."),
            _("Choose another view above, clear the filter, or search with fewer words."),
        )
        return
    if not page.rows:
        st.info(_("No petition here. New ones come from the intake page."), icon=":material/inbox:")
        return
    for row in page.rows:
        _line(row)
    shown = f"{count(first + 1)}–{count(first + len(page.rows))} / {count(page.total)}"
    st.caption(f"{shown} · {_('Petitions, whenever they were received.')}" if whenever else shown)
    if page.total <= LINES:
        return
    back, on = st.columns(2)
    if back.button(_("Earlier lines"), key="petitions_back", disabled=first == 0):
        st.session_state["_petitions_place"] = (question, max(0, first - LINES))
        st.rerun()
    if on.button(_("Further lines"), key="petitions_on", disabled=first + LINES >= page.total):
        st.session_state["_petitions_place"] = (question, first + LINES)
        st.rerun()


def _choose() -> None:
    st.query_params["view"] = str(st.session_state["petitions_view"])


def _line(row: PetitionRow) -> None:
    petition = row.petition
    parts = [f"**{petition.code}**", word(petition.kind), day(petition.received_on)]
    if row.names:
        parts.append(plain(", ".join(row.names)))
    parts.append(word(petition.outcome or petition.state))
    if petition.handled_on is None and petition.handling_due_on:
        parts.append(_("to be handled by {day}").format(day=day(petition.handling_due_on)))
    navigation.link("petition", " · ".join(parts), icon=":material/description:", code=petition.code)
