"""The numbers of the sentence that gives an alarm its reason; the words belong to the screen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """matters in `weeks` weeks against `expected` (times `ratio`); odds: chance is below 1 in `odds`."""

    matters: int
    weeks: int
    expected: float
    ratio: float
    zone_matters: int
    zone_expected: float
    odds: int
    history_weeks: int
    borrowed: bool


def reason(
    *,
    matters: int,
    weeks: int,
    expected: float,
    zone: tuple[int, float],
    p: float,
    history_weeks: int,
) -> Reason:
    """Round as the sentence shows it: one decimal, odds to one figure downwards, at most 1 in 10^6.

    A cell with less than a year of its own leans on the commune's other fields, and the sentence says so.
    """
    chance = int(min(1 / max(p, 1e-6), 1e6))
    scale = 10 ** max(len(str(chance)) - 1, 0)
    ratio = round(matters / max(expected, 1e-9), 1)
    return Reason(
        matters,
        weeks,
        round(expected, 1),
        ratio,
        zone[0],
        round(zone[1], 1),
        max(chance // scale * scale, 1),
        history_weeks,
        history_weeks < 52,
    )
