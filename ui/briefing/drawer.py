"""The rows behind a sentence: what was frozen, as far as the reader may open it, and today's figure."""

from datetime import date, timedelta

import streamlit as st

from models.enums import Kind
from services import database
from services.briefing import listing
from services.briefing.content import Briefing
from services.briefing.listing import Frozen
from services.filters import Filter
from services.permissions import Actor
from services.statistics import MEASURES
from ui import navigation, parameters, row_table
from ui.briefing import place, words
from ui.feedback import refusals_shown
from ui.figures import rows_query
from ui.i18n import _
from ui.labels import count
from ui.row_table import PAGE


def show(briefing: Briefing, name: str, *, actor: Actor, today: date) -> None:
    """The open list with its way to the same figure of today."""
    with st.container(border=True, key="briefing_drawer"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{_(words.LISTS[name])}**" if name in words.LISTS else f"**{_('Rows')}**")
            st.button(_("Close"), key="briefing_close", icon=":material/close:", on_click=place.close_rows)
        with refusals_shown():
            with database.reading() as session:
                found = listing.of_list(
                    session,
                    briefing.snapshot_id,
                    name,
                    actor=actor,
                    today=today,
                    limit=PAGE,
                    offset=parameters.whole("first"),
                )
            rows(found)
        measure = st.query_params.get("measure", "")
        if measure in MEASURES:
            query = rows_query(measure, days_of(briefing))
            navigation.link("rows", _("The same figure as of now"), icon=":material/update:", **query)


def rows(found: Frozen) -> None:
    """The lines, and how many of the frozen ones the reader may open."""
    if found.total < found.frozen:
        text = _("You may open {seen} of the {count} that were counted.")
        st.caption(text.format(seen=count(found.total), count=count(found.frozen)))
    if found.lines:
        st.caption(_("Which rows: as frozen. What stands in them: as of now."))
        first = parameters.whole("first")
        row_table.show(row_table.Listed(found.table, found.total, found.lines), first=first)


def days_of(briefing: Briefing) -> Filter:
    """A week as a filter of the other screens: its days, and no denunciations, as the snapshot has none."""
    last = min(briefing.monday + timedelta(days=6), briefing.day)
    kinds = frozenset(Kind) - {Kind.DENUNCIATION}
    return Filter(start=briefing.monday, end=last, period="custom", kinds=kinds)
