"""The leader's first minute: what needs direction, seven figures, and where to look closer."""

import streamlit as st

from services import database, thresholds
from services.permissions import Permission
from ui import filters, hot_list, monitoring, panels, remembered, watch_charts
from ui.figures import tiles
from ui.i18n import _, pgettext
from ui.labels import percent
from ui.session import current_user, today

actor = current_user(Permission.FIGURES_READ)
this_day = today()

st.title(_("Monitor"))
filter = filters.bar(actor, page="monitor")
monitoring.needs_direction(filter, actor=actor, today=this_day)

NAMES = ["received", "open", "overdue", "due_soon", "on_time_rate", "crowds", "over_level"]
found = remembered.figures(NAMES, filter, actor=actor, today=this_day)
with database.reading() as session:
    days = thresholds.number(session, "due_soon.days", today=this_day)
    target = thresholds.number(session, "on_time.target", today=this_day)
tiles(
    NAMES,
    found,
    filter,
    actor=actor,
    labels={
        "received": pgettext("tile", "Received"),
        "open": pgettext("tile", "Being settled"),
        "overdue": pgettext("tile", "Overdue"),
        "due_soon": _("Due in {days} days").format(days=days),
        "on_time_rate": pgettext("tile", "On time"),
        "crowds": pgettext("tile", "Crowds"),
    },
    notes={"on_time_rate": _("target {share}").format(share=percent(target / 100))},
)

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
