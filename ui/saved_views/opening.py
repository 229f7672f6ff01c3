"""What it takes to open a saved view: the URL says what is shown, the search field follows it."""

from datetime import date
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from services import database, opened_views
from services.filters import Filter
from services.opened_views import Opened
from services.permissions import Actor
from services.stored_filters import OWN, SEARCH

# The search field of a page. What is typed there may be a name, so only the words of a saved
# view stand in the URL, and they leave it when something else is typed.
SEARCH_KEYS = {"cases": "cases_search", "petitions": "petitions_search"}


def default(page: str, *, actor: Actor, today: date) -> Opened | None:
    """The reader's default view of a page; None without one."""
    with database.reading() as session:
        return opened_views.default_of(session, page, actor=actor, today=today)


def show(found: Opened, page: str) -> None:
    """Let the URL say what the view shows; the page takes it over on its next run, with the notices."""
    state = st.session_state
    st.query_params.from_dict(found.query)
    state["_saved_in_use"] = (page, found.id, found.name, found.query)
    state["_saved_notices"] = found.notices
    state["_search_renewed"] = True
    state.pop("_filter_seen", None)


def in_use(page: str, filter: Filter) -> tuple[int, str] | None:
    """The id and name of the view that was opened, while the screen still shows just that."""
    known = st.session_state.get("_saved_in_use")
    if known is None or known[0] != page or known[3] != {**own_part(page), **filter.to_query()}:
        return None
    return known[1], known[2]


def own_part(page: str) -> dict[str, str]:
    """What the page shows besides the filter: its ready-made view, its order, its search."""
    found = {name: st.query_params[name] for name in OWN.get(page, ()) if name in st.query_params}
    if page in SEARCH_KEYS:
        found[SEARCH] = str(st.session_state.get(SEARCH_KEYS[page], "")).strip()
    return {name: value for name, value in found.items() if value}


def follow_search(page: str) -> None:
    """Put the words of the URL into the search field; take them out of the URL when they changed there."""
    key, state = SEARCH_KEYS.get(page), st.session_state
    if key is None:
        return
    given, before = st.query_params.get(SEARCH, ""), state.get("_search_given", "")
    if state.pop("_search_renewed", False) or (given and (given != before or key not in state)):
        state[key] = given
    elif given and state[key] != given:
        del st.query_params[SEARCH]
        given = ""
    elif before and not given and state.get(key) == before:
        # Back in the browser's history, to before the view was opened.
        state[key] = ""
    state["_search_given"] = given


def renamed(view_id: int, name: str) -> None:
    """Call the view in use by its new name; "" forgets a view that is gone."""
    known = st.session_state.get("_saved_in_use")
    if known is not None and known[1] == view_id:
        st.session_state["_saved_in_use"] = (*known[:2], name, known[3]) if name else None


def redraw(message: str = "", *, closes: bool = False) -> NoReturn:
    """Run the control once more after a deed, and nothing else of the page; the message is said there."""
    if message:
        st.session_state["_saved_said"] = message
    # Said in so many words: another name on the button would make it another one, and closed.
    st.session_state["_saved_stays"] = not closes
    context = get_script_run_ctx()
    st.rerun(scope="fragment" if context is not None and context.fragment_ids_this_run else "app")
