"""A year of the working calendar at a glance: a row per month, a column per weekday."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from services.calendar_year import DayKind, DayMark
from ui.charts.base import UNCHANGED, Figure, Look, chart
from ui.theme import Palette

# A month spans six weeks at most.
COLUMNS = 37


def year_grid(
    days: Sequence[DayMark],
    *,
    words: Mapping[DayKind, str],
    unverified: str,
    months: Sequence[str],
    weekdays: Sequence[str],
    totals: Sequence[str],
    sentence: Callable[[DayMark], str],
    today: date,
    look: Look,
) -> Figure:
    """Squares with the number of the day, one trace per kind of day, so that the legend explains them.

    Squares are marks and not a heat map, because plotly reports clicks on marks only. customdata
    of a square: the day (ISO).
    """
    colours = look.palette
    data = [
        _squares([one for one in days if one.kind is kind], name, _fill(kind, colours), sentence)
        for kind, name in words.items()
    ]
    open_ones = [one for one in days if not one.is_verified]
    if open_ones:
        data.append(_ring(open_ones, unverified, colours.ink, sentence))
    here = [one for one in days if one.day == today]
    notes = [
        {"x": COLUMNS + 0.2, "y": row, "text": text, "showarrow": False, "xanchor": "left"}
        | {"font": {"color": colours.muted, "size": 12}}
        for row, text in enumerate(totals)
    ]
    shapes = [
        {"type": "rect", "line": {"color": colours.ink, "width": 2, "dash": "dot"}}
        | {"x0": _column(one.day) - 0.5, "x1": _column(one.day) + 0.5}
        | {"y0": one.day.month - 1.5, "y1": one.day.month - 0.5}
        for one in here
    ]
    layout = _layout(months, weekdays, look)
    return chart(data, {**layout, "annotations": notes, "shapes": shapes})


def _layout(months: Sequence[str], weekdays: Sequence[str], look: Look) -> dict[str, Any]:
    """Months down the side, the days of the week along the top, the legend above them."""
    axis = {"showgrid": False, "zeroline": False, "showline": False}
    return look.layout(
        height=520,
        margin={"t": 58, "l": 8, "r": 8, "b": 8},
        legend={"orientation": "h", "x": 0, "y": 1.1, "xanchor": "left", "yanchor": "bottom"},
        xaxis={
            **axis,
            "side": "top",
            "range": [-0.6, COLUMNS + 4.5],
            "tickvals": list(range(COLUMNS)),
            "ticktext": [weekdays[number % 7] for number in range(COLUMNS)],
            "tickangle": 0,
            "tickfont": {"color": look.palette.muted, "size": 11},
        },
        yaxis={
            **axis,
            "range": [11.6, -0.6],
            "rangemode": "normal",
            "tickvals": list(range(12)),
            "ticktext": list(months),
        },
    )


def _squares(
    days: Sequence[DayMark], name: str, fill: tuple[str, str], sentence: Callable[[DayMark], str]
) -> dict[str, Any]:
    colour, ink = fill
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": [_column(one.day) for one in days],
        "y": [one.day.month - 1 for one in days],
        "text": [str(one.day.day) for one in days],
        "textposition": "middle center",
        "textfont": {"color": ink, "size": 12},
        "marker": {"symbol": "square", "size": 25, "color": colour, "line": {"width": 0}},
        "customdata": [[one.day.isoformat()] for one in days],
        "hovertext": [sentence(one) for one in days],
        "hovertemplate": "%{hovertext}<extra></extra>",
        **UNCHANGED,
    }


def _ring(
    days: Sequence[DayMark], name: str, colour: str, sentence: Callable[[DayMark], str]
) -> dict[str, Any]:
    """A frame round the days that nobody has confirmed."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [_column(one.day) for one in days],
        "y": [one.day.month - 1 for one in days],
        "marker": {
            "symbol": "square-open",
            "size": 27,
            "color": colour,
            "line": {"width": 3, "color": colour},
        },
        "customdata": [[one.day.isoformat()] for one in days],
        "hovertext": [sentence(one) for one in days],
        "hovertemplate": "%{hovertext}<extra></extra>",
        **UNCHANGED,
    }


def _column(day: date) -> int:
    """Where the day stands in the row of its month, the first column being a Monday."""
    return day.replace(day=1).weekday() + day.day - 1


def _fill(kind: DayKind, colours: Palette) -> tuple[str, str]:
    """Colour of the square and of the number on it."""
    return {
        DayKind.WORKING: (colours.surface, colours.ink),
        DayKind.WEEKEND: (colours.grid, colours.muted),
        DayKind.HOLIDAY: (colours.overdue, colours.paper),
        DayKind.SWAPPED_OFF: (colours.due_soon, colours.paper),
        DayKind.MAKE_UP: (colours.accent, colours.paper),
    }[kind]
