"""The expected number of a field in each week: level, trend, two harmonics of the year, and Tết."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WEEKS_OF_YEAR = 52.1775
# Five years teach the curve; what is older was another province.
HISTORY = 260
HARMONICS = 2
# Classes of weeks around Tết besides the ordinary one (0): its week, beside it, two or three weeks after.
TET_CLASSES = 3
# The level of the last weeks corrects the curve, held back by as many expected matters.
RECENT, HELD_BACK = 8, 30.0
_RIDGE, _ROUNDS = 1e-3, 25


def design(weeks: NDArray[np.int64], tet: NDArray[np.int8]) -> Array:
    """The columns of the model, shape (weeks, 2 + 2 * HARMONICS + TET_CLASSES).

    `weeks` (weeks,) numbers the weeks from any first one, `tet` (weeks,) has their classes.
    """
    turns = 2 * np.pi * weeks / WEEKS_OF_YEAR
    waves = [wave(number * turns) for number in range(1, HARMONICS + 1) for wave in (np.cos, np.sin)]
    classes = [(tet == kind).astype(float) for kind in range(1, TET_CLASSES + 1)]
    return np.column_stack([np.ones(len(weeks)), weeks / 520.0, *waves, *classes])


def fitted(columns: Array, counts: Array) -> Array:
    """The coefficients of a Poisson regression with logarithmic link, by reweighted least squares.

    `columns` (weeks, coefficients), `counts` (weeks,); weeks with NaN are left out. A little ridge
    keeps classes that never occurred at zero. A series without any count gives a level of almost none.
    """
    known = ~np.isnan(counts)
    columns, counts = columns[known], counts[known]
    found: Array = np.asarray(np.zeros(columns.shape[1]))
    found[0] = np.log(max(counts.mean() if len(counts) else 0.0, 1e-6))
    ridge = _RIDGE * np.eye(columns.shape[1])
    ridge[0, 0] = 0.0
    for _round in range(_ROUNDS):
        linear = np.clip(columns @ found, -30, 30)
        mean = np.exp(linear)
        worked = linear + (counts - mean) / mean
        weighted = columns * mean[:, None]
        solved = np.linalg.solve(columns.T @ weighted + ridge, weighted.T @ worked)
        new = np.asarray(solved, dtype=np.float64)
        step = np.abs(new - found).max()
        found = new
        if step < 1e-8:
            break
    return found


def expected(counts: Array, tet: NDArray[np.int8], *, ahead: int = 0) -> Array:
    """The curves of all fields for all weeks and `ahead` more; the last weeks also correct the level.

    `counts` (weeks, fields) of the whole province, `tet` (weeks + ahead,). Returns (weeks + ahead, fields).
    The curve is taught by the last HISTORY weeks; the correction leaves out nothing, because one
    commune hardly moves the province, and a surge of all communes is one alarm of the province.
    """
    weeks = np.arange(len(counts) + ahead)
    columns = design(weeks, tet)
    taught = slice(max(0, len(counts) - HISTORY), len(counts))
    found = np.empty((len(weeks), counts.shape[1]))
    for field in range(counts.shape[1]):
        coefficients = fitted(columns[taught], counts[taught, field])
        found[:, field] = np.exp(np.clip(columns @ coefficients, -30, 30))
    recent = slice(max(0, len(counts) - RECENT), len(counts))
    known = ~np.isnan(counts[recent])
    seen = np.where(known, counts[recent], 0).sum(axis=0)
    meant = np.where(known, found[recent], 0).sum(axis=0)
    found[recent.start :] *= (seen + HELD_BACK) / (meant + HELD_BACK)
    return found
