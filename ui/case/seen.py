"""Which version of a case the open form was begun on, and what others saved meanwhile."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from services.case_forms import Seen
from services.case_view import CaseView
from services.errors import ChangedMeanwhile
from ui.feedback import refusals_shown
from ui.i18n import _, said
from ui.plain_text import plain

_KEY = "_case_seen"


def pinned(view: CaseView, form: str) -> Seen:
    """What was on screen when the form was opened: later reruns read newer data, the form does not."""
    kept = st.session_state.get(_KEY)
    if kept is None or kept[0] != (view.case.code, form):
        kept = ((view.case.code, form), Seen(version=view.case.version, last_event_id=view.last_event_id))
        st.session_state[_KEY] = kept
    seen: Seen = kept[1]
    return seen


def forget() -> None:
    """No form is open: the next one begins on what is then on screen."""
    st.session_state.pop(_KEY, None)


@contextmanager
def guarded(view: CaseView, form: str, *, differences: Sequence[str] = ()) -> Iterator[None]:
    """Show refusals; where somebody else saved first, list what he changed and keep what was typed.

    `differences` are lines of Markdown: the fields of the form that now stand otherwise.
    """
    with refusals_shown():
        try:
            yield
        except ChangedMeanwhile as refusal:
            st.warning(plain(said(refusal)), icon=":material/sync_problem:")
            for change in refusal.values["changes"]:
                st.markdown(f"- {change['at']} · {plain(change['who'])}: **{_(change['what'])}**")
            for line in differences:
                st.markdown(f"- {line}")
            # Saving again goes on top of what the person has now been shown.
            st.session_state[_KEY] = (
                (view.case.code, form),
                Seen(version=view.case.version, last_event_id=view.last_event_id),
            )
