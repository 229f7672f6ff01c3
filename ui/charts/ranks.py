"""Counts by unit, field or outcome as lying bars, the longest on top, each with its number."""

import pandas as pd

from ui.charts.base import UNCHANGED, Figure, Look, broken, chart

# Bars are as thick as if there were so many at least: two units are no walls.
FEWEST = 6
# Of a line of a name; longer ones are broken between words.
LETTERS = 24


def ranked(
    counts: pd.DataFrame,
    *,
    key: str,
    sentence: str,
    look: Look,
    most: int = 10,
    rest: str = "",
    height: int = 260,
) -> Figure:
    """Lying bars from the columns `key`, label and value.

    What does not fit is summed up in a last bar named `rest` (with the place {count}), so that
    nothing is cut off silently; that bar has no customdata. customdata of the others: the key.
    """
    table = counts.sort_values("value", ascending=False, kind="stable")
    top, others = table.iloc[:most], table.iloc[most:]
    labels, values = [str(label) for label in top["label"]], [float(value) for value in top["value"]]
    keys: list[object] = [_key(k) for k in top[key].tolist()]
    if len(others):
        labels.append(rest.format(count=look.number(len(others))))
        values.append(float(others["value"].sum()))
    marked = [look.palette.accent] * len(top) + [look.palette.comparison] * (len(values) - len(top))
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "width": [0.7 * min(1.0, len(labels) / FEWEST)] * len(labels),
            "x": values,
            # A place of its own for each bar: two units may share a short name.
            "y": list(range(len(labels))),
            "marker": {"color": marked},
            "text": [look.number(value) for value in values],
            "textposition": "outside",
            "cliponaxis": False,
            "customdata": [[k] for k in keys] + [[""]] * (len(values) - len(keys)),
            "hovertext": [
                sentence.format(name=label, count=look.number(value))
                for label, value in zip(labels, values, strict=True)
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
            margin={"t": 6, "r": 40},
            xaxis={"showgrid": False, "showticklabels": False, "range": [0, max([*values, 1]) * 1.12]},
            yaxis={
                "range": [max(len(labels), 1) - 0.5, -0.5],
                "tickvals": list(range(len(labels))),
                "ticktext": [_short(label) for label in labels],
                "showgrid": False,
                "zeroline": False,
            },
        ),
    )


def _key(value: object) -> object:
    """What a click hands on: whole numbers of a column with gaps are whole again."""
    if pd.isna(value):
        return None
    return int(value) if isinstance(value, float) else value


def _short(label: str) -> str:
    """A name in two lines at most; what is longer ends in three dots, and is whole when pointed at."""
    lines = broken(label, LETTERS).split("<br>")
    return "<br>".join(lines if len(lines) <= 2 else [lines[0], f"{lines[1]} …"])
