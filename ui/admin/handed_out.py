"""One-time passwords just made: shown until they are passed on, then gone for good."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from services import spreadsheets
from services.users import NewPassword
from ui.i18n import _

_SLOT = "_one_time_passwords"


def hand_out(passwords: Sequence[NewPassword]) -> None:
    """Keep new passwords for the next run of the page; they stand nowhere else."""
    st.session_state.setdefault(_SLOT, []).extend(passwords)


def show() -> None:
    """The passwords that wait to be passed on, as a table and a workbook."""
    waiting: list[NewPassword] = st.session_state.get(_SLOT, [])
    if not waiting:
        return
    headings = [_("Full name"), _("User name"), _("One-time password")]
    rows = [(one.name, one.username, one.password) for one in waiting]
    with st.container(border=True, key="one_time_passwords"):
        st.warning(
            _("Pass these passwords on now: they are shown this once. Each must be changed at sign-in."),
            icon=":material/key:",
        )
        st.dataframe(pd.DataFrame(rows, columns=headings), hide_index=True, key="one_time_table")
        left, right = st.columns([1, 3])
        left.download_button(
            _("Download as a workbook"),
            data=spreadsheets.table(_("One-time password"), headings, rows),
            file_name="mat-khau-mot-lan.xlsx",
            on_click="ignore",
            key="one_time_download",
            icon=":material/download:",
        )
        right.button(
            _("I have passed them on"), key="one_time_done", on_click=_forget, icon=":material/check:"
        )


def _forget() -> None:
    st.session_state.pop(_SLOT, None)
