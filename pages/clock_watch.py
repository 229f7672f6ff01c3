"""Watch over terms: what the nightly check found that does not follow from the history of a case."""

import streamlit as st

from services import database
from services.clock_proof import alarms as clock_alarms
from services.permissions import Permission
from ui.i18n import _
from ui.session import current_user, now
from ui.watch import alarms

actor = current_user(Permission.ALARM_READ)
this_moment = now()

st.title(_("Watch over terms"))

with database.reading() as session:
    last = clock_alarms.last_proof(session, actor=actor)
    found = clock_alarms.standing(session, actor=actor)

st.subheader(_("Nightly check"))
alarms.summary(last, found)
if found:
    alarms.table(found, actor=actor, now=this_moment)
