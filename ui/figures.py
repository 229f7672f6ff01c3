"""Number tiles: a figure, how it moved against two periods, and its rows behind one link."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from services.filters import Filter
from services.permissions import Actor
from services.statistics import MEASURES, Course, Figure, Measure
from services.statistics.measures import MORE_IS_BETTER, NEUTRAL, PERCENT
from ui import figure_codes, formats, measure_words, navigation, sparklines
from ui.figure_words import value as value
from ui.i18n import _, pgettext
from ui.labels import percent

# From so many on a change is told in percent; below, a percentage says more than is known.
PERCENT_FROM = 30


def tiles(
    names: list[str],
    found: Mapping[str, Figure],
    filter: Filter,
    *,
    actor: Actor,
    labels: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    courses: Mapping[str, Course] | None = None,
) -> None:
    """A row of tiles; a reader of rows opens the same count with a click or the Enter key.

    With `courses` each tile has its line of months, or the room for it.
    """
    for column, name in zip(st.columns(len(names), gap="xsmall"), names, strict=True):
        measure = MEASURES[name]
        label = (labels or {}).get(name) or _(measure.label)
        with column, st.container(border=True, key=f"card_figure_{name}", height="stretch"):
            text = f"**{value(measure, found[name].value)}** {label}"
            figure_codes.note(name, filter, found[name].value)
            if actor.scope.rows and found[name].value is not None:
                explained = measure_words.explained(measure)
                navigation.link("rows", text, help=explained, measure=name, **filter.to_query())
            else:
                st.markdown(text, help=measure_words.explained(measure))
            line = "" if courses is None else sparklines.drawn(measure, courses.get(name, ()))
            st.html(deltas(measure, found[name], note=(notes or {}).get(name, "")) + line)


def deltas(measure: Measure, figure: Figure, *, note: str = "") -> str:
    """Two lines of HTML: against the previous period and against the same days of last year."""
    lines = [
        _line(measure, figure.value, figure.previous, pgettext("compared with", "previous")),
        _line(measure, figure.value, figure.last_year, pgettext("compared with", "last year")),
    ]
    if note:
        lines.insert(0, f"<span>{escape(note)}</span>")
    return f'<p class="td-deltas">{"<br>".join(lines)}</p>'


def change(measure: Measure, now: float | None, before: float | None) -> tuple[str, str, str]:
    """A change as arrow and number, its judgement (good, bad, same) and its word; dashes without a basis."""
    if now is None or before is None:
        return "–", "same", _("no comparison")
    difference = now - before
    if measure.unit == PERCENT:
        amount = _("{points} pp").format(points=formats.points(abs(difference)))
    elif before >= PERCENT_FROM:
        amount = percent(round(abs(difference) / before, 2))
    else:
        amount = value(measure, abs(difference))
    if round(difference, 4) == 0:
        return "= 0", "same", _("unchanged")
    rises = difference > 0
    judgement = "same" if measure.direction == NEUTRAL else "bad"
    if measure.direction != NEUTRAL and rises == (measure.direction == MORE_IS_BETTER):
        judgement = "good"
    return f"{'▲' if rises else '▼'} {amount}", judgement, _("up") if rises else _("down")


def _line(measure: Measure, now: float | None, before: float | None, against: str) -> str:
    text, judgement, word = change(measure, now, before)
    basis = value(measure, before)
    return (
        f'<span class="td-{judgement}" aria-label="{escape(word)} {escape(text[2:])}">{escape(text)}</span> '
        f'<span title="{escape(basis)}">{escape(against)}</span>'
    )


def rows_query(measure: str, filter: Filter, **extra: Any) -> dict[str, Any]:
    """What the page of rows needs to show exactly what a figure counted."""
    return {"measure": measure, **filter.to_query(), **{f"by_{name}": v for name, v in extra.items()}}
