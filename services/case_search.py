"""Searching cases without accents: by the beginnings of words, or by the whole code."""

import re

from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from models import Case
from services import word_search
from services.text import fold, nfc

# A longer query is not read for: its condition would be deeper than SQLite allows.
READ_WORDS = 50
_CODE = re.compile(r"^(?:(\d{4})[- ]?(\d{1,6})|TC[- ]?([0-9A-Z]{5}))$")


def tokens(*texts: str) -> str:
    """What of a case is searched: the folded words of its texts, in order."""
    return fold(" ".join(text for text in texts if text))[: word_search.LONGEST_TEXT]


def code_of(query: str) -> str | None:
    """The code a query spells ("2026-42" is 2026-00042), or None where it is no code."""
    match = _CODE.match(nfc(query).upper())
    if match is None:
        return None
    year, number, letters = match.groups()
    return f"TC-{letters}" if letters else f"{year}-{int(number):05d}"


def narrowed(
    session: Session, cases: SelectOfScalar[Case], query: str, *, few: bool = False
) -> SelectOfScalar[Case]:
    """Of these cases the one with that code, or those in which every word of the query begins a word.

    A query without words narrows nothing. Denunciations and protected cases have no words to find:
    only their code finds them. `few` says that reading the texts of these cases takes less time than
    going through all cases that have a common word.
    """
    code = code_of(query)
    if code is not None:
        return cases.where(col(Case.code) == code)
    words = word_search.words_to_find(query)
    if not words:
        return cases
    if few and len(words) <= READ_WORDS:
        return cases.where(word_search.by_reading(Case, words))
    return word_search.narrowed(session, cases, Case, words)
