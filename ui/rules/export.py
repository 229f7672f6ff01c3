"""The terms as files: a workbook in words, and the table that the product itself reads."""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from services import database, rule_export, spreadsheets
from services.permissions import Actor
from services.rule_views import RuleLine
from ui.i18n import _, in_language, language
from ui.rules import terms

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(lines: Sequence[RuleLine], actor: Actor, *, today: date, now: datetime) -> None:
    """Both files, made when they are asked for."""
    # A file is made outside the session, where nothing else knows the reader's language.
    spoken = language()

    def workbook() -> bytes:
        with in_language(spoken):
            table = terms.full_frame(lines)
            data = spreadsheets.table(_("Legal terms"), list(table.columns), table.to_numpy().tolist())
        with database.transaction() as session:
            rule_export.noted(session, rows=len(table), form="xlsx", actor=actor, now=now)
        return data

    def plain() -> bytes:
        with database.transaction() as session:
            return rule_export.as_csv(session, actor=actor, now=now)

    with st.container(horizontal=True, gap="small"):
        st.download_button(
            _("Excel, all versions"),
            workbook,
            file_name=f"thoi-han-{today.isoformat()}.xlsx",
            mime=XLSX,
            key="rules_excel",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            _("CSV, terms in force"),
            plain,
            file_name=f"thoi-han-{today.isoformat()}.csv",
            mime="text/csv",
            key="rules_csv",
            icon=":material/download:",
            on_click="ignore",
        )
