"""From matters to weekly counts: duplicates collapsed, old communes mapped, missing is not zero."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.early_warning.errors import CodesUnknown


@dataclass(frozen=True)
class Matter:
    """One record: its matter, commune code, field position and week of the event."""

    matter_id: int
    commune: str
    field: int
    week: int


def collapsed(matters: Iterable[Matter]) -> list[Matter]:
    """One row for each matter, the earliest: a petition sent to five offices counts once."""
    first: dict[int, Matter] = {}
    for matter in sorted(matters, key=lambda one: one.week):
        first.setdefault(matter.matter_id, matter)
    return list(first.values())


def weekly(
    matters: Iterable[Matter],
    communes: Sequence[str],
    fields: int,
    weeks: int,
    *,
    successors: Mapping[str, str],
    valid_from: Mapping[str, int],
    missing_weeks: Iterable[int] = (),
) -> NDArray[np.float64]:
    """Counts (weeks, communes, fields) of today's communes; NaN before valid_from and in missing weeks.

    successors: old commune code to new one. Raises CodesUnknown for a code that leads nowhere.
    """
    position = {code: index for index, code in enumerate(communes)}
    counts = np.zeros((weeks, len(communes), fields))
    for matter in collapsed(matters):
        code = successors.get(matter.commune, matter.commune)
        if code not in position:
            raise CodesUnknown(f"{matter.commune} is no commune of today and has no successor")
        counts[matter.week, position[code], matter.field] += 1
    for code, start in valid_from.items():
        counts[:start, position[code]] = np.nan
    counts[list(missing_weeks)] = np.nan
    return counts
