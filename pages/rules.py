"""Legal terms with their versions, what waits for a decision, clocks, workflow and the calendar."""

import streamlit as st

from services import database, rule_views, waiting_clocks
from services.permissions import Permission
from ui.i18n import _, ngettext
from ui.labels import count
from ui.rules import calendar_year, clock_table, detail, export, risk_points, terms, waiting, workflow_graph
from ui.session import current_user, now, today

actor = current_user(Permission.RULE_READ)
this_moment, this_day = now(), today()

st.title(_("Rules"))

with database.reading() as session:
    lines = rule_views.lines(session, actor=actor, today=this_day)
    groups = waiting_clocks.groups(session, actor=actor, today=this_day)

unverified = sum(1 for line in lines if not line.current.is_verified)
told = ngettext("{n} of {all} terms is unverified.", "{n} of {all} terms are unverified.", unverified)
touched = sum(group.effect.total for group in groups)
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    st.caption(told.format(n=count(unverified), all=count(len(lines))))
    if touched:
        told = ngettext("{n} running clock waits", "{n} running clocks wait", touched)
        st.badge(told.format(n=count(touched)), icon=":material/pending_actions:", color="orange")
    for warning in calendar_year.missing(actor, today=this_day):
        st.badge(warning, icon=":material/event_upcoming:", color="orange")

names = [
    _("Terms"),
    _("To decide"),
    _("Clocks by step"),
    _("Workflow"),
    _("Working calendar"),
    _("Hot-spot points"),
]
parts = dict(zip(["terms", "decide", "clocks", "workflow", "calendar", "points"], names, strict=True))
asked = parts.get(st.query_params.get("part", "terms"), names[0])
tabs = st.tabs(names, key="rule_tabs", default=asked, on_change="rerun")

if tabs[0].open:
    with tabs[0]:
        left, right = st.columns([8, 5], gap="medium")
        with left:
            chosen = terms.choose(lines)
            export.buttons(lines, actor, today=this_day, now=this_moment)
        with right:
            if chosen is not None:
                detail.show(chosen, actor, today=this_day, now=this_moment)

if tabs[1].open:
    with tabs[1]:
        waiting.show(groups, lines, actor, today=this_day, now=this_moment)

if tabs[2].open:
    with tabs[2]:
        clock_table.show(lines)

if tabs[3].open:
    with tabs[3]:
        workflow_graph.show()

if tabs[4].open:
    with tabs[4]:
        calendar_year.show(actor, today=this_day, now=this_moment)

if tabs[5].open:
    with tabs[5]:
        risk_points.show(actor, today=this_day, now=this_moment)
