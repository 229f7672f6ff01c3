"""Refusals and confirmations, shown in one place and one way."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import streamlit as st
import structlog
from streamlit.errors import StreamlitAPIException

from services.errors import AppError
from ui import log_safety
from ui.i18n import _, said
from ui.plain_text import plain

_log = structlog.get_logger()


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Show a refusal as a sentence and stop there; everything else propagates to the log."""
    try:
        yield
    except AppError as refusal:
        st.error(plain(said(refusal)), icon=":material/error:")


def show_failure(error: Exception) -> bool:
    """A bug: its kind and place in the log, a number for the reader, no detail on the screen."""
    number = secrets.token_hex(3).upper()
    _log.error("page_failed", number=number, kinds=log_safety.kinds(error), where=log_safety.where(error))
    with suppress(StreamlitAPIException):
        st.error(
            _(
                "Something went wrong, and nothing was saved. Tell the administrator the number {number}."
            ).format(number=number),
            icon=":material/error:",
        )
    return True


def announce(message: str) -> None:
    """Say after the next rerun that something was done."""
    st.session_state.setdefault("_announcements", []).append(message)


def show_announcements() -> None:
    """What the last click did; called once per run by the page shell."""
    for message in st.session_state.pop("_announcements", []):
        st.toast(plain(message), icon=":material/check_circle:")
