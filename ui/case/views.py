"""The ready-made views over the list of cases, and turning its pages."""

from dataclasses import replace

import streamlit as st

from services.case_conditions import View
from services.filters import Filter, Status
from services.text import N_
from ui.i18n import _
from ui.labels import count

OPEN, CLOSED, ALL = "open", "closed", "all"
WORDS = {
    OPEN: N_("All open"),
    View.MINE: N_("Mine"),
    View.OVERDUE: N_("Overdue"),
    View.DUE_SOON: N_("Due within {n} days"),
    View.UNASSIGNED: N_("Unassigned"),
    View.DIRECTED: N_("With a directive"),
    View.CROWD: N_("With a crowd"),
    View.ESTIMATED: N_("Estimated"),
    CLOSED: N_("Closed"),
    ALL: N_("All"),
}
DUE, RECEIVED = "due", "received"
SORTS = {DUE: N_("Nearest breach first"), RECEIVED: N_("Latest received first")}


def choose(counts: dict[View, int], *, soon: int) -> str:
    """The chips with their counts; the choice stands in the URL as `view`. `soon` in days."""
    asked = st.query_params.get("view", OPEN)
    chosen = asked if asked in WORDS else OPEN
    # Buttons and not pills: a count that changes must not take the choice with it.
    with st.container(horizontal=True, gap="small", key="cases_views"):
        for name, msgid in WORDS.items():
            if name == View.ESTIMATED and not counts[View.ESTIMATED] and chosen != name:
                # A department without imported registers has no use for it.
                continue
            word = _(msgid).format(n=soon)
            label = f"{word} · {count(counts[View(name)])}" if name in set(View) else word
            kind = "primary" if name == chosen else "secondary"
            if st.button(label, key=f"cases_view_{name}", type=kind):
                st.query_params["view"] = str(name)
                st.rerun()
    return str(chosen)


def narrowed(filter: Filter, chosen: str) -> Filter:
    """The filter with the status of the view, unless a status was chosen in the filter itself."""
    if filter.status is not None and chosen in (OPEN, ALL):
        return filter
    status = {CLOSED: Status.CLOSED, ALL: None}.get(chosen, Status.OPEN)
    return replace(filter, status=status)


def sorting(*, is_open: bool) -> str:
    """The order of the list; the choice stands in the URL as `sort`. What is closed has no next breach."""
    asked = st.query_params.get("sort", DUE)
    chosen = (asked if asked in SORTS else DUE) if is_open else RECEIVED
    st.session_state["cases_sort"] = chosen
    st.selectbox(
        _("Order"),
        list(SORTS),
        format_func={name: _(text) for name, text in SORTS.items()}.get,
        key="cases_sort",
        label_visibility="collapsed",
        disabled=not is_open,
        on_change=_sort,
        width=230,
    )
    return chosen


def first_row(search: str, chosen: str, filter: Filter, sort: str) -> int:
    """Where the page begins; a new question begins at the first row again."""
    question = (search, chosen, filter, sort)
    before = st.session_state.get("_cases_question")
    if before != question:
        st.session_state["_cases_question"] = question
        st.session_state["_cases_first"] = 0
        if before is not None:
            close_selection()
    return int(st.session_state["_cases_first"])


def _sort() -> None:
    picked = st.session_state["cases_sort"]
    if picked != DUE:
        st.query_params["sort"] = picked
    elif "sort" in st.query_params:
        del st.query_params["sort"]


def turn_pages(total: int, first: int, size: int) -> None:
    """Buttons to the page before and after."""
    if total <= size:
        return
    with st.container(horizontal=True):
        last = first + size >= total
        before = st.button(
            _("Previous"), key="cases_before", icon=":material/chevron_left:", disabled=first == 0
        )
        after = st.button(_("Next"), key="cases_after", icon=":material/chevron_right:", disabled=last)
    if before or after:
        st.session_state["_cases_first"] = max(0, first + (size if after else -size))
        close_selection()
        st.rerun()


def close_selection() -> None:
    """Forget which rows were chosen: the table on the next run is another one."""
    st.session_state["_cases_round"] = st.session_state.get("_cases_round", 0) + 1
