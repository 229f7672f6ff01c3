"""The script that Streamlit runs: page set-up, who is here, navigation by role."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from ui import feedback, navigation, shell, turns  # noqa: E402
from ui.language import in_language, language  # noqa: E402
from ui.session import current_user, one_run, owed  # noqa: E402

st.set_page_config(
    page_title="Tiếp Dân",
    page_icon=str(ROOT / "ui" / "static" / "icon.png"),
    layout="wide",
    initial_sidebar_state="auto",
)

with turns.turn(), one_run():
    actor = current_user(half_way=True)
    st.session_state["_navigating"] = True
    # Said once: a screen asks for the language some eight hundred times.
    with in_language(language()):
        page = st.navigation(navigation.pages_for(actor), position="sidebar", expanded=True)
        shell.frame(actor)
        if owed() is not None and page.url_path != "account":
            navigation.go("account")
        feedback.show_announcements()
        page.run()
