"""A page of a scan as a figure on which boxes are drawn with the mouse."""

from base64 import b64encode
from collections.abc import Sequence

import plotly.graph_objects as go

from services.redaction.boxes import WHOLE, Box

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}
# Pixels: a sheet of A4 stands on a screen of 1080 lines as a whole.
TALLEST, WIDEST = 980, 700
_EDGE = "#D55E00"


def figure(jpeg: bytes, shape: float, *, boxes: Sequence[Box] = (), is_drawable: bool = False) -> go.Figure:
    """The page with its boxes, which let what they hide shine through while they are being drawn.

    The picture travels inside the figure, never under an address of its own.
    """
    down = WHOLE * shape
    figure = go.Figure(
        # A selection is only reported by a chart that has something to select.
        go.Scatter(
            x=[0, WHOLE], y=[0, down], mode="markers", marker={"opacity": 0, "size": 1}, hoverinfo="skip"
        )
    )
    figure.update_layout(
        images=[
            {
                "source": "data:image/jpeg;base64," + b64encode(jpeg).decode(),
                "xref": "x",
                "yref": "y",
                "x": 0,
                "y": 0,
                "sizex": WHOLE,
                "sizey": down,
                "sizing": "stretch",
                "layer": "below",
            }
        ],
        shapes=[_edge(down), *(_shape(number, box, shape) for number, box in enumerate(boxes, start=1))],
        # Without "d" a flat drag would become a band across the whole page.
        dragmode="select" if is_drawable else False,
        selectdirection="d",
        showlegend=False,
        height=height(shape),
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        xaxis={"range": [0, WHOLE], "visible": False, "fixedrange": True, "constrain": "domain"},
        yaxis={
            "range": [down, 0],
            "visible": False,
            "fixedrange": True,
            "scaleanchor": "x",
            "constrain": "domain",
        },
    )
    return figure


def height(shape: float) -> int:
    """How tall the figure is, in pixels."""
    return int(min(TALLEST, WIDEST * shape))


def drawn(selected: object, shape: float) -> tuple[float, float, float, float] | None:
    """The corners of the box that was just drawn, in percent; None where nothing was."""
    boxes = selected["selection"]["box"] if isinstance(selected, dict) and selected else []
    if not boxes:
        return None
    (x0, x1), (y0, y1) = boxes[-1]["x"], boxes[-1]["y"]
    return float(x0), float(y0) / shape, float(x1), float(y1) / shape


def _edge(down: float) -> dict[str, object]:
    """A thin line around the sheet: white paper on a white screen has no end."""
    line = {"color": "#9AA5AE", "width": 1}
    return {"type": "rect", "x0": 0, "x1": WHOLE, "y0": 0, "y1": down, "line": line}


def _shape(number: int, box: Box, shape: float) -> dict[str, object]:
    return {
        "type": "rect",
        "x0": box.left,
        "x1": box.left + box.width,
        "y0": box.top * shape,
        "y1": (box.top + box.height) * shape,
        "fillcolor": "rgba(0,0,0,0.55)",
        "line": {"color": _EDGE, "width": 2},
        "label": {"text": str(number), "textposition": "top left", "font": {"color": "#FFFFFF", "size": 14}},
    }
