"""How numbers and shares stand in the grids of all screens: by the reader's language, to the right."""

from typing import Any

import pandas as pd
import streamlit as st

from ui import formats


def number() -> Any:
    """How numbers stand in a grid: to the right, with the marks of the reader's language.

    The grid asks the browser for its language, and ui/routes/chrome.py answers with the reader's.
    """
    return st.column_config.NumberColumn(format="localized", alignment="right")


def numbers(frame: pd.DataFrame) -> dict[str, Any]:
    """The same for every column of numbers that a table has."""
    return {name: number() for name in frame.select_dtypes("number").columns}


def share(width: int) -> Any:
    """How a share in whole hundredths stands in a grid: a bar with its percentage."""
    form = formats.grid_percent()
    return st.column_config.ProgressColumn(format=form, min_value=0, max_value=100, width=width)
