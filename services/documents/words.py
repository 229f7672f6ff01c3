"""The Vietnamese of documents: data, because paper speaks Vietnamese whatever the screen speaks."""

import csv
from datetime import date
from functools import lru_cache
from typing import Any

from services.text import nfc
from services.working_days import RULES_FOLDER


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    with (RULES_FOLDER / "document_words.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: nfc(row["text"]) for row in csv.DictReader(file)}


def paper(key: str, **values: Any) -> str:
    """The words of a key with its values; KeyError for a key that is not in the table."""
    return _words()[key].format(**values)


def has(key: str) -> bool:
    """Whether the table knows the key."""
    return key in _words()


def dated(day: date) -> str:
    """ "ngày 05 tháng 12 năm 2026": days below ten and the first two months with a nought (ND30/2020)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return paper("date", day=f"{day.day:02d}", month=month, year=day.year)


def short(day: date | None) -> str:
    """05/12/2026, '' for None."""
    return f"{day:%d/%m/%Y}" if day else ""
