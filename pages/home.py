"""My work today: what waits for me by nearest breach, what came back, drafts, absence."""

import streamlit as st

from services import database, delegations, inbox, my_work
from services.permissions import Permission, can
from ui import identity
from ui.i18n import _
from ui.labels import count
from ui.rights import emergencies
from ui.session import current_user, now, today
from ui.watch import alarms
from ui.work import absence, lists

actor = current_user(Permission.CASE_READ)
this_moment, this_day = now(), today()
st.title(_("My work"))

with database.reading() as session:
    work = my_work.of(session, actor=actor, today=this_day)
    messages, unread = inbox.unread(session, actor=actor), inbox.unread_count(session, actor=actor)
    read = inbox.earlier(session, actor=actor)
    standing = delegations.standing(session, actor=actor, today=this_day)
alarms.hint(actor)
emergencies.hint(actor, now=this_moment)
absence.standing(standing, actor=actor, now=this_moment, today=this_day)

left, right = st.columns([5, 2], gap="large")
with left:
    lists.tasks(
        _("Overdue and today"),
        work.now,
        work.now_total,
        key="now",
        empty=_("Nothing is overdue and nothing ends today."),
        today=this_day,
    )
    lists.petitions(work.petitions)
    lists.tasks(
        _("This week (next {n} days)").format(n=work.days),
        work.week,
        work.week_total,
        key="week",
        empty=_("Nothing ends in the next days."),
        today=this_day,
    )
    if work.later_total:
        st.caption(_("Later or without a term: {n}").format(n=count(work.later_total)))
    lists.tasks(
        _("Waiting for others"),
        work.waiting,
        work.waiting_total,
        key="waiting",
        empty=_("Nothing waits for somebody else."),
        today=this_day,
    )
    lists.unconfirmed(work.unconfirmed, work.unconfirmed_total)
with right:
    identity.to_answer(actor, now=this_moment)
    lists.came_back(messages, unread, actor=actor, now=this_moment)
    lists.earlier(read)
    if can(actor, Permission.PETITION_ENTER):
        lists.in_hand(lists.own_drafts(actor))
    if can(actor, Permission.DELEGATE):
        with st.expander(_("Delegate work for some days"), icon=":material/handshake:", key="delegate_box"):
            absence.delegate_form(actor=actor, now=this_moment, today=this_day)
    if can(actor, Permission.HAND_OVER):
        with st.expander(_("Hand everything of somebody over"), icon=":material/move_up:", key="over_box"):
            absence.hand_over_form(actor=actor, now=this_moment, today=this_day)
