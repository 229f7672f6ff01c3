"""From the scores of cells to signals: zones that overlap in one week are one event."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.early_warning.alarms import Signal
from services.early_warning.scan import Scores


@dataclass(frozen=True)
class Zone:
    """The communes of the best zone of a cell, its field and its weeks."""

    leader: int
    field: int
    communes: tuple[int, ...]
    window: int
    score: float

    @property
    def cells(self) -> frozenset[tuple[int, int]]:
        """(commune, field) positions."""
        return frozenset((commune, self.field) for commune in self.communes)


def found(scores: Scores, near: NDArray[np.int32], *, floor: float) -> list[Zone]:
    """The zones with a score of at least `floor` that do not overlap, the highest first."""
    kept: list[Zone] = []
    taken: set[tuple[int, int]] = set()
    where = np.argwhere(scores.score >= floor)
    order: NDArray[np.int64] = np.argsort(-scores.score[tuple(where.T)], kind="stable")
    for commune, field in where[order]:
        communes = near[scores.centre[commune, field], : scores.size[commune, field]]
        zone = Zone(
            int(commune),
            int(field),
            tuple(sorted({int(one) for one in communes})),
            int(scores.window[commune, field]),
            float(scores.score[commune, field]),
        )
        if taken.isdisjoint(zone.cells):
            taken |= zone.cells
            kept.append(zone)
    return kept


def signals(scores: Scores, near: NDArray[np.int32], *, week: int, floor: float) -> list[Signal]:
    """The same as signals of a week."""
    return [Signal(week, zone.score, zone.cells) for zone in found(scores, near, floor=floor)]
