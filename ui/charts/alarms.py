"""The course of an alarm's place: weeks as dots, what is usual as a line in its band."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ui import formats
from ui.charts.base import UNCHANGED, Figure, Look, chart, faint, legend_on_top


def course(
    mondays: Sequence[date],
    *,
    seen: Sequence[int | None],
    expected: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    provisional: Sequence[bool],
    words: Mapping[str, str],
    look: Look,
    height: int = 280,
) -> Figure:
    """Weeks against what is usual; a week that is not on record has no dot, a provisional one a hollow one.

    `words` has the names "seen", "expected", "band" and "provisional", and the sentence "week" with
    {week}, {count}, {expected}. customdata of a dot: the Monday (ISO).
    """
    days = [monday.isoformat() for monday in mondays]
    over = [value is not None and value > top for value, top in zip(seen, high, strict=True)]
    colours = [look.palette.overdue if out else look.palette.ink for out in over]
    fills = [
        look.palette.paper if late else colour for late, colour in zip(provisional, colours, strict=True)
    ]
    line = {"mode": "lines", "hoverinfo": "skip", "x": days}
    data: list[dict[str, Any]] = [
        {"type": "scatter", **line, "y": list(low), "line": {"width": 0}, "showlegend": False},
        {
            "type": "scatter",
            **line,
            "y": list(high),
            "line": {"width": 0},
            "fill": "tonexty",
            "fillcolor": faint(look.palette.accent, 0.18),
            "name": words["band"],
        },
        {
            "type": "scatter",
            **line,
            "y": list(expected),
            "line": {"color": look.palette.accent, "width": 2},
            "name": words["expected"],
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": words["seen"],
            "x": days,
            "y": list(seen),
            "marker": {"color": fills, "size": 8, "line": {"color": colours, "width": 1.5}},
            "customdata": [[one] for one in days],
            "hovertext": [
                words["week"].format(
                    week=formats.day(monday),
                    count=formats.count(value),
                    expected=formats.decimal(usual),
                )
                for monday, value, usual in zip(mondays, seen, expected, strict=True)
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
            **UNCHANGED,
        },
    ]
    marks = _quarters(mondays)
    highest = max([value or 0 for value in seen] + list(high) + [4])
    return chart(
        data,
        look.layout(
            height=height,
            margin={"t": 34},
            legend=legend_on_top(),
            xaxis={
                "tickvals": [one.isoformat() for one in marks],
                "ticktext": [formats.day_and_month(one) for one in marks],
            },
            yaxis={"range": [-0.04 * highest, highest * 1.12], "nticks": 6, "rangemode": "normal"},
        ),
    )


def _quarters(mondays: Sequence[date]) -> list[date]:
    """About seven weeks that are named, the last one among them."""
    step = max(1, len(mondays) // 7)
    return list(mondays[::-1][::step])[::-1]
