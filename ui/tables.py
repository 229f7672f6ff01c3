"""Column sets of tables that several screens share, and the words that say how near a due day is."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from models.enums import CaseState, Kind, Step
from services.case_list import CaseRow
from services.hotspots.assessment import Assessment, RiskLevel
from services.hotspots.override_views import SetLevel
from services.text import N_
from ui import columns, hot_list, theme
from ui.i18n import _, ngettext
from ui.labels import day, word

PROTECTED = N_("(denunciation – content protected)")
SEALED = N_("(content protected at the petitioner's request)")


def kind_said(kind: Kind, instance: int) -> str:
    """The kind, and for complaints the instance."""
    if kind is Kind.COMPLAINT:
        return _("First complaint") if instance == 1 else _("Second complaint")
    return word(kind)


def summary_said(row: CaseRow) -> str:
    """What a case is about, as a list may tell it."""
    if row.kind is Kind.DENUNCIATION:
        return _(PROTECTED)
    return _(SEALED) if row.is_sealed else row.summary


def due_said(due_on: date | None, *, state: CaseState, today: date, is_estimated: bool = False) -> str:
    """How near the due day is, in words: "3 days overdue", "5 days left"."""
    if state is CaseState.CLOSED:
        return _("Closed")
    if due_on is None:
        return _("Suspended") if state is CaseState.SUSPENDED else _("No term runs")
    days = (due_on - today).days
    if days < 0:
        said = ngettext("{n} day overdue", "{n} days overdue", -days).format(n=-days)
    elif days == 0:
        said = _("Due today")
    else:
        said = ngettext("{n} day left", "{n} days left", days).format(n=days)
    return _("{said} (estimated)").format(said=said) if is_estimated else said


def due_colour(due_on: date | None, *, today: date, soon: int) -> str:
    """The state colour that stands beside the words; none for what is far away."""
    colours = theme.palette(st.context.theme.type == "dark")
    if due_on is None:
        return colours.suspended
    days = (due_on - today).days
    return colours.overdue if days < 0 else colours.due_soon if days <= soon else colours.on_time


def step_said(step: Step | None, state: CaseState) -> str:
    """The state, and after the decision which of the terms runs."""
    after = state in (CaseState.DECIDED, CaseState.PUBLISHED, CaseState.ENFORCING)
    return f"{word(state)} · {word(step)}" if step and after else word(state)


def used_share(row: CaseRow, *, today: date) -> int | None:
    """How much of the running term has passed, 0 to 100; None where no term runs."""
    if row.due_on is None or row.started_on is None:
        return None
    whole = max((row.due_on - row.started_on).days, 1)
    return round(100 * min(max((today - row.started_on).days / whole, 0.0), 1.0))


def case_frame(
    rows: Sequence[CaseRow],
    *,
    today: date,
    risks: Mapping[int, Assessment] | None = None,
    levels: Mapping[int, SetLevel] | None = None,
) -> pd.DataFrame:
    """The list of cases as a table in the reader's words; no word of what is sealed."""
    return pd.DataFrame(
        [
            {
                _("Code"): row.code,
                _("Kind"): kind_said(row.kind, row.instance),
                _("Content in short"): summary_said(row),
                _("Unit"): row.unit,
                _("Officer in charge"): row.officer or _("nobody yet"),
                _("Current step"): step_said(row.step, row.state),
                _("Due on"): dated(row, today=today),
                _("Time used"): used_share(row, today=today),
                _("Heat"): heat_said((risks or {}).get(row.id), (levels or {}).get(row.id)),
            }
            for row in rows
        ]
    )


def case_columns() -> dict[str, Any]:
    """How the columns of `case_frame` are drawn."""
    column = st.column_config
    return {
        _("Code"): column.TextColumn(pinned=True, width=114),
        _("Kind"): column.TextColumn(width=104),
        _("Content in short"): column.TextColumn(width=204),
        _("Unit"): column.TextColumn(width=104),
        _("Officer in charge"): column.TextColumn(width=112),
        _("Current step"): column.TextColumn(width=106),
        _("Due on"): column.TextColumn(width=144),
        _("Time used"): columns.share(72),
        _("Heat"): column.TextColumn(width=76),
    }


def dated(row: CaseRow, *, today: date) -> str:
    """The due day with the words that say how near it is; for a closed case the day of its end."""
    if row.state is CaseState.CLOSED:
        return _("Closed on {day}").format(day=day(row.closed_on))
    said = due_said(row.due_on, state=row.state, today=today, is_estimated=row.is_estimated)
    return f"{day(row.due_on)} · {said}" if row.due_on else said


def styled(frame: pd.DataFrame, rows: Sequence[CaseRow], *, today: date, soon: int) -> Any:
    """The table with the state colour on the due day and its words."""
    colours = [
        "" if row.state is CaseState.CLOSED else f"color: {due_colour(row.due_on, today=today, soon=soon)}"
        for row in rows
    ]
    return frame.style.apply(lambda _column: colours, subset=[_("Due on")])


def heat_said(risk: Assessment | None, set_level: SetLevel | None = None) -> str:
    """Level and points, and what a leader set; a dash for a matter without any of it."""
    if set_level is not None and risk is not None:
        by_points = f"{_(hot_list.LEVELS[risk.level])} · {risk.points}"
        level = _(hot_list.LEVELS[set_level.level])
        return _("{by_points}; set: {level}").format(by_points=by_points, level=level)
    if risk is None or risk.level is RiskLevel.NORMAL:
        return "–"
    return f"{_(hot_list.LEVELS[risk.level])} · {risk.points}"


def badge(text: str, colour: str) -> str:
    """A label of HTML in a state colour, with its words."""
    return (
        f'<span style="border: 1px solid {colour}; color: {colour}; border-radius: 6px; '
        f'padding: 0.15rem 0.6rem; font-weight: 600; white-space: nowrap">{escape(text)}</span>'
    )
