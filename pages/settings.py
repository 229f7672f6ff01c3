"""Thresholds, texts, reminders, the deputy, and all settings as one file."""

import streamlit as st

from services import database, setting_values
from services.deputies import DEPUTY
from services.permissions import Permission
from services.reminders.people import FALLBACK
from ui.admin import deputy, reminders, second_factor_roles, settings_file, texts, thresholds
from ui.i18n import _
from ui.session import current_user, now, today

actor = current_user(Permission.SETTING_EDIT)
this_moment, this_day = now(), today()

st.title(_("Settings"))

with database.reading() as session:
    lines = setting_values.lines(session, actor=actor, today=this_day)

titles = [
    _("Thresholds"),
    _("Sign-in screen, receipts, documents"),
    _("Reminders"),
    _("Denunciations"),
    _("Export and import"),
]
asked = _("Reminders") if st.query_params.get("tab") == "reminders" else None
tabs = st.tabs(titles, default=asked, key="setting_tabs")

with tabs[0]:
    numbers = [line for line in lines if not (line.is_text or line.is_person or line.is_roles)]
    thresholds.edit(numbers, actor, today=this_day, now=this_moment)

with tabs[1]:
    texts.edit([line for line in lines if line.is_text], actor, today=this_day, now=this_moment)
    with st.container(border=True):
        st.subheader(_("Second factor"))
        for line in lines:
            if line.is_roles:
                second_factor_roles.edit(line, actor, today=this_day, now=this_moment)

with tabs[2]:
    named = [line for line in lines if line.is_person and line.key == FALLBACK]
    reminders.edit(named, actor, today=this_day, now=this_moment)

with tabs[3]:
    named = [line for line in lines if line.key == DEPUTY]
    deputy.edit(named, actor, today=this_day, now=this_moment)

with tabs[4]:
    left, right = st.columns(2, gap="large")
    with left.container(border=True):
        st.subheader(_("Export"))
        settings_file.give_out(actor, now=this_moment)
    with right.container(border=True):
        st.subheader(_("Import"))
        settings_file.take_in(actor, now=this_moment)
