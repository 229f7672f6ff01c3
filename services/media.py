"""What an uploaded scan really is, told from its bytes and never from its name."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from services.uploads import pdfs, second_faces
from services.uploads.errors import (
    FileBroken,
    FileEmpty,
    FileIsWord,
    FileOfOtherKind,
    FileOfTwoKinds,
    FileTooLarge,
    PictureMoves,
    PictureTooLarge,
)
from services.uploads.limits import MILLION, Limits

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
# The endings a name may have, the usual one first.
ENDINGS = {PDF: ("pdf",), JPEG: ("jpg", "jpeg"), PNG: ("png",)}
_PILLOW_FORMATS = {JPEG: "JPEG", PNG: "PNG"}
MEGABYTE = 1024 * 1024
# A PDF may begin with a few bytes of something else (ISO 32000-1, annex H).
_PDF_HEADER_WITHIN = 1024
# Word and Excel, new and old.
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

# Files that passed lately: a screen has them opened before the write begins, which asks again.
REMEMBERED = 200


@dataclass(frozen=True)
class Media:
    """A file that was opened: its type by content, and its pages."""

    media_type: str
    pages: int


_passed: dict[tuple[str, Limits], Media] = {}


def checked(name: str, data: bytes, *, limits: Limits) -> Media:
    """The type of a scan, or the refusal that says what is wrong with the file."""
    if not data:
        raise FileEmpty(field="scans", name=name)
    if len(data) > limits.largest_mb * MEGABYTE:
        size = round(len(data) / MEGABYTE, 1)
        raise FileTooLarge(field="scans", name=name, size=size, limit=limits.largest_mb)
    media_type = type_of(data)
    if media_type is None:
        raise (FileIsWord if data.startswith(_OFFICE) else FileOfOtherKind)(field="scans", name=name)
    known = (hashlib.sha256(data).hexdigest(), limits)
    if known not in _passed:
        if media_type == PDF:
            found = Media(PDF, pdfs.pages(name, data, limits=limits))
        else:
            _check_picture(name, data, media_type, most_dots=limits.most_dots)
            found = Media(media_type, 1)
        if len(_passed) >= REMEMBERED:
            _passed.clear()
        _passed[known] = found
    return _passed[known]


def type_of(data: bytes) -> str | None:
    """The media type by the first bytes; None for everything we do not take."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return PDF if b"%PDF-" in data[:_PDF_HEADER_WITHIN] else None


def _check_picture(name: str, data: bytes, media_type: str, *, most_dots: int) -> None:
    try:
        with Image.open(BytesIO(data), formats=[_PILLOW_FORMATS[media_type]]) as picture:
            if picture.width * picture.height > most_dots:
                raise PictureTooLarge(field="scans", name=name, limit=most_dots // MILLION)
            # A photograph may carry a second, smaller one of itself; a PNG that moves is no scan.
            if media_type == PNG and getattr(picture, "n_frames", 1) > 1:
                raise PictureMoves(field="scans", name=name)
            # Read to the last byte, at an eighth of the size where the format can do that.
            picture.draft("L", (max(1, picture.width // 8), max(1, picture.height // 8)))
            picture.load()
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(field="scans", name=name, limit=most_dots // MILLION) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileBroken(field="scans", name=name) from error
    if what := second_faces.in_picture(data, is_png=media_type == PNG):
        raise FileOfTwoKinds(field="scans", name=name, what=what)
