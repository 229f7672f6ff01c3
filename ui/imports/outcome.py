"""What would become, or has become, of every row: counts, notes, and the reasons as a table."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from services.imports.reasons import RowResult
from services.imports.results import ImportResult
from ui.i18n import _, ngettext
from ui.imports import words
from ui.labels import count
from ui.plain_text import plain

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def watcher() -> Callable[[int, int], None]:
    """A progress bar as the watcher of an import."""
    bar = st.progress(0.0, text=_("Reading the register …"))

    def watch(done: int, total: int) -> None:
        share = min(1.0, done / max(1, total))
        rows = count(min(total // 2, done if done <= total // 2 else done - total // 2))
        text = _("Checking rows: {rows} of {all}") if share < 0.5 else _("Writing rows: {rows} of {all}")
        bar.progress(share, text=text.format(rows=rows, all=count(total // 2)))

    return watch


def show(result: ImportResult) -> None:
    """Counts that add up, notes on the whole register, and the rows that something is to be said about."""
    counts = result.counts
    cells = st.columns(5)
    cells[0].metric(_("Rows in the register"), count(counts["rows"]))
    for cell, kind in zip(cells[1:], RowResult, strict=True):
        cell.metric(_(words.RESULTS[kind]), count(counts[kind.value]))
    for note in result.notes:
        st.caption(plain(words.reasons_told([note])))
    told = [row for row in result.rows if row.reasons]
    if not told:
        return
    shown = {kind: _(words.RESULTS[kind]) for kind in (RowResult.HELD_BACK, RowResult.REMARKED)}
    chosen = st.segmented_control(_("Show only"), list(shown), format_func=shown.get, key="import_shown")
    rows = [row for row in told if chosen is None or row.result == chosen]
    number = ngettext("{count} row with a reason", "{count} rows with a reason", len(rows))
    st.caption(number.format(count=count(len(rows))))
    table = pd.DataFrame(
        {
            _("Row in the register"): [row.number for row in rows],
            _("Line in the file"): [row.line for row in rows],
            _("What became of it"): [_(words.RESULTS[row.result]) for row in rows],
            _("Reasons"): [words.reasons_told(row.reasons) for row in rows],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        key="import_reasons",
        column_config={_("Reasons"): st.column_config.TextColumn(width="large")},
    )
