"""Where the keyboard goes on: into the popover when it opens or is redrawn, and back to its button."""

import streamlit as st

from ui import scripts


def follow(*, is_open: bool) -> None:
    """Lead the focus after each run of an open popover, and once after it closed; nothing otherwise."""
    state = st.session_state
    was_open, state["_saved_was_open"] = state.get("_saved_was_open", False), is_open
    if is_open or was_open:
        state["_saved_runs"] = state.get("_saved_runs", 0) + 1
        with st.container(key="saved_focus"):
            scripts.run("popover", turn=state["_saved_runs"], open=str(is_open).lower())
