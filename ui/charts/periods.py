"""Counts over time: stacked months by kind, side-by-side weeks, a rate by month."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from ui import formats
from ui.charts.base import UNCHANGED, Figure, Look, chart, last_label, legend_on_top


def months_by_kind(
    counts: pd.DataFrame,
    *,
    months: Sequence[date],
    words: Mapping[str, str],
    sentence: str,
    look: Look,
    faint_before: date | None = None,
    height: int = 260,
) -> Figure:
    """Stacked monthly bars from the columns month, kind and value, one trace per kind of `words`.

    Every kind has a trace and every month a place, also without a case: colours stay put.
    Months before `faint_before` (the year compared with) are painted faintly. `sentence` has
    the places {month}, {kind} and {count}. customdata of a bar: month (ISO), kind.
    """
    names = [formats.month(month) for month in months]
    table = _table(counts, "kind", months, words)
    opacity = [0.42 if faint_before and month < faint_before else 1.0 for month in months]
    data = [
        {
            "type": "bar",
            "name": label,
            "x": names,
            "y": table[kind],
            "marker": {"color": look.palette.kinds.get(kind, look.palette.muted), "opacity": opacity},
            "customdata": [[month.isoformat(), kind] for month in months],
            "hovertext": [
                sentence.format(month=name, kind=label, count=look.number(value))
                for name, value in zip(names, table[kind], strict=True)
            ],
            "hovertemplate": "%{hovertext}<extra></extra>",
            **UNCHANGED,
        }
        for kind, label in words.items()
    ]
    total = [sum(column) for column in zip(*table.values(), strict=True)] if table else []
    annotations = []
    if total:
        annotations = [last_label(names[-1], total[-1], look.number(total[-1]), look.palette.ink)]
    return chart(
        data,
        look.layout(
            barmode="stack",
            height=height,
            margin={"t": 30},
            legend=legend_on_top(),
            xaxis={"type": "category", "tickvals": names[:: -max(1, len(names) // 6)], "tickangle": 0},
            yaxis={"range": [0, _ceiling(total)], "nticks": 5},
            annotations=annotations,
        ),
    )


def series_by_time(
    series: Mapping[str, pd.DataFrame],
    *,
    dimension: str,
    days: Sequence[date],
    names: Sequence[str],
    words: Mapping[str, str],
    sentence: str,
    look: Look,
    height: int = 260,
) -> Figure:
    """Bars side by side for a few measures over weeks or months, in the order of `words`.

    Each frame has the column `dimension` and value. customdata of a bar: day (ISO), measure.
    """
    colours = [look.palette.accent, look.palette.due_soon, look.palette.overdue]
    # At most eight days stand under the bars, counted from the last.
    step = max(1, -(-len(names) // 8))
    data, annotations, highest = [], [], [0.0]
    for number, (name, label) in enumerate(words.items()):
        counts = series[name].rename(columns={dimension: "month"}).assign(series=name)
        values = _table(counts, "series", days, {name: label})[name]
        highest += values
        data.append(
            {
                "type": "bar",
                "name": label,
                "x": list(names),
                "y": values,
                "marker": {"color": colours[number % len(colours)]},
                "customdata": [[day.isoformat(), name] for day in days],
                "hovertext": [
                    sentence.format(time=at, series=label, count=look.number(value))
                    for at, value in zip(names, values, strict=True)
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                **UNCHANGED,
            }
        )
        shift = (2 * number - len(words) + 1) * 7
        colour = colours[number % len(colours)]
        if values[-1]:
            text = look.number(values[-1])
            annotations.append(last_label(names[-1], values[-1], text, colour, shift=shift))
    return chart(
        data,
        look.layout(
            barmode="group",
            height=height,
            margin={"t": 30},
            legend=legend_on_top(),
            xaxis={
                "type": "category",
                "tickvals": list(names)[::-step],
                "tickangle": 0,
            },
            yaxis={"range": [0, _ceiling(highest)], "nticks": 5, "tickformat": ",d"},
            annotations=annotations,
        ),
    )


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from one day to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    index = first.year * 12 + first.month - 1
    return [date((index + i) // 12, (index + i) % 12 + 1, 1) for i in range(max(0, count))]


def _table(
    counts: pd.DataFrame, by: str, days: Sequence[date], words: Mapping[str, str]
) -> dict[str, list[float]]:
    found = {
        (pd.Timestamp(day).date(), str(name)): float(value)
        for day, name, value in zip(counts["month"], counts[by], counts["value"], strict=True)
        if not pd.isna(day)
    }
    return {name: [found.get((day, name), 0.0) for day in days] for name in words}


def _ceiling(values: Sequence[float]) -> float:
    """The top of the axis: room for the label, and never below 4, so that ticks are whole numbers."""
    return max(4.0, max(values, default=0.0) * 1.18)
