"""Small files of every kind that an upload may be, made in memory."""

from io import BytesIO

from PIL import Image
from pypdf import PdfWriter


def pdf(*, pages: int = 1, password: str = "") -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str = "JPEG", *, side: int = 64) -> bytes:
    out = BytesIO()
    # Noise, so that cutting the file short really loses something.
    Image.effect_noise((side, side), 60).save(out, kind)
    return out.getvalue()
