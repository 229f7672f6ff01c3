"""The name of an uploaded file: a label, which never chooses where or as what a file is kept."""

import re
import unicodedata

from services.text import tidy
from services.uploads.errors import FileNameHides

# File systems take 255 bytes; some is left for what a browser adds.
LONGEST_BYTES = 180
NAMELESS = "scan"
# Signs that turn the direction of reading: with them "exe.pdf" is shown for a program.
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_PATH = re.compile(r"[/\\]")
# What Windows does not take in a name.
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")


def checked(name: str) -> str:
    """The name as one line in NFC, fit for every file system.

    Raises FileNameHides for a path, for signs that turn the reading or end the text, and for
    a name of dots only: no browser sends such a name by itself.
    """
    text = unicodedata.normalize("NFC", name)
    hides = _PATH.search(text) or _TURNING.search(text) or any(_is_control(c) for c in text)
    if hides or not text.strip(". \t"):
        raise FileNameHides(field="scans", name=shown(text))
    # Signs without width say nothing; two names must not differ by them alone.
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Co", "Cn", "Cs"))
    text = _NOT_IN_NAMES.sub("_", tidy(text)).strip(". ")
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    return _shortened(text or NAMELESS)


def with_ending(name: str, endings: tuple[str, ...]) -> str:
    """The name with an ending that tells what the file is; the first of `endings` where it has none of them.

    An ending that belongs to another kind of file stays visible before the right one.
    """
    if name.casefold().endswith(tuple(f".{ending}" for ending in endings)):
        return name
    return _shortened(f"{name}.{endings[0]}")


def shown(name: str) -> str:
    """A name as it may stand in a sentence: every sign that is not seen is written out."""
    return "".join(c if c.isprintable() else f"\N{LEFT CEILING}{ord(c):04X}\N{RIGHT CEILING}" for c in name)[
        :LONGEST_BYTES
    ]


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) == "Cc"


def _shortened(name: str) -> str:
    """Cut in the middle of the stem, so that the ending stays."""
    if len(name.encode()) <= LONGEST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 8:
        stem, dot, ending = name, "", ""
    room = LONGEST_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore").strip(". ") + dot + ending
