"""The working calendar: the official notice of a year, days off and make-up days over the shipped ones."""

from datetime import date, datetime

import pandas as pd
import streamlit as st

from services import calendar_days, database
from services.permissions import Actor
from ui.admin import changes
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import count, day


def edit(actor: Actor, *, today: date, now: datetime, key: str = "calendar") -> None:
    """Everything on the calendar."""
    _notices(actor, today=today, now=now, key=key)
    with database.reading() as session:
        lines = calendar_days.days(session, actor=actor)
    if lines:
        rows = [
            {
                _("Day"): day(line.day),
                _("What"): _("Working day") if line.is_working else _("Day off"),
                _("Reason"): line.reason,
                _("Number of the official letter"): line.letter_number or "–",
                _("State"): _("confirmed") if line.is_verified else _("unverified"),
                _("Source"): _("entered here") if line.is_own else _("shipped"),
            }
            for line in lines
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, key=f"{key}_days")
        st.caption(_("Public holidays and weekends are known; only days that differ stand here."))
    _enter(actor, today=today, now=now, key=key)
    own = [line.day for line in lines if line.is_own]
    if own:
        with st.popover(_("Take one back"), icon=":material/undo:", type="tertiary", key=f"{key}_undo"):
            wrong = st.selectbox(_("Entered by mistake"), own, format_func=day, key=f"{key}_wrong")
            if st.button(_("Take it back"), key=f"{key}_remove"):
                with refusals_shown():
                    with database.transaction() as session:
                        calendar_days.remove_day(session, wrong, actor=actor, now=now)
                    announce(_("The day is taken back; the shipped calendar holds for it."))
                    st.rerun()
    with st.expander(_("History"), icon=":material/history:", key=f"{key}_history"):
        changes.history(actor, "calendar", key=key)


def _notices(actor: Actor, *, today: date, now: datetime, key: str) -> None:
    with database.reading() as session:
        lacking = calendar_days.missing_notices(session, today=today)
    for year in lacking:
        st.warning(
            _("The official notice on the days off of {year} has not been entered.").format(year=year)
            + " "
            + _("Terms that reach into that year are counted with the ordinary calendar."),
            icon=":material/event_upcoming:",
        )
    one, two, three = st.columns([1, 2, 1], vertical_alignment="bottom")
    year = one.number_input(
        _("Year"), min_value=2000, value=lacking[0] if lacking else today.year + 1, step=1, key=f"{key}_year"
    )
    letter = two.text_input(_("Number of the official letter"), key=f"{key}_letter", max_chars=80)
    if three.button(_("Confirm the year"), key=f"{key}_confirm", disabled=not letter.strip()):
        with refusals_shown():
            with database.transaction() as session:
                calendar_days.set_notice(session, int(year), letter_number=letter, actor=actor, now=now)
            announce(_("The days off of {year} are confirmed.").format(year=int(year)))
            st.rerun()


def _enter(actor: Actor, *, today: date, now: datetime, key: str) -> None:
    st.markdown(f"**{_('Enter a day that differs')}**")
    one, two, three, four = st.columns([1, 1, 2, 2])
    chosen = one.date_input(_("Day"), value=today, format="DD/MM/YYYY", key=f"{key}_day")
    kinds = {False: _("Day off"), True: _("Working day")}
    working = two.selectbox(_("What"), list(kinds), format_func=kinds.get, key=f"{key}_working")
    reason = three.text_input(_("Reason"), key=f"{key}_reason", max_chars=200)
    number = four.text_input(_("Number of the official letter"), key=f"{key}_number", max_chars=80)
    with database.reading() as session:
        touched = calendar_days.effect(session, chosen, is_working=working, actor=actor, today=today)
    st.caption(
        _("Preview of the effect: {clocks} running clocks and {petitions} petitions span this day.").format(
            clocks=count(touched.clocks), petitions=count(touched.petitions)
        )
    )
    if st.button(_("Enter the day"), type="primary", key=f"{key}_save"):
        with refusals_shown():
            with database.transaction() as session:
                calendar_days.set_day(
                    session,
                    chosen,
                    is_working=working,
                    reason=reason,
                    letter_number=number,
                    actor=actor,
                    now=now,
                )
            announce(_("The day {day} is entered.").format(day=day(chosen)))
            st.rerun()
