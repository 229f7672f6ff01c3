"""The level that a leader sets for a case for a time, beside the level by points, and its judgement."""

from datetime import date, datetime, timedelta

import streamlit as st

from models.enums import OverrideOutcome, RiskLevel
from services import database
from services.case_view import CaseView
from services.hotspots import override_views, overrides
from services.hotspots.override_views import OpenedOverride
from services.hotspots.overrides import OverrideInput
from services.permissions import Actor, Permission, can
from ui import hot_list
from ui.case import typed
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import count, day, word, words_of
from ui.panels import plain

# How long after today a form proposes the end.
USUAL = timedelta(days=28)


def show(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    """What was set, why and until when; setting one where none holds."""
    leads = can(actor, Permission.HOTSPOT_LEAD)
    with database.reading() as session:
        found = override_views.of_case(session, view.case.id or 0, actor=actor, today=today)
    for one in found:
        with st.container(border=True, key=f"level_{one.id}"):
            _told(one)
            if leads and not one.is_over:
                _lifting(one, actor=actor, now=now)
            elif leads and one.outcome is None:
                _judging(view, one, actor=actor, now=now)
            elif leads:
                with st.expander(_("Judge again"), icon=":material/edit:", key=f"level_again_{one.id}"):
                    _judging(view, one, actor=actor, now=now)
    if leads and all(one.is_over for one in found):
        with st.expander(_("Set the level for a time"), icon=":material/tune:", key="level_open"):
            _setting(view, actor=actor, now=now, today=today)


def _told(one: OpenedOverride) -> None:
    levels = {
        "level": _(hot_list.LEVELS[one.level]),
        "by_points": _(hot_list.LEVELS[one.level_by_points]),
        "points": count(one.points),
    }
    said = _("Set by a leader: **{level}**; by points then {by_points} · {points}").format(**levels)
    st.markdown(f":material/tune: {said}")
    st.markdown(plain(one.reason).replace("\n", "  \n"))
    term = _("{who}, from {start} until {end}").format(
        who=plain(one.set_by), start=day(one.starts_on), end=day(one.ends_on)
    )
    lifted = _("lifted on {day}").format(day=day(one.lifted_on)) if one.lifted_on else ""
    st.caption(" · ".join(part for part in (term, lifted) if part))
    if one.outcome is not None:
        judged = " · ".join(part for part in (word(one.outcome), plain(one.judgement)) if part)
        st.markdown(f":material/gavel: {judged}")


def _setting(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    code, levels = view.case.code, {level: _(msgid) for level, msgid in hot_list.LEVELS.items()}
    others = [level for level in levels if level is not view.risk.level]
    left, right = st.columns(2)
    level = left.selectbox(
        _("Risk level"), others, format_func=levels.get, key=typed.key("level", code, "level")
    )
    ends_on = right.date_input(
        _(overrides.LABEL_END), value=today + USUAL, format="DD/MM/YYYY", key=typed.key("level", code, "end")
    )
    reason = st.text_area(_(overrides.LABEL_REASON), key=typed.key("level", code, "reason"))
    if st.button(_("Set the level"), type="primary", key="level_save"):
        entry = OverrideInput(level=RiskLevel(level), reason=reason, ends_on=ends_on)
        with refusals_shown():
            with database.transaction() as session:
                overrides.set_level(session, view.case.id or 0, entry, actor=actor, now=now)
            _saved(_("The level is set. The level by points stays beside it."))


def _lifting(one: OpenedOverride, *, actor: Actor, now: datetime) -> None:
    if st.button(_("Lift the level"), key=f"level_lift_{one.id}", icon=":material/undo:"):
        with refusals_shown():
            with database.transaction() as session:
                overrides.lift(session, one.id, actor=actor, now=now)
            _saved(_("The level by points stands alone again."))


def _judging(view: CaseView, one: OpenedOverride, *, actor: Actor, now: datetime) -> None:
    """Asked once the level is over: was it right? Asked again it begins with what was said."""
    key = typed.key("level", view.case.code, f"outcome_{one.id}")
    outcomes = words_of(OverrideOutcome)
    place = list(outcomes).index(one.outcome) if one.outcome is not None else 0
    outcome = st.selectbox(_("Looking back"), list(outcomes), index=place, format_func=outcomes.get, key=key)
    note = st.text_area(
        _(overrides.LABEL_JUDGEMENT),
        value=one.judgement,
        key=typed.key("level", view.case.code, f"note_{one.id}"),
        height=80,
    )
    if st.button(_("Keep the judgement"), key=f"level_judge_{one.id}"):
        with refusals_shown():
            with database.transaction() as session:
                overrides.judge(session, one.id, OverrideOutcome(outcome), note=note, actor=actor, now=now)
            _saved(_("The judgement is kept."))


def _saved(message: str) -> None:
    announce(message)
    typed.renew("level")
    st.rerun()
