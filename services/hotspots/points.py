"""The points of a risk factor as data: rules/risk_points.csv, and over it the versions published here."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from io import StringIO

from sqlmodel import Session, col, select

from models import RiskPointVersion
from services.settings import ROOT

FILE = ROOT / "rules" / "risk_points.csv"
COLUMNS = ("factor", "from", "to", "window_days", "points", "confidence", "note")


@dataclass(frozen=True)
class Band:
    """Values of a factor from `low` to `high` (None: no upper end) and what they cost."""

    factor: str
    low: int
    high: int | None
    window_days: int | None
    points: int
    confidence: str
    note: str = ""

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

    def lines(self) -> list[Band]:
        """Every line, in the order of the file."""
        return [band for bands in self.bands.values() for band in bands]


@dataclass(frozen=True)
class Version:
    """A table with the days on which it holds; `last_day` None is without an end."""

    first_day: date
    last_day: date | None
    table: PointTable

    def holds(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Tables:
    """All versions of one database: those of the file, and after them what was published over it."""

    versions: tuple[Version, ...]

    def on(self, day: date) -> PointTable:
        """The version in force on a day; the first one for days before any."""
        in_force = [version.table for version in self.versions if version.holds(day)]
        return in_force[-1] if in_force else self.versions[0].table

    def day_before(self, today: date) -> date:
        """The day whose points a change is told against."""
        return today - timedelta(days=self.on(today).single("trend.days").window_days or 28)


def tables(session: Session) -> Tables:
    """The versions of a database; read anew each time, made once per content."""
    # A later first day wins; on the same day the version that was published later.
    order = (col(RiskPointVersion.effective_from), col(RiskPointVersion.version))
    rows = session.exec(select(RiskPointVersion).order_by(*order))
    return _over_shipped(tuple((row.version, row.effective_from, row.lines) for row in rows))


@lru_cache
def shipped() -> Tables:
    """The versions that come with the product."""
    versions: dict[int, list[dict[str, str]]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            versions.setdefault(int(row["version"]), []).append(row)
    found = []
    for number, rows in sorted(versions.items()):
        start = date.fromisoformat(rows[0]["effective_from"])
        end = date.fromisoformat(rows[0]["effective_to"]) if rows[0]["effective_to"] else None
        found.append(Version(start, end, table_of(number, map(_band, rows))))
    return Tables(tuple(found))


def table_on(day: date) -> PointTable:
    """The shipped version of a day, before anything was published over it."""
    return shipped().on(day)


def table_of(version: int, lines: Iterable[Band]) -> PointTable:
    """Lines as a table, by factor."""
    bands: dict[str, list[Band]] = {}
    for line in lines:
        bands.setdefault(line.factor, []).append(line)
    return PointTable(version, {name: tuple(of_it) for name, of_it in bands.items()})


def written(lines: Iterable[Band]) -> str:
    """Lines as they are kept: the columns of the file without version and days."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in lines:
        values = (one.factor, one.low, one.high, one.window_days, one.points, one.confidence, one.note)
        writer.writerow(["" if value is None else value for value in values])
    return out.getvalue()


@lru_cache(maxsize=8)
def _over_shipped(rows: tuple[tuple[int, date, str], ...]) -> Tables:
    own = [
        Version(first, None, table_of(version, map(_band, csv.DictReader(StringIO(lines)))))
        for version, first, lines in rows
    ]
    return Tables((*shipped().versions, *own))


def _band(row: dict[str, str]) -> Band:
    return Band(
        factor=row["factor"],
        low=int(row["from"] or 0),
        high=int(row["to"]) if row["to"] else None,
        window_days=int(row["window_days"]) if row["window_days"] else None,
        points=int(row["points"]),
        confidence=row["confidence"],
        note=row["note"],
    )
