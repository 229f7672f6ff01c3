"""Early warning: alarms of the statistics with their reasons, the trial on past weeks, sensitive days."""

import streamlit as st

from services import database, thresholds
from services.permissions import Permission
from services.warning import listing, running
from ui import panels, parameters, remembered, screen_style
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.session import current_user, now, today
from ui.warning import calendar, cards, detail, method, overview, trial, words

actor = current_user(Permission.FIGURES_READ)
this_day, this_moment = today(), now()
remembered.latest()

st.title(_("Early warning"))
screen_style.apply(st.context.theme.type == "dark")
with database.reading() as session:
    run = running.latest(session, actor=actor)
    standing = listing.standing(session, actor=actor, today=this_day)
    near = thresholds.number(session, "warning.sensitive_days", today=this_day)

views = {
    "alarms": _("Alarms"),
    "closed": _("Closed"),
    "trial": _("Trial on past weeks"),
    "days": _("Sensitive days"),
    "method": _("Method"),
}
view = overview.chosen_view(views)
calendar.ahead(actor=actor, today=this_day, days=near)

if view == "trial":
    trial.show(actor=actor)
elif view == "days":
    calendar.show(actor=actor, now=this_moment, today=this_day)
elif run is None:
    with panels.panel("no_run", _("Alarms")):
        panels.nothing(*words.none_stands(actor, scored=False))
elif view == "method":
    method.show(run)
else:
    lines = standing
    if view == "closed":
        with database.reading() as session:
            lines = listing.closed(session, actor=actor, today=this_day)
    wanted = parameters.whole("alarm")
    left, right = st.columns([6, 7], gap="small")
    with left, panels.panel("alarms", _("Alarms up to the week {week}").format(week=words.week(run.monday))):
        st.caption(words.counted(lines))
        cards.show(lines, chosen=wanted)
        if not lines:
            overview.nothing(actor, closed=view == "closed")
        method.missing(run)
    with right:
        chosen = next((line for line in lines if line.id == wanted), None)
        if chosen is None and wanted:
            with refusals_shown(), database.reading() as session:
                chosen = listing.one(session, wanted, actor=actor, today=this_day)
        chosen = chosen or next(iter(lines), None)
        if chosen is not None:
            detail.show(chosen, actor=actor, now=this_moment)
        overview.where(standing, actor=actor, today=this_day)
