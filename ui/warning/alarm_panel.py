"""The early warning on the page of hot spots: the first alarms, and the sensitive days that come."""

from datetime import date

import streamlit as st

from services import database, thresholds
from services.permissions import Actor
from services.warning import judging, listing, running, sensitive
from ui import navigation, panels
from ui.i18n import _
from ui.labels import count
from ui.warning import calendar, cards, words

FIRST = 5
AHEAD = 60


def standing(actor: Actor, *, today: date) -> None:
    """The first alarms that nobody has settled, and the way to all of them."""
    with database.reading() as session:
        found = listing.standing(session, actor=actor, today=today)
        scored = running.latest(session, actor=actor) is not None
    lines = [line for line in found if line.said is None or line.said.label not in judging.SETTLED]
    note = words.counted(lines) if lines else ""
    title = _("Early warning: more than usual in a place")
    with panels.panel("alarms_first", title, note=note, height="content"):
        cards.show(lines[:FIRST], short=True)
        if not lines:
            panels.nothing(*words.none_stands(actor, scored=scored))
        navigation.link("alarms", _("All alarms, their courses and the trial"), icon=":material/arrow_right:")


def sensitive_ahead(actor: Actor, *, today: date) -> None:
    """Sensitive days of the next weeks; the near ones stand out."""
    with database.reading() as session:
        found = sensitive.coming(session, actor=actor, today=today, days=AHEAD)
        near = thresholds.number(session, "warning.sensitive_days", today=today)
    with panels.panel("sensitive_ahead", _("Sensitive days ahead"), height="content"):
        for period in found:
            said = f"{panels.plain(words.named(period))} · {calendar.when(period, today)}"
            is_near = (period.first_on - today).days <= near
            st.markdown(f":material/event_upcoming: {f'**{said}**' if is_near else said}")
        if not found:
            panels.nothing(_("None in the next {n} days.").format(n=count(AHEAD)), "")
        navigation.link(
            "alarms", _("Calendar of sensitive days"), icon=":material/calendar_month:", view="days"
        )
