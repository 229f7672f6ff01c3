"""Figures that read the same rows are counted in one reading.

Planning a short question takes longer than answering it: a statement of twenty small ones spent four
fifths of its time before the first row was read (docs/decisions/0029).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.statistics.counted import Counted, both

Key = TypeVar("Key")


@dataclass(frozen=True)
class Reading(Generic[Key]):
    """One relation under one condition, and what is counted in it: SQL of a number by key."""

    relation: str
    where: str
    values: dict[Key, str]


def readings(found: Mapping[Key, Counted]) -> list[Reading[Key]]:
    """The readings that answer all questions, each question in one of them."""
    groups: dict[tuple[str, str, str], dict[Key, Counted]] = {}
    for key, one in found.items():
        same = (one.relation, one.narrowing, "" if one.is_small else one.span)
        groups.setdefault(same, {})[key] = one
    return [_reading(group) for group in groups.values()]


def _reading(group: dict[Key, Counted]) -> Reading[Key]:
    one, *others = group.values()
    if not others:
        return Reading(one.relation, one.where, {key: one.value() for key in group})
    span = "" if one.is_small else one.span
    values = {key: each.value(both("" if span else each.span, each.condition)) for key, each in group.items()}
    return Reading(one.relation, both(span, one.narrowing) or "TRUE", values)
