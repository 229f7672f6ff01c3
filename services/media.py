"""What an uploaded file really is, told from its bytes and never from its name."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from services.errors import AppError
from services.text import N_

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
_PILLOW_FORMATS = {JPEG: "JPEG", PNG: "PNG"}
MEGABYTE = 1024 * 1024
# A PDF may begin with a few bytes of something else (ISO 32000-1, annex H).
_PDF_HEADER_WITHIN = 1024


class FileTooLarge(AppError):
    msgid = N_("“{name}” has {size} MB; at most {limit} MB are taken. Scan it with fewer dots or in parts.")


class FileEmpty(AppError):
    msgid = N_("“{name}” is empty. Scan the paper again.")


class FileOfOtherKind(AppError):
    msgid = N_("“{name}” is neither PDF, JPG nor PNG. Save the scan as one of these and add it again.")


class FileBroken(AppError):
    msgid = N_("“{name}” is damaged and cannot be opened. Scan the paper again.")


class FileLocked(AppError):
    msgid = N_("“{name}” is protected by a password. Add a copy without a password.")


@dataclass(frozen=True)
class Media:
    """A file that was opened: its type by content, and its pages."""

    media_type: str
    pages: int


def checked(name: str, data: bytes, *, largest_mb: int) -> Media:
    """The type of a scan, or the refusal that says what is wrong with the file."""
    if not data:
        raise FileEmpty(field="scans", name=name)
    if len(data) > largest_mb * MEGABYTE:
        size = round(len(data) / MEGABYTE, 1)
        raise FileTooLarge(field="scans", name=name, size=size, limit=largest_mb)
    media_type = type_of(data)
    if media_type is None:
        raise FileOfOtherKind(field="scans", name=name)
    pages = _pdf_pages(name, data) if media_type == PDF else _picture(name, data, media_type)
    return Media(media_type, pages)


def type_of(data: bytes) -> str | None:
    """The media type by the first bytes; None for everything we do not take."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return PDF if b"%PDF-" in data[:_PDF_HEADER_WITHIN] else None


def _pdf_pages(name: str, data: bytes) -> int:
    try:
        reader = PdfReader(BytesIO(data))
        # An empty password opens files that only forbid printing or copying.
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileLocked(field="scans", name=name)
        pages = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise FileBroken(field="scans", name=name) from error
    if pages == 0:
        raise FileBroken(field="scans", name=name)
    return pages


def _picture(name: str, data: bytes, media_type: str) -> int:
    try:
        with Image.open(BytesIO(data), formats=[_PILLOW_FORMATS[media_type]]) as picture:
            # Read to the last byte, at an eighth of the size where the format can do that.
            picture.draft("L", (max(1, picture.width // 8), max(1, picture.height // 8)))
            picture.load()
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        raise FileBroken(field="scans", name=name) from error
    return 1
