"""The courses of an alarm's place: weeks as dots, what is usual as a line in its band."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from ui import formats
from ui.charts.base import UNCHANGED, Figure, Look, chart, faint, legend_on_top

# Of the height of a strip, what its title takes.
TITLE = 0.2


class Course(Protocol):
    """Weeks with what was seen, what is usual, and between which numbers usual weeks lie."""

    @property
    def mondays(self) -> Sequence[date]: ...
    @property
    def seen(self) -> Sequence[int | None]: ...
    @property
    def expected(self) -> Sequence[float]: ...
    @property
    def low(self) -> Sequence[float]: ...
    @property
    def high(self) -> Sequence[float]: ...
    @property
    def provisional(self) -> Sequence[bool]: ...


def courses(
    strips: Sequence[tuple[str, Course]],
    *,
    words: Mapping[str, str],
    look: Look,
    height: int = 280,
    strip_height: int = 118,
) -> Figure:
    """Weeks against what is usual; a week that is not on record has no dot, a provisional one a hollow one.

    One course alone has no title. `words` has the names "seen", "expected" and "band", and the sentence
    "week" with {week}, {count}, {expected}. customdata of a dot: the Monday (ISO).
    """
    many = len(strips)
    data = [
        {**trace, "yaxis": _axis(number, "y"), "showlegend": number == 0 and trace.get("showlegend", True)}
        for number, (_title, course) in enumerate(strips)
        for trace in _traces(course, words, look, dot=8 if many == 1 else 6)
    ]
    marks = _quarters(strips[0][1].mondays)
    layout = look.layout(
        height=height if many == 1 else strip_height * many + 60,
        margin={"t": 34},
        legend=legend_on_top(),
        xaxis={
            "tickvals": [one.isoformat() for one in marks],
            "ticktext": [formats.day_and_month(one) for one in marks],
            "anchor": _axis(many - 1, "y"),
        },
    )
    usual = layout.get("yaxis", {})
    titles = []
    for number, (title, course) in enumerate(strips):
        top = 1 - number / many
        room = [top - (1 - TITLE) / many, top - TITLE / many] if many > 1 else [0, 1]
        highest = max([value or 0 for value in course.seen] + list(course.high) + [4])
        layout[_axis(number, "yaxis")] = {
            **usual,
            "domain": [max(0.0, room[0]), room[1]],
            "range": [-(0.04 if many == 1 else 0.14) * highest, highest * 1.14],
            "nticks": 6 if many == 1 else 4,
            "rangemode": "normal",
        }
        titles.append(_title_of(title, room[1], look))
    if many > 1:
        layout["annotations"] = titles
    return chart(data, layout)


def _axis(number: int, name: str) -> str:
    """As plotly counts them: y, y2, y3."""
    return name if number == 0 else f"{name}{number + 1}"


def _title_of(text: str, y: float, look: Look) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"color": look.palette.ink, "size": 13, "weight": 600},
    }


def _traces(course: Course, words: Mapping[str, str], look: Look, *, dot: int) -> list[dict[str, Any]]:
    days = [monday.isoformat() for monday in course.mondays]
    over = [value is not None and value > top for value, top in zip(course.seen, course.high, strict=True)]
    colours = [look.palette.overdue if out else look.palette.ink for out in over]
    fills = [
        look.palette.paper if late else colour
        for late, colour in zip(course.provisional, colours, strict=True)
    ]
    line = {"mode": "lines", "hoverinfo": "skip", "x": days}
    return [
        {"type": "scatter", **line, "y": list(course.low), "line": {"width": 0}, "showlegend": False},
        {
            "type": "scatter",
            **line,
            "y": list(course.high),
            "line": {"width": 0},
            "fill": "tonexty",
            "fillcolor": faint(look.palette.accent, 0.18),
            "name": words["band"],
        },
        {
            "type": "scatter",
            **line,
            "y": list(course.expected),
            "line": {"color": look.palette.accent, "width": 2},
            "name": words["expected"],
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": words["seen"],
            "x": days,
            "y": list(course.seen),
            "marker": {"color": fills, "size": dot, "line": {"color": colours, "width": 1.5}},
            "customdata": [[one] for one in days],
            "hovertext": [
                words["week"].format(
                    week=formats.day(monday),
                    count=formats.count(value),
                    expected=formats.decimal(usual),
                )
                for monday, value, usual in zip(course.mondays, course.seen, course.expected, strict=True)
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
            **UNCHANGED,
        },
    ]


def _quarters(mondays: Sequence[date]) -> list[date]:
    """About seven weeks that are named, the last one among them."""
    step = max(1, len(mondays) // 7)
    return list(mondays[::-1][::step])[::-1]
