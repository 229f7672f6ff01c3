"""Single figures, with the previous period and the same days of last year beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services import facts
from services.filters import Filter
from services.permissions import Actor, Scope
from services.statistics import windows
from services.statistics.counted import Context
from services.statistics.counting import counted
from services.statistics.measures import MEASURES, STOCK
from services.statistics.narrowing import narrowed
from services.statistics.together import Reading, readings
from services.statistics.windows import Window


@dataclass(frozen=True)
class Figure:
    """A measure over the filter's days and over the days it is compared with; None without a basis."""

    value: float | None
    previous: float | None = None
    last_year: float | None = None


def figure(
    name: str, filter: Filter, *, actor: Actor, today: date, extra: Mapping[str, Any] | None = None
) -> float | None:
    """One measure over the filter's days: a count, a number of persons, days, or a share from 0 to 1.

    None where there is no basis: a share of nothing, or a past that is not on record.
    """
    spans = {"value": windows.current(filter, today=today)}
    return over([name], spans, filter, actor=actor, today=today, extra=extra)[name]["value"]


def values(names: Iterable[str], filter: Filter, *, actor: Actor, today: date) -> dict[str, float | None]:
    """Several measures over the filter's days as `figure` has them, in one statement."""
    spans = {"value": windows.current(filter, today=today)}
    found = over(names, spans, filter, actor=actor, today=today)
    return {name: of_spans["value"] for name, of_spans in found.items()}


def figures(
    names: Iterable[str],
    filter: Filter,
    *,
    actor: Actor,
    today: date,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Figure]:
    """Several measures with their comparisons, in one statement."""
    spans = {
        "value": windows.current(filter, today=today),
        "previous": windows.previous(filter, today=today),
        "last_year": windows.last_year(filter, today=today),
    }
    # Every reader compares with the same few days.
    context = replace(ready(today), keeps_days=True)
    found = _over(names, spans, filter, actor.figures, context, extra or {})
    return {name: Figure(**values) for name, values in found.items()}


def over(
    names: Iterable[str],
    spans: Mapping[str, Window | None],
    filter: Filter,
    *,
    actor: Actor,
    today: date,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, dict[str, float | None]]:
    """Several measures over several windows by name, in one statement; None where there is no basis."""
    return _over(names, spans, filter, actor.figures, ready(today), extra or {})


def _over(
    names: Iterable[str],
    spans: Mapping[str, Window | None],
    filter: Filter,
    scope: Scope,
    context: Context,
    extra: Mapping[str, Any],
) -> dict[str, dict[str, float | None]]:
    wanted = list(dict.fromkeys(names))
    asked = {
        f"{name}.{span}": (name, window)
        for name in wanted
        for span, window in spans.items()
        if window is not None
    }
    found = _values(asked, filter, scope, context, extra)
    return {name: {span: found.get(f"{name}.{span}") for span in spans} for name in wanted}


def ready(today: date) -> Context:
    """The facts at the latest write."""
    store = facts.store()
    store.refresh()
    return Context(store, today)


def has_basis(name: str, window: Window, today: date) -> bool:
    """Whether the measure is on record for the window."""
    measure = MEASURES[name]
    return measure.looks_back or measure.kind != STOCK or window.at >= today


def _values(
    asked: dict[str, tuple[str, Window]],
    filter: Filter,
    scope: Scope,
    context: Context,
    extra: Mapping[str, Any],
) -> dict[str, float | None]:
    # Of a period of a whole year the previous days are those of last year: asked once.
    distinct = list(dict.fromkeys(asked.values()))
    found = {
        number: narrowed(counted(name, window, context), filter, scope, context, extra=extra)
        for number, (name, window) in enumerate(distinct)
        if has_basis(name, window, context.today)
    }
    parts = [_select(reading) for reading in readings(found)]
    rows = context.facts.query(" UNION ALL ".join(parts)) if parts else []
    answers = {number: value for row in rows for number, value in zip(*row, strict=True) if value is not None}
    return {key: answers.get(distinct.index(question)) for key, question in asked.items()}


def _select(reading: Reading[int]) -> str:
    """The numbers of the questions and their answers, as two lists of one row."""
    return (
        f"SELECT {list(reading.values)} AS numbers, [{', '.join(reading.values.values())}] AS answers "  # nosec B608
        f"FROM {reading.relation} WHERE {reading.where}"
    )
