"""What single cells of a register say: names, marks, kinds, people, identity numbers, references."""

import re
from dataclasses import dataclass
from functools import lru_cache

from models.enums import Kind
from services.imports.reading import Cell
from services.text import fold, tidy

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_ODD_SPACE = re.compile(r"^\s|\s$|[^\S\n]{2,}|[\u00a0\u2007\u202f\t]")
_ANONYMOUS = frozenset(
    {
        "an danh",
        "khong co ten",
        "khong ghi ten",
        "khong ky ten",
        "khong neu ten",
        "khong ro",
        "khong ro ten",
        "khong ten",
        "khuyet danh",
        "mao danh",
        "nac danh",
        "don nac danh",
        "vo danh",
    }
)
# Names of bodies keep their own capitals.
_BODIES = (
    "cong ty",
    "doanh nghiep",
    "hop tac xa",
    "htx",
    "ubnd",
    "uy ban",
    "ban ",
    "to dan pho",
    "cac ho",
    "tap the",
)
_MARKS = frozenset({"x", "v", "1", "co", "true", "yes"})
_MARK_SIGNS = frozenset("×✓✔☑☒✗✘√*+●•")
_NO_MARKS = frozenset({"", "0", "khong", "false", "no"})
_KINDS = {
    Kind.COMPLAINT: {"kn", "khieu nai", "don khieu nai", "kk", "kn kk"},
    Kind.DENUNCIATION: {"tc", "to cao", "don to cao"},
    Kind.RECOMMENDATION: {
        "pa",
        "kn pa",
        "knpa",
        "kien nghi",
        "phan anh",
        "kien nghi phan anh",
        "phan anh kien nghi",
        "pakn",
        "pa kn",
        "don kien nghi",
        "don phan anh",
        "don kien nghi phan anh",
    },
}
_KIND_OF_TEXT = {text: kind for kind, texts in _KINDS.items() for text in texts}
_BOTH = frozenset({"kn tc", "tc kn", "khieu nai to cao", "to cao khieu nai", "don khieu nai to cao"})
_NUMBER = re.compile(r"\d{1,5}")
_DOCUMENT = re.compile(
    r"[\s,;(–-]*(?:theo\s+)?(?:vb|văn bản|cv|công văn|phiếu(?:\s+\w+){0,2})?\s*"
    r"số[\s:]*(?P<number>\d[^\s,;)]*)\)?",
    re.IGNORECASE,
)
_COMMUNE = re.compile(r"(xã|phường|thị trấn|đặc khu)\s+\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextReading:
    """A text made tidy, and what was odd about it."""

    text: str
    odd_spaces: bool = False
    odd_capitals: bool = False


def text_of(value: Cell) -> str:
    """A cell as one line of text; whole numbers without their decimal point."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _one_line(value) if isinstance(value, str) else tidy(str(value))


# A row asks for the same cell several times, and registers say the same words on every line.
@lru_cache(maxsize=4_096)
def _one_line(text: str) -> str:
    return tidy(text.translate(_INVISIBLE))


@lru_cache(maxsize=4_096)
def folded(text: str) -> str:
    """`fold`, remembered for the words that every row repeats."""
    return fold(text)


def read_text(value: Cell) -> TextReading:
    """A sentence: blanks made single, capitals left as they stand."""
    text = text_of(value)
    letters = [c for c in text if c.isalpha()]
    return TextReading(
        text,
        odd_spaces=bool(text) and isinstance(value, str) and bool(_ODD_SPACE.search(value)),
        odd_capitals=len(text.split()) >= 4 and len(letters) >= 12 and text == text.upper(),
    )


def read_name(value: Cell) -> TextReading:
    """A person's name in normal capitals; "" for an anonymous one.

    Names of bodies, where capitals are part of the name, stay as written.
    """
    text = text_of(value)
    if not any(c.isalpha() for c in text) or folded(text) in _ANONYMOUS:
        return TextReading("")
    odd_spaces = isinstance(value, str) and bool(_ODD_SPACE.search(value))
    odd_capitals = len(text) > 2 and text in (text.upper(), text.lower())
    if odd_capitals and not folded(text).startswith(_BODIES):
        text = text.title()
    return TextReading(text, odd_spaces=odd_spaces, odd_capitals=odd_capitals)


def split_name_and_address(value: Cell) -> tuple[str, str]:
    """The two parts of "Hồ Thu Hải, thôn 6, xã Hòa Sơn", blanks kept so that oddness can be told."""
    if not isinstance(value, str):
        return text_of(value), ""
    parts = re.split(r"[,;\n]|\s[-–]\s", value, maxsplit=1)
    return (parts[0], parts[1].lstrip()) if len(parts) == 2 else (value, "")


def commune_in(address: str) -> str:
    """The last part of an address that names a commune, or ""."""
    for part in reversed(re.split(r"[,;]|\s[-–]\s", address)):
        if match := _COMMUNE.search(part):
            return part[match.start() :].strip()
    return ""


def read_mark(value: Cell) -> tuple[bool, bool]:
    """Whether a column is marked, and whether the sign used is a usual one."""
    if value is None or isinstance(value, bool):
        return bool(value), True
    return _read_mark(text_of(value))


@lru_cache(maxsize=4_096)
def _read_mark(text: str) -> tuple[bool, bool]:
    words = folded(text)
    if words in _MARKS or (text and set(text) <= _MARK_SIGNS):
        return True, True
    if words in _NO_MARKS:
        return False, True
    return True, False


def read_kind(text: str) -> Kind | None:
    """The kind a type text means ("KN", "TC", "KN/PA", "Kiến nghị"); None if unknown or several."""
    return _KIND_OF_TEXT.get(folded(text))


def is_both_kinds(text: str) -> bool:
    """Whether a type text names complaint and denunciation together."""
    return folded(text) in _BOTH


def split_kind_and_persons(value: Cell) -> tuple[str, str]:
    """The older form keeps both in one cell: "KN/12 người", "TC (05 người)", "KN"."""
    text = text_of(value)
    number = _NUMBER.search(text)
    if number is None:
        return text, ""
    return text[: number.start()].strip(" /-–(:,;"), number.group()


def read_persons(value: Cell) -> int | None:
    """A number of people (>= 1) from 12, "12", "012 người"; None when there is none to read."""
    if isinstance(value, int | float):
        return int(value) if value == int(value) and 1 <= value < 100_000 else None
    match = _NUMBER.search(text_of(value))
    return int(match.group()) or None if match else None


def read_identity_number(value: Cell) -> tuple[str, bool]:
    """The digits or letters of an identity paper, and whether lost leading zeros were put back.

    A citizen's identity number has 12 digits, the older one 9; a workbook that
    held it as a number dropped the zeros in front.
    """
    number = re.sub(r"[\s.\-]", "", text_of(value)).upper()
    if isinstance(value, int | float) and number.isdigit():
        for length in (9, 12):
            if length - 3 < len(number) < length:
                return number.zfill(length), True
    return number, False


def split_reference(text: str) -> tuple[str, str]:
    """A body and a document number: "UBND xã An Bình, VB số 61/SCT-TTr"."""
    match = _DOCUMENT.search(text)
    if match is None:
        return text, ""
    body = (text[: match.start()] + text[match.end() :]).strip(" ,;-–")
    return body, match.group("number")
