"""Choosing one row of a table: by a click on it, or by a list one can type into."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st


def table(frame: pd.DataFrame, ids: Sequence[int], *, key: str, chosen_key: str) -> None:
    """A table whose clicked row becomes the choice of the list with the key `chosen_key`."""
    st.dataframe(
        frame,
        hide_index=True,
        key=key,
        on_select=partial(_choose, key, list(ids), chosen_key),
        selection_mode="single-row",
        column_config={frame.columns[0]: st.column_config.Column(width=280)},
        height=520 if len(frame) > 13 else "auto",
    )


def _choose(key: str, ids: list[int], chosen_key: str) -> None:
    state = st.session_state.get(key)
    rows = state["selection"]["rows"] if state else []
    if rows and rows[0] < len(ids):
        st.session_state[chosen_key] = ids[rows[0]]
