"""Scans with something to hide: on the page, in properties, in a picture's notes, in an older revision."""

from io import BytesIO

import pypdfium2 as pdfium
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

SECRET = "Le Thi Bi Mat"
AUTHOR = "May tinh cua ba Mat"
# Where the secret stands on a page of `letter`, in percent: left, top, right, bottom.
PLACE = (10.0, 14.0, 50.0, 20.0)


def letter(*lines: str) -> bytes:
    """A PDF with a text layer, one line to a page, its author among the properties."""
    writer = PdfWriter()
    for words in lines or (SECRET,):
        page = writer.add_blank_page(width=595, height=842)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 24 Tf 72 695 Td ({words}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001
    writer.add_metadata({"/Author": AUTHOR, "/Title": SECRET})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def revised() -> bytes:
    """A PDF whose first revision named somebody; the second only covers the page."""
    first = letter()
    writer = PdfWriter(BytesIO(first), incremental=True)
    writer.pages[0].merge_page(PdfReader(BytesIO(letter("Rieng"))).pages[0])
    out = BytesIO()
    writer.write(out)
    assert SECRET.encode() in out.getvalue()
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG that lies on its side, with a person's name and a thumbnail among its notes."""
    sheet = Image.new("RGB", (1600, 1200), "white")
    ImageDraw.Draw(sheet).rectangle((100, 100, 900, 300), fill="red")
    thumbnail = BytesIO()
    sheet.resize((80, 60)).save(thumbnail, "JPEG", comment=SECRET.encode())
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x013B] = AUTHOR
    out = BytesIO()
    # Behind the notes a second small picture, as cameras put it there.
    sheet.save(out, "JPEG", exif=notes, comment=SECRET.encode())
    return out.getvalue() + thumbnail.getvalue()


def pages_of(pdf: bytes) -> list[Image.Image]:
    """The pictures of which a redacted copy consists, one to a page."""
    return [page.images[0].image.convert("RGB") for page in PdfReader(BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """Whatever text a reader of PDF finds."""
    document = pdfium.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def cut(page: Image.Image, place: tuple[float, float, float, float]) -> Image.Image:
    """A place of a page, given in percent."""
    left, top, right, bottom = place
    return page.crop(
        (
            round(left * page.width / 100),
            round(top * page.height / 100),
            round(right * page.width / 100),
            round(bottom * page.height / 100),
        )
    )
