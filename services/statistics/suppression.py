"""Which small numbers, and which beside them, are not shown, so that none follows from those that are.

A number below the threshold is hidden. A sum is hidden as well where, with the numbers shown
under it, it would leave only one possibility for one of the hidden ones. Whoever knows these
rules learns no more: tests/services/test_official_attacks.py tries every combination.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Below two nothing can be hidden: a hidden number has to have two values at least.
LEAST = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """Which of some numbers may be shown, and whether their sum may."""

    parts: tuple[bool, ...]
    total: bool


def of_sum(parts: Sequence[int], thresholds: Sequence[int]) -> Shown:
    """What may be shown of parts and of their sum; each part has the threshold it is judged by.

    The sum is judged by the last one. Hidden parts are each from 0 to their threshold less one:
    the sum stays hidden where it leaves them all at one end, and where only one is hidden.
    """
    least = [max(threshold, LEAST) for threshold in thresholds]
    shown = tuple(part >= limit for part, limit in zip(parts, least, strict=True))
    if not parts or sum(parts) < least[-1]:
        return Shown(shown, total=False)
    hidden = [(part, limit - 1) for part, limit, open_ in zip(parts, least, shown, strict=True) if not open_]
    rest, most = sum(part for part, _top in hidden), sum(top for _part, top in hidden)
    return Shown(shown, total=not hidden or (len(hidden) > 1 and 0 < rest < most))


def of_part(part: int, whole: int, threshold: int, *, whole_shown: bool) -> bool:
    """Whether a part of a whole may be shown: what is left of the whole is a number too."""
    least = max(threshold, LEAST)
    return whole_shown and part >= least and whole - part >= least
