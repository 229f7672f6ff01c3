"""The legal bases that stand in the head of a document: the law in force on its day, as dated data."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from services.errors import AppError
from services.text import N_, nfc
from services.working_days import RULES_FOLDER


class BasisRowInvalid(AppError):
    msgid = N_("The table of legal bases is wrong in line {line}: “{text}”.")


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One law, decree or circular as documents cite it, with its validity."""

    group: str
    text: str
    effective_from: date
    effective_to: date | None
    confidence: str

    def in_force_on(self, day: date) -> bool:
        """Whether it stood on that day, first and last day included."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


class BasisTable:
    """All bases, in the order in which documents cite them."""

    def __init__(self, bases: Iterable[LegalBasis]) -> None:
        self.bases = tuple(bases)

    def groups(self) -> list[str]:
        """The names of the groups."""
        return list(dict.fromkeys(basis.group for basis in self.bases))

    def on(self, groups: Iterable[str], day: date) -> list[LegalBasis]:
        """The bases of some groups in force on a day, each text once."""
        found = [
            basis
            for group in groups
            for basis in self.bases
            if basis.group == group and basis.in_force_on(day)
        ]
        return list({basis.text: basis for basis in found}.values())


def load_bases(path: Path) -> BasisTable:
    """Read the table; a wrong cell is refused with its line."""
    with path.open(encoding="utf-8", newline="") as file:
        raw = list(csv.DictReader(file, restval=""))
    return BasisTable(_basis(row, line) for line, row in enumerate(raw, start=2))


@lru_cache(maxsize=1)
def shipped_bases() -> BasisTable:
    """The table of rules/legal_bases.csv, read once per process."""
    return load_bases(RULES_FOLDER / "legal_bases.csv")


def _basis(row: dict[str, str], line: int) -> LegalBasis:
    end = row["effective_to"]
    try:
        basis = LegalBasis(
            nfc(row["group"]),
            nfc(row["text"]),
            date.fromisoformat(row["effective_from"]),
            date.fromisoformat(end) if end else None,
            row["confidence"],
        )
    except ValueError as fault:
        raise BasisRowInvalid(line=line, text=", ".join(row.values())) from fault
    if not basis.group or not basis.text or (basis.effective_to or date.max) < basis.effective_from:
        raise BasisRowInvalid(line=line, text=", ".join(row.values()))
    return basis
