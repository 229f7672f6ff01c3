"""Refusals and confirmations, shown in one place and one way."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from services.errors import AppError
from ui.i18n import said


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Show a refusal as a sentence and stop there; everything else propagates to the log."""
    try:
        yield
    except AppError as refusal:
        st.error(said(refusal), icon=":material/error:")


def announce(message: str) -> None:
    """Say after the next rerun that something was done."""
    st.session_state.setdefault("_announcements", []).append(message)


def show_announcements() -> None:
    """What the last click did; called once per run by the page shell."""
    for message in st.session_state.pop("_announcements", []):
        st.toast(message, icon=":material/check_circle:")
