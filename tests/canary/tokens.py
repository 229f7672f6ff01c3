"""The unmistakable words of the canaries, and finding them in whatever form they may have taken.

Every word begins with the same syllables, so that one search finds any of them: folded it reads
`hoangyen` and then says which canary and which field it came from.
"""

import base64
import binascii
import gzip
import html
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import unquote_plus

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from services.text import fold

ROOT = "hoangyen"
_WORD = re.compile(rf"{ROOT}([a-z0-9]+?)x([a-z0-9]+?)zq")
_ANY = re.compile(ROOT)
# These letters of the root have no marks: no writing of it, whatever the encoding, is without them.
_PLAIN, _WIDE = b"ngy", "ngy".encode("utf-16-le")
_LONG_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{32,}={0,2}")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.\-\u00a0]+(?=\d)")
_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}")
DEPTH = 3


def word(canary: str, what: str) -> str:
    """The word of a canary in a field, with Vietnamese letters; folded: hoangyen<canary>x<field>zq."""
    return f"Hoàngyến{canary.capitalize()}x{what}Zq"


def phone(number: int) -> str:
    """A telephone number that stands nowhere else."""
    return f"0987 6{number:02d} 5{number:02d}"


def identity_number(number: int) -> str:
    """An identity number of twelve digits that stands nowhere else."""
    return f"0799888{number:02d}777"


@dataclass(frozen=True)
class Found:
    """One thing of a canary that was found: whose, which field, and in which container."""

    canary: str
    what: str
    within: str = field(default="", compare=False)


@dataclass
class Marks:
    """What else betrays a canary besides its words: text (folded) by canary and name."""

    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = None

    def add(self, text: str, canary: str, what: str) -> None:
        """A code, number or hash that belongs to one canary."""
        self.texts[squeezed(text)] = (canary, what)
        self._pattern = None

    def within(self, text: str) -> Iterator[tuple[str, str]]:
        """The marks in a squeezed text."""
        if not self.texts:
            return
        if self._pattern is None:
            longest = sorted(self.texts, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest)))
        for hit in set(self._pattern.findall(text)):
            yield self.texts[hit]


def squeezed(text: str) -> str:
    """Folded, with the digits of a number together however they were grouped."""
    return _BETWEEN_DIGITS.sub("", fold(text))


def find(data: bytes | str, marks: Marks, *, echoes: Iterable[str] = (), within: str = "") -> set[Found]:
    """Everything of a canary in some bytes; `echoes` is what the reader typed and sees again himself."""
    raw = data.encode() if isinstance(data, str) else data
    found: set[Found] = set()
    # Where it stands alone: within other words it would be a find.
    typed = [
        re.compile(rf"(?<![a-z0-9]){re.escape(squeezed(echo))}(?![a-z0-9])")
        for echo in {one for one in echoes if one}
    ]
    for place, text in forms(raw, within):
        plain = squeezed(text)
        for echo in typed:
            plain = echo.sub(" ", plain)
        whole = set()
        for hit in _WORD.finditer(plain):
            whole.add(hit.start())
            found.add(Found(hit[1], hit[2], place))
        if any(hit.start() not in whole for hit in _ANY.finditer(plain)):
            found.add(Found("?", "part", place))
        found.update(Found(canary, what, place) for canary, what in marks.within(plain))
    return found


def forms(raw: bytes, within: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """A piece of data as the texts that a person or a program could read out of it."""
    text = raw.decode("utf-8", "ignore")
    yield within, text
    lowered = raw.lower()
    if _PLAIN in lowered:
        yield f"{within}>url", unquote_plus(text)
        yield f"{within}>escaped", _ESCAPED.sub(lambda hit: str(json.loads(f'"{hit[0]}"')), text)
        yield f"{within}>html", html.unescape(text)
    if _WIDE in lowered:
        yield f"{within}>utf-16", raw.decode("utf-16-le", "ignore")
        yield f"{within}>utf-16", raw[1:].decode("utf-16-le", "ignore")
    if depth < DEPTH:
        for name, inner in _inside(raw):
            yield from forms(inner, f"{within}>{name}", depth + 1)


def _inside(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """What lies packed in the data: archives, streams, documents, base64."""
    if b"PK\x03\x04" in raw and zipfile.is_zipfile(BytesIO(raw)):
        yield from _members(raw)
    elif b"%PDF-" in raw:
        yield from _pages(raw[raw.index(b"%PDF-") :])
    elif raw[:2] == b"\x1f\x8b":
        yield from _unpacked("gzip", lambda: gzip.decompress(raw))
    elif raw[:1] == b"\x78":
        yield from _unpacked("zlib", lambda: zlib.decompressobj().decompress(raw))
    for number, hit in enumerate(_LONG_BASE64.finditer(raw)):
        if number > 2000:
            break
        yield from _decoded(hit[0])


def _members(raw: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        for name in archive.namelist():
            yield f"zip:{name}", name.encode()
            yield f"zip:{name}", _without_tags(archive.read(name))
            yield f"zip:{name}", archive.read(name)


def _without_tags(data: bytes) -> bytes:
    """The text of an XML part in one piece: Word and Excel cut words wherever they like."""
    return re.sub(rb"<[^>]*>", b"", data) if data.lstrip()[:1] == b"<" else b""


def _pages(raw: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        reader = PdfReader(BytesIO(raw))
        for number, page in enumerate(reader.pages):
            yield f"pdf:{number + 1}", page.extract_text().encode()
        yield "pdf:about", str(dict(reader.metadata or {})).encode()
    except (PyPdfError, ValueError, KeyError):
        return


def _unpacked(name: str, unpack: object) -> Iterator[tuple[str, bytes]]:
    try:
        yield name, unpack()  # type: ignore[operator]
    except (OSError, EOFError, zlib.error):
        return


def _decoded(piece: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        plain = base64.b64decode(piece.translate(bytes.maketrans(b"-_", b"+/")) + b"==")
    except (binascii.Error, ValueError):
        return
    # Hashes and keys decode to noise; only what is packed or reads as text is worth a second look.
    if plain[:2] in (b"PK", b"\x1f\x8b") or plain[:4] == b"%PDF" or _readable(plain):
        yield "base64", plain


def _readable(plain: bytes) -> bool:
    text = plain.decode("utf-8", "ignore")
    return len(text.encode()) > 0.9 * len(plain) and sum(c.isprintable() for c in text) > 0.9 * len(text)


def told(found: Iterable[Found]) -> str:
    """Findings in one line, for the message of a failing test."""
    return ", ".join(sorted(f"{one.canary}.{one.what}{one.within}" for one in found))
