"""The leader's first minute: what needs direction, the figures of the role, and where to look closer."""

import streamlit as st

from services.permissions import Permission
from ui import filters, hot_list, monitor_tiles, monitoring, panels, remembered, watch_charts
from ui.i18n import _
from ui.session import current_user, today

actor = current_user(Permission.FIGURES_READ)
this_day = today()

st.title(_("Monitor"))
filter = filters.bar(actor, page="monitor", beside=lambda: monitor_tiles.choosing(actor, today=this_day))
monitoring.needs_direction(filter, actor=actor, today=this_day)

monitor_tiles.show(filter, actor=actor, today=this_day)

left, right = st.columns([11, 9], gap="small")
with left:
    watch_charts.by_month(
        "received", _("Petitions received by month (petitions)"), filter, actor=actor, today=this_day
    )
with right:
    watch_charts.overdue_table(filter, actor=actor, today=this_day)

left, right = st.columns([11, 9], gap="small")
with left:
    with panels.panel("hot", _("Hot spots (matters)"), note=_("Level, points, change, main reasons")):
        hot = remembered.hottest(filter, actor=actor, today=this_day, limit=5)
        hot_list.show(hot, key="hot")
        if not hot:
            hot_list.nothing(actor)
    monitoring.scorecards(filter, actor=actor, today=this_day)
with right:
    watch_charts.crowds_by_week(filter, actor=actor, today=this_day, height=320)
    monitoring.coming_days(filter, actor=actor, today=this_day, height=320)
