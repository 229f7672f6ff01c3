"""The one filter bar of all screens: a row of chips that open, bound to the URL both ways."""

from collections.abc import Callable
from datetime import date, datetime
from html import escape

import streamlit as st

from services import choices, periods, stored_filters
from services.choices import Notice, Offered
from services.filters import NAMES, Filter
from services.permissions import Actor
from ui import figure_codes, filter_chips, formats, remembered, screen_style, session
from ui import periods as period_words
from ui.i18n import _, filled
from ui.plain_text import plain
from ui.saved_views import control, opening

# The page whose filter is that of the figure it lists.
ROWS = "rows"
# The pages whose numbers have a code each.
WITH_FIGURES = frozenset({"monitor", "statistics", "hotspots", "map", ROWS})


def bar(
    actor: Actor,
    *,
    page: str,
    as_of: datetime | None = None,
    beside: Callable[[], None] | None = None,
) -> Filter:
    """Draw the line of scope with the saved views, and the chips; return the filter with its days.

    The URL is read when it changed, and written after every choice, so that its link shows the
    same screen. What a link may not show is left out with a notice. A page opened without any
    filter shows the reader's default view of it, else the filter of the page before. `beside`
    draws a control of the page's own between those of the line.
    """
    today = session.today()
    figure_codes.begin()
    remembered.latest()
    lists = remembered.offered(actor, today=today)
    _follow_url(lists, page=page, actor=actor, today=today)
    opening.follow_search(page)
    screen_style.apply(st.context.theme.type == "dark")
    line = st.container(key="filter_line", horizontal=True, vertical_alignment="center", gap="small")
    scope = line.empty()
    with st.container(key="filter_bar", horizontal=True, vertical_alignment="center", gap="small"):
        filter = filter_chips.draw(lists, today, clear=_clear)
    _write_url(filter, page)
    scope.html(f'<p class="td-scope">{scope_line(filter, lists, as_of=as_of)}</p>')
    with line.container(width="content"):
        control.draw(filter, lists, page=page, actor=actor, today=today)
    if beside is not None:
        with line.container(width="content"):
            beside()
    if page in WITH_FIGURES:
        with line.container(width="content"):
            figure_codes.control(actor, today=today)
    for notice in st.session_state.get("_filter_notices", []):
        st.info(plain(filled(notice.msgid, notice.values)), icon=":material/info:")
    return filter


def scope_line(filter: Filter, lists: Offered, *, as_of: datetime | None) -> str:
    """Whole department · 15/12/2025–14/12/2026 · figures as of 09:41."""
    parts = [escape(filter_chips.unit_name(filter, lists))]
    if filter.start and filter.end:
        parts.append(period_words.span(filter.start, filter.end))
    if as_of is not None:
        parts.append(escape(_("figures as of {time}").format(time=formats.time(as_of))))
    return " · ".join(parts)


def _follow_url(lists: Offered, *, page: str, actor: Actor, today: date) -> None:
    """Take over a URL that changed under us; one without a filter asks for the default or the last one."""
    query = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    if page != ROWS and "measure" in st.query_params:
        # The way back from a click passes through this page with the address of the rows.
        query = {}
    if st.session_state.get("_filter_seen") == (page, query) and "filter_unit" in st.session_state:
        return
    if not query:
        _open_default(page, actor=actor, today=today)
    notices: tuple[Notice, ...] = st.session_state.pop("_saved_notices", ())
    wanted = Filter.from_query(query or st.session_state.get("_filter_query", {}))
    filter, clipped = choices.clipped(wanted, lists, today=today)
    st.session_state["_filter_notices"] = [*notices, *clipped]
    st.session_state["_filter_states"] = filter.states
    values = {
        "filter_unit": filter.unit_id or filter_chips.EVERY_UNIT,
        "filter_family": periods.family(filter.period),
        "filter_period": filter.period,
        "filter_days": (filter.start, filter.end),
        "filter_kinds": sorted(filter.kinds),
        "filter_fields": sorted(filter.field_ids),
        "filter_communes": sorted(filter.commune_ids),
        "filter_status": filter.status,
        "filter_search": "",
    }
    for key, value in values.items():
        st.session_state[key] = value


def _open_default(page: str, *, actor: Actor, today: date) -> None:
    """Begin anew with the reader's default view of the page, where the URL asks for nothing at all."""
    cleared = st.session_state.pop("_filter_cleared", False)
    own = {"measure", *stored_filters.OWN.get(page, ())}
    if cleared or any(name in st.query_params for name in own):
        return
    found = opening.default(page, actor=actor, today=today)
    if found is not None:
        opening.show(found, page)
        st.session_state["_filter_default"] = (page, found.filter.to_query())
        # The page has read its own part of the URL already.
        st.rerun()


def _write_url(filter: Filter, page: str) -> None:
    query = filter.to_query()
    shown = st.query_params.to_dict()
    own = {name: value for name, value in shown.items() if name not in NAMES}
    if page != ROWS and "measure" in own:
        own = {}
    if shown != {**own, **query}:
        st.query_params.from_dict({**own, **query})
    seen = (page, query)
    if (
        st.session_state.get("_filter_seen") not in (None, seen)
        and st.session_state["_filter_seen"][0] == page
    ):
        st.session_state["_filter_notices"] = []
    st.session_state["_filter_seen"] = seen
    if st.session_state.get("_filter_default", seen)[0] == page:
        if st.session_state.get("_filter_default") == seen:
            # What the page opened with by itself is no choice of the reader's for other screens.
            return
        st.session_state.pop("_filter_default", None)
    if page != ROWS:
        # The days of one bar are no choice of the reader's; other screens keep his own.
        st.session_state["_filter_query"] = query


def _clear() -> None:
    st.session_state["_filter_query"] = {}
    # Nothing chosen is meant: not the default view once more.
    st.session_state["_filter_cleared"] = True
    st.session_state.pop("_filter_seen", None)
    for name in NAMES:
        if name in st.query_params:
            del st.query_params[name]
