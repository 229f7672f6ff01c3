"""The table of the rows behind a figure: columns by what is listed, paging, a click that opens the case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from models.enums import Kind
from services import database, passports, row_details, row_export
from services.filters import Filter
from services.permissions import Actor, Permission, can
from services.row_details import Listed, RowLine
from services.text import N_
from ui import columns, figure_codes, navigation, picking, remembered
from ui.i18n import _, in_language, language
from ui.labels import count, day, word
from ui.periods import span

PAGE = 50
PROTECTED = N_("Content protected")
# Columns of each table, in order.
COLUMNS: dict[str, tuple[str, ...]] = {
    "cases": ("code", "due", "kind", "text", "unit", "state", "on"),
    "petitions": ("code", "on", "kind", "text", "unit", "state", "case"),
    "crowd_events": ("on", "place", "persons", "level", "unit", "case"),
    "over_level_records": ("on", "level", "body", "persons", "unit", "case"),
    "visits": ("on", "kind", "persons", "unit", "case"),
    "directives": ("number", "body", "on", "due", "case"),
    "deadlines": ("case", "step", "on", "due"),
}
DAYS = frozenset({"on", "due"})
HEADINGS = {
    "code": N_("Code"),
    "kind": N_("Kind"),
    "text": N_("Content in short"),
    "unit": N_("Unit"),
    "state": N_("State"),
    "on": N_("Day"),
    "due": N_("Due on"),
    "case": N_("Case"),
    "place": N_("Place"),
    "persons": N_("People"),
    "level": N_("Level"),
    "body": N_("From whom"),
    "number": N_("Number"),
    "step": N_("Step"),
}


def frame(lines: Sequence[RowLine], table: str) -> pd.DataFrame:
    """The lines as a table in the reader's words; no word of what is sealed."""
    headings, rows = cells(lines, table)
    written = [
        [day(value) if column in DAYS else value for column, value in zip(COLUMNS[table], row, strict=True)]
        for row in rows
    ]
    return pd.DataFrame(written, columns=headings)


def cells(lines: Sequence[RowLine], table: str) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows for a workbook: words in the reader's language, days and numbers as they are."""
    names = COLUMNS[table]
    return [_(HEADINGS[name]) for name in names], [[_cell(line, name) for name in names] for line in lines]


def show(found: Listed, *, first: int) -> None:
    """Draw one page of rows; choosing a row opens its case."""
    last = first + len(found.lines)
    st.caption(f"{count(first + 1)}–{count(last)} / {count(found.total)}")
    table = frame(found.lines, found.table)
    lead = table.columns[0]
    chosen = st.dataframe(
        table,
        hide_index=True,
        key=f"rows_{found.table}_{first}",
        on_select="rerun",
        selection_mode="single-row",
        height=min(35 * (len(table) + 1) + 3, 900),
        column_config={
            lead: st.column_config.TextColumn(pinned=True),
            # What it is about gives way: the day after it is seen at 1440 pixels, too.
            _(HEADINGS["text"]): st.column_config.TextColumn(width=290),
            _(HEADINGS["persons"]): columns.number(),
        },
        alt=_("The rows behind the figure; choose a row to open its case"),
    )
    lines = picking.seen(f"rows_{found.table}_{first}", found.lines)
    if chosen["selection"]["rows"]:
        _open(lines[chosen["selection"]["rows"][0]])
    pages(found.total, first)


def download(
    measure: str,
    title: str,
    filter: Filter,
    chosen: Mapping[str, str],
    total: int,
    *,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """A button for the workbook of these rows; it is made when it is asked for."""
    if not can(actor, Permission.EXPORT):
        return

    # The file is made outside the session, where nothing else knows the reader's language.
    spoken, asked = language(), [one for one in figure_codes.noted() if one.measure == measure][:1]

    def make() -> bytes:
        with in_language(spoken), database.transaction() as session:
            found = row_details.listed(
                session,
                measure,
                filter,
                actor=actor,
                today=today,
                chosen=chosen,
                limit=row_export.MOST,
            )
            headings, rows = cells(found.lines, found.table)
            codes = passports.codes(session, asked, actor=actor, today=today, now=now)
            days = span(filter.start, filter.end) if filter.start and filter.end else ""
            told = [_("Figure code {code}").format(code=code) for code in codes if code]
            return row_export.workbook(
                session,
                title=title,
                scope=" · ".join(part for part in (days, *told) if part),
                headings=headings,
                rows=rows,
                counted=f"{count(len(found.lines))} / {count(found.total)}",
                measure=measure,
                actor=actor,
                now=now,
            )

    st.download_button(
        _("Excel ({count} rows)").format(count=f"{count(min(total, row_export.MOST))} / {count(total)}"),
        make,
        file_name=f"{measure}-{today.isoformat()}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key="rows_excel",
        icon=":material/download:",
        on_click="ignore",
    )


def pages(total: int, first: int) -> None:
    """Buttons to the page before and after."""
    if total <= PAGE:
        return
    with st.container(horizontal=True):
        if st.button(_("Previous"), key="rows_before", icon=":material/chevron_left:", disabled=first == 0):
            _turn(max(0, first - PAGE))
        last = first + PAGE >= total
        if st.button(_("Next"), key="rows_after", icon=":material/chevron_right:", disabled=last):
            _turn(first + PAGE)


def _turn(first: int) -> None:
    st.query_params["first"] = str(first)
    st.rerun()


def _open(line: RowLine) -> None:
    if line.case_code:
        navigation.go("case", code=line.case_code)
    st.info(_("This row belongs to no case that you may see."), icon=":material/info:")


def _cell(line: RowLine, column: str) -> Any:
    if column in ("text", "place", "body"):
        sealed = not line.text and line.kind is Kind.DENUNCIATION
        return _(PROTECTED) if sealed else line.text
    values: dict[str, Any] = {
        "code": line.code,
        "number": line.code,
        "kind": line.kind,
        "state": line.state,
        "step": line.state,
        "level": line.level,
        "on": line.on,
        "due": line.due_on,
        "case": line.case_code,
        "persons": line.persons,
        "unit": remembered.names()["unit"].get(line.unit_id or 0, "–"),
    }
    value = values[column]
    return word(value) if column in ("kind", "state", "step", "level") else value
