"""All settings as one file, and such a file taken in with a preview."""

from datetime import datetime

import pandas as pd
import streamlit as st

from services import database, installation
from services.installation import FilePlan
from services.installation_entries import LABELS
from services.permissions import Actor
from ui.admin import changes, words
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count

# A settings file of a large province is a hundredth of this.
LARGEST_MB = 25


def give_out(actor: Actor, *, now: datetime) -> None:
    """The file of this installation, made when it is asked for."""
    st.caption(
        _("Units, heads, lists, thresholds, calendar and column mappings. Never a password, never a matter.")
    )
    with_users = st.checkbox(_("Accounts too, without passwords"), key="export_users")

    def made() -> bytes:
        with database.transaction() as session:
            return installation.export(session, with_users=with_users, actor=actor, now=now)

    st.download_button(
        _("Export settings"),
        data=made,
        file_name="tiep-dan-cau-hinh.json",
        mime="application/json",
        on_click="ignore",
        key="export_settings",
        icon=":material/download:",
    )


def take_in(actor: Actor, *, now: datetime) -> None:
    """An uploaded file, what it would change, one button; nothing here is ever deleted by it."""
    turn = st.session_state.setdefault("_settings_turn", 0)
    file = st.file_uploader(
        _("Settings file"), type=["json"], key=f"settings_file_{turn}", max_upload_size=LARGEST_MB
    )
    if file is None:
        return
    plan: FilePlan | None = None
    with refusals_shown(), database.reading() as session:
        plan = installation.plan(session, file.getvalue(), actor=actor)
    if plan is None:
        return
    same = sum(plan.same.values())
    st.markdown(
        _("**{changes}** rows would be added or changed, {same} are the same already.").format(
            changes=count(len(plan.changes)), same=count(same)
        )
    )
    if not plan.changes:
        st.info(_("This installation has everything that the file says."))
        return
    rows = [
        {
            _("List"): _(LABELS[change.section]),
            _("What"): _(words.DEEDS[change.deed]),
            _("Row"): change.key.replace("@department", _("Department")),
            _("From → to"): changes.difference(change.fields),
        }
        for change in plan.changes
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="settings_preview")
    label = ngettext("Take in {n} change", "Take in {n} changes", len(rows)).format(n=count(len(rows)))
    if st.button(label, type="primary", key="import_settings"):
        with refusals_shown():
            with database.transaction() as session:
                installation.take_in(session, file.getvalue(), actor=actor, now=now)
            st.session_state["_settings_turn"] = turn + 1
            announce(_("The settings are taken in."))
            st.rerun()
