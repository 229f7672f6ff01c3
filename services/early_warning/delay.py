"""Matters of the newest weeks that are not entered yet: the triangle of event week and entry week.

Source: chain-ladder development factors (England and Verrall, British Actuarial Journal 2002;8:443-518).
"""

import numpy as np
from numpy.typing import NDArray

from services.early_warning.errors import ShapesDiffer, TooLittleHistory

PROVISIONAL_BELOW = 0.9
LATE_SHARE = 0.3


def share_in(triangle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of a week's matters normally entered by lag 0, 1, ...: shape (lags,), the last one 1.

    triangle (weeks, lags): matters by event week (oldest first) and weeks until entry; the corner not yet
    seen, weeks - week <= lag, is not read. Raises ShapesDiffer, TooLittleHistory.
    """
    if triangle.ndim != 2:
        raise ShapesDiffer(f"a triangle has two axes, not {triangle.ndim}")
    weeks, lags = triangle.shape
    if weeks < 2 * lags:
        raise TooLittleHistory(f"{weeks} weeks cannot tell {lags} lags")
    known = np.where(np.isfinite(triangle), triangle, 0.0).cumsum(1)
    share = np.ones(lags)
    for lag in range(lags - 1, 0, -1):
        rows = slice(0, weeks - lag)
        before, after = known[rows, lag - 1].sum(), known[rows, lag].sum()
        share[lag - 1] = share[lag] * (before / after if after > 0 else 1.0)
    return share


def on_record(weeks: int, share: NDArray[np.float64]) -> NDArray[np.float64]:
    """The part of each of the last weeks that is in the register by now: (weeks,); the newest has lag 0."""
    found = np.ones(weeks)
    lags = min(len(share), weeks)
    found[weeks - lags :] = share[:lags][::-1]
    return found


def provisional(weeks: int, share: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the last weeks are marked provisional: less than 90 % is normally in."""
    return on_record(weeks, share) < PROVISIONAL_BELOW


def late_entry(
    entered: NDArray[np.float64], late: NDArray[np.float64], share: float = LATE_SHARE
) -> NDArray[np.bool_]:
    """Unit-weeks (by entry week) with more than a share back-dated: bulk entry of old paper."""
    return np.asarray((entered > 0) & (late > share * entered))
