"""What every chart starts from: the reader's theme and numbers, a figure as a plain dict, small labels."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import streamlit as st

from ui import formats, theme
from ui.language import DEFAULT, language
from ui.theme import Palette

# A figure is a dict of data and layout; as graph_objects the same costs four times as much per rerun.
Figure = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """Light or dark, and the language in which numbers are written."""

    dark: bool = False
    language: str = DEFAULT

    @property
    def palette(self) -> Palette:
        return theme.palette(self.dark)

    def number(self, value: float) -> str:
        """A count as the reader writes it."""
        return formats.count(value, spoken=self.language)

    def heat_step(self, value: float, highest: float) -> int:
        """The place in the scale of heat: 0 for nothing; the rest is shared between one and the highest."""
        if value <= 0 or highest <= 0:
            return 0
        steps = len(self.palette.heat)
        return 1 + min(steps - 2, int((value / highest) * (steps - 1) - 1e-9))

    def heat_ink(self, step: int) -> str:
        """Words on the heat: light on the dark end of a light scale, dark on the light end of a dark one."""
        strong = step >= len(self.palette.heat) - (2 if not self.dark else 1)
        return self.palette.paper if strong else self.palette.ink

    def layout(self, **more: Any) -> dict[str, Any]:
        """The house layout with changes; axes are merged rather than replaced."""
        layout = dict(theme.layout(self.dark, separators=formats.separators(self.language)))
        for name, value in more.items():
            old = layout.get(name)
            layout[name] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
        return layout


def reader_look() -> Look:
    """The look of the reader's session."""
    return Look(st.context.theme.type == "dark", language())


def chart(data: Iterable[dict[str, Any]], layout: dict[str, Any]) -> Figure:
    """A figure; clicks choose single points, which the page turns into rows."""
    return {"data": list(data), "layout": {**layout, "clickmode": "event+select", "hovermode": "closest"}}


def broken(name: str, letters: int) -> str:
    """A name in lines of at most so many letters, where its words allow it."""
    return "<br>".join(wrap(name, letters, break_long_words=False, break_on_hyphens=False))


def faint(colour: str, share: float) -> str:
    """A colour of the palette of which so much is left."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def last_label(x: Any, y: float, text: str, colour: str, *, shift: int = 0) -> dict[str, Any]:
    """The label of a series' last point, above it."""
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "yanchor": "bottom",
        "xshift": shift,
        "font": {"color": colour, "size": 13, "weight": 600},
    }


def legend_on_top() -> dict[str, Any]:
    """A legend in one line above the plot, where it costs no width."""
    return {"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"}


# A click keeps its colour: a chosen bar looks like the others, the page leaves at once.
# Nothing but the marker may stand here: with a text font beside it, clicks are not reported.
UNCHANGED = {"unselected": {"marker": {"opacity": 1}}}
