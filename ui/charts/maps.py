"""Communes coloured by a measure: outlines or tiles, drawn as plain lines so that nothing is fetched."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.maps.regions import Region
from ui.charts.base import Figure, Look, chart

# From so many regions on their names would lie over one another.
NAMED = 40
# Pixels that a letter of a tile's name takes, and the side from which a name is written in full.
LETTER, SMALL = 7, 76
# What kind of commune it is: left out of the names on small tiles.
KINDS = ("xã ", "phường ", "thị trấn ", "đặc khu ")


def choropleth(
    regions: Sequence[Region],
    values: Mapping[int, float],
    *,
    said: Mapping[int, str],
    sentence: Mapping[int, str],
    ranges: str,
    nothing: str,
    look: Look,
    height: int = 520,
) -> Figure:
    """Regions in classes of equal width from nothing to most; no value is a class of its own.

    `said` is the number on a region and `sentence` what is said of it when it is pointed at, both by
    commune id; `ranges` names a class with {low} and {high}. customdata of a region: the commune id.
    A click anywhere chooses the region whose middle is nearest.
    """
    highest = max(values.values(), default=0.0)
    heat = look.palette.heat
    classes: dict[int, list[Region]] = {step: [] for step in range(len(heat))}
    for region in regions:
        classes[look.heat_step(values.get(region.commune_id, 0.0), highest)].append(region)
    data: list[dict[str, Any]] = []
    for step, members in classes.items():
        if members:
            known = [values[one.commune_id] for one in members if one.commune_id in values]
            label = nothing if step == 0 else _range(known, ranges, look)
            data.append(_areas(members, label, heat[step], look))
    xs = [x for region in regions for ring in region.rings for x, _y in ring]
    ys = [y for region in regions for ring in region.rings for _x, y in ring]
    # Pixels of one unit: the height is the narrow side of most screens and provinces.
    scale = (height - 50) / ((max(ys, default=1.0) - min(ys, default=0.0)) or 1.0)
    data.append(_middles(regions, said, sentence, values, highest, scale, look))
    flat: dict[str, Any] = {"showgrid": False, "zeroline": False, "showline": False}
    flat |= {"showticklabels": False, "ticks": "", "rangemode": "normal"}
    return chart(
        data,
        look.layout(
            height=height,
            margin={"t": 30, "b": 4, "l": 4, "r": 4},
            hoverdistance=-1,
            xaxis={**flat, "range": _room(xs)},
            yaxis={**flat, "range": _room(ys), "scaleanchor": "x", "scaleratio": 1},
            legend={"x": 0, "y": 1.01, "xanchor": "left", "yanchor": "bottom", "itemclick": False},
        ),
    )


def _areas(members: Sequence[Region], label: str, colour: str, look: Look) -> dict[str, Any]:
    """All regions of a class as one line that is lifted between rings."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for region in members:
        for ring in region.rings:
            xs += [*(x for x, _y in ring), None]
            ys += [*(y for _x, y in ring), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label,
        "x": xs,
        "y": ys,
        "fill": "toself",
        "fillcolor": colour,
        "line": {"color": look.palette.muted, "width": 0.8},
        "hoverinfo": "skip",
        "showlegend": True,
    }


def _middles(
    regions: Sequence[Region],
    said: Mapping[int, str],
    sentence: Mapping[int, str],
    values: Mapping[int, float],
    highest: float,
    scale: float,
    look: Look,
) -> dict[str, Any]:
    """The points that are pointed at and clicked; with names where there is room for them.

    `scale` is the number of pixels of one unit of the map.
    """
    named = len(regions) <= NAMED
    narrow = min((_width(region) for region in regions), default=1.0) * scale < SMALL
    texts, inks = [], []
    for region in regions:
        number = said.get(region.commune_id, "")
        name = _broken(region.name, _width(region) * scale)
        texts.append(f"{name}<br><b>{number}</b>" if named else number)
        inks.append(look.heat_ink(look.heat_step(values.get(region.commune_id, 0.0), highest)))
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [region.x for region in regions],
        "y": [region.y for region in regions],
        # Seen by the pointer only; a click is reported for markers, not for areas.
        "marker": {"size": 26, "opacity": 0, "color": look.palette.accent},
        "text": texts,
        "textposition": "middle center",
        "textfont": {"size": 10 if narrow or not named else 12, "color": inks},
        "customdata": [[region.commune_id] for region in regions],
        "hovertext": [sentence.get(region.commune_id, region.name) for region in regions],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}},
    }


def _range(known: Sequence[float], ranges: str, look: Look) -> str:
    low, high = look.number(min(known)), look.number(max(known))
    return low if low == high else ranges.format(low=low, high=high)


def _room(values: Sequence[float]) -> list[float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    edge = (high - low) * 0.02
    return [low - edge, high + edge]


def _width(region: Region) -> float:
    xs = [x for ring in region.rings for x, _y in ring]
    return max(xs) - min(xs)


def _broken(name: str, side: float) -> str:
    """A name in lines that fit so many pixels."""
    if side < SMALL:
        name = next((name.removeprefix(kind) for kind in KINDS if name.startswith(kind)), name)
    lines = [""]
    for word in name.split():
        if lines[-1] and (len(lines[-1]) + 1 + len(word)) * LETTER > side:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
