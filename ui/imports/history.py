"""Earlier imports: what each came to, its held-back rows as a file, and undoing it."""

from datetime import datetime

import pandas as pd
import streamlit as st

from models import ImportBatch
from models.enums import BatchState
from services.database import reading, transaction
from services.imports import batches, returning
from services.permissions import Actor
from ui import columns, feedback, parameters, picking
from ui.feedback import refusals_shown
from ui.i18n import _, in_language, language, ngettext
from ui.imports import words
from ui.imports.outcome import XLSX
from ui.labels import count, instant

PAGE = 50


def show(actor: Actor, *, now: datetime) -> None:
    """The list, and what can be done with the import chosen in it."""
    first = _first()
    with reading() as session:
        total = batches.count_batches(session, actor=actor)
        found = batches.list_batches(session, actor=actor, limit=PAGE, offset=first)
    if not found:
        st.info(_("Nothing has been imported yet. Begin in the tab beside this one."), icon=":material/info:")
        return
    st.caption(f"{count(first + 1)}–{count(first + len(found))} / {count(total)}")
    table = _table(found)
    picked = st.dataframe(
        table,
        hide_index=True,
        key=picking.named("import_batches", (batch.id for batch in found)),
        column_config=columns.numbers(table),
        on_select="rerun",
        selection_mode="single-row",
    )
    _turn(first, total)
    chosen = picked["selection"]["rows"]
    if chosen and chosen[0] < len(found):
        _actions(found[chosen[0]], actor, now=now)


def actions(batch_id: int, actor: Actor, *, now: datetime) -> None:
    """The same for an import known by its id, right after it was made."""
    with reading() as session:
        batch = batches.by_id(session, batch_id, actor=actor)
    _actions(batch, actor, now=now)


def _table(found: list[ImportBatch]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Imported at"): [instant(batch.imported_at) for batch in found],
            _("State of the import"): [_(words.STATES[batch.state]) for batch in found],
            _("File name"): [batch.file_name for batch in found],
            _("Title of the register"): [batch.title for batch in found],
            _("Rows in the register"): [batch.rows for batch in found],
            _("Taken in"): [batch.accepted + batch.remarked for batch in found],
            _("Held back"): [batch.held_back for batch in found],
            _("Imported before"): [batch.already_present for batch in found],
            _("Reason for undoing"): [batch.void_reason for batch in found],
        }
    )


def _actions(batch: ImportBatch, actor: Actor, *, now: datetime) -> None:
    batch_id = batch.id or 0
    if batch.held_back:
        _held_back(batch, actor, now=now)
    if batch.state is not BatchState.COMPLETE or not batch.accepted + batch.remarked:
        return
    with reading() as session:
        worked_on = batches.worked_on(session, batch_id)
    with st.expander(_("Undo this import"), icon=":material/undo:", key=f"import_undo_{batch_id}"):
        imported = batch.accepted + batch.remarked
        st.caption(
            ngettext(
                "{count} petition is voided with your reason and stays in the trail. "
                "The row may be imported again.",
                "{count} petitions are voided with your reason and stay in the trail. "
                "The rows may be imported again.",
                imported,
            ).format(count=count(imported))
        )
        reason = st.text_input(_("Reason for undoing"), key=f"import_undo_reason_{batch_id}", max_chars=300)
        confirmed = True
        if worked_on:
            confirmed = st.checkbox(
                ngettext(
                    "{count} case has been worked on since; void it as well",
                    "{count} cases have been worked on since; void them as well",
                    worked_on,
                ).format(count=count(worked_on)),
                key=f"import_undo_worked_on_{batch_id}",
            )
        if st.button(_("Undo the import"), key=f"import_undo_button_{batch_id}"):
            with refusals_shown():
                with transaction() as session:
                    batches.undo(
                        session, batch_id, reason=reason, actor=actor, now=now, with_later_work=confirmed
                    )
                feedback.announce(_("The import is undone."))
                st.rerun()


def _held_back(batch: ImportBatch, actor: Actor, *, now: datetime) -> None:
    spoken = language()

    def file() -> bytes:
        # Runs outside the session of the page, when the button is clicked.
        with in_language(spoken), transaction() as session:
            return returning.held_back_file(session, batch.id or 0, actor=actor, now=now, say=_)

    st.download_button(
        ngettext(
            "Download the {count} row held back", "Download the {count} rows held back", batch.held_back
        ).format(count=count(batch.held_back)),
        data=file,
        file_name=f"giu-lai-{batch.id}.xlsx",
        mime=XLSX,
        key=f"import_held_back_{batch.id}",
        icon=":material/download:",
        on_click="ignore",
    )


def _first() -> int:
    return parameters.whole("first") // PAGE * PAGE


def _turn(first: int, total: int) -> None:
    if total <= PAGE:
        return
    with st.container(horizontal=True):
        if st.button(_("Newer imports"), key="import_newer", disabled=first == 0):
            st.query_params["first"] = str(first - PAGE)
            st.rerun()
        if st.button(_("Older imports"), key="import_older", disabled=first + PAGE >= total):
            st.query_params["first"] = str(first + PAGE)
            st.rerun()
