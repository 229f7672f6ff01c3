"""The two steps of an import: a trial run that shows what becomes of each row, then the import itself."""

from datetime import date, datetime

import streamlit as st

from services.imports import registers
from services.imports.columns import Mapping
from services.imports.results import ImportResult
from services.permissions import Actor
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.imports import history, outcome
from ui.imports.source import Source

RESULT = "_import_result"


def steps(chosen: Source, columns: Mapping, actor: Actor, *, now: datetime, today: date) -> None:
    """Check first, import after; a result belongs to the file and the choices it was made with."""
    sign = (chosen.file_id, chosen.sheet.name, chosen.title, chosen.unit_code, repr(columns))
    kept: tuple[object, ImportResult] | None = st.session_state.get(RESULT)
    result = kept[1] if kept and kept[0] == sign else None
    is_done = result is not None and result.batch_id is not None
    with st.container(horizontal=True):
        check = st.button(
            _("Check the rows"),
            key="import_check",
            type="secondary" if result else "primary",
            icon=":material/fact_check:",
            disabled=is_done,
        )
        go = st.button(
            _("Import the register"),
            key="import_go",
            type="primary" if result else "secondary",
            icon=":material/upload:",
            # What becomes of each row is seen before anything is written.
            disabled=result is None or is_done,
        )
    if check or go:
        with refusals_shown():
            watch = outcome.watcher()
            result = registers.import_register(
                chosen.data,
                filename=chosen.name,
                actor=actor,
                today=today,
                now=now,
                sheet=chosen.sheet.name,
                mapping=columns,
                title=chosen.title or None,
                unit_code=chosen.unit_code or None,
                dry_run=check,
                watch=watch,
            )
            st.session_state[RESULT] = (sign, result)
            st.rerun()
    if result is None:
        return
    if is_done:
        st.success(_("The import is complete; its rows count from now on."), icon=":material/check_circle:")
    else:
        st.info(_("Trial run: nothing has been written yet."), icon=":material/visibility:")
    outcome.show(result)
    if result.batch_id is not None:
        history.actions(result.batch_id, actor, now=now)
