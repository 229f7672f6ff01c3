"""What over-level (vượt cấp) means, by date: rules/over_level.csv, the version in force on a day."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from models.enums import Level
from services.errors import AppError
from services.settings import ROOT
from services.text import N_

FILE = ROOT / "rules" / "over_level.csv"
NOT_ABOVE = N_("the level is not above the competent one.")
LOWER_HAD_ITS_TURN = N_("the lower level has decided, or its term has passed.")


class NotOverLevel(AppError):
    """The law of the day: the lower level has to be asked first, and to have its term."""

    msgid = N_("This is not over-level: {why}")


@dataclass(frozen=True)
class Definition:
    """One version: the levels from the lowest up, and whether the lower one has to have its turn first."""

    version: int
    order: tuple[Level, ...]
    lower_comes_first: bool

    def rank(self, level: Level) -> int:
        """The place of a level from the lowest, 1, up: what rules/risk_points.csv gives points for."""
        return self.order.index(level) + 1

    def is_above(self, level: Level, competent: Level) -> bool:
        """Whether a level stands above the competent one."""
        return self.rank(level) > self.rank(competent)

    def against(self, level: Level, competent: Level, *, lower_had_its_turn: bool) -> str | None:
        """Why going to a level is not over-level, as a msgid; None where it is.

        The lower level had its turn when it decided or its term passed: then the law leaves
        the way up open. A second complaint therefore never is over-level.
        """
        if not self.is_above(level, competent):
            return NOT_ABOVE
        if self.lower_comes_first and lower_had_its_turn:
            return LOWER_HAD_ITS_TURN
        return None


@lru_cache
def _definitions(path: Path) -> tuple[tuple[date, date | None, Definition], ...]:
    """Every version with its days of validity, oldest first."""
    versions: dict[int, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            versions.setdefault(int(row["version"]), []).append(row)
    found = []
    for number, rows in sorted(versions.items()):
        ranked = sorted(rows, key=lambda row: int(row["rank"]))
        end = date.fromisoformat(rows[0]["effective_to"]) if rows[0]["effective_to"] else None
        definition = Definition(
            number, tuple(Level(row["level"]) for row in ranked), rows[0]["lower_comes_first"] == "true"
        )
        found.append((date.fromisoformat(rows[0]["effective_from"]), end, definition))
    return tuple(found)


def definition_on(day: date) -> Definition:
    """The version in force on a day; the first one for days before any."""
    in_force = [d for start, end, d in _definitions(FILE) if start <= day and (end is None or day <= end)]
    return in_force[-1] if in_force else _definitions(FILE)[0][2]


def is_over_level(level: Level, competent: Level, *, lower_had_its_turn: bool, on: date) -> bool:
    """Whether going to a level on a day is over-level by the definition of that day."""
    return definition_on(on).against(level, competent, lower_had_its_turn=lower_had_its_turn) is None
