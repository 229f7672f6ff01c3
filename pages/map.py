"""One measure over the communes: where, how much, and the rows behind each place."""

import streamlit as st

from services.permissions import Permission
from services.statistics import MEASURES
from ui import filters, watch_charts
from ui.i18n import _
from ui.maps import view
from ui.session import current_user, today

actor = current_user(Permission.FIGURES_READ)
this_day = today()

st.title(_("Map"))
filter = filters.bar(actor, page="map")

name, per_people = view.choice(today=this_day)
st.caption(_(MEASURES[name].definition))

left, right = st.columns([7, 4], gap="small")
with left:
    view.choropleth(name, filter, actor=actor, today=this_day, per_people=per_people, height=620)
with right:
    title = f"{_(MEASURES[name].label)} ({_(MEASURES[name].unit)})"
    watch_charts.ranking(name, "commune", title, filter, actor=actor, today=this_day, most=16, height=620)
