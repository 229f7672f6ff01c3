"""A list as an editable grid: loaded once, compared with the database, saved with a preview."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from services import catalogues, database
from services.list_shapes import SHAPES, Column, ColumnKind, ListName
from services.permissions import Actor
from ui.admin import changes
from ui.feedback import announce, refusals_shown
from ui.i18n import _


def edit_list(name: ListName, actor: Actor, *, now: datetime) -> None:
    """The grid of one list with its preview, its save button and the history of a row."""
    slot = f"_list_{name}"
    if slot not in st.session_state:
        # The rows stay as they were loaded while somebody edits: an edit is remembered by its place.
        with database.reading() as session:
            loaded = catalogues.rows(session, name, actor=actor)
            st.session_state[slot] = (catalogues.mark(session), loaded)
    seen, rows = st.session_state[slot]
    if not rows:
        st.info(_("The list is empty. Add the first row below, or paste rows from a workbook."))
    base = frame_of(name, rows)
    edited = st.data_editor(
        base,
        num_rows="dynamic",
        hide_index=True,
        key=f"grid_{name}_{seen}",
        column_config=_columns(name, rows),
        column_order=[column.name for column in SHAPES[name].columns],
        height=520 if len(rows) > 12 else "auto",
        placeholder="",
    )
    st.caption(
        _("Click a cell to change it. Tick rows at the left to delete them; a used row needs a last day.")
    )
    _save(name, actor, entries_of(name, edited), seen=seen, rows=rows, now=now)
    _history(name, actor, rows)


def frame_of(name: ListName, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as the grid takes them, with the id in a hidden column."""
    columns = ["id", *(column.name for column in SHAPES[name].columns)]
    frame = pd.DataFrame(rows, columns=columns)
    frame["id"] = frame["id"].astype("Int64")
    for column in SHAPES[name].columns:
        if column.kind in (ColumnKind.DAY, ColumnKind.REQUIRED_DAY):
            frame[column.name] = pd.to_datetime(frame[column.name])
        elif column.kind in (ColumnKind.NUMBER, ColumnKind.ROW):
            frame[column.name] = frame[column.name].astype("Int64")
        elif column.kind is ColumnKind.FLAG:
            frame[column.name] = frame[column.name].astype("boolean")
    return frame


def entries_of(name: ListName, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of the grid as the service takes them: nothing is None, days are dates."""
    entries = []
    for record in frame.to_dict("records"):
        entry = {str(key): None if pd.isna(value) else value for key, value in record.items()}
        for column in SHAPES[name].columns:
            if isinstance(entry[column.name], pd.Timestamp):
                entry[column.name] = entry[column.name].date()
        entry["id"] = None if entry["id"] is None else int(entry["id"])
        if entry["id"] is not None or any(entry[c.name] for c in SHAPES[name].columns if c.name != "id"):
            entries.append(entry)
    return entries


def _save(
    name: ListName,
    actor: Actor,
    entries: list[dict[str, Any]],
    *,
    seen: int,
    rows: list[dict[str, Any]],
    now: datetime,
) -> None:
    with database.reading() as session:
        plan = catalogues.plan(session, name, entries, actor=actor)
    if not plan.changes and not plan.problems:
        return
    changes.preview(plan, key=name, names={"successor_id": lambda row_id: _named(rows, row_id)})
    reason = st.text_input(_("Reason or document (for the history)"), key=f"reason_{name}", max_chars=300)
    left, right = st.columns([1, 4])
    if left.button(
        _("Save the list"),
        type="primary",
        key=f"save_{name}",
        disabled=bool(plan.problems) or not plan.changes,
    ):
        with refusals_shown():
            with database.transaction() as session:
                catalogues.save(session, name, entries, seen=seen, reason=reason, actor=actor, now=now)
            _forget(name)
            announce(_("The list is saved."))
            st.rerun()
    right.button(
        _("Load again and drop the changes"),
        key=f"drop_{name}",
        on_click=_forget,
        args=(name,),
        type="tertiary",
    )


def _history(name: ListName, actor: Actor, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    with st.expander(_("History of a row"), icon=":material/history:", key=f"history_of_{name}"):
        ids = [row["id"] for row in rows]
        chosen = st.selectbox(
            _("Row"),
            ids,
            index=None,
            format_func=lambda row_id: _named(rows, row_id),
            placeholder=_("Choose a row"),
            key=f"history_row_{name}",
        )
        if chosen is not None:
            names = {"successor_id": lambda row_id: _named(rows, row_id)}
            changes.history(actor, name, subject_id=chosen, key=name, names=names)


def _forget(name: ListName) -> None:
    seen, _rows = st.session_state.pop(f"_list_{name}", (0, []))
    st.session_state.pop(f"grid_{name}_{seen}", None)
    st.session_state.pop(f"reason_{name}", None)


def _named(rows: list[dict[str, Any]], row_id: Any) -> str:
    found = next((row for row in rows if row["id"] == row_id), None)
    return f"{found['code']} · {found['name']}" if found else "–"


def _columns(name: ListName, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {column.name: _column(column, rows) for column in SHAPES[name].columns} | {"id": None}


def _column(column: Column, rows: list[dict[str, Any]]) -> Any:
    label, config = _(column.label), st.column_config
    match column.kind:
        case ColumnKind.CODE:
            return config.TextColumn(label, required=True, max_chars=32, pinned=True, width="small")
        case ColumnKind.REQUIRED_TEXT:
            return config.TextColumn(label, required=True, max_chars=120, width="large")
        case ColumnKind.TEXT:
            return config.TextColumn(label, max_chars=120, width="medium")
        case ColumnKind.NUMBER:
            return config.NumberColumn(label, min_value=0, step=1, default=column.default, width="small")
        case ColumnKind.FLAG:
            return config.CheckboxColumn(label, default=column.default)
        case ColumnKind.ROW:
            ids = [row["id"] for row in rows]
            return config.SelectboxColumn(label, options=ids, format_func=lambda i: _named(rows, i))
        case _:
            needed = column.kind is ColumnKind.REQUIRED_DAY
            return config.DateColumn(label, required=needed, format="DD/MM/YYYY")
