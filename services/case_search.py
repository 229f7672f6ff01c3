"""Searching cases without accents: by the beginnings of words, or by the whole code."""

import re

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from models import Case
from services.text import fold, nfc

LONGEST = 3_000
_CODE = re.compile(r"^(?:(\d{4})[- ]?(\d{1,6})|TC[- ]?([0-9A-Z]{5}))$")


def tokens(*texts: str) -> str:
    """What of a case is searched: the folded words of its texts, in order."""
    return fold(" ".join(text for text in texts if text))[:LONGEST]


def code_of(query: str) -> str | None:
    """The code a query spells ("2026-42" is 2026-00042), or None where it is no code."""
    match = _CODE.match(nfc(query).upper())
    if match is None:
        return None
    year, number, letters = match.groups()
    return f"TC-{letters}" if letters else f"{year}-{int(number):05d}"


def condition(query: str) -> ColumnElement[bool] | None:
    """Cases with that code, or in which every word of the query begins a word; None without words.

    Denunciations and protected cases have no words to find: only their code finds them.
    """
    code = code_of(query)
    if code is not None:
        return col(Case.code) == code
    # The longest word first: it leaves the fewest rows for the others.
    words = sorted(fold(query).split(), key=len, reverse=True)
    if not words:
        return None
    text = col(Case.search)
    return and_(*(or_(text.like(f"% {word}%"), text.like(f"{word}%")) for word in words))
