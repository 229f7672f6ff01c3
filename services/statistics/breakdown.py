"""Figures by dimension, for charts and cross tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from services.filters import Filter
from services.permissions import Actor
from services.statistics import dimensions, windows
from services.statistics.counted import Context
from services.statistics.counting import counted
from services.statistics.figures import has_basis, ready
from services.statistics.measures import MEASURES, STOCK
from services.statistics.narrowing import narrowed
from services.statistics.together import readings
from services.statistics.windows import Window


def breakdown(
    name: str,
    by: tuple[str, ...],
    filter: Filter,
    *,
    actor: Actor,
    today: date,
    extra: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """A measure by one or more dimensions: their columns, in order, and `value`.

    Ids stand for units, fields, communes, channels and officers; words of closed lists for
    kinds, states, levels and outcomes; the first day for months and weeks; missing is "not
    recorded". A stock by month or week is read at the end of each. `extra` chooses values of
    dimensions, as in `rows`. ValueError for a dimension that the measure does not have, or a
    stock by month without a first day.
    """
    context = ready(today)
    asked = _Asked(name, by, filter, actor, dict(extra or {}))
    window = windows.current(filter, today=today)
    times = [dimension for dimension in by if dimension in dimensions.TIMES]
    if MEASURES[name].kind == STOCK and times:
        parts = [
            _select(asked, replace(window, at=at), context, {times[0]: first})
            for first, at in windows.slices(window, times[0])
            if has_basis(name, replace(window, at=at), today)
        ]
    elif has_basis(name, window, today):
        parts = [_select(asked, window, context, {})]
    else:
        parts = []
    if not parts:
        return pd.DataFrame(columns=[*by, "value"])
    sql = f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY {', '.join(map(str, range(1, len(by) + 1)))}"  # nosec B608
    return context.facts.frame(sql)


def by_unit(
    names: Iterable[str], filter: Filter, *, actor: Actor, today: date
) -> dict[str, dict[int, float]]:
    """Several measures by unit over the filter's days, in one statement.

    Units without a basis are left out, and those of which nothing is on record at all.
    """
    context = ready(today)
    window = windows.current(filter, today=today)
    found: dict[str, dict[int, float]] = {name: {} for name in names}
    questions = {
        name: narrowed(counted(name, window, context), filter, actor.figures, context, by=("unit",))
        for name in found
        if has_basis(name, window, today)
    }
    # What is read of one relation tells the unit in one way.
    parts = [
        f"SELECT {list(one.values)} AS names, {questions[next(iter(one.values))].unit} AS unit, "  # nosec B608
        f"[{', '.join(one.values.values())}] AS answers FROM {one.relation} WHERE {one.where} GROUP BY 2"
        for one in readings(questions)
    ]
    for of_reading, unit, answers in context.facts.query(" UNION ALL ".join(parts)) if parts else ():
        for name, value in zip(of_reading, answers, strict=True):
            if unit is not None and value is not None:
                found[name][unit] = value
    return found


def dimensions_of(name: str, *, today: date) -> tuple[str, ...]:
    """By what a measure can be broken down."""
    context = ready(today)
    return dimensions.known(counted(name, Window(None, None, today), context))


@dataclass(frozen=True)
class _Asked:
    """One question for numbers by dimension."""

    name: str
    by: tuple[str, ...]
    filter: Filter
    actor: Actor
    extra: dict[str, Any]


def _select(asked: _Asked, window: Window, context: Context, fixed: dict[str, date]) -> str:
    found = narrowed(
        counted(asked.name, window, context),
        asked.filter,
        asked.actor.figures,
        context,
        by=asked.by,
        extra=asked.extra,
    )
    inner, outer = [], []
    for dimension in asked.by:
        quoted = f'"{dimension}"'
        if dimension in fixed:
            inner.append(f"DATE '{fixed[dimension].isoformat()}' AS {quoted}")
            outer.append(quoted)
        elif dimension in dimensions.TIMES and found.adds_up:
            # Counted by day first: months of a few hundred days instead of a million rows.
            inner.append(f"{found.on} AS {quoted}")
            outer.append(f"date_trunc('{dimension}', {quoted})::DATE AS {quoted}")
        else:
            inner.append(f"{dimensions.expression(found, dimension, context)} AS {quoted}")
            outer.append(f"{quoted}::VARCHAR AS {quoted}" if dimension in dimensions.WORDS else quoted)
    groups = ", ".join(map(str, range(1, len(asked.by) + 1)))
    days = (
        f"SELECT {', '.join([*inner, f'{found.value()} AS value'])} "  # nosec B608
        f"FROM {found.relation} WHERE {found.where} GROUP BY {groups}"
    )
    # A group of the inner statement is whole already, unless days are added up to months.
    if found.adds_up and any(name in dimensions.TIMES and name not in fixed for name in asked.by):
        return f"SELECT {', '.join(outer)}, sum(value) AS value FROM ({days}) GROUP BY {groups}"  # nosec B608
    return f"SELECT {', '.join(outer)}, value FROM ({days})"  # nosec B608
