"""Duties towards people whose data are kept: find, hand out, correct and restrict, each for a purpose."""

import streamlit as st

from services import database
from services.permissions import Permission
from services.personal_data import finding, requests
from ui import panels, screen_style
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.personal import asking, records
from ui.session import current_user, now, today

actor = current_user(Permission.PERSONAL_DATA)
this_moment, this_day = now(), today()
request_id = int(st.session_state.get(asking.REQUEST, 0))

screen_style.apply(st.context.theme.type == "dark")
st.title(_("Personal data"))
st.caption(_("A request is recorded before anything is found; each further step names its reason."))

with panels.panel("data_ask", _("Whose data, and what for")):
    asking.form(actor, now=this_moment, this_day=this_day)

if request_id:
    with refusals_shown():
        with database.reading() as session:
            request = requests.by_id(session, request_id, actor=actor)
            findings = finding.find(session, request, actor=actor)
        with panels.panel(
            "data_found", _("What is kept"), note=_("Values open only when they are handed out.")
        ):
            if findings.records:
                chosen = records.table(findings)
                records.hand_out(request_id, request.basis, chosen, actor=actor, now=this_moment)
                records.changes(request_id, chosen, actor=actor, now=this_moment)
            else:
                panels.nothing(
                    _("Nothing is kept under this name or number among what you may see."),
                    _("Check the spelling, or search by the other one."),
                )
            records.mentions(findings)

with database.reading() as session:
    before = requests.own(session, actor=actor)
with panels.panel("data_earlier", _("My requests")):
    if before:
        asking.earlier(before)
    else:
        panels.nothing(_("No request has been recorded yet."), _("Record one above."))
