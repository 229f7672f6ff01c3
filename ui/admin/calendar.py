"""The working calendar: the official notice of a year, days off and make-up days over the shipped ones."""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from services import calendar_days, database
from services.clock_summaries import Effect
from services.permissions import Actor
from ui.admin import changes
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, day
from ui.rules import effects


def edit(actor: Actor, *, today: date, now: datetime, key: str = "calendar") -> None:
    """Everything an administrator enters: a day, the notice of a year, taking a day back."""
    with database.reading() as session:
        lines = calendar_days.days(session, actor=actor)
    own = [line.day for line in lines if line.is_own]
    left, right = st.columns([3, 2], gap="large")
    with left.container(border=True):
        _enter(actor, today=today, now=now, key=key)
    with right.container(border=True):
        _notice(actor, today=today, now=now, key=key)
        if own:
            _take_back(own, actor, now=now, key=key)
    with st.expander(_("History"), icon=":material/history:", key=f"{key}_history"):
        changes.history(actor, "calendar", key=key)


def _notice(actor: Actor, *, today: date, now: datetime, key: str) -> None:
    with database.reading() as session:
        lacking = calendar_days.missing_notices(session, today=today)
    st.markdown(f"**{_('Official notice of a year')}**")
    one, two = st.columns([1, 2], vertical_alignment="bottom")
    year = one.number_input(
        _("Year"), min_value=2000, value=lacking[0] if lacking else today.year + 1, step=1, key=f"{key}_year"
    )
    letter = two.text_input(_("Number of the official letter"), key=f"{key}_letter", max_chars=80)
    st.caption(_("Enter the swaps and make-up days first; then confirm that the year is as its notice says."))
    if st.button(_("Confirm the year"), key=f"{key}_confirm", disabled=not letter.strip()):
        with refusals_shown():
            with database.transaction() as session:
                calendar_days.set_notice(session, int(year), letter_number=letter, actor=actor, now=now)
            announce(_("The days off of {year} are confirmed.").format(year=int(year)))
            st.rerun()


def _enter(actor: Actor, *, today: date, now: datetime, key: str) -> None:
    st.markdown(f"**{_('Enter a day that differs')}**")
    one, two = st.columns(2)
    st.session_state.setdefault(f"{key}_day", today)
    # Wider than the years with data: what lies outside is refused in words.
    first, last = date(2000, 1, 1), date(2199, 12, 31)
    chosen = one.date_input(_("Day"), None, first, last, format="DD/MM/YYYY", key=f"{key}_day")
    kinds = {False: _("Day off"), True: _("Working day")}
    working = two.selectbox(_("What"), list(kinds), format_func=kinds.get, key=f"{key}_working")
    reason = st.text_input(_("Reason"), key=f"{key}_reason", max_chars=200)
    number = st.text_input(_("Number of the official letter"), key=f"{key}_number", max_chars=80)
    if chosen is None:
        st.caption(_("Choose the day first."))
        return
    with refusals_shown(), database.reading() as session:
        touched = calendar_days.effect(session, chosen, is_working=working, actor=actor, today=today)
        _preview(touched, key=key)
    if st.button(_("Enter the day"), type="primary", key=f"{key}_save"):
        with refusals_shown():
            with database.transaction() as session:
                waiting = calendar_days.set_day(
                    session,
                    chosen,
                    is_working=working,
                    reason=reason,
                    letter_number=number,
                    actor=actor,
                    now=now,
                )
            announce(_entered(chosen, waiting))
            st.rerun()


def _preview(touched: Effect, *, key: str) -> None:
    if not touched.total:
        st.caption(_("Preview of the effect: no running clock comes to another day."))
        return
    st.markdown(f"**{_('Preview of the effect')}**")
    effects.counts(touched, key=f"{key}_day")
    st.caption(
        _("Nothing moves when you save: each running clock keeps its day until you decide in “To decide”.")
    )


def _entered(chosen: date, waiting: int) -> str:
    done = _("The day {day} is entered.").format(day=day(chosen))
    if waiting <= 0:
        return done
    more = ngettext(
        "{n} running clock keeps its day until you decide about it in “To decide”.",
        "{n} running clocks keep their day until you decide about them in “To decide”.",
        waiting,
    )
    return f"{done} {more.format(n=count(waiting))}"


def _take_back(own: Sequence[date], actor: Actor, *, now: datetime, key: str) -> None:
    with st.popover(_("Take one back"), icon=":material/undo:", type="tertiary", key=f"{key}_undo"):
        wrong = st.selectbox(_("Entered by mistake"), own, format_func=day, key=f"{key}_wrong")
        if st.button(_("Take it back"), key=f"{key}_remove"):
            with refusals_shown():
                with database.transaction() as session:
                    calendar_days.remove_day(session, wrong, actor=actor, now=now)
                announce(_("The day is taken back; the shipped calendar holds for it."))
                st.rerun()
