"""The hottest matters as a list: level, points, how they changed, what the level rests on."""

from datetime import date
from html import escape

import streamlit as st

from services import database
from services.filters import Filter
from services.hotspots import alarms, points, risk
from services.hotspots.assessment import RULES, Reason, RiskLevel
from services.hotspots.override_views import SetLevel
from services.hotspots.risk import HotCase
from services.permissions import Actor
from services.text import N_
from ui import navigation, panels, remembered
from ui.i18n import _, filled, ngettext
from ui.labels import count, day, word

# A longer list is not read; the filter makes it shorter.
MOST_ALARMS = 50
LEVELS = {
    RiskLevel.HOT: N_("Hot"),
    RiskLevel.WARNING: N_("Warning"),
    RiskLevel.WATCH: N_("Watch"),
    RiskLevel.NORMAL: N_("Normal"),
}
LEVEL_COLOURS = {
    RiskLevel.HOT: "var(--td-bad)",
    RiskLevel.WARNING: "var(--td-warn)",
    RiskLevel.WATCH: "var(--td-accent)",
    RiskLevel.NORMAL: "var(--td-muted)",
}


def show(found: list[HotCase], *, key: str, reasons: int = 2, with_missing: bool = False) -> None:
    """The hottest matters: level, points, change since the day compared with, what it rests on.

    `with_missing` adds what is not recorded, which costs no points and is no "no".
    """
    for hot in found:
        with st.container(border=True, key=f"card_{key}_{hot.case_id}"):
            navigation.link("case", f"**{hot.code}** · {panels.plain(subject_of(hot))}", code=hot.code)
            missing = ""
            if with_missing and hot.risk.missing:
                missing = f" · <i>{escape(' · '.join(_(text) for text in hot.risk.missing))}</i>"
            line = f"{level_badge(hot)} {_change(hot)} {escape(because(hot, reasons))}{missing}{_review(hot)}"
            st.html(f'<p class="td-note">{line}</p>')


def in_alarm(filter: Filter, *, actor: Actor, today: date) -> list[HotCase]:
    """The matters that raise an alarm, as many as fit a list that is read."""
    ids = remembered.alarming(filter, actor=actor, today=today)
    if len(ids) > MOST_ALARMS:
        st.caption(_("{shown} of {all} matters with points").format(shown=MOST_ALARMS, all=count(len(ids))))
    with database.reading() as session:
        return risk.listed_cases(session, ids[:MOST_ALARMS], actor=actor, today=today)


def nothing(actor: Actor) -> None:
    """Why the list is empty: nothing is hot, or the reader may see figures only."""
    if actor.scope.rows:
        panels.nothing(
            _("No matter has risk points."), _("Points come from crowds, over-level, directives and delay.")
        )
    else:
        panels.nothing(
            _("Your role shows figures only."), _("Ask the unit concerned for the matters behind them.")
        )


def summary(found: list[HotCase]) -> str:
    """How many matters stand on each level by points, and how many have one set, as one line."""
    counts = {level: sum(hot.risk.level is level for hot in found) for level in LEVELS}
    parts = [f"{_(LEVELS[level])} {count(number)}" for level, number in counts.items() if number]
    set_by_leaders = sum(hot.set_level is not None for hot in found)
    if set_by_leaders:
        parts.append(_("set by leaders: {n}").format(n=count(set_by_leaders)))
    return " · ".join(parts)


def subject_of(hot: HotCase, length: int = 80) -> str:
    """What the matter is about, shortened; the kind alone where its words are sealed."""
    text = hot.summary or word(hot.kind)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def level_badge(hot: HotCase) -> str:
    """Level and points as a label of HTML, and beside it the level that a leader set."""
    colour = LEVEL_COLOURS[hot.risk.level]
    text = f"{_(LEVELS[hot.risk.level])} {hot.risk.points}"
    badge = (
        f'<span class="td-level" style="border: 1px solid {colour}; color: {colour}">{escape(text)}</span>'
    )
    if hot.set_level is None:
        return badge
    colour = LEVEL_COLOURS[hot.set_level.level]
    said = escape(set_said(hot.set_level))
    return (
        f'{badge} <span class="td-level" style="border: 1px dashed {colour}; color: {colour}">{said}</span>'
    )


def set_said(set_level: SetLevel) -> str:
    """The level that a leader set, always told as such and with its end."""
    level, end = _(LEVELS[set_level.level]), day(set_level.ends_on)
    return _("Set by a leader: {level}, until {day}").format(level=level, day=end)


def alarms_said(*, today: date) -> str:
    """Which levels raise an alarm, by the settings of the day."""
    with database.reading() as session:
        bounds = alarms.bounds(session, today=today)
        compared = (today - points.tables(session).day_before(today)).days
    return _(
        "An alarm: matters at the level “{level}” or above, and from “{rising}” on those whose points rose "
        "within {days} days."
    ).format(level=_(LEVELS[bounds.level]), rising=_(LEVELS[bounds.rising]), days=count(compared))


def because(hot: HotCase, most: int) -> str:
    """The weightiest reasons as one line."""
    return " · ".join(reason_said(reason) for reason in hot.risk.reasons_shown[:most])


def reason_said(reason: Reason) -> str:
    """A reason in the reader's language."""
    return filled(reason.msgid, reason.values)


def reason_with_points(reason: Reason) -> str:
    """A reason with what it adds or takes away; a rule brings the matter to so many points at least."""
    number = ngettext("{n} point", "{n} points", abs(reason.points)).format(n=count(abs(reason.points)))
    if reason.factor in RULES:
        return _("{reason}: **{points} at least**").format(reason=reason_said(reason), points=number)
    sign = "−" if reason.points < 0 else "+"
    return f"{reason_said(reason)}: **{sign}{number}**"


def _review(hot: HotCase) -> str:
    """Where its file stands; nothing where it has none."""
    if hot.review_on is None:
        return ""
    text = _("File: review overdue since {day}") if hot.is_review_overdue else _("File: next review {day}")
    shade = "bad" if hot.is_review_overdue else "same"
    return f' · <span class="td-{shade}">{escape(text.format(day=day(hot.review_on)))}</span>'


def _change(hot: HotCase) -> str:
    within = _("in {n} days").format(n=count(hot.compared_days))
    if hot.change == 0:
        return f'<span class="td-same">= {escape(within)}</span> ·'
    shade, arrow = ("bad", "▲") if hot.change > 0 else ("good", "▼")
    text = f"{arrow} {count(abs(hot.change))} {within}"
    return f'<span class="td-{shade}">{escape(text)}</span> ·'
