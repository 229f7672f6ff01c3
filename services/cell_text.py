"""Text in cells of files that leave: what begins like a formula is written so that no program computes it.

Workbooks mark such a cell as text for good, and its words stay as they are; a table of text (.csv)
has no such mark, so an apostrophe is put before it, which our own reader takes away again.
Numbers and days are not text: a negative number stays one.
"""

from typing import Any

# What Excel, LibreOffice and their kin take for the beginning of a formula, the wide signs among them.
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "'"


def is_like_formula(text: str) -> bool:
    """Whether a program of tables could take the text for something to compute."""
    return text.lstrip(" \u00a0\u200b\ufeff").startswith(SIGNS) or text.startswith(SIGNS)


def in_csv(text: str) -> str:
    """The text as a cell of a .csv."""
    return MARK + text if is_like_formula(text) else text


def out_of_csv(text: str) -> str:
    """The text that `in_csv` wrote."""
    return text[len(MARK) :] if text.startswith(MARK) and is_like_formula(text[len(MARK) :]) else text


class TextFormats:
    """The formats of a workbook, each in two: as it is, and for text that looks like a formula."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[tuple[str, Any], ...], bool], Any] = {}

    def of(self, text: str = "", **properties: Any) -> Any:
        """The format with these properties that fits the text."""
        key = (tuple(sorted(properties.items())), is_like_formula(text))
        if key not in self._made:
            quoted = {"quote_prefix": True} if key[1] else {}
            self._made[key] = self._book.add_format({**properties, **quoted})
        return self._made[key]

    def write(self, sheet: Any, line: int, column: int, text: str, **properties: Any) -> None:
        """Write a text as text: never as a formula, a number or a link, also after it was edited."""
        sheet.write_string(line, column, text, self.of(text, **properties))
