"""What is typed in the room: comments beside a slide, conclusions, and what became of earlier ones."""

from datetime import date, datetime

import streamlit as st

from models.enums import BriefingSection, PromiseState
from services import database, officers
from services.briefing import comments, promises, weeks
from services.briefing.promises import DecisionInput
from services.briefing.promises_told import Shown
from services.permissions import Actor, Permission, can
from ui import remembered
from ui.briefing import words
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import day, instant

REPORTABLE = (PromiseState.DONE, PromiseState.NOT_DONE, PromiseState.OPEN)
# Whether a conclusion was taken down in the run before.
_TAKEN_DOWN = "_briefing_taken_down"


def comment(monday: date, section: BriefingSection, *, actor: Actor, now: datetime) -> None:
    """The comment beside a slide, with its earlier versions; only to read for those who do not publish."""
    with database.reading() as session:
        versions = comments.history(session, monday, section, actor=actor)
    may = can(actor, Permission.FIGURES_PUBLISH)
    if not (may or versions):
        return
    latest = versions[0] if versions else None
    with st.expander(_("Comment"), icon=":material/edit_note:", key=f"briefing_talk_{section}"):
        if may:
            number = latest.version if latest else 0
            # Another key for another version: what somebody else wrote meanwhile is shown, not overwritten.
            typed = st.text_area(
                _("Words beside this slide"),
                value=latest.text if latest else "",
                max_chars=comments.LONGEST,
                key=f"briefing_comment_{monday}_{section}_{number}",
            )
            if st.button(_("Save comment"), key="briefing_comment_save"):
                with refusals_shown():
                    with database.transaction() as session:
                        comments.write(session, monday, section, typed, version=number, actor=actor, now=now)
                    announce(_("The comment is saved."))
                    st.rerun()
        for one in versions:
            st.caption(f"{one.version} · {one.who} · {instant(one.at)}")
            st.text(one.text or _("(taken away)"))


def decide(monday: date, *, actor: Actor, today: date, now: datetime) -> None:
    """The form of one conclusion: what, who, until when, about which case."""
    if not can(actor, Permission.FIGURES_PUBLISH):
        return
    names = remembered.offered(actor, today=today).units
    with database.reading() as session:
        found = officers.reachable(session, actor=actor, today=today)
    people = {one.id: f"{one.name} · {one.unit}" for one in found}
    if st.session_state.pop(_TAKEN_DOWN, False):
        # Said before they are drawn, or the browser keeps what was typed and it is taken down twice.
        st.session_state.update(briefing_text="", briefing_case="")
    with st.form("briefing_decide", clear_on_submit=False, border=True):
        text = st.text_area(_("What is to be done"), key="briefing_text", max_chars=promises.LONGEST)
        first, second, third, fourth = st.columns([4, 3, 3, 3], gap="small")
        units = {one.id: one.name for one in names}
        unit = first.selectbox(
            _("Responsible unit"),
            list(units),
            index=None,
            format_func=units.get,
            key="briefing_unit",
            placeholder=_("Choose"),
        )
        officer = second.selectbox(
            _("Officer"),
            list(people),
            index=None,
            format_func=people.get,
            key="briefing_officer",
            placeholder=_("May stay empty"),
        )
        until = third.date_input(
            _("To be done by"),
            value=today + weeks.WEEK,
            min_value=today,
            key="briefing_due",
            format="DD/MM/YYYY",
        )
        code = fourth.text_input(
            _("Case (code)"),
            key="briefing_case",
            help=_("With a case it becomes a directive on the case, too."),
        )
        if st.form_submit_button(_("Take down the conclusion"), type="primary"):
            entry = DecisionInput(
                text, unit, until if isinstance(until, date) else None, officer_id=officer, case_code=code
            )
            with refusals_shown():
                with database.transaction() as session:
                    promises.decide(session, monday, entry, actor=actor, now=now)
                st.session_state[_TAKEN_DOWN] = True
                announce(_("The conclusion is taken down; it stands first next Monday."))
                st.rerun()


def report(found: list[Shown], *, actor: Actor, now: datetime) -> None:
    """What became of a conclusion: done, or not and why."""
    mine = {one.id: f"{day(one.due_on)} · {one.text}"[:120] for one in found if one.may_report}
    if not mine:
        return
    with st.expander(
        _("Say what became of a conclusion"), icon=":material/fact_check:", key="briefing_report"
    ):
        chosen = st.selectbox(
            _("Conclusion"),
            list(mine),
            format_func=mine.get,
            key="briefing_report_which",
        )
        state = st.radio(
            _("State"),
            REPORTABLE,
            format_func={one: _(words.STATES[one]) for one in REPORTABLE}.get,
            key="briefing_report_state",
            horizontal=True,
        )
        why = st.text_input(
            _("Why (asked for where it is not done)"), key="briefing_report_why", max_chars=promises.LONGEST
        )
        if st.button(_("Save"), key="briefing_report_save"):
            with refusals_shown():
                with database.transaction() as session:
                    promises.report(session, chosen, state, why=why, actor=actor, now=now)
                announce(_("Saved."))
                st.rerun()
