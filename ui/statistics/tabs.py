"""The tabs of the statistics screen: which one opens first, and what the URL says of it."""

from collections.abc import Callable, Mapping

import streamlit as st

from models.enums import Role
from services.permissions import Actor
from services.text import N_
from ui.i18n import _

OVERVIEW, QUALITY, PLACES = "overview", "quality", "places"
CROSS, PERIODS, OFFICIAL = "cross", "periods", "official"
TABS = {
    OVERVIEW: N_("Overview"),
    QUALITY: N_("Quality"),
    PLACES: N_("Units and places"),
    CROSS: N_("Cross table"),
    PERIODS: N_("Periods compared"),
    OFFICIAL: N_("Official figures"),
}
# What a role looks at first; the others see the overview.
FIRST = {Role.UNIT_HEAD: PLACES, Role.INSPECTOR: QUALITY}
_KEY = "statistics_tab"


def show(actor: Actor, contents: Mapping[str, Callable[[], None]], *, is_fresh: bool) -> None:
    """Draw the tabs; only the open one is counted. The URL names it, so that a link shows the same.

    A screen opened without anything in its URL `is_fresh`: it begins with the tab of the reader's role.
    """
    words = {name: _(text) for name, text in TABS.items() if name in contents}
    asked = st.query_params.get("tab", "")
    first = asked if asked in words else FIRST.get(actor.role, OVERVIEW) if is_fresh else OVERVIEW
    if is_fresh and first != OVERVIEW:
        # Whoever gets the link sees the same tab, whatever his role.
        st.query_params["tab"] = first
    tabs = st.tabs(list(words.values()), key=_KEY, default=words[first], on_change=_chosen)
    for name, tab in zip(words, tabs, strict=True):
        if tab.open:
            with tab:
                contents[name]()


def _chosen() -> None:
    words = {_(text): name for name, text in TABS.items()}
    name = words.get(st.session_state[_KEY])
    if name is not None:
        st.query_params["tab"] = name
