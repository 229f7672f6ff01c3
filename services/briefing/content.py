"""What a frozen week says, read from the JSON of any format that there ever was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.enums import PromiseState
from services.briefing import warned
from services.briefing.warned import Warned
from services.errors import AppError
from services.text import N_

# Raised with every change of what `content` or the packed matters hold; tests/fixtures/briefing/
# keeps one snapshot of each format, and each has to open.
FORMAT = 2

# The six figures of the first slide, by the names of the measures.
FIGURES = ("received", "settled", "on_time_rate", "open", "overdue", "crowds")
# Lines of the chart of weeks.
SERIES = ("received", "settled", "crowds", "over_level")


class SnapshotTooNew(AppError):
    msgid = N_(
        "This week was frozen by a newer version of the product (format {format}). "
        "Update this server to open it."
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the week, of the week before, of the same week of last year; None without a basis."""

    value: float | None
    week_before: float | None = None
    year_before: float | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit at the end of the week: cases, and conclusions of the room that wait or were not kept."""

    unit_id: int
    open: int
    overdue: int
    newly_overdue: int
    due_next: int
    not_kept: int = 0
    needs_word: bool = False


@dataclass(frozen=True, slots=True)
class HotLine:
    """One hot matter: points at the end of the week and of the week before."""

    case_id: int
    level: str
    points: int
    points_before: int


@dataclass(frozen=True, slots=True)
class Promise:
    """A conclusion of an earlier week as it stood when the week was frozen."""

    decision_id: int
    unit_id: int
    due_on: date
    state: PromiseState


@dataclass(frozen=True)
class Briefing:
    """One frozen week. What an old format did not keep is empty, and `lacks` says so."""

    snapshot_id: int
    monday: date
    version: int
    day: date
    format: int
    frozen_at: datetime
    frozen_by_id: int | None
    figures: Mapping[str, Compared]
    weeks: tuple[date, ...] = ()
    series: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    fields: tuple[tuple[int | None, int], ...] = ()
    units: tuple[UnitLine, ...] = ()
    days: tuple[tuple[date, int], ...] = ()
    hot: tuple[HotLine, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()
    # None: no week was scored, or it was frozen after later ones were.
    warned: Warned | None = None

    def lacks(self, name: str) -> bool:
        """Whether the snapshot's format did not keep something yet."""
        return self.format < SINCE.get(name, 1)

    @property
    def is_whole_week(self) -> bool:
        """Whether the week was over when it was frozen."""
        return self.day.weekday() == 6


# What came with which format.
SINCE: Mapping[str, int] = {"warned": 2}


def read(row: Any) -> Briefing:
    """A snapshot of any format up to today's. SnapshotTooNew for one of a newer version of the product."""
    if row.format > FORMAT:
        raise SnapshotTooNew(format=row.format)
    held: dict[str, Any] = row.content
    return Briefing(
        snapshot_id=row.id,
        monday=row.monday,
        version=row.version,
        day=row.day,
        format=row.format,
        frozen_at=row.frozen_at,
        frozen_by_id=row.frozen_by_id,
        figures={name: Compared(*values) for name, values in held.get("figures", {}).items()},
        weeks=tuple(_day(text) for text in held.get("weeks", [])),
        series={name: tuple(values) for name, values in held.get("series", {}).items()},
        fields=tuple((field_id, number) for field_id, number in held.get("fields", [])),
        units=tuple(UnitLine(*values) for values in held.get("units", [])),
        days=tuple((_day(text), number) for text, number in held.get("days", [])),
        hot=tuple(HotLine(*values) for values in held.get("hot", [])),
        levels=held.get("levels", {}),
        counts=held.get("counts", {}),
        promises=tuple(
            Promise(decision, unit, _day(due), PromiseState(state))
            for decision, unit, due, state in held.get("promises", [])
        ),
        warned=warned.read(held.get("warned")),
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)
