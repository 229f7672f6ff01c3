"""The charts of a briefing from their numbers, large enough to be read from the back of a room."""

from dataclasses import fields

from services.briefing.deck import BARS, DeckChart
from ui import theme
from ui.charts.base import Figure, Look, chart, legend_on_top

ROOM = 1.16


def drawn(found: DeckChart, *, look: Look, sentence: str, height: int = 340, size: int = 14) -> Figure:
    """Standing columns or lying bars side by side; `sentence` has the places {place}, {series}, {count}."""
    lying = found.kind == BARS
    places = list(range(len(found.categories)))
    data = []
    for one in found.series:
        values = list(one.values)
        data.append(
            {
                "type": "bar",
                "orientation": "h" if lying else "v",
                "name": one.name,
                "x": values if lying else places,
                "y": places if lying else values,
                "marker": {"color": _colour(one.colour, look)},
                "text": [look.number(value) if value else "" for value in values],
                "textposition": "outside",
                "textangle": 0,
                "constraintext": "none",
                "textfont": {"size": size},
                "cliponaxis": False,
                "hovertext": [
                    sentence.format(place=place, series=one.name, count=look.number(value))
                    for place, value in zip(found.categories, values, strict=True)
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    highest = max([1.0, *(value for one in found.series for value in one.values)])
    numbers = {"range": [0, highest * ROOM], "showgrid": False, "showticklabels": False, "zeroline": False}
    names = {
        "tickvals": places,
        "ticktext": [_short(name) if lying else name for name in found.categories],
        "tickfont": {"size": size},
        "showgrid": False,
        "zeroline": False,
        "tickangle": 0,
    }
    if not lying:
        # As many as can stand side by side, the last one among them.
        step = max(1, -(-len(places) * size // 90))
        names["tickvals"] = places[::-step]
        names["ticktext"] = list(found.categories)[::-step]
    if lying:
        names["range"] = [max(len(places), 3) - 0.5, -0.5]
    return chart(
        data,
        look.layout(
            barmode="group",
            bargap=0.25,
            height=height,
            showlegend=len(found.series) > 1,
            legend={**legend_on_top(), "font": {"size": size}},
            margin={"t": 30, "r": 30},
            xaxis=numbers if lying else names,
            yaxis=names if lying else numbers,
        ),
    )


def _colour(light: str, look: Look) -> str:
    """The same meaning in the reader's theme: a deck names colours of the light one."""
    for one in fields(theme.LIGHT):
        if getattr(theme.LIGHT, one.name) == light:
            return str(getattr(look.palette, one.name))
    return light


def _short(text: str, length: int = 34) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
