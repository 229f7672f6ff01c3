"""A chart for three metres: the same marks with letters of the wall's size."""

from typing import Any

import plotly.graph_objects as go

LETTERS = 24


def enlarged(figure: go.Figure, height: int) -> go.Figure:
    """A copy of a figure in the wall's letters and height; what is drawn stays as it is."""
    drawn: dict[str, Any] = figure.to_plotly_json()
    layout = {**drawn["layout"], "height": height, "font": _grown(drawn["layout"].get("font"))}
    for name in ("legend", "xaxis", "yaxis", "yaxis2"):
        if name in layout:
            font = "font" if name == "legend" else "tickfont"
            layout[name] = {**layout[name], font: _grown(layout[name].get(font)), "automargin": True}
    layout["annotations"] = [
        {**one, "font": _grown(one.get("font"))} for one in layout.get("annotations", [])
    ]
    layout["legend"] = {name: v for name, v in layout.get("legend", {}).items() if name != "automargin"}
    margin = layout.get("margin", {})
    layout["margin"] = {**margin, "t": max(margin.get("t", 0), 70), "r": max(margin.get("r", 0), 60)}
    data = [{**one, "textfont": _grown(one.get("textfont"))} for one in drawn["data"]]
    return go.Figure({"data": data, "layout": layout}, _validate=False)


def _grown(font: dict[str, Any] | None) -> dict[str, Any]:
    return {**(font or {}), "size": LETTERS}
