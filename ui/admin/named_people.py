"""The people whom a setting names: chosen from the accounts that may open cases."""

from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from services import database, setting_values, user_views
from services.permissions import ALLOWED, Actor, Permission
from services.setting_values import SettingLine
from ui.admin import words
from ui.feedback import announce, refusals_shown
from ui.i18n import _


@dataclass(frozen=True)
class Wording:
    """What stands around the choice, translated."""

    title: str
    caption: str
    said: str


def choose(
    line: SettingLine, wording: Wording, actor: Actor, *, key: str, today: date, now: datetime
) -> None:
    """Name the person of a setting from today on, or nobody."""
    with database.reading() as session:
        accounts = user_views.list_page(session, limit=2_000, actor=actor, now=now).lines
    # Only who may open cases can be told of one.
    names = {
        one.user.username: f"{one.user.name} · {one.unit_name}"
        for one in accounts
        if one.role is not None and Permission.CASE_READ in ALLOWED[one.role]
    }
    st.markdown(f"**{wording.title}**")
    st.caption(wording.caption)
    # An account that is closed by now still stands here, until another one is named.
    shown = {"": _("nobody")} | ({line.value: line.value} if line.value else {}) | names
    chosen = st.selectbox(
        words.setting(line.key),
        list(shown),
        index=list(shown).index(line.value),
        format_func=shown.get,
        key=f"{key}_person",
    )
    if st.button(_("Save the person"), key=f"{key}_save", disabled=chosen == line.value):
        with refusals_shown():
            with database.transaction() as session:
                setting_values.set_value(
                    session, line.key, chosen, valid_from=today, basis="", actor=actor, now=now
                )
            announce(wording.said)
            st.rerun()
