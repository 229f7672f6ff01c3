"""What a person typed into a form of the administration, tidied and checked field by field."""

import re
from datetime import date, timedelta
from typing import Protocol, TypeVar

from services.errors import AppError, FieldInvalid, FieldRequired
from services.text import N_, tidy

_CODE = re.compile(r"[A-Za-zĐđ0-9][A-Za-zĐđ0-9._/-]*")
# As many people as a crowd or a petition may have: more is a slip, and no column holds any number.
MOST_PEOPLE = 100_000
HOW_MANY_PEOPLE = N_("enter how many people there are.")
CODE_REMEDY = N_("use letters and digits without blanks, for example QLTM or P-01")


class TextTooLong(AppError):
    msgid = N_("“{label}” has {length} characters; at most {longest} fit. Shorten it.")


class EndsBeforeItBegan(AppError):
    msgid = N_("The last day {last} lies before the first day {first}. Choose a later last day.")


class Term(Protocol):
    """Anything that holds from a day to a day, or without an end."""

    valid_from: date
    valid_to: date | None


Dated = TypeVar("Dated", bound=Term)


def filled(text: str | None, *, label: str, longest: int) -> str:
    """One tidy line that is not empty; raises FieldRequired or TextTooLong."""
    line = optional(text, label=label, longest=longest)
    if not line:
        raise FieldRequired(field=label, label=label)
    return line


def optional(text: str | None, *, label: str, longest: int) -> str:
    """One tidy line that may be empty; raises TextTooLong."""
    line = tidy(text)
    if len(line) > longest:
        raise TextTooLong(field=label, label=label, length=len(line), longest=longest)
    return line


def code(text: str | None, *, label: str, longest: int = 32) -> str:
    """A short code by which files and people name a row; raises FieldRequired or FieldInvalid."""
    line = filled(text, label=label, longest=longest)
    if not _CODE.fullmatch(line):
        raise FieldInvalid(field=label, label=label, remedy=CODE_REMEDY)
    return line


def check_order(first: date, last: date | None) -> None:
    """Refuse a term that ends before it begins."""
    if last is not None and last < first:
        raise EndsBeforeItBegan(first=first, last=last)


def holds_on(row: Term, day: date) -> bool:
    """Whether the day lies in the row's term, both ends included."""
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def last_day_before(rows: list[Dated], first_day: date) -> date | None:
    """The last day a term that begins on `first_day` may have: the day before the next one, or none."""
    later = [row.valid_from for row in rows if row.valid_from > first_day]
    return min(later) - timedelta(days=1) if later else None


def covering(rows: list[Dated], first_day: date) -> Dated | None:
    """The earlier term that still runs on `first_day` and has to end the day before."""
    earlier = [row for row in rows if row.valid_from < first_day and holds_on(row, first_day)]
    return max(earlier, key=lambda row: row.valid_from) if earlier else None


def beginning(rows: list[Dated], first_day: date) -> Dated | None:
    """The term that begins on exactly that day; it is corrected, not doubled."""
    return next((row for row in rows if row.valid_from == first_day), None)
