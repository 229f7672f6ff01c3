"""What a reader of the trail asks for: when, who, what, about which matter."""

from datetime import date, timedelta

import streamlit as st

from services import database
from services.permissions import Actor, Permission, can
from services.text import N_
from services.trail import reading
from services.trail.kinds import GROUPS
from services.trail.reading import SYSTEM, TrailFilter
from ui.i18n import _
from ui.trail import words

PERIODS: dict[str, str] = {
    "1": N_("Today"),
    "7": N_("7 days"),
    "30": N_("30 days"),
    "365": N_("12 months"),
    "days": N_("Any days"),
    "all": N_("Everything"),
}
DEFAULT = "30"
LONGEST_CODE = 20


def bar(actor: Actor, *, today: date) -> TrailFilter:
    """Draw the filter; returns what is chosen. The address may name a group and a code to begin with."""
    with database.reading() as session:
        names = {SYSTEM: _("manage.py (command line)"), **reading.people(session, actor=actor)}
    query = st.query_params
    reads_matters = can(actor, Permission.AUDIT_READ)
    groups = {name: _(words.GROUPS[name]) for name in GROUPS}
    periods = {name: _(text) for name, text in PERIODS.items()}
    deeds = dict(sorted(((name, words.action(name)) for name in words.ACTIONS), key=lambda one: one[1]))
    with st.container(key="trail_filter"):
        if reads_matters:
            asked = query.get("group", "")
            group = st.pills(
                _("At a glance"),
                list(groups),
                default=asked if asked in groups else None,
                format_func=groups.get,
                key="trail_group",
            )
        else:
            group = None
        one, two, three, four = st.columns(4)
        period = one.selectbox(
            _("Period"),
            list(periods),
            index=list(periods).index(DEFAULT),
            format_func=periods.get,
            key="trail_period",
        )
        person = two.selectbox(
            _("Person"),
            list(names),
            index=None,
            format_func=names.get,
            placeholder=_("Everybody"),
            key="trail_person",
        )
        action = three.selectbox(
            _("Deed"),
            list(deeds),
            index=None,
            format_func=deeds.get,
            placeholder=_("All deeds"),
            key="trail_action",
        )
        code = ""
        if reads_matters:
            code = four.text_input(
                _("Code of a case or petition"),
                value=query.get("code", "")[:LONGEST_CODE],
                max_chars=LONGEST_CODE,
                placeholder="2026-00042",
                key="trail_code",
            )
        since, until = _days(period, today=today)
    return TrailFilter(since, until, person, action or "", group or "", code)


def _days(period: str, *, today: date) -> tuple[date | None, date | None]:
    if period == "all":
        return None, None
    if period != "days":
        return today - timedelta(days=int(period) - 1), today
    first, last, _rest = st.columns([1, 1, 3])
    since = first.date_input(
        _("From day"), today - timedelta(days=29), format="DD/MM/YYYY", key="trail_since"
    )
    until = last.date_input(_("To day"), today, format="DD/MM/YYYY", key="trail_until")
    return since, until
