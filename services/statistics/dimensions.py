"""By what figures can be broken down, and how one value of it is chosen."""

from datetime import date
from typing import Any

import pandas as pd

from services.facts.scope import CASE, PETITION, VISIT, day
from services.facts.shapes import ENUMS
from services.statistics.counted import LATE_BANDS, Context, Counted

TIMES = ("month", "week")
DIMENSIONS = (
    *TIMES,
    "kind",
    "field",
    "unit",
    "commune",
    "channel",
    "state",
    "age_band",
    "due",
    "level",
    "outcome",
    "officer",
)
_COLUMNS = {
    "kind": "kind",
    "field": "field_id",
    "commune": "commune_id",
    "channel": "channel_id",
    "state": "state",
    "level": "level",
    "outcome": "outcome",
    "officer": "officer_id",
    "due": "due_on",
}
# Dimensions whose values are words of closed lists.
WORDS = ("kind", "state", "level", "outcome")
_EVERYWHERE = {"kind", "field", "unit", "commune"}
_OWN = {
    CASE: _EVERYWHERE | {"state", "level", "outcome", "officer", "due"},
    PETITION: _EVERYWHERE | {"state", "level", "outcome", "officer", "channel"},
    VISIT: _EVERYWHERE,
}


def known(found: Counted) -> tuple[str, ...]:
    """The dimensions that what is counted has, in the order of DIMENSIONS."""
    own = _OWN.get(found.columns, _EVERYWHERE | {"level"}) | set(TIMES)
    return tuple(name for name in DIMENSIONS if name in own or (name == "age_band" and found.aged_from))


def expression(found: Counted, name: str, context: Context) -> str:
    """A dimension as SQL. ValueError for one that this measure does not have."""
    if name not in known(found):
        raise ValueError(f"{name} is no dimension of {found.source}")
    if name in TIMES:
        return f"date_trunc('{name}', {found.on})::DATE"
    if name == "unit":
        return found.unit
    if name == "age_band":
        return _band(found, context)
    return f"{found.alias}{_COLUMNS[name]}"


def equals(found: Counted, name: str, value: Any, context: Context) -> str:
    """The condition that a dimension has a value; None means that it is not recorded.

    A month or week of a stock tells the day at which it is read, and is no condition.
    The day due may be one day or days from-to: "2026-11-20..2026-11-22".
    """
    column = expression(found, name, context)
    if value is None or pd.isna(value):
        return f"{column} IS NULL"
    if name in TIMES:
        return f"{column} = {_day(str(value))}"
    if name == "due":
        first, _dots, last = str(value).partition("..")
        return f"{column} BETWEEN {_day(first)} AND {_day(last or first)}"
    if name == "age_band":
        names = bands(found, context)
        if value not in names:
            raise ValueError(f"{value} is no band of {found.bands}")
        return f"{column} = '{value}'"
    if name in WORDS:
        words = {member.value for enum in ENUMS.values() for member in enum}
        if str(value) not in words:
            raise ValueError(f"{value} is no {name}")
        return f"{column}::VARCHAR = '{value}'"
    return f"{column} = {int(value)}"


def _day(text: str) -> str:
    return day(date.fromisoformat(text[:10]))


def band_names(ends: list[int], *, first: int) -> list[str]:
    """The bands between their ends, in days: [15, 30, 90] from 1 gives 1-15, 16-30, 31-90, 91+."""
    firsts = [first, *(end + 1 for end in ends)]
    return [*(f"{start}-{end}" for start, end in zip(firsts, ends, strict=False)), f"{firsts[-1]}+"]


def _ends(found: Counted, context: Context) -> list[int]:
    return [int(end) for end in context.facts.threshold(found.bands, today=context.today).split()]


def bands(found: Counted, context: Context) -> list[str]:
    """The names of the bands of age that a measure has, in order; none without an age."""
    if not found.aged_from:
        return []
    # What is late is late by a day at least; what is open may have come today.
    return band_names(_ends(found, context), first=1 if found.bands == LATE_BANDS else 0)


def _band(found: Counted, context: Context) -> str:
    ends, names = _ends(found, context), bands(found, context)
    last = found.aged_to or day(found.at or context.today)
    days = f"date_diff('day', {found.aged_from}, {last})"
    cases = " ".join(f"WHEN {days} <= {end} THEN '{name}'" for end, name in zip(ends, names, strict=False))
    return f"CASE WHEN {found.aged_from} IS NULL THEN NULL {cases} ELSE '{names[-1]}' END"
