"""Running the early warning by hand: the last week scored, the warning tried on past weeks."""

from datetime import datetime

import streamlit as st

from services import database
from services.permissions import Actor
from services.warning import backtest, running
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count
from ui.warning import words


def by_hand(*, actor: Actor, now: datetime) -> None:
    """Two buttons for whoever runs what watches; the timer does both by itself."""
    st.subheader(_("Early warning"))
    st.caption(_("The nightly run scores each week after its Sunday, and tries the warning every few weeks."))
    with st.container(horizontal=True):
        if st.button(_("Score the last week"), icon=":material/play_arrow:", key="score_week"):
            with refusals_shown():
                with st.spinner(_("Scoring …")), database.transaction() as session:
                    told = running.run_due(session, actor=actor, now=now)
                    text = _("The last week is scored already.")
                    if told is not None:
                        text = ngettext(
                            "The week {week} is scored: {n} new alarm.",
                            "The week {week} is scored: {n} new alarms.",
                            told.new,
                        ).format(week=words.week(told.run.monday), n=count(told.new))
                announce(text)
                st.rerun()
        if st.button(_("Try it on past weeks"), icon=":material/history:", key="try_warning"):
            with refusals_shown():
                bar = st.progress(0.0, text=_("Scoring past weeks …"))
                with database.transaction() as session:
                    backtest.run(session, actor=actor, now=now, watch=bar.progress)
                announce(_("The trial is kept; leaders see it on the page “Early warning”."))
                st.rerun()
