"""A figure asked for again by its code: what the reader saw, what it is today, and the rows behind it."""

import streamlit as st

from services import database, passport_reading
from services.passport_reading import Reopened, ReopenedOfficial
from services.permissions import Permission
from ui import navigation, reopened, screen_style
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.session import current_user, today

actor = current_user(Permission.FIGURES_READ)
this_day = today()

screen_style.apply(st.context.theme.type == "dark")
st.title(_("Figure by its code"))
code = st.text_input(
    _("Code of the figure"),
    value=st.query_params.get("code", "")[:20],
    key="figure_code",
    placeholder="7K3Q9XM",
    max_chars=20,
    width=240,
)
st.query_params.from_dict({"code": code} if code else {})
if (alarm := code.strip().removeprefix("#")) != code.strip() and alarm.isdecimal():
    # The briefing names alarms by their number; no code of a figure has this sign.
    navigation.go("alarms", alarm=int(alarm))
if not code:
    st.info(
        _("Seven letters and digits, as they stand under “Figure codes” of a screen, on a slide or a sheet."),
        icon=":material/tag:",
    )
    st.stop()

with refusals_shown():
    with database.reading() as session:
        found = passport_reading.opened(session, code, actor=actor, today=this_day)
    if isinstance(found, Reopened):
        reopened.counted(found, actor=actor, today=this_day)
    if isinstance(found, ReopenedOfficial):
        reopened.official(found)
