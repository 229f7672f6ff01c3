"""A setting that names a person: one choice among those whose role opens cases, and a button."""

from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st

from services import database, setting_values, user_views
from services.permissions import ALLOWED, Actor, Permission
from services.setting_values import SettingLine
from ui.feedback import announce, refusals_shown
from ui.i18n import _


@dataclass(frozen=True, slots=True)
class Words:
    """What stands over the choice and below it, the names of field and button, what is said after saving."""

    title: str
    caption: str
    label: str
    save: str
    saved: str


def choose(line: SettingLine, words: Words, actor: Actor, *, key: str, today: date, now: datetime) -> None:
    """Who is named now, and naming somebody else from today on."""
    with database.reading() as session:
        accounts = user_views.list_page(session, limit=2_000, actor=actor, now=now).lines
    # Only who may open cases can be told of one.
    names = {
        one.user.username: f"{one.user.name} · {one.unit_name}"
        for one in accounts
        if one.role is not None and Permission.CASE_READ in ALLOWED[one.role]
    }
    st.markdown(f"**{words.title}**")
    st.caption(words.caption)
    # An account that is closed by now still stands here, until another one is named.
    shown = {"": _("nobody")} | ({line.value: line.value} if line.value else {}) | names
    chosen = st.selectbox(
        words.label,
        list(shown),
        index=list(shown).index(line.value),
        format_func=shown.get,
        key=f"{key}_person",
    )
    if st.button(words.save, key=f"{key}_save", disabled=chosen == line.value):
        with refusals_shown():
            with database.transaction() as session:
                setting_values.set_value(
                    session, line.key, chosen, valid_from=today, basis="", actor=actor, now=now
                )
            announce(words.saved)
            st.rerun()
