"""Text as people type it, made comparable: NFC, folded, split into words."""

import unicodedata

_KEPT = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")


class _Folding(dict[int, int | str | None]):
    """For str.translate: marks vanish, what is neither letter nor digit becomes a blank; filled as met."""

    def __missing__(self, code: int) -> int | str | None:
        letter = chr(code)
        self[code] = found = code if letter in _KEPT else None if unicodedata.combining(letter) else " "
        return found


_FOLDING = _Folding({ord("đ"): "d"})


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a message for translation; pages translate it when they show it."""
    return msgid


def nfc(text: str) -> str:
    """The text in Unicode NFC with outer white space removed; every boundary calls it."""
    return unicodedata.normalize("NFC", text).strip()


def tidy(text: str | None) -> str:
    """One line: NFC, inner runs of white space made one blank; None becomes ''."""
    return " ".join(nfc(text).split()) if text else ""


def fold(text: str) -> str:
    """Lower case without marks, đ as d: "Đặng Thị  Huệ" -> "dang thi hue".

    Only letters and digits survive, words are separated by one blank; a search
    for either spelling then meets the other.
    """
    return " ".join(unicodedata.normalize("NFD", text).casefold().translate(_FOLDING).split())


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return fold(text).split()


def sorted_words(text: str) -> str:
    """Folded words in alphabetical order: a name matches whatever the order of its parts."""
    return " ".join(sorted(words(text)))


def sort_key(text: str) -> tuple[str, str]:
    """Orders Vietnamese names as a dictionary does: by letter first, marks second."""
    return fold(text), unicodedata.normalize("NFD", text).casefold()
