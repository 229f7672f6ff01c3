"""Lines over time: a share against its target, and years laid over each other by a holiday."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ui import formats
from ui.charts.base import UNCHANGED, Figure, Look, broken, chart, last_label, legend_on_top


def share_by_month(
    shares: Mapping[date, float],
    *,
    months: Sequence[date],
    target: float,
    words: Mapping[str, str],
    look: Look,
    height: int = 280,
) -> Figure:
    """A share by month with its target as a thin line; a month without a basis leaves a gap.

    `words` has the sentences "month" ({month}, {share}) and "target" ({share}). customdata of a
    point: month (ISO).
    """
    names = [formats.month(month) for month in months]
    values = [shares.get(month) for month in months]
    lowest = _floor([target, *shares.values()])
    annotations = [_beside(target, words["target"].format(share=formats.percent(target)), look)]
    known = [(name, value) for name, value in zip(names, values, strict=True) if value is not None]
    if known:
        name, value = known[-1]
        label = last_label(name, value, formats.percent(value), look.palette.accent)
        is_falling = len(known) > 1 and value < known[-2][1]
        # Above the end of a falling line the number would stand in the line itself.
        annotations.append({**label, "yanchor": "top", "yshift": -6} if is_falling else label)
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": names,
            "y": values,
            "line": {"color": look.palette.accent, "width": 2.5},
            "marker": {"color": look.palette.accent, "size": 9},
            "customdata": [[month.isoformat()] for month in months],
            "hovertext": [
                words["month"].format(month=name, share=formats.percent(value))
                for name, value in zip(names, values, strict=True)
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
            margin={"t": 26, "r": 78},
            xaxis={"type": "category", "tickvals": names[:: -max(1, len(names) // 4)], "tickangle": 0},
            yaxis={
                "range": [lowest, 1.08],
                **_percents(lowest),
            },
            shapes=[_across(target, look)],
            annotations=annotations,
        ),
    )


def years_around(
    counts: pd.DataFrame, *, sentence: str, holiday: str, look: Look, height: int = 280
) -> Figure:
    """One line per year over the weeks before and after a holiday; the latest year stands out.

    From the columns year, offset, week and value. `sentence` has the places {year}, {week}, {count}.
    customdata of a point: Monday of the week (ISO).
    """
    years = sorted(counts["year"].unique().tolist())
    data: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for year, colour, dash in zip(years, _behind(len(years), look), _dashes(len(years)), strict=True):
        lines = counts[counts["year"] == year]
        offsets, values, weeks = (lines[name].tolist() for name in ("offset", "value", "week"))
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": str(year),
                "x": offsets,
                "y": values,
                "line": {"color": colour, "width": 2.5 if year == years[-1] else 1.8, "dash": dash},
                "marker": {"color": colour, "size": 7 if year == years[-1] else 5},
                "customdata": [[week.isoformat()] for week in weeks],
                "hovertext": [
                    sentence.format(year=year, week=formats.day(week), count=look.number(value))
                    for week, value in zip(weeks, values, strict=True)
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                **UNCHANGED,
            }
        )
    highest = max(counts["value"].max(), 4.0)
    annotations.append(
        {
            **last_label(0, highest * 1.04, holiday, look.palette.muted),
            "font": {"color": look.palette.muted, "size": 12},
        }
    )
    shape = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": highest * 1.04}
    return chart(
        data,
        look.layout(
            height=height,
            margin={"t": 30},
            legend=legend_on_top(),
            xaxis={"tickvals": list(range(-10, 16, 5)), "zeroline": False, "ticktext": _weeks()},
            yaxis={"range": [0, highest * 1.2], "nticks": 5},
            shapes=[{**shape, "line": {"color": look.palette.muted, "width": 1, "dash": "dot"}}],
            annotations=annotations,
        ),
    )


def _weeks() -> list[str]:
    return [f"{offset:+d}".replace("-", "−") if offset else "0" for offset in range(-10, 16, 5)]


def _behind(years: int, look: Look) -> list[str]:
    """The earlier years in greys, the latest in the accent."""
    return [*[look.palette.comparison, look.palette.muted][-(years - 1) :][: years - 1], look.palette.accent]


def _dashes(years: int) -> list[str]:
    return [*["dot", "dash"][-(years - 1) :][: years - 1], "solid"]


def _floor(shares: Sequence[float]) -> float:
    """Where the axis of a line of shares begins: a tenth below the lowest, so that its moves are seen."""
    return max(0.0, int((min(shares) - 0.05) * 10) / 10)


def _beside(value: float, text: str, look: Look) -> dict[str, Any]:
    """Words at the right end of a line across the plot, in the margin, where no point can lie."""
    return {
        "xref": "paper",
        "x": 1,
        "y": value,
        "text": broken(text, 9),
        "showarrow": False,
        "xanchor": "left",
        "xshift": 6,
        "align": "left",
        "font": {"color": look.palette.muted, "size": 12},
    }


def _percents(lowest: float) -> dict[str, Any]:
    """A few marks up to the whole, written as labels write a share: Plotly leaves out the blank."""
    step = 10 if lowest >= 0.5 else 20 if lowest >= 0.1 else 25
    marks = [mark / 100 for mark in range(100, round(100 * lowest) - 1, -step)][::-1]
    return {"tickvals": marks, "ticktext": [formats.percent(mark) for mark in marks]}


def _across(value: float, look: Look) -> dict[str, Any]:
    line = {"color": look.palette.muted, "width": 1, "dash": "dash"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value, "line": line}
