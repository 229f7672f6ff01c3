"""Which figures stand on the monitor: those of the role, or a reader's own choice; and their targets."""

import csv
from datetime import date
from functools import lru_cache

from sqlmodel import Session

from models.enums import Role
from services import thresholds
from services.settings import ROOT
from services.statistics import MEASURES

FILE = ROOT / "rules" / "monitor_tiles.csv"
# As many as can be read in one row at a desk.
MOST = 8
# In an address nothing stands for this but itself.
_BETWEEN = "."
# The setting that holds what a figure should be; shares in percent.
TARGETS = {
    "on_time_rate": "on_time.target",
    "overdue": "overdue.target",
    "directives_overdue": "directives_overdue.target",
}


def of_role(role: Role, *, today: date) -> tuple[str, ...]:
    """The figures of a role in their order, as in force on a day."""
    rows = [row for row in _rows() if row[0] == role and row[3] <= today]
    newest = max((valid_from for *_row, valid_from in rows), default=None)
    return tuple(name for _role, _place, name, valid_from in sorted(rows) if valid_from == newest)


def chosen(text: str) -> tuple[str, ...]:
    """The figures that an address names, each once, at most MOST; unknown ones are left out."""
    known = [name for name in text.split(_BETWEEN) if name in MEASURES]
    return tuple(dict.fromkeys(known))[:MOST]


def written(names: tuple[str, ...]) -> str:
    """A choice of figures as it stands in an address."""
    return _BETWEEN.join(names)


def targets(session: Session, *, today: date) -> dict[str, float]:
    """What figures should be, by name: a count, or a share from 0 to 1."""
    found = {}
    for name, key in TARGETS.items():
        number = thresholds.number(session, key, today=today)
        found[name] = number / 100 if thresholds.shipped()[key].unit == "percent" else float(number)
    return found


@lru_cache
def _rows() -> tuple[tuple[str, int, str, date], ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["role"], int(row["place"]), row["measure"], date.fromisoformat(row["valid_from"]))
            for row in csv.DictReader(file)
        )
