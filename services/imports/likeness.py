"""Likely duplicates inside one register: the same name with the same or nearly the same content."""

from rapidfuzz import fuzz, process

from services.text import words

# How people are addressed in registers, before the name.
_HONORIFICS = frozenset({"ong", "ba", "anh", "chi", "co", "chu", "cu"})

# Two or three words ("Khiếu nại đất") are contained in too many contents to mean anything.
_LONG_ENOUGH = 4


def name_key(name: str) -> str:
    """Folded words of a name in alphabetical order, without "ông" or "bà"; "" for no name."""
    parts = words(name)
    if len(parts) > 2 and parts[0] in _HONORIFICS:
        parts = parts[1:]
    return " ".join(sorted(parts))


class EarlierRows:
    """The rows seen so far, by name; memory holds one entry per distinct name and content."""

    def __init__(self, threshold: float) -> None:
        """`threshold` (0-100): likeness of contents from which a row counts as a likely duplicate."""
        self._threshold = threshold
        self._rows: dict[str, dict[str, int]] = {}

    def match(self, key: str, content: str, row: int) -> int | None:
        """The number of an earlier row like this one; the row itself is remembered.

        `key` is `name_key` of the sender, `content` is folded text. Without a name
        there is nothing to compare: formulaic contents would all be alike.
        """
        if not key:
            return None
        found = self.find(key, content)
        self._rows.setdefault(key, {}).setdefault(content, row)
        return found

    def find(self, key: str, content: str) -> int | None:
        """The same without remembering."""
        known = self._rows.get(key)
        if not known:
            return None
        found = known.get(content)
        return self._similar(content, known) if found is None else found

    def _similar(self, content: str, known: dict[str, int]) -> int | None:
        """Alike in all words, or one says the other's words and more ("... tại xã An Bình")."""
        best = process.extractOne(
            content, known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=self._threshold
        )
        if best is None and len(content.split()) >= _LONG_ENOUGH:
            long = [text for text in known if len(text.split()) >= _LONG_ENOUGH]
            best = process.extractOne(
                content, long, scorer=fuzz.token_set_ratio, score_cutoff=self._threshold
            )
        return known[best[0]] if best else None
