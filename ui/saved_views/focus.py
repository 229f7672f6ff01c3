"""Where the keyboard goes on: into the popover when it opens or is redrawn, and back to its button."""

import streamlit as st

# Streamlit puts a popover at the end of the page: without this, Tab would pass every chart before it.
_SCRIPT = """<script>/* {number} */ (() => {{
  let tries = 0;
  const timer = setInterval(() => {{
    const seen = document.activeElement, body = document.querySelector(".st-key-saved_body");
    const opener = document.querySelector(".st-key-saved_views button");
    // The last button is there, and no field is still being fetched: Tab finds everything in order.
    const whole = body && body.querySelector(".st-key-saved_save, [class*=st-key-saved_delete_]")
      && !body.querySelector("[data-testid=stSkeleton]");
    if (++tries > 50) clearInterval(timer);
    if (!opener || ({is_open} ? !whole : body)) return;
    clearInterval(timer);
    if (body) body.tabIndex = -1;
    if (seen === opener || !seen || seen === document.body) (body || opener).focus({{preventScroll: true}});
  }}, 100);
}})()</script>"""


def follow(*, is_open: bool) -> None:
    """Lead the focus after each run of an open popover, and once after it closed; nothing otherwise."""
    state = st.session_state
    was_open, state["_saved_was_open"] = state.get("_saved_was_open", False), is_open
    if is_open or was_open:
        state["_saved_runs"] = state.get("_saved_runs", 0) + 1
        script = _SCRIPT.format(number=state["_saved_runs"], is_open=str(is_open).lower())
        with st.container(key="saved_focus"):
            st.html(script, unsafe_allow_javascript=True)
