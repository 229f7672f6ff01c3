"""A chart in its frame: title, figure, the way to its rows by click and by keyboard, numbers as a table."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import navigation
from ui.charts.base import Figure
from ui.i18n import _

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


@contextmanager
def panel(key: str, title: str, *, note: str = "") -> Iterator[DeltaGenerator]:
    """A frame with the subject and the unit of what stands in it; yields the line of the title."""
    with st.container(border=True, key=f"panel_{key}", height="stretch"):
        head = st.container(horizontal=True, vertical_alignment="top", key=f"head_{key}", gap="small")
        second = f'<p class="td-note">{escape(note)}</p>' if note else ""
        head.html(f'<h2 class="td-title">{escape(title)}</h2>{second}')
        yield head


def show(
    figure: Figure,
    *,
    key: str,
    alt: str,
    open_rows: Callable[[Sequence[Any]], dict[str, Any] | None] | None = None,
    table: pd.DataFrame | None = None,
    head: DeltaGenerator | None = None,
) -> None:
    """Draw a figure; a click on a bar leaves for its rows.

    `open_rows` turns the customdata of a mark into the parameters of the page of rows, None
    for a mark without rows. `table` holds the same numbers for who cannot see or click the chart.
    """
    if open_rows is None:
        st.plotly_chart(figure, theme=None, key=f"chart_{key}", config=CONFIG, alt=alt)
    else:
        chosen = st.plotly_chart(
            figure,
            theme=None,
            key=f"chart_{key}",
            config=CONFIG,
            alt=alt,
            on_select="rerun",
            selection_mode="points",
        )
        parameters = _parameters(chosen, open_rows)
        if parameters:
            navigation.go("rows", **parameters)
    if table is not None:
        with head or st.container():
            numbers(table, key=key)


def numbers(table: pd.DataFrame, *, key: str) -> None:
    """The numbers of a chart as a table that opens on demand, and costs nothing before."""
    opened = st.popover(
        _("Numbers"), icon=":material/table:", type="tertiary", key=f"numbers_{key}", on_change="rerun"
    )
    if opened.open:
        opened.dataframe(table, hide_index=True, key=f"table_{key}")


def nothing(reason: str, next_step: str) -> None:
    """The empty state of a panel: why there is nothing, and what to do."""
    st.html(f'<p style="margin:1.2rem 0 0"><strong>{escape(reason)}</strong></p>')
    st.html(f'<p class="td-note">{escape(next_step)}</p>')


def _parameters(
    chosen: Any, open_rows: Callable[[Sequence[Any]], dict[str, Any] | None]
) -> dict[str, Any] | None:
    points = chosen["selection"]["points"] if chosen else []
    if not points:
        return None
    data = points[0].get("customdata")
    return open_rows(data) if data else None


def plain(text: str) -> str:
    """A text as it stands, where Markdown is read: its signs lose their meaning."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()#+-.!|<>~$:" else c for c in text)
