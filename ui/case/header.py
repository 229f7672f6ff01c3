"""The head of a case: code, kind, state, how near the due day is, and the steps of its life."""

from datetime import date
from html import escape

import streamlit as st

from services.case_view import CaseView
from services.hotspots.assessment import RiskLevel
from ui import hot_list, tables, theme
from ui.i18n import _
from ui.labels import count, day, word
from ui.panels import plain

_MARKS = {"done": "●", "now": "◐", "ahead": "○"}


def head(view: CaseView, *, today: date, soon: int) -> None:
    """Code and kind, the badge that says how near the breach is, what it is about and who has it."""
    case = view.case
    kind = tables.kind_said(case.kind, case.instance)
    left, right = st.columns([5, 3], vertical_alignment="center")
    with left:
        st.title(" · ".join(part for part in (case.code, kind, plain(view.field)) if part))
    with right:
        said = tables.due_said(case.due_on, state=case.state, today=today, is_estimated=case.is_estimated)
        colour = tables.due_colour(case.due_on, today=today, soon=soon)
        badges = [tables.badge(word(case.state), _palette().accent), tables.badge(said, colour)]
        if case.over_level:
            badges.append(tables.badge(_("Over-level"), _palette().overdue))
        heat = tables.heat_said(view.risk)
        badges.append(tables.badge(heat, _heat(view.risk.level)) if heat != "–" else "")
        if view.set_level is not None:
            badges.append(tables.badge(hot_list.set_said(view.set_level), _heat(view.set_level.level)))
        st.html(f'<div style="text-align: right; line-height: 2.2">{" ".join(badges)}</div>')
    st.markdown(plain(view.summary).replace("\n", "  \n"))
    facts = [
        (_("Unit"), view.unit),
        (_("Officer in charge"), view.officer or _("nobody yet")),
        (_("Received on"), day(case.received_on)),
        (_("People"), count(case.persons)),
        (_("Commune"), view.commune),
        (_("Complexity"), word(case.complexity)),
        (_("Outcome"), word(case.outcome) if case.outcome else ""),
    ]
    st.caption(" · ".join(f"{name}: {plain(text)}" for name, text in facts if text))


def stepper(view: CaseView) -> None:
    """The states of the life cycle: been through, standing in, still ahead."""
    parts = []
    for step in view.steps:
        weight = "700" if step.mark == "now" else "400"
        opacity = "0.65" if step.mark == "ahead" else "1"
        current = ' aria-current="step"' if step.mark == "now" else ""
        text = f"{_MARKS[step.mark]} {escape(word(step.state))}"
        parts.append(f'<li{current} style="font-weight: {weight}; opacity: {opacity}">{text}</li>')
    style = "display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; list-style: none; padding: 0; margin: 0"
    label = escape(_("Steps of the case"))
    st.html(f'<ol aria-label="{label}" style="{style}">{"".join(parts)}</ol>')


def hot(view: CaseView) -> None:
    """Level, points and what they rest on."""
    if not view.risk.reasons_shown:
        st.caption(_("Nothing makes this case a hot spot."))
        return
    st.markdown(f"**{tables.heat_said(view.risk)}**")
    st.markdown("\n".join(f"- {hot_list.reason_with_points(reason)}" for reason in view.risk.reasons_shown))


def _heat(level: RiskLevel) -> str:
    colours = {RiskLevel.HOT: _palette().overdue, RiskLevel.WARNING: _palette().due_soon}
    return colours.get(level, _palette().accent)


def _palette() -> theme.Palette:
    return theme.palette(st.context.theme.type == "dark")
