"""Units and people from a workbook: template, upload, a judgement of every row, one button."""

from datetime import datetime

import pandas as pd
import streamlit as st

from services import bulk_people, database, spreadsheets
from services.bulk_people import JudgedRow
from services.permissions import Actor
from services.spreadsheets import BulkRow
from ui.admin import handed_out
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext, said
from ui.labels import count


def workbook(actor: Actor, *, now: datetime, key: str = "bulk") -> None:
    """Everything for a workbook of units and people."""
    st.caption(
        _("Fill the template: units on the first sheet, people on the second. Each row is judged first.")
    )
    st.download_button(
        _("Download the template"),
        data=spreadsheets.template,
        file_name="don-vi-nguoi-dung.xlsx",
        on_click="ignore",
        key=f"{key}_template",
        icon=":material/download:",
    )
    # A new key empties the upload after its rows were taken in.
    turn = st.session_state.setdefault(f"_{key}_turn", 0)
    with database.reading() as session:
        largest = bulk_people.largest_mb(session, now=now)
    file = st.file_uploader(
        _("Filled workbook"), type=["xlsx", "xls"], key=f"{key}_file_{turn}", max_upload_size=largest
    )
    if file is None:
        return
    judged: list[JudgedRow] = []
    rows: list[BulkRow] = []
    # The file is opened before the trial of its rows, which holds up other writers, begins.
    with refusals_shown(), database.reading() as session:
        rows = bulk_people.rows_in(session, file.getvalue(), filename=file.name, actor=actor, now=now)
    if not rows:
        return
    with refusals_shown(), database.transaction() as session:
        judged = bulk_people.judge(session, rows, actor=actor, now=now)
    if not judged:
        return
    accepted = [one for one in judged if one.refusal is None]
    st.markdown(
        _("**{accepted}** of {rows} rows can be taken in; {refused} are refused.").format(
            accepted=count(len(accepted)), rows=count(len(judged)), refused=count(len(judged) - len(accepted))
        )
    )
    st.dataframe(pd.DataFrame([_line(one) for one in judged]), hide_index=True, key=f"{key}_judged")
    label = ngettext("Take in {n} row", "Take in {n} rows", len(accepted)).format(n=count(len(accepted)))
    if st.button(label, type="primary", key=f"{key}_save", disabled=not accepted):
        with refusals_shown():
            with database.transaction() as session:
                result = bulk_people.take_in(session, [one.row for one in accepted], actor=actor, now=now)
            handed_out.hand_out(result.passwords)
            announce(
                _("{units} units and {people} accounts are added.").format(
                    units=count(result.units), people=count(len(result.passwords))
                )
            )
            st.session_state[f"_{key}_turn"] = turn + 1
            st.rerun()


def _line(one: JudgedRow) -> dict[str, str]:
    return {
        _("Sheet"): one.row.sheet,
        _("Row"): str(one.row.line),
        _("Name"): one.name or "–",
        _("Result"): _("Accepted row") if one.refusal is None else _("Refused row"),
        _("Reason"): said(one.refusal) if one.refusal is not None else "–",
    }
