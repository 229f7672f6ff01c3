"""The set-up of a new installation: units, heads, focal unit, calendar, people, and what is missing."""

import streamlit as st

from services import attention, database, set_up, unit_views
from services.permissions import Permission
from services.set_up import SetUpStep
from ui.admin import handed_out, set_up_steps
from ui.i18n import _
from ui.session import current_user, now, today

actor = current_user(Permission.SETTING_EDIT)
this_moment, this_day = now(), today()

st.title(_("Set-up"))
st.caption(_("Five steps in any order; everything can be changed or taken back later."))
handed_out.show()

with database.reading() as session:
    states = set_up.progress(session, actor=actor, today=this_day)
    lines = unit_views.tree(session, actor=actor, today=this_day)
    points = attention.points(session, actor=actor, today=this_day)

set_up_steps.attention(points)
set_up_steps.show_progress(states)
first_open = next((state.step for state in states if not state.is_done), SetUpStep.PEOPLE)
steps = {step.value: set_up_steps.title_of(step, states) for step in SetUpStep}
asked = st.query_params.get("step", first_open.value)
chosen = st.segmented_control(
    _("Step"),
    list(steps),
    format_func=steps.get,
    default=asked if asked in steps else first_open.value,
    key="set_up_step",
    label_visibility="collapsed",
)

with st.container(border=True):
    set_up_steps.draw(SetUpStep(chosen or first_open), lines, actor, today=this_day, now=this_moment)

set_up_steps.missing(states)
