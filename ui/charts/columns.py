"""Standing bars by a few values in their own order, and months beside the same months of another year."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ui import formats
from ui.charts.base import UNCHANGED, Figure, Look, broken, chart, legend_on_top

# The thickest bar, as a share of the room of one of so many: a single bar is no wall.
FEWEST = 4
# So many letters stand side by side under the bars of half a screen.
LETTERS = 54


def standing(
    values: Mapping[Any, float],
    *,
    labels: Mapping[Any, str],
    sentence: str,
    look: Look,
    colours: Mapping[Any, str] | None = None,
    height: int = 280,
) -> Figure:
    """One bar for each of `labels`, in that order, with its number on top.

    `sentence` has the places {name} and {count}. customdata of a bar: its key.
    """
    numbers = [float(values.get(key, 0.0)) for key in labels]
    names = [broken(label, LETTERS // max(1, len(labels))) for label in labels.values()]
    data = [
        {
            "type": "bar",
            "x": names,
            "y": numbers,
            "width": [0.7 * min(1.0, len(names) / FEWEST)] * len(names),
            "marker": {"color": [(colours or {}).get(key, look.palette.accent) for key in labels]},
            "text": [look.number(number) for number in numbers],
            "textposition": "outside",
            "cliponaxis": False,
            "customdata": [[key] for key in labels],
            "hovertext": [
                sentence.format(name=name, count=look.number(number))
                for name, number in zip(labels.values(), numbers, strict=True)
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
            margin={"t": 26},
            xaxis={"type": "category", "tickangle": 0},
            yaxis={"range": [0, max(4.0, max(numbers, default=0.0) * 1.15)], "nticks": 5},
        ),
    )


def beside_last_year(
    now: Mapping[date, float],
    then: Mapping[date, float],
    *,
    months: Sequence[date],
    words: tuple[str, str],
    sentence: str,
    look: Look,
    height: int = 280,
) -> Figure:
    """Months of the period beside the same months a year earlier, which stand in grey.

    Both mappings are by the first day of the month, `then` by that of the earlier year. `sentence` has
    the places {month} and {count}. customdata of a bar: month (ISO), "" for the earlier year.
    """
    earlier = [month.replace(year=month.year - 1) for month in months]
    names = [formats.month(month) for month in months]
    series = [
        (words[1], earlier, then, look.palette.comparison, [[""] for _month in months]),
        (words[0], list(months), now, look.palette.accent, [[month.isoformat()] for month in months]),
    ]
    data = []
    for name, days, values, colour, keys in series:
        numbers = [float(values.get(day, 0.0)) for day in days]
        data.append(
            {
                "type": "bar",
                "name": name,
                "x": names,
                "y": numbers,
                "marker": {"color": colour},
                "customdata": keys,
                "hovertext": [
                    sentence.format(month=formats.month(day), count=look.number(number))
                    for day, number in zip(days, numbers, strict=True)
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
                **UNCHANGED,
            }
        )
    highest = max([*now.values(), *then.values()], default=0.0)
    return chart(
        data,
        look.layout(
            barmode="group",
            height=height,
            margin={"t": 30},
            legend=legend_on_top(),
            xaxis={"type": "category", "tickvals": names[:: -max(1, len(names) // 6)], "tickangle": 0},
            yaxis={"range": [0, max(4.0, highest * 1.12)], "nticks": 5},
        ),
    )
