"""A chart as SVG, drawn on the server for paper: bars from zero, each with its number, one thin axis."""

from html import escape

from services.briefing.deck import BARS, DeckChart

WIDTH = 720
INK, MUTED, GRID = "#1B2733", "#5B6770", "#E3E8EE"
FONT = "Be Vietnam Pro"
# Pixels of a character, near enough to cut a label before it runs into its bar.
CHARACTER = 7.2
LABELS = 230
LONGEST = int(LABELS / CHARACTER)


def draw(chart: DeckChart, *, height: int = 300) -> bytes:
    """The chart without its title, which stands above it as text."""
    body = _bars(chart, height) if chart.kind == BARS else _columns(chart, height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{FONT}" font-size="13">'
        f"{_legend(chart)}{body}</svg>"
    ).encode()


def _legend(chart: DeckChart) -> str:
    if len(chart.series) < 2:
        return ""
    parts, at = [], 0.0
    for one in chart.series:
        parts.append(f'<rect x="{at:.0f}" y="2" width="12" height="12" fill="{one.colour}"/>')
        parts.append(_text(at + 17, 13, one.name, INK))
        at += 40 + len(one.name) * CHARACTER
    return "".join(parts)


def _columns(chart: DeckChart, height: int) -> str:
    top, bottom = 40.0, height - 26.0
    highest = max([1.0, *(value for one in chart.series for value in one.values)])
    step = WIDTH / max(len(chart.categories), 1)
    width = min(34.0, step * 0.8 / len(chart.series))
    parts = [f'<line x1="0" y1="{bottom}" x2="{WIDTH}" y2="{bottom}" stroke="{GRID}"/>']
    for place, category in enumerate(chart.categories):
        middle = (place + 0.5) * step
        parts.append(_text(middle, height - 8, category, MUTED, anchor="middle"))
        for number, one in enumerate(chart.series):
            value = one.values[place]
            tall = (bottom - top) * value / highest
            left = middle + (number - len(chart.series) / 2) * width
            parts.append(
                f'<rect x="{left:.1f}" y="{bottom - tall:.1f}" width="{width * 0.9:.1f}" '
                f'height="{tall:.1f}" fill="{one.colour}"/>'
            )
            if value:
                at = left + width * 0.45
                parts.append(_text(at, bottom - tall - 5, _number(value), INK, anchor="middle", size=11))
    return "".join(parts)


def _bars(chart: DeckChart, height: int) -> str:
    top = 26.0 if len(chart.series) > 1 else 4.0
    step = (height - top) / max(len(chart.categories), 1)
    tall = min(24.0, step * 0.85 / len(chart.series))
    highest = max([1.0, *(value for one in chart.series for value in one.values)])
    room = WIDTH - LABELS - 60
    parts = []
    for place, category in enumerate(chart.categories):
        middle = top + (place + 0.5) * step
        parts.append(_text(LABELS - 8, middle + 4, _short(category), INK, anchor="end"))
        for number, one in enumerate(chart.series):
            value = one.values[place]
            wide = room * value / highest
            above = middle + (number - len(chart.series) / 2) * tall
            parts.append(
                f'<rect x="{LABELS}" y="{above:.1f}" width="{wide:.1f}" height="{tall * 0.9:.1f}" '
                f'fill="{one.colour}"/>'
            )
            parts.append(_text(LABELS + wide + 5, above + tall * 0.65, _number(value), INK, size=12))
    return "".join(parts)


def _text(x: float, y: float, text: str, colour: str, *, anchor: str = "start", size: int = 13) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-size="{size}">'
        f"{escape(text)}</text>"
    )


def _number(value: float) -> str:
    """1.234, as on Vietnamese paper."""
    return f"{value:,.0f}".replace(",", ".")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
