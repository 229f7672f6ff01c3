"""A cross table: any measure by any two dimensions, with totals; operational figures of the reader's scope.

Every cell opens its rows with the same count. Cells are counted within the reader's scope like every
figure on a screen; official figures, where small cells are suppressed, stand in `official.py` alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from models.enums import CaseOutcome, CaseState, Kind, Level, PetitionOutcome, PetitionState
from services.filters import Filter
from services.permissions import Actor
from services.statistics.breakdown import breakdown, dimensions_of
from services.statistics.dimensions import TIMES, WORDS
from services.statistics.figures import figure
from services.statistics.measures import MEASURES, STOCK

# A list of single days is no table.
NOT_OFFERED = ("due",)
_ORDERS: dict[str, tuple[type, ...]] = {
    "kind": (Kind,),
    "state": (PetitionState, CaseState),
    "level": (Level,),
    "outcome": (PetitionOutcome, CaseOutcome),
}


@dataclass(frozen=True)
class Crossing:
    """Values of both dimensions in order, the cells that have a number, and the totals there are.

    Ids, words and days stand for values as in `breakdown`; None is "not recorded". A total is
    missing where it means nothing: the stocks of several months are not one stock.
    """

    rows: tuple[Any, ...]
    columns: tuple[Any, ...]
    cells: Mapping[tuple[Any, Any], float]
    row_totals: Mapping[Any, float]
    column_totals: Mapping[Any, float]
    total: float | None


def offered(name: str, *, actor: Actor, today: date) -> tuple[str, ...]:
    """The dimensions by which a measure can be crossed; no work of single officers for who sees no rows."""
    left_out = NOT_OFFERED if actor.scope.rows else (*NOT_OFFERED, "officer")
    return tuple(one for one in dimensions_of(name, today=today) if one not in left_out)


def crossed(
    name: str,
    by: tuple[str, str],
    filter: Filter,
    *,
    actor: Actor,
    today: date,
    extra: Mapping[str, Any] | None = None,
) -> Crossing:
    """The cross table. ValueError for a dimension that the measure does not have, or the same twice."""
    if by[0] == by[1] or not set(by) <= set(offered(name, actor=actor, today=today)):
        raise ValueError(f"{name} by {by[0]} and {by[1]}")

    def counts(dimensions_: tuple[str, ...]) -> pd.DataFrame:
        return breakdown(name, dimensions_, filter, actor=actor, today=today, extra=extra)

    cells = {(row, column): value for row, column, value in _lines(counts(by))}
    totals = []
    for own, other in (by, reversed(by)):
        totals.append(
            {value: number for value, number in _lines(counts((own,)))} if _sums(name, other) else {}
        )
    whole = all(_sums(name, one) for one in by)
    total = figure(name, filter, actor=actor, today=today, extra=extra) if whole else None
    return Crossing(
        rows=_ordered(by[0], {row for row, _column in cells}, totals[0]),
        columns=_ordered(by[1], {column for _row, column in cells}, totals[1]),
        cells=cells,
        row_totals=totals[0],
        column_totals=totals[1],
        total=total,
    )


def _sums(name: str, by: str) -> bool:
    """Whether numbers of all values of a dimension can be said as one."""
    return MEASURES[name].kind != STOCK or by not in TIMES


def _lines(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    columns = [[_plain(value) for value in frame[column].tolist()] for column in frame.columns[:-1]]
    return [line for line in zip(*columns, frame["value"].tolist(), strict=True) if not pd.isna(line[-1])]


def _plain(value: Any) -> Any:
    """A value as it is compared and put into a URL: whole ids, days, words; None where there is none."""
    if pd.isna(value):
        return None
    if isinstance(value, float):
        return int(value)
    return value.date() if isinstance(value, pd.Timestamp) else value


def _ordered(by: str, values: set[Any], totals: Mapping[Any, float]) -> tuple[Any, ...]:
    """Days, bands and words in their own order, the rest by number, the greatest first; None at the end."""
    known = [value for value in values if value is not None]
    if by in TIMES:
        known.sort()
    elif by == "age_band":
        known.sort(key=lambda band: int(band.rstrip("+").split("-")[0]))
    elif by in WORDS:
        order = [member.value for enum in _ORDERS[by] for member in enum]  # type: ignore[attr-defined]
        known.sort(key=order.index)
    else:
        known.sort(key=lambda value: (-totals.get(value, 0.0), value))
    return (*known, None) if None in values else tuple(known)
