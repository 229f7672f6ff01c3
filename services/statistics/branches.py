"""A measure by the branches of the tree of units, for going down from the department into its parts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from services.filters import Filter
from services.permissions import Actor
from services.statistics.breakdown import breakdown
from services.statistics.figures import ready
from services.statistics.measures import MEASURES


def by_branch(
    name: str,
    tops: Sequence[int],
    filter: Filter,
    *,
    actor: Actor,
    today: date,
    extra: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """The columns unit and value: each of `tops` with everything below it that is not below another of them.

    A unit below none of them keeps its own line, so that the lines add up to the figure. ValueError
    for a measure that does not add up.
    """
    if not MEASURES[name].adds_up:
        raise ValueError(f"{name} does not add up")
    counts = breakdown(name, ("unit",), filter, actor=actor, today=today, extra=extra)
    chains = ready(today).facts.chains()
    counts["unit"] = [_top(int(unit), tops, chains) for unit in counts["unit"]]
    return counts.groupby("unit", as_index=False)["value"].sum()


def _top(unit: int, tops: Sequence[int], chains: Mapping[int, tuple[int, ...]]) -> int:
    """The nearest of the tops at or above a unit; the unit itself without one."""
    return next((one for one in reversed(chains.get(unit, (unit,))) if one in tops), unit)
