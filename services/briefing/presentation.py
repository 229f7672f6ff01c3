"""The briefing as .pptx: one slide per subject with native charts, whose numbers can be edited."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Cm, Pt

from services.briefing.deck import BARS, Deck, DeckChart, DeckSlide, printed

# 16:9, in centimetres.
WIDTH, HEIGHT, MARGIN = 33.867, 19.05, 1.4
FONT = "Be Vietnam Pro"
INK, MUTED, ACCENT = "#1B2733", "#5B6770", "#0B4F8A"
# The library has no types.
_CHART_DATA: Any = CategoryChartData
_RGB: Any = RGBColor
# Rows of a table that fit below the title; the rest goes to slides of its own, nothing is cut off.
ROWS_BESIDE, ROWS_ALONE, LINES_ALONE = 9, 11, 8


def pptx(deck: Deck) -> bytes:
    """The whole deck as a presentation of 16:9."""
    made = Presentation()
    made.slide_width, made.slide_height = Cm(WIDTH), Cm(HEIGHT)
    made.core_properties.title = f"{deck.title} {deck.week}"
    made.core_properties.author = deck.department
    _cover(made, deck)
    for slide in deck.slides:
        _subject(made, deck, slide)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _cover(made: Any, deck: Deck) -> None:
    page = _page(made)
    _text(page, deck.department, (MARGIN, 3.2), WIDTH - 2 * MARGIN, 1.2, size=20, colour=MUTED)
    _text(page, deck.title, (MARGIN, 4.8), WIDTH - 2 * MARGIN, 3.2, size=40, bold=True, colour=ACCENT)
    _text(page, deck.week, (MARGIN, 8.6), WIDTH - 2 * MARGIN, 1.6, size=28)
    _lines(page, deck.notes, (MARGIN, 14.6), WIDTH - 2 * MARGIN, 3, size=14, colour=MUTED)


def _subject(made: Any, deck: Deck, slide: DeckSlide) -> None:
    page = _titled(made, deck, slide)
    top = 3.0
    if slide.figures:
        _figures(page, deck, slide)
        top = 7.6
    wide = WIDTH - 2 * MARGIN
    beside = slide.chart is not None
    left = wide * 0.42 if beside else wide
    # Beside a chart there is no room for long ones: they get a slide of their own.
    apart = [printed(line, deck.words) for line in slide.lines if line.wide and beside]
    texts = [printed(line, deck.words) for line in slide.lines if not (line.wide and beside)]
    if not slide.table and slide.empty:
        texts.append(slide.empty)
    if slide.comment:
        texts.append(f"{deck.words['comment']}: {slide.comment}")
    height = HEIGHT - top - 1.6
    if slide.chart:
        room = height if not slide.table else height * 0.98
        _chart(page, slide.chart, (MARGIN + left + 0.6, top), wide - left - 0.6, room)
    lines_high = min(height, 1.25 * sum(1 + len(text) // (42 if beside else 100) for text in texts) + 0.4)
    if texts:
        _lines(page, texts, (MARGIN, top), left, lines_high, size=18)
    for start in range(0, len(apart), LINES_ALONE):
        these = apart[start : start + LINES_ALONE]
        _lines(_titled(made, deck, slide), these, (MARGIN, 3.0), wide, HEIGHT - 4.6, size=18)
    if slide.table:
        rows = slide.table.rows
        alone = beside or lines_high + 1.1 * (min(len(rows), ROWS_BESIDE) + 1) > height
        first = 0
        if not alone:
            first = min(len(rows), ROWS_BESIDE)
            _table(page, slide, rows[:first], top + lines_high)
        for start in range(first, len(rows), ROWS_ALONE):
            _table(_titled(made, deck, slide), slide, rows[start : start + ROWS_ALONE], 3.0)


def _page(made: Any) -> Any:
    blank = 6
    return made.slides.add_slide(made.slide_layouts[blank])


def _titled(made: Any, deck: Deck, slide: DeckSlide) -> Any:
    page = _page(made)
    title = f"{slide.number}. {slide.title}"
    _text(page, title, (MARGIN, 0.8), WIDTH - 2 * MARGIN, 1.6, size=30, bold=True, colour=ACCENT)
    foot = f"{deck.department} · {deck.week}"
    _text(page, foot, (MARGIN, HEIGHT - 1.2), WIDTH - 2 * MARGIN, 0.8, size=11, colour=MUTED)
    return page


def _figures(page: Any, deck: Deck, slide: DeckSlide) -> None:
    step = (WIDTH - 2 * MARGIN) / len(slide.figures)
    for place, one in enumerate(slide.figures):
        at = MARGIN + place * step
        _text(page, one.value, (at, 2.8), step, 1.8, size=36, bold=True)
        _text(page, one.label, (at, 4.5), step, 0.9, size=14)
        compared = [f"{deck.words['before']}: {one.before}", f"{deck.words['year']}: {one.year}"]
        if one.code:
            compared.append(f"{deck.words['code']} {one.code}")
        _lines(page, compared, (at, 5.3), step, 1.6, size=11, colour=MUTED, bullets=False)


def _chart(page: Any, chart: DeckChart, at: tuple[float, float], width: float, height: float) -> None:
    data = _CHART_DATA(number_format="#,##0")
    data.categories = chart.categories
    for one in chart.series:
        data.add_series(one.name, one.values)
    lying = chart.kind == BARS
    kind = XL_CHART_TYPE.BAR_CLUSTERED if lying else XL_CHART_TYPE.COLUMN_CLUSTERED
    drawn = page.shapes.add_chart(kind, Cm(at[0]), Cm(at[1]), Cm(width), Cm(height), data).chart
    drawn.has_title = True
    drawn.chart_title.text_frame.text = chart.title
    drawn.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(14)
    drawn.chart_title.text_frame.paragraphs[0].runs[0].font.bold = True
    drawn.font.name, drawn.font.size = FONT, Pt(12)
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    drawn.value_axis.minimum_scale = 0
    drawn.value_axis.visible, drawn.value_axis.has_major_gridlines = False, False
    # The first bar on top, as it stands on the screen.
    drawn.category_axis.reverse_order = lying
    drawn.plots[0].gap_width = 60
    drawn.plots[0].has_data_labels = True
    labels = drawn.plots[0].data_labels
    labels.position, labels.number_format = XL_LABEL_POSITION.OUTSIDE_END, "#,##0;;"
    labels.number_format_is_linked = False
    for one, series in zip(chart.series, drawn.plots[0].series, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _colour(one.colour)


def _table(page: Any, slide: DeckSlide, rows: Sequence[tuple[str, ...]], top: float) -> None:
    if slide.table is None:
        return
    headings, numbers = slide.table.headings, slide.table.numbers
    wide = WIDTH - 2 * MARGIN
    narrow = 3.4
    words = len(headings) - len(numbers)
    shape = page.shapes.add_table(
        len(rows) + 1, len(headings), Cm(MARGIN), Cm(top), Cm(wide), Cm(1.1 * (len(rows) + 1))
    )
    for column in range(len(headings)):
        of_words = (wide - narrow * len(numbers)) / max(words, 1)
        shape.table.columns[column].width = Cm(narrow if column in numbers else of_words)
    for number, row in enumerate([headings, *rows]):
        for column, text in enumerate(row):
            cell = shape.table.cell(number, column)
            cell.text, cell.vertical_anchor = text, MSO_ANCHOR.MIDDLE
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.name, paragraph.font.size = FONT, Pt(13)
                paragraph.font.bold = number == 0
                paragraph.alignment = PP_ALIGN.RIGHT if column in numbers else PP_ALIGN.LEFT


def _lines(
    page: Any,
    texts: Sequence[str],
    at: tuple[float, float],
    width: float,
    height: float,
    *,
    size: int,
    colour: str = INK,
    bullets: bool = True,
) -> None:
    frame = _frame(page, at, width, height)
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _run(paragraph, f"• {text}" if bullets else text, size=size, colour=colour)
        paragraph.space_after = Pt(size * 0.4)


def _text(
    page: Any,
    text: str,
    at: tuple[float, float],
    width: float,
    height: float,
    *,
    size: int,
    bold: bool = False,
    colour: str = INK,
) -> None:
    _run(_frame(page, at, width, height).paragraphs[0], text, size=size, bold=bold, colour=colour)


def _frame(page: Any, at: tuple[float, float], width: float, height: float) -> Any:
    frame = page.shapes.add_textbox(Cm(at[0]), Cm(at[1]), Cm(width), Cm(height)).text_frame
    frame.word_wrap = True
    return frame


def _run(paragraph: Any, text: str, *, size: int, colour: str, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
    run.font.color.rgb = _colour(colour)


def _colour(text: str) -> Any:
    return _RGB.from_string(text.lstrip("#"))
