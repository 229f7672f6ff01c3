"""Tables of text (.csv): the encoding found from the bytes, the separator from the lines."""

import codecs
import csv
import io
import unicodedata
from collections import Counter

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = (";", ",", "\t", "|")
_SAMPLE_LINES = 50
# The cell limit of Excel; the csv module stops at 131,072 characters by itself.
csv.field_size_limit(131_072)


class NotText(ValueError):
    """The bytes are no text in any encoding a register is saved in."""


def decode(data: bytes) -> str:
    """The text in NFC, from UTF-8, UTF-16 or Windows-1258 (tried in that order).

    Windows-1258 writes tones as separate combining marks, and decomposed text
    comes from other systems; NFC makes one letter of both.
    """
    text = _decoded(data)
    if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\v\f" for c in set(text)):
        raise NotText
    return unicodedata.normalize("NFC", text)


def _decoded(data: bytes) -> str:
    try:
        for mark, encoding in _BYTE_ORDER_MARKS:
            if data.startswith(mark):
                return data.decode(encoding)
        zeros = _zeros_by_parity(data)
        if zeros is not None:
            return data.decode(zeros)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1258")
    except UnicodeDecodeError as error:
        raise NotText from error


def _zeros_by_parity(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: separators and digits put a zero at every other byte."""
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even == odd == 0 or len(data) % 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def parse(text: str) -> list[list[str]]:
    """Rows of cells; quoted cells may hold separators and line breaks.

    Raises csv.Error for an unfinished quotation or a cell past the limit.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    return list(reader)


def _separator(text: str) -> str:
    """The sign that splits most lines into the same number (>= 2) of cells."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]

    def agreement(sign: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=sign) if len(cells) > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return count, width

    return max(_SEPARATORS, key=agreement)
