"""Which language the reader has, and speaking another one for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st

DEFAULT = "vi"
LANGUAGES = ("vi", "en")

# Set by routes and documents, which run outside a Streamlit session.
_fixed: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str:
    """The language of the reader: fixed by a route, else chosen in the session, else Vietnamese."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    return str(st.session_state.get("_language", DEFAULT))


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Speak a language for a while: for routes, documents and tests."""
    token = _fixed.set(code if code in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _fixed.reset(token)
