"""Any days against any other days: per measure value, value then and change, and by unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd

from services.filters import Filter
from services.permissions import Actor
from services.statistics import windows
from services.statistics.breakdown import breakdown
from services.statistics.figures import over
from services.statistics.windows import Window


class Against(StrEnum):
    """With which days a period is compared."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"
    DAYS = "days"


@dataclass(frozen=True)
class Pair:
    """A figure now and then; None without a basis."""

    now: float | None
    then: float | None


def days_of(
    against: Against, filter: Filter, chosen: tuple[date, date] | None, *, today: date
) -> tuple[date, date] | None:
    """The days compared with; of a period that still runs as many as have passed. None without days."""
    if against is Against.DAYS:
        return chosen
    asked = windows.previous if against is Against.PREVIOUS else windows.last_year
    window = asked(filter, today=today)
    return (
        None if window is None or window.start is None or window.end is None else (window.start, window.end)
    )


def compared(
    names: Iterable[str],
    filter: Filter,
    then: tuple[date, date],
    *,
    actor: Actor,
    today: date,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Pair]:
    """The measures over the filter's days and over the others."""
    spans = {
        "now": windows.current(filter, today=today),
        "then": Window(then[0], then[1], min(then[1], today)),
    }
    found = over(names, spans, filter, actor=actor, today=today, extra=extra)
    return {name: Pair(**values) for name, values in found.items()}


def compared_by_unit(
    name: str,
    filter: Filter,
    then: tuple[date, date],
    *,
    actor: Actor,
    today: date,
    extra: Mapping[str, Any] | None = None,
) -> dict[int, Pair]:
    """One measure by unit over both; a unit that has nothing to count in one of them has None there."""
    frames = [
        breakdown(name, ("unit",), days, actor=actor, today=today, extra=extra)
        for days in (filter, filter.with_days(*then))
    ]
    now, before = (
        {int(u): float(v) for u, v in zip(one["unit"], one["value"], strict=True) if not pd.isna(v)}
        for one in frames
    )
    return {unit: Pair(now.get(unit), before.get(unit)) for unit in sorted(now.keys() | before.keys())}
