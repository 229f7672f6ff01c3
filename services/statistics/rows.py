"""The rows behind a figure: a click on any figure, bar or cell lists exactly what it counted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.filters import Filter
from services.permissions import Actor
from services.statistics import dimensions, windows
from services.statistics.counted import Counted
from services.statistics.counting import counted
from services.statistics.figures import has_basis, ready
from services.statistics.measures import MEASURES, STOCK
from services.statistics.narrowing import narrowed
from services.statistics.windows import Window


@dataclass(frozen=True)
class Rows:
    """One page of rows: the database table they are in, their ids, how many there are in all.

    `case_ids` names the case behind each row, None where there is none.
    """

    table: str
    ids: list[int]
    total: int
    case_ids: list[int | None]


def rows(
    name: str,
    filter: Filter,
    *,
    actor: Actor,
    today: date,
    limit: int = 50,
    offset: int = 0,
    extra: Mapping[str, Any] | None = None,
) -> Rows:
    """What a measure counted, nearest day first for stocks, newest first for flows.

    For a sum or a share these are the rows it was made from. `extra` chooses values of
    dimensions, such as {"unit": 4, "age_band": "31-90"}. A reader of figures only gets none.
    """
    context = ready(today)
    window = windows.current(filter, today=today)
    chosen = dict(extra or {})
    if MEASURES[name].kind == STOCK:
        window = _slice(window, chosen)
    found = counted(name, window, context)
    if not has_basis(name, window, today):
        return Rows(found.source, [], 0, [])
    found = narrowed(found, filter, actor.scope, context, extra=chosen)
    [(total,)] = context.facts.query(f"SELECT count(*) FROM {found.relation} WHERE {found.where}")  # nosec B608
    page = context.facts.query(_page(name, found, limit, offset)) if total else []
    return Rows(found.source, [row[0] for row in page], total, [row[1] for row in page])


def _page(name: str, found: Counted, limit: int, offset: int) -> str:
    order = "ASC" if MEASURES[name].kind == STOCK else "DESC"
    return (
        f"SELECT {found.id}, {found.case_id} FROM {found.relation} WHERE {found.where} "  # nosec B608
        f"ORDER BY {found.on} {order} NULLS LAST, {found.id} LIMIT {int(limit)} OFFSET {int(offset)}"
    )


def _slice(window: Window, chosen: dict[str, Any]) -> Window:
    """A chosen month or week of a stock is the day at which it is read."""
    for name in dimensions.TIMES:
        if name in chosen:
            first = date.fromisoformat(str(chosen.pop(name))[:10])
            ends = dict(windows.slices(replace(window, start=first), name))
            return replace(window, at=ends.get(first, window.at))
    return window
