"""The cross table: any measure by any two dimensions, with totals; a cell opens its rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from services.statistics import MEASURES, crossing
from services.statistics.crossing import Crossing
from ui import columns, dimension_labels, figures, measure_words, panels, paper, remembered
from ui.i18n import _
from ui.labels import count
from ui.statistics import board as boards
from ui.statistics.board import Board, value_of
from ui.statistics.export import pattern_of
from ui.statistics.panel import nothing_counted

# A table on a screen; the files have all of it.
MOST_ROWS, MOST_COLUMNS = 200, 40
START = ("received", "unit", "kind")


def show(board: Board) -> None:
    """Three choices, and the table they ask for."""
    name, by = choices(board)
    if by[0] == by[1]:
        panels.nothing(_("Rows and columns are the same."), _("Choose two different ones."))
        return
    found = board.narrowed(name)

    def ask() -> Crossing:
        return crossing.crossed(
            name, by, found.filter, actor=board.actor, today=board.today, extra=dict(found.extra)
        )

    crossed = remembered.kept(board.key("crossed", name, by), ask)
    if found.left_out:
        names = ", ".join(dimension_labels.name(one) for one in found.left_out)
        st.caption(_("Not narrowed by: {names}").format(names=names))
    if not crossed.cells:
        panels.nothing(*nothing_counted())
        return
    draw_table(board, name, by, crossed)


def choices(board: Board) -> tuple[str, tuple[str, str]]:
    """What is counted, and by what in rows and columns; the URL keeps it."""
    query = st.query_params
    name = query.get("figure", START[0])
    name = name if name in MEASURES else START[0]
    with st.container(horizontal=True, key="cross_choices", vertical_alignment="bottom"):
        name = st.selectbox(
            _("Figure"),
            list(MEASURES),
            index=list(MEASURES).index(name),
            format_func={one: measure_words.titled(MEASURES[one]) for one in MEASURES}.get,
            key="cross_figure",
            help=measure_words.explained(MEASURES[name]),
            width=360,
            on_change=_keep,
            args=("figure", "cross_figure"),
        )
        offered = crossing.offered(name, actor=board.actor, today=board.today)
        by = []
        labels = {"rows": _("Rows of the table"), "columns": _("Columns of the table")}
        for (place, label), start in zip(labels.items(), START[1:], strict=True):
            wanted = query.get(place, start)
            by.append(
                st.selectbox(
                    label,
                    offered,
                    index=offered.index(wanted) if wanted in offered else offered.index(start),
                    format_func={one: dimension_labels.name(one) for one in offered}.get,
                    # Another figure has other dimensions: its list is another one.
                    key=f"cross_{place}_{'_'.join(offered)}",
                    width=220,
                    on_change=_keep,
                    args=(place, f"cross_{place}_{'_'.join(offered)}"),
                )
            )
    return name, (by[0], by[1])


def _keep(parameter: str, key: str) -> None:
    st.query_params[parameter] = st.session_state[key]


def draw_table(board: Board, name: str, by: tuple[str, str], crossed: Crossing) -> None:
    """Draw the cross table, hand it to the files, and open the rows of a chosen cell."""
    table = frame(name, by, crossed, most=(MOST_ROWS, MOST_COLUMNS))
    shown, every = len(table) - bool(crossed.column_totals), len(crossed.rows)
    said = _("{rows} of {all_rows} rows, {columns} of {all_columns} columns").format(
        rows=count(shown),
        all_rows=count(every),
        columns=count(min(len(crossed.columns), MOST_COLUMNS)),
        all_columns=count(len(crossed.columns)),
    )
    st.caption(f"{said} · {_('A cell opens its rows.')}" if board.actor.scope.rows else said)
    turn = st.session_state.setdefault("_turn_cross", 0)
    key = f"cross_table_{turn}"

    def chose() -> None:
        cells = st.session_state[key]["selection"]["cells"]
        st.session_state["_turn_cross"] = turn + 1
        mark = mark_of(cells[0], by, crossed, list(table.columns)) if cells else None
        if mark is not None and board.actor.scope.rows:
            boards.leave_for(board.rows_query(name, mark))

    st.dataframe(
        table,
        key=key,
        hide_index=True,
        on_select=chose,
        selection_mode="single-cell",
        height=min(35 * (len(table) + 1) + 3, 640),
        column_config={
            **dict.fromkeys(table.columns[1:], st.column_config.TextColumn(alignment="right")),
            **columns.numbers(table),
            table.columns[0]: st.column_config.TextColumn(pinned=True, width="medium"),
        },
        alt=_("{figure} by {rows} and {columns}").format(
            figure=_(MEASURES[name].label),
            rows=dimension_labels.name(by[0]),
            columns=dimension_labels.name(by[1]),
        ),
    )
    paper.table(key, table)
    whole = frame(name, by, crossed, raw=True)
    board.tables.add(
        measure_words.titled(MEASURES[name]),
        list(whole.columns),
        whole.to_numpy().tolist(),
        counted=_("{shown} of {all} rows").format(shown=count(every), all=count(every)),
        patterns=["", *[pattern_of(name)] * (len(whole.columns) - 1)],
    )


def frame(
    name: str,
    by: tuple[str, str],
    crossed: Crossing,
    *,
    most: tuple[int, int] = (10_000, 10_000),
    raw: bool = False,
) -> pd.DataFrame:
    """The table in words: names of rows first, a column for each value, totals last where there are any.

    Shares and days are written as they are read; `raw` leaves numbers as they are.
    """
    rows, values = crossed.rows[: most[0]], crossed.columns[: most[1]]
    measure = MEASURES[name]

    def said(number: float | None) -> Any:
        if measure.adds_up:
            # What has no line was counted, and there was none.
            return number or 0.0
        return number if raw else figures.value(measure, number)

    headings = [
        dimension_labels.name(by[0]),
        *unique([dimension_labels.value_name(by[1], v) for v in values]),
    ]
    lines = [
        [dimension_labels.value_name(by[0], row), *(said(crossed.cells.get((row, v))) for v in values)]
        for row in rows
    ]
    if crossed.row_totals:
        headings.append(unique([*headings, _("Total")])[-1])
        for row, line in zip(rows, lines, strict=True):
            line.append(said(crossed.row_totals.get(row)))
    if crossed.column_totals:
        last = [_("Total"), *(said(crossed.column_totals.get(v)) for v in values)]
        lines.append([*last, said(crossed.total)] if crossed.row_totals else last)
    return pd.DataFrame(lines, columns=headings)


def mark_of(
    cell: Sequence[Any], by: tuple[str, str], crossed: Crossing, headings: Sequence[str]
) -> Mapping[str, str] | None:
    """The values that a chosen cell stands for: those of its row and column, of one alone in a total."""
    row, column = int(cell[0]), list(headings).index(str(cell[1]))
    mark: dict[str, str] = {}
    if row < len(crossed.rows):
        mark[by[0]] = value_of(crossed.rows[row])
    # The names of the rows stand for their totals.
    if 1 <= column <= min(len(crossed.columns), MOST_COLUMNS):
        mark[by[1]] = value_of(crossed.columns[column - 1])
    is_total_row = row >= min(len(crossed.rows), MOST_ROWS)
    if is_total_row:
        mark.pop(by[0], None)
    return mark


def unique(names: Sequence[str]) -> list[str]:
    """Headings that differ: the second of two units of one short name gets a number."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
