"""The tables that are on the screen as files: filter in words, "n of N", and a line in the trail."""

from datetime import datetime
from html import escape

import streamlit as st

from services import database, facts, passports, screen_export, sheets
from services.choices import Offered
from services.permissions import Permission, can
from services.sheets import Sheet
from services.statistics import DAYS, MEASURES, PERCENT
from ui import dimension_labels, figure_codes, filter_chips, formats, scripts
from ui import periods as period_words
from ui.i18n import _
from ui.saved_views import words
from ui.statistics.board import Board

PAGE = "statistics"
PATTERNS = {PERCENT: sheets.SHARE, DAYS: sheets.HALVES}


def pattern_of(measure: str) -> str:
    """How the numbers of a measure stand in a workbook."""
    return PATTERNS.get(MEASURES[measure].unit, sheets.WHOLE)


def filter_text(board: Board, lists: Offered) -> str:
    """Unit, days, what else is chosen in the filter and in the charts, in one line."""
    filter = board.filter
    parts = [filter_chips.unit_name(filter, lists)]
    if filter.start and filter.end:
        parts.append(period_words.span(filter.start, filter.end))
    parts += words.chosen(filter, lists)
    parts += [
        f"{dimension_labels.name(name)}: {dimension_labels.value_name(name, value)}"
        for name, value in board.chosen.items()
    ]
    return " · ".join(parts)


def print_line(board: Board, lists: Offered) -> None:
    """What the screen shows, in words, for paper and for pictures of charts: chips are on neither."""
    with st.container(key="statistics_print"):
        st.html(f'<p class="td-scope">{escape(filter_text(board, lists))}</p>')
        as_of = _("Figures as of {time}").format(time=formats.instant(facts.store().as_of))
        scripts.run("picture", line=filter_text(board, lists), asof=as_of)


def buttons(board: Board, lists: Offered, *, now: datetime) -> None:
    """Excel and CSV of what is on the screen; each is made when it is asked for."""
    found = board.tables.tables
    if not found or not can(board.actor, Permission.EXPORT):
        return
    about = filter_text(board, lists)
    tables = [
        Sheet(title, " · ".join(filter(None, [about, counted])), headings, rows, patterns)
        for title, counted, headings, rows, patterns in found
    ]

    # The file is made outside the session, where nothing knows the reader's language.
    asked = figure_codes.noted()
    named = [figure_codes.named(one) for one in asked]
    title, headings = _("Figure codes"), [_("Figure"), _("Value"), _("Code")]

    def made(kind: str) -> bytes:
        make = screen_export.workbook if kind == "xlsx" else screen_export.text
        with database.transaction() as session:
            found = passports.codes(session, asked, actor=board.actor, today=board.today, now=now)
            rows = [(*words, code) for words, code in zip(named, found, strict=True) if code]
            listed = [Sheet(title, about, headings, rows)] if rows else []
            return make(session, [*tables, *listed], page=PAGE, actor=board.actor, now=now)

    mimes = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}
    labels = {"xlsx": _("Excel"), "csv": _("CSV")}
    with st.container(horizontal=True, key="statistics_export", vertical_alignment="center"):
        for kind, label in labels.items():
            st.download_button(
                label,
                lambda kind=kind: made(kind),
                file_name=f"thong-ke-{board.today.isoformat()}.{kind}",
                mime=mimes[kind],
                key=f"statistics_{kind}",
                icon=":material/download:",
                on_click="ignore",
                help=_("The tables of what is on the screen, with the filter in words"),
            )
        st.caption(_("To print or keep as PDF: print the page in the browser (Ctrl+P)."))
