"""Hot spots: the hottest matters with their reasons, crowds that are there now, and the trend."""

import streamlit as st

from services import crowds, database
from services.hotspots.assessment import RiskLevel
from services.permissions import Permission, can
from ui import (
    crowd_views,
    filters,
    hot_files,
    hot_list,
    navigation,
    panels,
    parameters,
    related_cases,
    remembered,
    unjudged_levels,
    watch_charts,
)
from ui.i18n import _
from ui.maps import view
from ui.session import current_user, now, today
from ui.warning import alarm_panel

actor = current_user(Permission.FIGURES_READ)
this_day = today()

st.title(_("Hot spots"))
filter = filters.bar(actor, page="hotspots")
hot_files.overdue(actor, today=this_day)
only_alarms = parameters.whole("alarms") == 1
if only_alarms:
    hot = shown = hot_list.in_alarm(filter, actor=actor, today=this_day)
else:
    hot = remembered.hottest(filter, actor=actor, today=this_day, limit=200)
    shown = [one for one in hot if one.level is not RiskLevel.NORMAL or one.set_level][:12] or hot[:5]

left, right = st.columns([11, 9], gap="small")
title = _("Hot spots in alarm") if only_alarms else _("Hottest matters")
with left, panels.panel("hot_all", title, note=hot_list.summary(hot), height="content"):
    if only_alarms:
        st.caption(hot_list.alarms_said(today=this_day))
        navigation.link("hotspots", _("All hot spots"), icon=":material/arrow_back:", **filter.to_query())
    hot_list.show(shown, key="hot", reasons=3, with_missing=True)
    if len(shown) < len(hot):
        st.caption(_("{shown} of {all} matters with points").format(shown=len(shown), all=len(hot)))
    if not hot:
        hot_list.nothing(actor)
with left:
    alarm_panel.standing(actor, today=this_day)

with right:
    alarm_panel.sensitive_ahead(actor, today=this_day)
    with panels.panel("crowds_now", _("Crowds that are there now"), height="content"):
        with database.reading() as session:
            present = crowds.ongoing(session, actor=actor, today=this_day)
        crowd_views.present(present)
        if not present:
            panels.nothing(_("No crowd is there now."), _("The reception desk records a crowd as it comes."))
        if can(actor, Permission.CROWD_RECORD):
            with st.container(horizontal=True):
                navigation.link("crowds", _("Record a crowd"), icon=":material/groups:", tab="crowd")
                navigation.link("crowds", _("Record over-level"), icon=":material/north:", tab="over_level")
    watch_charts.crowds_by_week(filter, actor=actor, today=this_day)
    title = _("Crowds by commune (times)")
    view.choropleth("crowds", filter, actor=actor, today=this_day, title=title, height=440)

below, beside = st.columns(2, gap="small")
with below:
    hot_files.show(actor, today=this_day)
with beside:
    unjudged_levels.show(actor, today=this_day)
related_cases.show(actor, now=now(), today=this_day)
