"""Files that are two things at once: a scan for one reader, a web page or an archive for another."""

import re
import zipfile
from io import BytesIO

HTML, ARCHIVE, PDF, PROGRAM, MORE = "HTML", "ZIP", "PDF", "EXE", "…"
# What a browser takes for a web page.
_HTML = re.compile(rb"<(?:html|script|svg|iframe|body|!doctype|\?php)[\s>/]", re.IGNORECASE)
_PDF = re.compile(rb"%PDF-\d\.\d")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_PROGRAMS = (b"\x7fELF", b"MZ\x90\x00")
# A PDF may begin with a mark of byte order and blanks; more before its header is another file.
_BEFORE_PDF = re.compile(rb"(?:\xef\xbb\xbf)?[\x00\t\n\f\r ]*%PDF-")
_HEAD = 1024
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_EMPTY = b"\x00\t\n\x0b\x0c\r \x1a"


def in_pdf(data: bytes) -> str:
    """What else a PDF is, '' for nothing.

    Only its two ends are read: within it text of a page or of a note may speak of anything.
    """
    if not _BEFORE_PDF.match(data[:_HEAD]):
        return _named(data[:_HEAD]) or MORE
    if _HTML.search(data[:_HEAD]):
        return HTML
    _before, mark, behind = data.rpartition(b"%%EOF")
    if mark and behind.strip(_EMPTY):
        return _named(behind) or MORE
    return ARCHIVE if zipfile.is_zipfile(BytesIO(data)) else ""


def in_picture(data: bytes, *, is_png: bool) -> str:
    """What else a picture is, '' for nothing; cameras write notes of many kinds, but none of these."""
    if is_png:
        _before, mark, behind = data.rpartition(_PNG_END)
        if mark and behind.strip(_EMPTY):
            return _named(behind) or MORE
    return _named(data)


def _named(data: bytes) -> str:
    if zipfile.is_zipfile(BytesIO(data)) or any(mark in data for mark in _ARCHIVES):
        return ARCHIVE
    if _HTML.search(data):
        return HTML
    if _PDF.search(data):
        return PDF
    return PROGRAM if data.startswith(_PROGRAMS) else ""
