"""Parameters of the address as what they should be; whatever else somebody wrote there counts as absent."""

import streamlit as st

# Enough for any id and any place in a list, and within what both databases take as a number.
_DIGITS = 9


def whole(name: str, default: int = 0) -> int:
    """A whole number from 0 up; `default` where the address has none, or something else."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else default
