"""From the facts to weekly counts by commune and field, by unit, and by field in the province."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models import SubjectField, Unit
from models.enums import UnitKind, WarningStream
from services import facts
from services.early_warning import delay, tet_weeks
from services.early_warning.errors import TooLittleHistory
from services.entries import holds_on
from services.facts.scope import day as literal
from services.permissions import Actor, Permission, require
from services.warning import streams, weeks
from services.warning.places import Places

Array = NDArray[np.float64]

# Weeks within which an entry belongs to what is still expected; later ones are old paper.
LAGS = 8


@dataclass(frozen=True)
class StreamCounts:
    """One stream: `cells` (weeks, communes, fields), `units` (weeks, units), `fields` (weeks, fields).

    NaN is not on record. `triangle` (weeks, LAGS): by week of the event and weeks until entry, in whole
    numbers. `unplaced`: matters of the last week without a commune of today or without a field.
    """

    cells: Array
    units: Array
    fields: Array
    triangle: Array
    unplaced: int

    def share_in(self) -> Array:
        """The part of a week's matters on record after 0, 1, ... weeks: (LAGS,); 1 where nobody can tell."""
        try:
            return delay.share_in(self.triangle[-13 * LAGS :])
        except TooLittleHistory:
            return np.ones(LAGS)


@dataclass(frozen=True)
class Counts:
    """All streams over the same weeks and places; `late_units` entered much old paper in the last week."""

    first: date
    weeks: int
    communes: tuple[int, ...]
    fields: tuple[int, ...]
    units: tuple[int, ...]
    streams: dict[WarningStream, StreamCounts]
    missing: tuple[date, ...]
    late_units: tuple[int, ...]


@dataclass(frozen=True)
class Limits:
    """How much is read, and what counts as missing or late (settings `warning.*`)."""

    history_weeks: int
    missing_least: int
    late_percent: int


def counted(
    session: Session, places: Places, monday: date, *, limits: Limits, actor: Actor, today: date
) -> Counts:
    """Count every stream up to the week of `monday`, from the facts as they are now."""
    require(actor, Permission.WATCH_RUN)
    facts.store().refresh()
    number = limits.history_weeks
    first = monday - (number - 1) * weeks.WEEK
    fields = [row.id or 0 for row in session.exec(select(SubjectField).order_by(col(SubjectField.position)))]
    present = session.exec(select(Unit).where(Unit.kind != UnitKind.OUTSIDE).order_by(col(Unit.id)))
    units = [row.id or 0 for row in present if holds_on(row, today)]
    axes = _Axes(first, number, places, tuple(fields), tuple(units), _heirs(session))
    begun: int | None = None
    missing: tuple[int, ...] = ()
    found: dict[WarningStream, StreamCounts] = {}
    for stream in streams.COUNTED:
        rows = _rows(stream, first, monday)
        if begun is None:
            # New matters tell since when there is a register, and its gaps.
            begun = int(rows["week"].min()) if len(rows["week"]) else number
            missing = _missing(_added((number,), rows["n"], rows["week"]), begun, axes, limits)
        found[stream] = _stream(rows, axes, begun, missing)
    return Counts(
        first,
        number,
        places.ids,
        tuple(fields),
        tuple(units),
        found,
        tuple(first + week * weeks.WEEK for week in missing),
        _late_units(monday, limits),
    )


@dataclass(frozen=True)
class _Axes:
    first: date
    weeks: int
    places: Places
    fields: tuple[int, ...]
    units: tuple[int, ...]
    heirs: dict[int, int]


def _rows(stream: WarningStream, first: date, monday: date) -> dict[str, Any]:
    """Numbers of matters by week, lag of entry, commune, field and unit, as columns; -1 is not recorded."""
    week = f"CAST(date_diff('day', {literal(first)}, day) // 7 AS INTEGER)"
    sql = f"""
        SELECT {week} AS week,
            CAST(GREATEST(0, date_diff('week', day, entered_on)) AS INTEGER) AS lag,
            COALESCE(commune_id, -1) AS commune, COALESCE(field_id, -1) AS field,
            COALESCE(unit_id, -1) AS unit, CAST(COUNT(*) AS INTEGER) AS n
        FROM ({streams.MATTERS[stream]})
        WHERE day >= {literal(first)} AND day < {literal(monday + weeks.WEEK)}
        GROUP BY ALL
    """  # nosec B608
    with facts.store().cursor() as cursor:
        found: dict[str, Any] = cursor.execute(sql).fetchnumpy()
    return {name: np.asarray(column, dtype=np.int64) for name, column in found.items()}


def _missing(totals: Array, begun: int, axes: _Axes, limits: Limits) -> tuple[int, ...]:
    """Weeks without a single petition where many are usual: nobody entered any. Tết may well be empty."""
    usual = np.median(totals[begun:][totals[begun:] > 0]) if (totals[begun:] > 0).any() else 0
    ordinary = weeks.tet(axes.first, axes.weeks) != tet_weeks.WEEK
    empty = (totals == 0) & ordinary & (np.arange(axes.weeks) > begun)
    return tuple(int(week) for week in np.flatnonzero(empty)) if usual >= limits.missing_least else ()


def _stream(rows: dict[str, Any], axes: _Axes, begun: int, missing: tuple[int, ...]) -> StreamCounts:
    number, week, many = axes.weeks, rows["week"], rows["n"]
    commune = _positions(rows["commune"], axes.places.position)
    field = _positions(rows["field"], {one: place for place, one in enumerate(axes.fields)})
    unit = _positions(rows["unit"], _of_units(axes))
    width = len(axes.fields)
    cells = _added((number, len(axes.places.ids), width), many, week, commune, field)
    units = _added((number, len(axes.units)), many, week, unit)
    fields = _added((number, width), many, week, field)
    soon = rows["lag"] < LAGS
    triangle = _added((number, LAGS), many[soon], week[soon], rows["lag"][soon])
    for counts in (cells, units, fields):
        counts[:begun] = np.nan
        counts[list(missing)] = np.nan
    for place, born in enumerate(axes.places.births):
        cells[: max(0, -((axes.first - born).days // 7)), place] = np.nan
    unplaced = int(many[(week == number - 1) & ((commune < 0) | (field < 0))].sum())
    return StreamCounts(cells, units, fields, triangle[begun:], unplaced)


def _added(shape: tuple[int, ...], many: Array, *where: NDArray[np.int64]) -> Array:
    """Sums by position; what has no position is left out."""
    known = np.all([place >= 0 for place in where], axis=0)
    found = np.zeros(shape)
    np.add.at(found, tuple(place[known] for place in where), many[known])
    return found


def _positions(ids: NDArray[np.int64], position: dict[int, int]) -> NDArray[np.int64]:
    distinct, back = np.unique(ids, return_inverse=True)
    return np.array([position.get(int(one), -1) for one in distinct], dtype=np.int64)[back]


def _of_units(axes: _Axes) -> dict[int, int]:
    """Each unit that ever was to the place of the one that has its work today."""
    position = {one: place for place, one in enumerate(axes.units)}
    for old in axes.heirs:
        last, steps = old, 0
        while last not in position and last in axes.heirs and steps < len(axes.heirs):
            last, steps = axes.heirs[last], steps + 1
        if last in position:
            position[old] = position[last]
    return position


def _heirs(session: Session) -> dict[int, int]:
    found = session.exec(select(Unit.id, Unit.successor_id).where(col(Unit.successor_id).is_not(None)))
    return {old or 0: new or 0 for old, new in found}


def _late_units(monday: date, limits: Limits) -> tuple[int, ...]:
    """Units whose entries of the week were to more than so many percent about events weeks before it."""
    sql = f"""
        SELECT unit_id, COUNT(*), COUNT(*) FILTER (WHERE date_diff('week', day, entered_on) >= 2)
        FROM ({streams.MATTERS[WarningStream.RECEIVED]})
        WHERE entered_on >= {literal(monday)} AND entered_on < {literal(monday + weeks.WEEK)}
        GROUP BY unit_id ORDER BY unit_id
    """  # nosec B608
    rows = facts.store().query(sql)
    if not rows:
        return ()
    entered, late = (np.array([row[place] for row in rows], dtype=float) for place in (1, 2))
    flagged = delay.late_entry(entered, late, limits.late_percent / 100)
    return tuple(int(row[0]) for row, over in zip(rows, flagged, strict=True) if over and row[0] is not None)
