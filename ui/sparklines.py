"""A small line of twelve months under a figure: which way it goes, without an axis to read."""

from html import escape

from services.statistics import Course, Measure
from ui import figure_words, formats
from ui.i18n import _

# The heights between which the line runs, and half of its thickness, in pixels.
_TOP, _BOTTOM, _HALF = 10.0, 88.0, 0.9


def drawn(measure: Measure, course: Course) -> str:
    """The line as HTML, in words for whoever does not see it; an empty box of the same height without one.

    Lowest and highest month fill the height: the line tells the direction, the figure above it the size.
    Two shapes cut out of boxes, because drawings inside a text do not pass the filter of the screen.
    """
    if len(course) < 2:
        return '<div class="td-spark"></div>'
    heights = _heights([value for _month, value in course])
    places = [100 * place / (len(heights) - 1) for place in range(len(heights))]
    along = list(zip(places, heights, strict=True))
    area = ", ".join(["0% 100%", *(f"{round(x, 1)}% {round(y)}%" for x, y in along), "100% 100%"])
    upper = [f"{round(x, 1)}% calc({round(y)}% - {_HALF}px)" for x, y in along]
    lower = [f"{round(x, 1)}% calc({round(y)}% + {_HALF}px)" for x, y in reversed(along)]
    said = escape(sentence(measure, course))
    return (
        f'<div class="td-spark" role="img" aria-label="{said}" title="{said}">'
        f'<i style="clip-path: polygon({area})"></i>'
        f'<b style="clip-path: polygon({", ".join([*upper, *lower])})"></b>'
        f'<u style="top: {round(heights[-1])}%"></u></div>'
    )


def _heights(values: list[float]) -> list[float]:
    """Percent from the top, the highest value nearest to it."""
    low, spread = min(values), max(values) - min(values)
    if spread == 0:
        return [(_TOP + _BOTTOM) / 2] * len(values)
    return [_BOTTOM - (_BOTTOM - _TOP) * (value - low) / spread for value in values]


def sentence(measure: Measure, course: Course) -> str:
    """What the line shows: its months, lowest, highest, and where it ends."""
    lowest, highest = min(course, key=lambda one: one[1]), max(course, key=lambda one: one[1])
    return _(
        "{first} to {last}: lowest {lowest} ({low_month}), highest {highest} ({high_month}), last {value}"
    ).format(
        first=formats.month(course[0][0]),
        last=formats.month(course[-1][0]),
        lowest=figure_words.value(measure, lowest[1]),
        low_month=formats.month(lowest[0]),
        highest=figure_words.value(measure, highest[1]),
        high_month=formats.month(highest[0]),
        value=figure_words.value(measure, course[-1][1]),
    )
