"""Periods compared: the filter's days against the previous ones, last year's or any others."""

from datetime import date

import pandas as pd
import streamlit as st

from services.statistics import MEASURES, comparing
from services.statistics.comparing import Pair
from services.statistics.marks import Narrowed
from ui import dimension_labels, figures, measure_words, panels, paper, remembered
from ui import periods as period_words
from ui.i18n import _
from ui.statistics import against
from ui.statistics import board as boards
from ui.statistics.board import Board
from ui.statistics.export import pattern_of

# Counts, shares and days in one column of a workbook.
ANY = "#,##0.0##"


def show(board: Board) -> None:
    """Against which days, the measures side by side, and the chosen one by unit."""
    then = against.chosen(board)
    if then is None:
        panels.nothing(_("There are no days to compare with."), _("Choose a first and a last day."))
        return
    if board.filter.start and board.filter.end:
        spans = _("{now} against {then}").format(
            now=period_words.span(board.filter.start, min(board.filter.end, board.today)),
            then=period_words.span(*then),
        )
        st.caption(spans)
    name = measures(board, then)
    by_unit(board, name, then)


def measures(board: Board, then: tuple[date, date]) -> str:
    """Every measure now and then; choosing a row shows it by unit. Returns the chosen one."""
    found = _pairs(board, then)
    with panels.panel("compare_measures", _("All figures")):
        table = pd.DataFrame(
            [[measure_words.titled(MEASURES[name]), *_line(name, pair)] for name, pair in found.items()],
            columns=[_("Figure"), *_headings()],
        )
        st.dataframe(
            table,
            key="compare_table",
            hide_index=True,
            on_select=_choose_measure,
            selection_mode="single-row",
            height=420,
            column_config={
                _("Figure"): st.column_config.TextColumn(width="large", pinned=True),
                **{name: st.column_config.TextColumn(alignment="right") for name in _headings()},
            },
            alt=_("All figures now and then; choose a row to see it by unit"),
        )
        paper.table("compare_table", table)
    raw = [[measure_words.titled(MEASURES[name]), pair.now, pair.then] for name, pair in found.items()]
    board.tables.add(_("All figures"), [_("Figure"), *_headings()[:2]], raw, patterns=["", ANY, ANY])
    name = st.query_params.get("figure", "received")
    return name if name in MEASURES else "received"


def _pairs(board: Board, then: tuple[date, date]) -> dict[str, Pair]:
    """Every measure, those that are narrowed alike in one question."""
    alike: dict[Narrowed, list[str]] = {}
    for name in MEASURES:
        found = board.narrowed(name)
        alike.setdefault(Narrowed(found.filter, found.extra), []).append(name)

    def ask() -> dict[str, Pair]:
        asked = [
            comparing.compared(
                names, found.filter, then, actor=board.actor, today=board.today, extra=dict(found.extra)
            )
            for found, names in alike.items()
        ]
        pairs = {name: pair for answers in asked for name, pair in answers.items()}
        return {name: pairs[name] for name in MEASURES}

    return remembered.kept(board.key("pairs", then), ask)


def _choose_measure() -> None:
    rows = st.session_state["compare_table"]["selection"]["rows"]
    if rows:
        st.query_params["figure"] = list(MEASURES)[rows[0]]


def by_unit(board: Board, name: str, then: tuple[date, date]) -> None:
    """One measure by unit, now and then; choosing a row opens the rows of now."""
    measure = MEASURES[name]
    title = _("{figure} by unit").format(figure=measure_words.titled(measure))
    found = board.narrowed(name)

    def ask() -> dict[int, Pair]:
        return comparing.compared_by_unit(
            name, found.filter, then, actor=board.actor, today=board.today, extra=dict(found.extra)
        )

    pairs = remembered.kept(board.key("pairs by unit", name, then), ask)
    units = sorted(pairs, key=lambda unit: (-(pairs[unit].now or 0), unit))
    with panels.panel("compare_units", title) as head:
        head.markdown("", help=measure_words.explained(measure), width="content")
        if not units:
            panels.nothing(
                _("Nothing to count in either period."), _("Choose a longer period or another unit.")
            )
            return
        lines = [
            [dimension_labels.value_name("unit", unit), *_line(name, _whole(name, pairs[unit]))]
            for unit in units
        ]
        turn = st.session_state.setdefault("_turn_compare", 0)
        key = f"compare_units_{turn}"

        def chose() -> None:
            rows = st.session_state[key]["selection"]["rows"]
            st.session_state["_turn_compare"] = turn + 1
            if rows and board.actor.scope.rows:
                boards.leave_for(board.rows_query(name, {"unit": str(units[rows[0]])}))

        table = pd.DataFrame(lines, columns=[_("Unit"), *_headings()])
        st.dataframe(
            table,
            key=key,
            hide_index=True,
            on_select=chose,
            selection_mode="single-row",
            column_config={name: st.column_config.TextColumn(alignment="right") for name in _headings()},
            alt=title,
        )
        paper.table(key, table)
    raw = [[dimension_labels.value_name("unit", unit), pairs[unit].now, pairs[unit].then] for unit in units]
    board.tables.add(title, [_("Unit"), *_headings()[:2]], raw, patterns=["", *[pattern_of(name)] * 2])


def _whole(name: str, pair: Pair) -> Pair:
    """A unit without a line had nothing; a share of nothing stays without a figure."""
    if not MEASURES[name].adds_up:
        return pair
    return Pair(pair.now or 0.0, pair.then or 0.0)


def _line(name: str, pair: Pair) -> list[str]:
    measure = MEASURES[name]
    text, _judgement, _word = figures.change(measure, pair.now, pair.then)
    return [figures.value(measure, pair.now), figures.value(measure, pair.then), text]


def _headings() -> list[str]:
    return [_("Now"), _("Then"), _("Change")]
