"""The points of a risk factor as data: rules/risk_points.csv, the version in force on a day."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from services.settings import ROOT

FILE = ROOT / "rules" / "risk_points.csv"


@dataclass(frozen=True)
class Band:
    """Values of a factor from `low` to `high` (None: no upper end) and what they cost."""

    factor: str
    low: int
    high: int | None
    window_days: int | None
    points: int
    confidence: str

    def holds(self, value: int) -> bool:
        return self.low <= value and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class PointTable:
    """One version of the table: bands by factor, in the order of the file."""

    version: int
    bands: dict[str, tuple[Band, ...]]

    def points(self, factor: str, value: int) -> int:
        """The points of a value; 0 where no band holds it."""
        return next((band.points for band in self.bands[factor] if band.holds(value)), 0)

    def window(self, factor: str) -> int | None:
        """The days a factor looks back over; None: the whole life of the matter."""
        return self.bands[factor][0].window_days

    def single(self, name: str) -> Band:
        """A line that is not a factor: a cap, a level, a rule, the days of the trend."""
        return self.bands[name][0]


@lru_cache
def _tables() -> tuple[tuple[date, date | None, PointTable], ...]:
    """Every version with its days of validity, oldest first."""
    versions: dict[int, list[dict[str, str]]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            versions.setdefault(int(row["version"]), []).append(row)
    found = []
    for number, rows in sorted(versions.items()):
        bands: dict[str, list[Band]] = {}
        for row in rows:
            bands.setdefault(row["factor"], []).append(_band(row))
        start = date.fromisoformat(rows[0]["effective_from"])
        end = date.fromisoformat(rows[0]["effective_to"]) if rows[0]["effective_to"] else None
        found.append((start, end, PointTable(number, {name: tuple(b) for name, b in bands.items()})))
    return tuple(found)


def table_on(day: date) -> PointTable:
    """The version in force on a day; the first one for days before any."""
    in_force = [t for start, end, t in _tables() if start <= day and (end is None or day <= end)]
    return in_force[-1] if in_force else _tables()[0][2]


def day_before(today: date) -> date:
    """The day whose points a change is told against."""
    return today - timedelta(days=table_on(today).single("trend.days").window_days or 28)


def _band(row: dict[str, str]) -> Band:
    return Band(
        factor=row["factor"],
        low=int(row["from"] or 0),
        high=int(row["to"]) if row["to"] else None,
        window_days=int(row["window_days"]) if row["window_days"] else None,
        points=int(row["points"]),
        confidence=row["confidence"],
    )
