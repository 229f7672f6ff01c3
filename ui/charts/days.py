"""What falls due on the coming days, one bar a day."""

from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd

from ui import formats
from ui.charts.base import UNCHANGED, Figure, Look, chart


def due_days(
    counts: pd.DataFrame,
    *,
    days: Sequence[date],
    weekday: Callable[[date], str],
    sentence: str,
    look: Look,
    height: int = 260,
) -> Figure:
    """Bars from the columns due and value over `days`; days off stay empty and named.

    customdata of a bar: the day (ISO).
    """
    found = {
        pd.Timestamp(day).date(): float(value)
        for day, value in zip(counts["due"], counts["value"], strict=True)
        if not pd.isna(day)
    }
    values = [found.get(day, 0.0) for day in days]
    data = [
        {
            "type": "bar",
            "x": list(range(len(days))),
            "y": values,
            "marker": {
                "color": [look.palette.overdue if day == days[0] else look.palette.due_soon for day in days]
            },
            "text": [look.number(value) if value else "" for value in values],
            "textposition": "outside",
            "cliponaxis": False,
            "customdata": [[day.isoformat()] for day in days],
            "hovertext": [
                sentence.format(day=formats.day(day), count=look.number(value))
                for day, value in zip(days, values, strict=True)
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
            **UNCHANGED,
        }
    ]
    return chart(
        data,
        look.layout(
            height=height,
            showlegend=False,
            margin={"t": 24},
            xaxis={
                "tickvals": list(range(len(days))),
                "ticktext": [f"{weekday(day)}<br>{_short(day, first=day == days[0])}" for day in days],
                "tickangle": 0,
                "zeroline": False,
            },
            yaxis={"range": [0, max(4.0, max(values, default=0) * 1.2)], "nticks": 4, "tickformat": ",d"},
        ),
    )


def _short(day: date, *, first: bool) -> str:
    """24/11 for the first day and the first of a month, else 25: fourteen labels fit side by side."""
    return formats.day_and_month(day) if first or day.day == 1 else f"{day.day:02}"
