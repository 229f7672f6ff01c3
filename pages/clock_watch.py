"""Watch over terms: what the nightly check found, who is missing to be reminded, what was reported."""

import streamlit as st

from services import database, inbox
from services.clock_proof import alarms as clock_alarms
from services.permissions import Permission, can
from services.reminders import gaps
from ui.i18n import _
from ui.rights import emergencies
from ui.session import current_user, now
from ui.watch import alarms, reminders, warning
from ui.work import lists

actor = current_user(Permission.ALARM_READ)
this_moment = now()

st.title(_("Watch over terms"))

with database.reading() as session:
    last = clock_alarms.last_proof(session, actor=actor)
    found = clock_alarms.standing(session, actor=actor)
    missing = gaps.standing(session, actor=actor)
    messages, unread = inbox.unread(session, actor=actor), inbox.unread_count(session, actor=actor)
    read = inbox.earlier(session, actor=actor)

has_work = can(actor, Permission.CASE_READ)
left, right = st.columns([5, 2 if not has_work else 0.01], gap="large")
with left:
    st.subheader(_("Nightly check"))
    alarms.summary(last, found)
    if found:
        alarms.table(found, actor=actor, now=this_moment)
    st.subheader(_("Supervisors who are missing"))
    reminders.missing(missing, actor=actor)
    if can(actor, Permission.WATCH_RUN):
        warning.by_hand(actor=actor, now=this_moment)
    if can(actor, Permission.AUDIT_READ):
        emergencies.table(actor, now=this_moment)
if not has_work:
    # Whoever has no work of his own reads here what was reported to him.
    with right:
        lists.came_back(messages, unread, actor=actor, now=this_moment)
        lists.earlier(read)
