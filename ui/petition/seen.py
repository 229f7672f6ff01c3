"""Which state of a petition the forms were begun on, and what others saved meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from services.errors import ChangedMeanwhile
from services.petition_view import PetitionView
from ui.feedback import announce, refusals_shown
from ui.i18n import _, said
from ui.plain_text import plain

_KEY = "_petition_seen"
_ROUND = "_petition_round"


def key(field: str) -> str:
    """The key of a widget; another one after each saving, so that the form starts empty."""
    return f"pt_{field}_{st.session_state.get(_ROUND, 0)}"


def pinned(view: PetitionView) -> int:
    """The change number that was on screen when the page was opened; later reruns read newer data."""
    kept = st.session_state.get(_KEY)
    if kept is None or kept[0] != view.petition.code:
        kept = (view.petition.code, view.petition.changed)
        st.session_state[_KEY] = kept
    return int(kept[1])


@contextmanager
def guarded(view: PetitionView) -> Iterator[None]:
    """Show refusals; where somebody else saved first, say what he did and keep what was typed."""
    with refusals_shown():
        try:
            yield
        except ChangedMeanwhile as refusal:
            st.warning(plain(said(refusal)), icon=":material/sync_problem:")
            for change in refusal.values["changes"]:
                st.markdown(f"- {change['at']} · {plain(change['who'])}: **{_(change['what'])}**")
            # Saving again goes on top of what the person has now been shown.
            st.session_state[_KEY] = (view.petition.code, view.petition.changed)


def done(message: str) -> None:
    """Say what was done; the page begins anew on the new state."""
    st.session_state.pop(_KEY, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    announce(message)
    st.rerun()
