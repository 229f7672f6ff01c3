"""The page of an administrative document (ND 30/2020): margins, heading, title, body, signature block."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
LEFT, CENTRE, JUSTIFIED = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
# A4 with 20 mm above, below and right and 30 mm left leaves 160 mm.
WIDTHS = (Mm(63), Mm(97))
UNWANTED = ("/stylesWithEffects", "/customXml", "/thumbnail")
MADE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Paper:
    """One template: `about` is what it is on, `body` its paragraphs in the signs of `body_line`.

    A decision has an authority and "QUYẾT ĐỊNH:" before its articles; a letter has its subject
    under the number instead of a title.
    """

    name: str
    title: str
    about: str
    body: Sequence[str]
    copies: Sequence[str]
    to: str = ""
    decision: bool = False
    articles: Sequence[str] = field(default_factory=tuple)


def made(paper: Paper) -> bytes:
    """The .docx of a template."""
    document = Document()
    _page(document)
    _heading(document, paper)
    if paper.title:
        _title(document, paper)
    if paper.to:
        line(document.add_paragraph(), f"Kính gửi: {paper.to}", align=CENTRE, before=6, after=6)
    for text in paper.body:
        body_line(document, text)
    if paper.decision:
        line(document.add_paragraph(), "**QUYẾT ĐỊNH:**", align=CENTRE, before=6, after=6)
        for text in paper.articles:
            body_line(document, text)
    _signature(document, paper)
    return _saved(document)


def body_line(document: Document, text: str) -> None:
    """One paragraph of the body.

    "{%" stands alone (it repeats or leaves out what follows), "#" is a heading, "-" an item
    without indent of the first line, "/" italic; everything else is an indented paragraph.
    """
    paragraph = document.add_paragraph()
    if text.startswith("{%"):
        line(paragraph, text)
    elif text.startswith("# "):
        line(paragraph, f"**{text[2:]}**", align=JUSTIFIED, before=6, after=3, indent=True)
    elif text.startswith("/ "):
        line(paragraph, text[2:], align=JUSTIFIED, after=4, indent=True, italic=True)
    else:
        line(paragraph, text, align=JUSTIFIED, after=6, indent=True)


def line(
    paragraph: Paragraph,
    text: str,
    *,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    size: float = 14,
    before: float = 0,
    after: float = 0,
    indent: bool = False,
    italic: bool = False,
    bold: bool = False,
) -> None:
    """Text into a paragraph; **…** is bold. A field stays in one run, so that Word keeps it whole."""
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    if indent:
        shape.first_line_indent = Cm(1)
    for place, part in enumerate(text.split("**")):
        if part:
            run = paragraph.add_run(part)
            run.bold, run.italic, run.font.size = bold or place % 2 == 1, italic, Pt(size)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.line_spacing = 1.0
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    page = OxmlElement("w:fldSimple")
    page.set(qn("w:instr"), "PAGE")
    number._p.append(page)  # noqa: SLF001 - python-docx has no fields of its own


def _heading(document: Document, paper: Paper) -> None:
    table = _two_columns(document)
    left, right = table.rows[0].cells
    _into(left, "{{ co_quan_cap_tren|upper }}", size=13)
    _into(left, "**{{ ten_co_quan|upper }}**", size=13)
    _rule(left, 18)
    _into(left, "Số: {{ so_ky_hieu }}", size=13, before=4)
    if not paper.title:
        _into(left, f"V/v {paper.about}", size=12)
    _into(left, "{%p if dong_du_thao %}")
    _into(left, "**{{ dong_du_thao }}**", size=12, before=4)
    _into(left, "{%p endif %}")
    _into(right, "**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**", size=12)
    _into(right, "**Độc lập - Tự do - Hạnh phúc**", size=13)
    _rule(right, 20)
    _into(right, "{{ dia_danh }}, {{ ngay_ban_hanh }}", size=13, before=4, italic=True)
    _drop_first(left)
    _drop_first(right)


def _title(document: Document, paper: Paper) -> None:
    line(document.add_paragraph(), f"**{paper.title}**", align=CENTRE, before=14)
    line(document.add_paragraph(), f"**{paper.about}**", align=CENTRE)
    ruled = document.add_paragraph()
    _border(ruled, Mm(58))
    ruled.paragraph_format.space_after = Pt(8)
    if paper.decision:
        line(document.add_paragraph(), "**{{ tham_quyen_ban_hanh|upper }}**", align=CENTRE, after=8)


def _signature(document: Document, paper: Paper) -> None:
    # A signature never stands alone on a page: the last words go with it.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    between = document.add_paragraph().paragraph_format
    between.space_after, between.keep_with_next = Pt(0), True
    table = _two_columns(document)
    # Title, room for the hand and name stay together on one page.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    left, right = table.rows[0].cells
    line(left.add_paragraph(), "**Nơi nhận:**", size=12, italic=True)
    for copy in (*paper.copies, "- Lưu: VT, {{ noi_luu }}."):
        line(left.add_paragraph(), copy, size=11)
    _into(right, "{%p for dong in quyen_han_ky %}")
    _into(right, "**{{ dong|upper }}**", size=14)
    _into(right, "{%p endfor %}")
    for _ in range(4):
        _into(right, "", size=14)
    _into(right, "**{{ nguoi_ky }}**", size=14)
    _drop_first(left)
    _drop_first(right)


def _two_columns(document: Document):  # type: ignore[no-untyped-def]
    table = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for place, width in enumerate(WIDTHS):
        table.columns[place].width = width
        table.rows[0].cells[place].width = width
    return table


def _into(cell: _Cell, text: str, *, size: float = 13, before: float = 0, italic: bool = False) -> None:
    line(cell.add_paragraph(), text, align=CENTRE, size=size, before=before, italic=italic)


def _drop_first(cell: _Cell) -> None:
    """A new cell holds an empty paragraph, which nobody wants."""
    first = cell.paragraphs[0]._p  # noqa: SLF001
    first.getparent().remove(first)


def _rule(cell: _Cell, indent: float) -> None:
    """The short line under the name of the body and under the motto."""
    _border(cell.add_paragraph(), Mm(indent))


def _border(paragraph: Paragraph, indent: int) -> None:
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = indent
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _saved(document: Document) -> bytes:
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = about.title = ""
    about.created = about.modified = MADE
    # What python-docx's own sheet brings along and no document needs.
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(UNWANTED)]:
            del rels[key]
    file = BytesIO()
    document.save(file)
    return file.getvalue()
