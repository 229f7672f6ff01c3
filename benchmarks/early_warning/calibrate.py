"""The threshold of a method for a budget of false alarms, on quiet provinces of its own seeds."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.early_warning import metrics


def threshold(scores: Sequence[NDArray[np.float64]], budget: float) -> float:
    """The lowest threshold at which quiet provinces have at most `budget` new alarms a week on average."""
    values = np.unique(np.concatenate([one[one > 0] for one in scores]))
    if not len(values):
        # Nothing quiet scores at all: whatever does is over the threshold.
        return float(np.nextafter(0, 1))
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        if rate(scores, float(values[middle])) <= budget:
            high = middle
        else:
            low = middle + 1
    return float(values[low])


def rate(scores: Sequence[NDArray[np.float64]], level: float) -> float:
    """New alarms a week at a threshold, on average."""
    return float(np.mean([metrics.new_alarms(one >= level).sum() / len(one) for one in scores]))
