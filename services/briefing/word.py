"""The briefing as a Word document: headings, sentences, tables, and the drawn charts as pictures."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from services.briefing import paper
from services.briefing.deck import Deck, DeckSlide, figure_rows, printed

FONT = "Times New Roman"
MUTED, ACCENT = RGBColor(0x5B, 0x67, 0x70), RGBColor(0x0B, 0x4F, 0x8A)


def docx(deck: Deck) -> bytes:
    """The whole deck as .docx, to be edited further."""
    made = Document()
    _style(made, deck)
    for text in (deck.superior.upper(), deck.department.upper()):
        if text:
            made.add_paragraph().add_run(text).bold = text == deck.department.upper()
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(f"{deck.title.upper()}\n{deck.week}")
    run.bold, run.font.size = True, Pt(14)
    for note in deck.notes:
        run = made.add_paragraph().add_run(note)
        run.font.size, run.font.color.rgb = Pt(9.5), MUTED
    for slide in deck.slides:
        _write(made, deck, slide)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _write(made: Paper, deck: Deck, slide: DeckSlide) -> None:
    heading = made.add_heading(f"{slide.number}. {slide.title}", level=1)
    for run in heading.runs:
        run.font.color.rgb, run.font.size, run.font.name = ACCENT, Pt(13), FONT
    if slide.figures:
        words = deck.words
        rows = figure_rows(slide.figures)
        names = ("figure", "this_week", "before", "year", "code")
        headings = [words[name] for name in names[: len(rows[0])]]
        _table(made, headings, rows, frozenset({1, 2, 3}))
    for line in slide.lines:
        made.add_paragraph(printed(line, deck.words), style="List Bullet")
    if slide.chart:
        run = made.add_paragraph().add_run(slide.chart.title)
        run.bold, run.font.size = True, Pt(11)
        shape = made.add_picture(BytesIO(paper.picture(slide.chart)), width=Cm(16))
        # For who cannot see it; the numbers stand in the picture.
        shape._inline.docPr.set("descr", slide.chart.title)  # noqa: SLF001 - python-docx has no other way
    if slide.table:
        _table(made, slide.table.headings, slide.table.rows, slide.table.numbers)
    elif slide.empty:
        made.add_paragraph().add_run(slide.empty).italic = True
    if slide.comment:
        said = made.add_paragraph()
        said.add_run(f"{deck.words['comment']}: ").bold = True
        said.add_run(slide.comment)


def _table(
    made: Paper,
    headings: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    numbers: frozenset[int],
) -> None:
    table = made.add_table(rows=1, cols=len(headings), style="Table Grid")
    for column, text in enumerate(headings):
        table.rows[0].cells[column].paragraphs[0].add_run(text).bold = True
    # The headings stand again on the next page.
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no other way
    for row in rows:
        cells = table.add_row().cells
        for column, text in enumerate(row):
            cells[column].text = text
            if column in numbers:
                cells[column].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made.add_paragraph()


def _style(made: Paper, deck: Deck) -> None:
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    # Vietnamese letters too, not only those of Western Europe.
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    made.core_properties.title = f"{deck.title} {deck.week}"
    made.core_properties.author = deck.department
