"""The texts of the sign-in screen and of receipts, with the form as people will see it."""

from collections.abc import Sequence
from datetime import date, datetime
from html import escape

import streamlit as st

from services import database, setting_values
from services.permissions import Actor
from services.setting_values import SettingLine
from ui.admin import words
from ui.feedback import announce, refusals_shown
from ui.i18n import _


def edit(lines: Sequence[SettingLine], actor: Actor, *, today: date, now: datetime) -> None:
    """One field per text, the sign-in form beside them, one button."""
    left, right = st.columns([3, 2], gap="large")
    typed: dict[str, str] = {}
    with left:
        for line in lines:
            typed[line.key] = st.text_input(
                words.setting(line.key), value=line.value, key=f"text_{line.key}", max_chars=500
            )
        first = st.date_input(_("Valid from"), value=today, format="DD/MM/YYYY", key="text_from")
    with right:
        st.caption(_("So the sign-in screen will look"))
        with st.container(border=True):
            title, under = typed.get("sign_in.title", ""), typed.get("sign_in.text", "")
            st.html(f"<h3 style='margin:0'>{escape(title)}</h3><p>{escape(under)}</p>")
            st.button(_("Sign in"), key="text_sample", disabled=True, width="stretch")
    changed = {line.key: typed[line.key] for line in lines if typed[line.key].strip() != line.value}
    if st.button(_("Save the texts"), type="primary", key="save_texts", disabled=not changed):
        with refusals_shown():
            with database.transaction() as session:
                for key, value in changed.items():
                    setting_values.set_value(
                        session, key, value, valid_from=first, basis="", actor=actor, now=now
                    )
            announce(_("The texts are saved."))
            st.rerun()
