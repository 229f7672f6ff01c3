"""Overdue work by unit and age band as a heat table whose cells can be clicked."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ui.charts.base import UNCHANGED, Figure, Look, chart

# Rows are as high as if there were so many at least: one unit is no wall of red, and no empty panel.
FEWEST = 3
# Between two rows.
GAP = 0.06
# Pixels of one more line of a heading.
LINE = 15


def heat_table(
    counts: pd.DataFrame,
    *,
    rows: Mapping[Any, str],
    bands: Sequence[str],
    band_words: Mapping[str, str],
    sentence: str,
    look: Look,
    height: int = 260,
) -> Figure:
    """Cells from the columns unit, age_band and value: rows in the order of `rows`, empty cells included.

    Cells are bars of one width, because plotly reports clicks on bars and not on heat maps.
    customdata of a cell: unit, band.
    """
    found = {
        (row, band): float(value)
        for row, band, value in zip(counts["unit"], counts["age_band"], counts["value"], strict=True)
    }
    names, highest, data = list(rows.values()), max(found.values(), default=0.0), []
    for band in bands:
        values = [found.get((row, band), 0.0) for row in rows]
        steps = [look.heat_step(value, highest) for value in values]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": band_words[band],
                "width": [min(1.0, len(names) / FEWEST) * (1 - GAP)] * len(names),
                "x": [1] * len(names),
                "y": list(range(len(names))),
                "marker": {
                    "color": [look.palette.heat[step] for step in steps],
                    "line": {"color": look.palette.paper, "width": 2},
                },
                "text": [look.number(value) if value else "" for value in values],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"color": [look.heat_ink(step) for step in steps], "size": 14},
                "customdata": [[row, band] for row in rows],
                "hovertext": [
                    sentence.format(unit=name, band=band_words[band], count=look.number(value))
                    for name, value in zip(names, values, strict=True)
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                **UNCHANGED,
            }
        )
    return chart(
        data,
        look.layout(
            barmode="stack",
            showlegend=False,
            height=height,
            margin={"t": 26 + LINE * max((band_words[band].count("<br>") for band in bands), default=0)},
            xaxis=_across([band_words[band] for band in bands]),
            yaxis=_down(names),
        ),
    )


def _across(words: Sequence[str]) -> dict[str, Any]:
    """The bands over their columns."""
    places = [place + 0.5 for place in range(len(words))]
    side = {"side": "top", "tickangle": 0, "showgrid": False, "zeroline": False}
    return {**side, "range": [0, len(words)], "tickvals": places, "ticktext": list(words)}


def _down(names: Sequence[str]) -> dict[str, Any]:
    """The units beside their rows, the first on top."""
    return {
        "range": [max(len(names), 1) - 0.5, -0.5],
        "tickvals": list(range(len(names))),
        "ticktext": [name if len(name) <= 30 else name[:29] + "…" for name in names],
        "showgrid": False,
        "zeroline": False,
    }
