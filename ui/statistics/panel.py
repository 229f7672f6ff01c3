"""One panel of the statistics screen: definition, chart, numbers as a table; a click chooses a mark."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from services.statistics import MEASURES
from ui import columns, dimension_labels, measure_words, panels
from ui.charts.base import Figure, faint
from ui.i18n import _, language
from ui.panels import TABLE_WIDTH, Drawing
from ui.statistics.board import Board, Choose, Mark, choose

# From the customdata of a mark to what it stands for; None for a mark that cannot be chosen.
MarkOf = Callable[[Sequence[Any]], Mark | None]
# How much is left of a mark while another one of its chart is chosen.
FADED = 0.35
HEIGHT = 280


def panel(
    board: Board,
    key: str,
    title: str,
    drawn: Drawing | None,
    *,
    measures: Sequence[str],
    mark_of: MarkOf | None,
    left_out: Sequence[str] = (),
    note: str = "",
    empty: tuple[str, str] | None = None,
    chosen_by: Choose = choose,
    action: tuple[str, Callable[[], None]] | None = None,
) -> None:
    """Draw a panel. `measures` are those whose definitions stand at the title.

    `chosen_by` does what a click on a mark asks for; `action` is a button at the title.
    """
    picking = None if mark_of is None else Picking(board, mark_of, chosen_by)
    if left_out:
        names = ", ".join(dimension_labels.name(name) for name in left_out)
        said = _("Not narrowed by: {names}").format(names=names)
        note = f"{note} · {said}" if note else said
    with panels.panel(f"statistics_{key}", title, note=note) as head:
        head.markdown("", help=explained(measures), width="content")
        if action is not None:
            head.button(
                action[0],
                key=f"up_{key}",
                icon=":material/arrow_upward:",
                type="tertiary",
                on_click=action[1],
            )
        if drawn is None:
            panels.nothing(*(empty or nothing_counted()))
            return
        draw_chart(key, drawn, picking, title)
        if drawn.table is not None:
            board.tables.add_frame(title, drawn.table)
            with head:
                _numbers(key, drawn, picking)


@dataclass(frozen=True)
class Picking:
    """What a chosen mark stands for and what it does."""

    board: Board
    mark_of: MarkOf
    chosen_by: Choose

    def pick(self, data: Sequence[Any] | None) -> None:
        """A mark was clicked, or its row in the table chosen; nothing where it was let go."""
        mark = self.mark_of(data) if data else None
        if mark is not None:
            self.chosen_by(self.board, mark)


def explained(measures: Sequence[str]) -> str:
    """The definitions of the figures of a panel."""
    every = [MEASURES[name] for name in measures]
    if len(every) == 1:
        return measure_words.explained(every[0])
    return "\n\n".join(f"**{_(one.label)}**: {measure_words.explained(one)}" for one in every)


def nothing_counted() -> tuple[str, str]:
    """Why a panel is empty, and what to do."""
    return (
        _("Nothing to count in this period."),
        _("Choose a longer period or another unit, or remove a chip above."),
    )


def faded(figure: Figure, chosen: Mapping[str, str], mark_of: MarkOf) -> Figure:
    """The figure with every mark that is not the chosen one in the background."""
    data = []
    for trace in figure["data"]:
        keys = trace.get("customdata")
        if keys is None or "marker" not in trace:
            data.append(trace)
            continue
        found = [mark_of(key) for key in keys]
        picked = [one is not None and _is_chosen(one, chosen) for one in found]
        colours = trace["marker"]["color"]
        every = colours if isinstance(colours, list) else [colours] * len(keys)
        # By colour: with a list of opacities plotly reports no click any more.
        shades = [
            one if is_picked else faint(one, FADED) for one, is_picked in zip(every, picked, strict=True)
        ]
        data.append({**trace, "marker": {**trace["marker"], "color": shades}})
    own = {name for key in _keys(figure) if (one := mark_of(key)) for name in one.values}
    return figure if own.isdisjoint(chosen) else {**figure, "data": data}


def _is_chosen(mark: Mark, chosen: Mapping[str, str]) -> bool:
    return all(mark.values[name] == chosen[name] for name in mark.values if name in chosen)


def _keys(figure: Figure) -> list[Sequence[Any]]:
    return [key for trace in figure["data"] for key in trace.get("customdata", [])]


def config(title: str) -> dict[str, Any]:
    """Plotly's own bar with one button, in the reader's words: the picture of the chart as a file."""
    words = {"Download plot as a PNG": _("Save as picture (PNG)")}
    words |= {"Taking snapshot - this may take a few seconds": _("The picture is being made")}
    words |= {"Snapshot succeeded": _("The picture is saved")}
    return {
        **panels.CONFIG,
        "displayModeBar": "hover",
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": title},
        "locale": f"td-{language()}",
        "locales": {f"td-{language()}": {"dictionary": words, "format": {}}},
    }


def draw_chart(key: str, drawn: Drawing, picking: Picking | None, title: str) -> None:
    """Draw the chart; a click on a mark goes to `picking`, where there is one."""
    if picking is None:
        st.plotly_chart(drawn.figure, theme=None, key=f"chart_{key}", config=config(title), alt=drawn.alt)
        return
    # A new name after each click: the chart forgets its selection, so that the same mark can be
    # clicked once more.
    turn = st.session_state.setdefault(f"_turn_{key}", 0)
    name = f"chart_{key}_{turn}"

    def clicked() -> None:
        points = st.session_state[name]["selection"]["points"]
        st.session_state[f"_turn_{key}"] = turn + 1
        picking.pick(points[0].get("customdata") if points else None)

    st.plotly_chart(
        drawn.figure,
        theme=None,
        key=name,
        config=config(title),
        alt=drawn.alt,
        on_select=clicked,
        selection_mode="points",
    )


def _numbers(key: str, drawn: Drawing, picking: Picking | None) -> None:
    """The numbers of the chart on demand; choosing a row does what a click does."""
    opened: DeltaGenerator = st.popover(
        _("Numbers"), icon=":material/table:", type="tertiary", key=f"numbers_{key}", on_change="rerun"
    )
    if not opened.open:  # type: ignore[attr-defined]
        return
    look = {
        "hide_index": True,
        "width": TABLE_WIDTH,
        "column_config": columns.numbers(drawn.table),
    }
    if picking is None or not drawn.marks:
        opened.dataframe(drawn.table, key=f"table_{key}", **look)
        return
    turn = st.session_state.setdefault(f"_table_{key}", 0)
    name = f"table_{key}_{turn}"

    def chose() -> None:
        rows = st.session_state[name]["selection"]["rows"]
        st.session_state[f"_table_{key}"] = turn + 1
        picking.pick(drawn.marks[rows[0]] if rows else None)

    opened.dataframe(
        drawn.table, key=name, on_select=chose, selection_mode="single-row", alt=drawn.alt, **look
    )
