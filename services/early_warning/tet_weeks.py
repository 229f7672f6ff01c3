"""The classes of weeks around Tết, which moves through the year."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from services.tet import FIRST_DAYS

# 0 an ordinary week, 1 the week of Tết, 2 one week before or after, 3 two or three weeks after.
ORDINARY, WEEK, BESIDE, AFTER = 0, 1, 2, 3


def classes(mondays: list[date]) -> NDArray[np.int8]:
    """The class of each week, shape (weeks,)."""
    found = np.zeros(len(mondays), dtype=np.int8)
    offsets = {0: WEEK, -1: BESIDE, 1: BESIDE, 2: AFTER, 3: AFTER}
    where = {monday: place for place, monday in enumerate(mondays)}
    for first in FIRST_DAYS:
        monday = first - timedelta(days=first.weekday())
        for weeks, kind in offsets.items():
            place = where.get(monday + timedelta(weeks=weeks))
            if place is not None:
                found[place] = kind
    return found
