"""The matters behind one reminder that stands for many, by nearest breach."""

import streamlit as st

from services import database
from services.permissions import Permission
from services.reminders import reading
from ui import panels, parameters
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.session import current_user, today
from ui.watch import reminders

actor = current_user(Permission.CASE_READ)
this_day = today()
asked = parameters.whole("message")

st.title(_("Terms that need attention"))

with refusals_shown(), database.reading() as session:
    rows, total = reading.behind(session, asked, actor=actor)
    if rows:
        reminders.behind(rows, total, today=this_day)
    else:
        panels.nothing(
            _("Nothing of this reminder is open to you any more."), _("Look at your work instead.")
        )
