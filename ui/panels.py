"""A chart in its frame: title, figure, the way to its rows by click and by keyboard, numbers as a table."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import columns, navigation, picking, remembered
from ui.charts.base import Figure, reader_look
from ui.charts.ready import Ready
from ui.i18n import _, language
from ui.plain_text import plain as plain

# How a screen changes every figure before it is shown; the wall makes letters large.
CHANGED = "_figures_changed"
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}
# Pixels in which the longest kind and the number beside it are both seen.
TABLE_WIDTH = 440
OpenRows = Callable[[Sequence[Any]], dict[str, Any] | None]
# Of a panel: as high as its neighbours, or as what stands in it.
Height = Literal["stretch", "content"]


@dataclass(frozen=True)
class Drawing:
    """A chart ready to be shown: the checked figure, its sentence for who cannot see it, its numbers.

    `marks` holds for each row of the table what the same mark of the figure holds as customdata.
    """

    figure: go.Figure
    alt: str
    table: pd.DataFrame | None = None
    marks: tuple[tuple[Any, ...], ...] = ()

    @classmethod
    def of(
        cls,
        figure: Figure,
        alt: str,
        table: pd.DataFrame | None = None,
        marks: Iterable[tuple[Any, ...]] = (),
    ) -> "Drawing":
        """A figure that is ready; Streamlit would check a dict anew on every rerun, 20 ms a chart.

        The figure itself is checked by the tests of the chart builders, not for every reader again.
        """
        # On the page's own ground, so that a picture of the chart can be read on any paper.
        layout = {**figure["layout"], "paper_bgcolor": reader_look().palette.paper}
        return cls(Ready({**figure, "layout": layout}), alt, table, tuple(marks))


def drawing(depends_on: Hashable, make: Callable[[], Drawing | None]) -> Drawing | None:
    """The drawing for all it depends on, besides latest write, language and theme; None without numbers."""
    return remembered.kept(("drawing", depends_on, language(), reader_look()), make)


def chart(
    key: str,
    title: str,
    drawn: Drawing | None,
    *,
    empty: tuple[str, str],
    open_rows: OpenRows | None = None,
    height: Height = "stretch",
) -> None:
    """A panel with a chart, or with the reason why there is none and the next step."""
    with panel(key, title, height=height) as head:
        if drawn is None:
            nothing(*empty)
        else:
            show(drawn, key=key, head=head, open_rows=open_rows)


@contextmanager
def panel(key: str, title: str, *, note: str = "", height: Height = "stretch") -> Iterator[DeltaGenerator]:
    """A frame with the subject and the unit of what stands in it; yields the line of the title."""
    with st.container(border=True, key=f"panel_{key}", height=height):
        head = st.container(horizontal=True, vertical_alignment="top", key=f"head_{key}", gap="small")
        second = f'<p class="td-note">{escape(note)}</p>' if note else ""
        head.html(f'<h2 class="td-title">{escape(title)}</h2>{second}')
        yield head


def show(drawn: Drawing, *, key: str, head: DeltaGenerator, open_rows: OpenRows | None = None) -> None:
    """Draw a figure; a click on a mark leaves for its rows.

    `open_rows` turns the customdata of a mark into the parameters of the page of rows, None
    for a mark without rows; a reader of figures only has none at all.
    """
    if open_rows is None:
        change = st.session_state.get(CHANGED)
        figure = change(drawn.figure) if change else drawn.figure
        st.plotly_chart(figure, theme=None, key=f"chart_{key}", config=CONFIG, alt=drawn.alt)
    else:
        chosen = st.plotly_chart(
            drawn.figure,
            theme=None,
            key=f"chart_{key}",
            config=CONFIG,
            alt=drawn.alt,
            on_select="rerun",
            selection_mode="points",
        )
        parameters = _parameters(chosen, open_rows)
        if parameters:
            navigation.go("rows", **parameters)
    if drawn.table is not None:
        with head:
            numbers(drawn, key=key, open_rows=open_rows)


def numbers(drawn: Drawing, *, key: str, open_rows: OpenRows | None = None) -> None:
    """The numbers of a chart as a table that opens on demand, and costs nothing before.

    Choosing a row does what a click on the chart does: the way by keyboard.
    """
    opened = st.popover(
        _("Numbers"), icon=":material/table:", type="tertiary", key=f"numbers_{key}", on_change="rerun"
    )
    if not opened.open:
        return
    drawn_by = columns.numbers(drawn.table)
    if open_rows is None or not drawn.marks:
        opened.dataframe(
            drawn.table, hide_index=True, key=f"table_{key}", width=TABLE_WIDTH, column_config=drawn_by
        )
        return
    chosen = opened.dataframe(
        drawn.table,
        hide_index=True,
        key=f"table_{key}",
        on_select="rerun",
        selection_mode="single-row",
        width=TABLE_WIDTH,
        column_config=drawn_by,
        alt=drawn.alt,
    )
    marks = picking.seen(f"numbers_{key}", drawn.marks)
    rows = chosen["selection"]["rows"]
    parameters = open_rows(marks[rows[0]]) if rows else None
    if parameters:
        navigation.go("rows", **parameters)


def nothing(reason: str, next_step: str) -> None:
    """The empty state of a panel: why there is nothing, and what to do."""
    st.html(f'<p style="margin:1.2rem 0 0"><strong>{escape(reason)}</strong></p>')
    st.html(f'<p class="td-note">{escape(next_step)}</p>')


def _parameters(chosen: Any, open_rows: OpenRows) -> dict[str, Any] | None:
    points = chosen["selection"]["points"] if chosen else []
    if not points:
        return None
    data = points[0].get("customdata")
    return open_rows(data) if data else None
