"""Pages of a scan as pictures: measured, drawn, and drawn anew with places blackened.

A page is measured in percent of its width and height, from its upper left corner, as it is seen:
turned as the camera noted it.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError
from pypdf import PdfWriter

PDF = "application/pdf"
POINTS_PER_INCH = 72
# JPEG paints in squares of so many dots; a box that ends between two would be grey at its edge.
SQUARE = 8
QUALITY = 80
Box = Sequence[float]
Found = tuple[dict[str, Any], list[bytes]]


class Broken(Exception):
    """The file does not open, or a page of it cannot be drawn."""


def outline(data: bytes, *, media_type: str) -> Found:
    """How many pages there are, and the shape of each: height by width."""
    try:
        with _pages(data, media_type) as pages:
            return {"shapes": [_size(page)[1] / _size(page)[0] for page in pages]}, []
    except Broken:
        return {"fault": "broken"}, []


def picture(
    data: bytes, *, media_type: str, page: int, dpi: int, most_dots: int, boxes: Sequence[Box] = ()
) -> Found:
    """One page as a JPEG, with its boxes blackened; `page` counts from 0."""
    try:
        with _pages(data, media_type) as pages:
            drawn = _drawn(pages[page], dpi=dpi, most_dots=most_dots)
            return {"size": drawn.size}, [_jpeg(_blackened(drawn, boxes))]
    except (Broken, IndexError):
        return {"fault": "broken"}, []


def blackened(
    data: bytes, *, media_type: str, dpi: int, most_dots: int, boxes: Sequence[Sequence[Box]]
) -> Found:
    """A new PDF of pictures of all pages, each with its boxes blackened, and of nothing else."""
    made = pdfium.PdfDocument.new()
    try:
        with _pages(data, media_type) as pages:
            if len(pages) != len(boxes):
                return {"fault": "broken"}, []
            for page, hidden in zip(pages, boxes, strict=True):
                drawn = _drawn(page, dpi=dpi, most_dots=most_dots)
                _add(made, _jpeg(_blackened(drawn, hidden)), _points(page, drawn))
        return {"pages": len(made)}, [_bare(made)]
    except Broken:
        return {"fault": "broken"}, []
    finally:
        made.close()


@contextmanager
def _pages(data: bytes, media_type: str) -> Iterator[Sequence[Any]]:
    """The pages of a file, each a page of a PDF or a picture."""
    if media_type != PDF:
        try:
            with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as opened:
                yield [ImageOps.exif_transpose(opened)]
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as fault:
            raise Broken from fault
        return
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        raise Broken from fault
    try:
        document.init_forms()
        yield document
    except pdfium.PdfiumError as fault:
        raise Broken from fault
    finally:
        document.close()


def _size(page: Any) -> tuple[float, float]:
    width, height = page.size if isinstance(page, Image.Image) else page.get_size()
    if width <= 0 or height <= 0:
        raise Broken
    return width, height


def _drawn(page: Any, *, dpi: int, most_dots: int) -> Image.Image:
    """The page as dots: at `dpi` for a PDF, as many as it has for a picture, never more than `most_dots`."""
    width, height = _size(page)
    if isinstance(page, Image.Image):
        scale = min(1.0, math.sqrt(most_dots / (width * height)))
        small = (max(1, int(width * scale)), max(1, int(height * scale)))
        # A transparent ground is white paper, not black.
        solid = Image.new("RGBA", page.size, "white")
        solid.alpha_composite(page.convert("RGBA"))
        return solid.convert("RGB").resize(small, Image.Resampling.LANCZOS)
    scale = min(dpi / POINTS_PER_INCH, math.sqrt(most_dots / (width * height)))
    drawn: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil()
    return drawn.convert("RGB")


def _blackened(drawn: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """Black over the boxes, each grown to whole squares of JPEG."""
    pen = ImageDraw.Draw(drawn)
    for left, top, width, height in boxes:
        across, down = drawn.width / 100, drawn.height / 100
        x0, y0 = math.floor(left * across / SQUARE) * SQUARE, math.floor(top * down / SQUARE) * SQUARE
        x1 = math.ceil((left + width) * across / SQUARE) * SQUARE
        y1 = math.ceil((top + height) * down / SQUARE) * SQUARE
        pen.rectangle((x0, y0, x1 - 1, y1 - 1), fill="black")
    return drawn


def _jpeg(drawn: Image.Image) -> bytes:
    """The dots alone: whatever Pillow carried over from the original is left behind."""
    bare = Image.new("RGB", drawn.size)
    bare.paste(drawn)
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()


def _points(page: Any, drawn: Image.Image) -> tuple[float, float]:
    """The size of the new page: that of the old one; for a picture as if it had filled a sheet."""
    if not isinstance(page, Image.Image):
        return _size(page)
    longest = 842.0
    scale = longest / max(drawn.size)
    return drawn.width * scale, drawn.height * scale


def _bare(made: Any) -> bytes:
    """The new file without the note of who made it and when."""
    out, bare = BytesIO(), BytesIO()
    made.save(out)
    writer = PdfWriter(clone_from=BytesIO(out.getvalue()))
    writer.metadata = None
    writer.write(bare)
    return bare.getvalue()


def _add(made: Any, jpeg: bytes, size: tuple[float, float]) -> None:
    image = pdfium.PdfImage.new(made)
    image.load_jpeg(BytesIO(jpeg))
    image.set_matrix(pdfium.PdfMatrix().scale(*size))
    page = made.new_page(*size)
    page.insert_obj(image)
    page.gen_content()
    page.close()
