"""The marks a reader chose in charts, `by_<dimension>` in the URL: read, clipped, applied to a measure.

A mark narrows every measure that has its dimension. A chart does not narrow itself by the dimension
it shows, so that the chosen bar stands among the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services import facts
from services.facts.shapes import ENUMS
from services.filters import Filter
from services.permissions import Scope
from services.statistics import dimensions
from services.statistics.counted import Context
from services.statistics.counting import counted
from services.statistics.dimensions import DIMENSIONS, TIMES, WORDS
from services.statistics.windows import Window, monday

PREFIX = "by_"
# In a URL what is not recorded has a word of its own.
NONE = "none"
_IDS = ("unit", "field", "commune", "channel", "officer")


@dataclass(frozen=True)
class Narrowed:
    """What a measure is counted over: the filter with its days, values of dimensions, what it cannot know."""

    filter: Filter
    extra: tuple[tuple[str, str | None], ...] = ()
    left_out: tuple[str, ...] = ()


def read(query: Mapping[str, str], scope: Scope) -> tuple[dict[str, str], bool]:
    """The marks of a URL in their order, and whether something was left out.

    Left out is what is no value of its dimension, and a unit that is not among the reader's.
    """
    wanted = {
        name.removeprefix(PREFIX): value for name, value in query.items() if name.startswith(PREFIX) and value
    }
    kept = {name: value for name, value in wanted.items() if _is_known(name, value, scope)}
    return kept, len(kept) < len(wanted)


def query_of(chosen: Mapping[str, str]) -> dict[str, str]:
    """The marks as parameters of a URL."""
    return {f"{PREFIX}{name}": value for name, value in chosen.items()}


def applied(
    name: str, filter: Filter, chosen: Mapping[str, str], *, own: tuple[str, ...] = (), today: date
) -> Narrowed:
    """A measure's filter with the marks that it knows; months and weeks become days of the filter.

    `own` are the dimensions that the chart itself shows.
    """
    # Nothing is counted here: the facts need not be brought to the latest write once more.
    context = Context(facts.store(), today)
    found = counted(name, Window(None, None, today), context)
    known = dimensions.known(found)
    extra: list[tuple[str, str | None]] = []
    left_out: list[str] = []
    for dimension, value in chosen.items():
        if dimension in own:
            continue
        if dimension in TIMES:
            filter = _within(filter, dimension, value)
        elif dimension not in known or (
            dimension == "age_band" and value not in dimensions.bands(found, context)
        ):
            left_out.append(dimension)
        else:
            extra.append((dimension, None if value == NONE else value))
    return Narrowed(filter, tuple(extra), tuple(left_out))


def toggled(chosen: Mapping[str, str], mark: Mapping[str, str]) -> dict[str, str] | None:
    """The marks after a click on one; None where it is chosen already: the second click asks for its rows."""
    if all(chosen.get(name) == value for name, value in mark.items()):
        return None
    return {**chosen, **mark}


def without(chosen: Mapping[str, str], name: str) -> dict[str, str]:
    """The marks after one was taken away."""
    return {other: value for other, value in chosen.items() if other != name}


def _is_known(name: str, value: str, scope: Scope) -> bool:
    if name not in DIMENSIONS:
        return False
    if value == NONE:
        return name not in TIMES
    if name in _IDS:
        is_id = value.isascii() and value.isdigit() and len(value) <= 9
        own = name != "unit" or scope.unit_ids is None or (is_id and int(value) in scope.unit_ids)
        return is_id and own
    if name in WORDS:
        return any(value in {member.value for member in enum} for enum in ENUMS.values())
    if name == "age_band":
        ends = value.removesuffix("+").split("-")
        return len(ends) <= 2 and all(end.isascii() and end.isdigit() for end in ends)
    days = value.split("..") if name == "due" else [value]
    return len(days) <= 2 and all(_is_day(day) for day in days)


def _is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    # The week or month of the first and the last year there is may not be whole.
    return len(text) == len("2026-01-01") and date.min.year < day.year < date.max.year


def _within(filter: Filter, dimension: str, value: str) -> Filter:
    """The days of a month or week that lie within those of the filter."""
    day = date.fromisoformat(value)
    if dimension == "month":
        first = day.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    else:
        first = monday(day)
        last = first + timedelta(days=6)
    start, end = max(filter.start or first, first), min(filter.end or last, last)
    return replace(filter, start=start, end=end, period="custom")
