"""What takes turns on the wall: the figures of today, months, units, crowds and coming days."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from models.enums import Kind
from services import periods
from services.filters import Filter
from services.permissions import Actor
from services.statistics import MEASURES, Figure
from services.text import N_
from ui import figure_words, figures, monitor_tiles, monitoring, remembered, watch_charts
from ui.i18n import _
from ui.labels import count
from ui.wall import alarms

TILES = ("received", "open", "overdue", "due_soon", "on_time_rate", "crowds", "over_level", "settled")
ALARMS = N_("Early warning")
# As many rows as a screen holds, and the height of its charts in pixels.
MOST, HEIGHT = 9, 600


def today_in_figures(filter: Filter, actor: Actor, today: date) -> None:
    """Eight figures as large as the screen allows, each with its two comparisons."""
    found = remembered.figures(TILES, filter, actor=actor, today=today)
    notes = monitor_tiles.target_notes(TILES, today=today)
    tiles = "".join(_tile(name, found[name], notes.get(name, "")) for name in TILES)
    st.html(f'<div class="td-wall-tiles">{tiles}</div>')


def months(filter: Filter, actor: Actor, today: date) -> None:
    """Petitions of two years by month."""
    title = _("Petitions received by month (petitions)")
    # Without the kind of which there is nothing here, not even its name.
    shown = replace(filter, kinds=frozenset(Kind) - {Kind.DENUNCIATION})
    watch_charts.by_month("received", title, shown, actor=actor, today=today)


def units(filter: Filter, actor: Actor, today: date) -> None:
    """The units by need of attention: most overdue first, then most falling due."""
    order, by_unit = monitoring.units_by_need(filter, actor=actor, today=today)
    names = remembered.names()["unit"]
    heads = "".join(f"<th>{escape(_(label))}</th>" for label in monitoring.COLUMNS.values())
    rows = "".join(_row(names.get(unit, "?"), unit, by_unit) for unit in order[:MOST])
    st.html(f'<table class="td-wall-table"><tr><th>{escape(_("Unit"))}</th>{heads}</tr>{rows}</table>')
    if len(order) > MOST:
        st.caption(_("{shown} of {all} units").format(shown=count(MOST), all=count(len(order))))


def _row(name: str, unit: int, by_unit: dict[str, dict[int, float]]) -> str:
    cells = "".join(_cell(column, by_unit[column].get(unit)) for column in monitoring.COLUMNS)
    return f"<tr><td>{escape(name)}</td>{cells}</tr>"


def _cell(column: str, value: float | None) -> str:
    known, shade = monitoring.of_unit(column, value)
    return f"<td{shade}>{escape(figure_words.value(MEASURES[column], known))}</td>"


def crowds_and_days(filter: Filter, actor: Actor, today: date) -> None:
    """Crowds and over-level by week, and what falls due."""
    left, right = st.columns(2, gap="small")
    with left:
        watch_charts.crowds_by_week(filter, actor=actor, today=today, height=HEIGHT)
    with right:
        monitoring.coming_days(filter, actor=actor, today=today, height=HEIGHT)


Screen = tuple[str, Callable[[Filter, Actor, date], None]]
SCREENS: tuple[Screen, ...] = (
    (N_("The department in figures"), today_in_figures),
    (N_("Petitions over two years"), months),
    (N_("Units"), units),
    (N_("Crowds and coming days"), crowds_and_days),
    (ALARMS, alarms.show),
)


def of(actor: Actor) -> tuple[Screen, ...]:
    """The screens of a wall; alarms of communes only where whoever hung it counts the whole department.

    They are read by his own right: the reader of the other screens has none but to count.
    """

    def warned(filter: Filter, _plain: Actor, today: date) -> None:
        alarms.show(filter, actor, today)

    whole = actor.figures.unit_ids is None
    own = {ALARMS: warned}
    return tuple((title, own.get(title, draw)) for title, draw in SCREENS if whole or title != ALARMS)


def filter_of(today: date) -> Filter:
    """The reporting year, as every screen begins."""
    span = periods.default(today)
    return Filter(period=span.code, start=span.start, end=span.end)


def _tile(name: str, figure: Figure, note: str) -> str:
    measure = MEASURES[name]
    return (
        f'<div class="td-wall-tile"><b>{escape(figure_words.value(measure, figure.value))}</b>'
        f"<span>{escape(_(measure.label))}</span>{figures.deltas(measure, figure, note=note)}</div>"
    )
