"""The briefing as PDF: A4 with bundled fonts, tables and drawn charts; and a chart as a picture for Word."""

import json
import tempfile
from pathlib import Path
from typing import Any, Literal

import typst

from services.briefing import svg
from services.briefing.deck import BARS, Deck, DeckChart, DeckSlide, figure_rows, printed
from services.settings import ROOT

TEMPLATE = ROOT / "templates" / "briefing.typ"
PICTURE = '#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n#image("chart.svg", width: 100%)\n'
FONTS = ROOT / "templates" / "fonts"
# Dots per inch of a picture in Word: sharp on paper, some tens of kilobytes.
DENSITY = 220
ROW = 38


def pdf(deck: Deck) -> bytes:
    """The whole deck on A4, from the template and the drawings alone, without the network."""
    with tempfile.TemporaryDirectory(prefix="briefing-") as name:
        folder = Path(name)
        (folder / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        for slide in deck.slides:
            if slide.chart:
                (folder / f"chart{slide.number}.svg").write_bytes(drawn(slide.chart))
        held = json.dumps(_facts(deck), ensure_ascii=False)
        return _compiled(folder / TEMPLATE.name, "pdf", facts=held)


def picture(chart: DeckChart) -> bytes:
    """The drawing of a chart as PNG: Word shows SVG in its newest versions only."""
    height = _height(chart)
    with tempfile.TemporaryDirectory(prefix="briefing-") as name:
        folder = Path(name)
        (folder / "chart.svg").write_bytes(svg.draw(chart, height=height))
        source = folder / "picture.typ"
        source.write_text(PICTURE.format(width=svg.WIDTH * 0.75, height=height * 0.75), encoding="utf-8")
        return _compiled(source, "png")


def drawn(chart: DeckChart) -> bytes:
    """The chart as SVG, as high as its bars need."""
    return svg.draw(chart, height=_height(chart))


def _height(chart: DeckChart) -> int:
    if chart.kind != BARS:
        return 260
    return 40 + max(3, len(chart.categories)) * (ROW if len(chart.series) > 1 else 30)


def _compiled(source: Path, format: Literal["pdf", "png"], *, ppi: float = DENSITY, **inputs: str) -> bytes:
    found = typst.compile(
        str(source),
        root=str(source.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format=format,
        ppi=ppi,
    )
    return bytes(found if isinstance(found, bytes) else found[0])


def _facts(deck: Deck) -> dict[str, Any]:
    return {
        "superior": deck.superior,
        "department": deck.department,
        "title": deck.title,
        "week": deck.week,
        "notes": deck.notes,
        "words": dict(deck.words),
        "slides": [_slide(one, deck) for one in deck.slides],
    }


def _slide(slide: DeckSlide, deck: Deck) -> dict[str, Any]:
    return {
        "number": slide.number,
        "title": slide.title,
        "figures": figure_rows(slide.figures),
        "lines": [printed(one, deck.words) for one in slide.lines],
        "chart": {"file": f"chart{slide.number}.svg", "title": slide.chart.title} if slide.chart else None,
        "table": (
            {
                "headings": slide.table.headings,
                "rows": slide.table.rows,
                "numbers": sorted(slide.table.numbers),
            }
            if slide.table
            else None
        ),
        "empty": "" if slide.table else slide.empty,
        "comment": slide.comment,
    }
