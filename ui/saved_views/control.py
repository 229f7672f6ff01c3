"""The button of the saved views in the filter bar; while it is closed it asks the database nothing."""

from datetime import date

import streamlit as st

from services.choices import Offered
from services.filters import Filter
from services.permissions import Actor
from ui.i18n import _
from ui.plain_text import plain
from ui.saved_views import focus, lists, opening


@st.fragment
def draw(filter: Filter, offered: Offered, *, page: str, actor: Actor, today: date) -> None:
    """A button with the name of the view in use; opened, it lists the views and saves what is shown.

    A fragment: opening it runs nothing else of the page.
    """
    used = opening.in_use(page, filter)
    if "_saved_stays" in st.session_state:
        st.session_state["saved_views"] = st.session_state.pop("_saved_stays")
    opened = st.popover(
        plain(used[1]) if used else _("Saved filters"),
        icon=":material/bookmark:" if used else ":material/bookmark_border:",
        key="saved_views",
        on_change="rerun",
        wrap=False,
    )
    focus.follow(is_open=bool(opened.open))
    message = st.session_state.pop("_saved_said", "")
    if not opened.open:
        st.session_state.pop("_saved_managed", None)
        st.session_state.pop("_saved_deleted", None)
        if message:
            st.toast(message, icon=":material/check_circle:")
        return
    with opened, st.container(key="saved_body", gap="xsmall", width=400):
        lists.draw(filter, offered, page=page, actor=actor, today=today, used=used[0] if used else None)
        if message:
            # At the end, so that nothing moves; a toast would cover the list.
            st.caption(f":material/check_circle: {message}")
