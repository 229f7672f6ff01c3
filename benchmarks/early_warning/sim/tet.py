"""The first day of the lunar year, as the calendars of the years print it, and its classes of weeks."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

FIRST_DAYS = (
    date(2015, 2, 19),
    date(2016, 2, 8),
    date(2017, 1, 28),
    date(2018, 2, 16),
    date(2019, 2, 5),
    date(2020, 1, 25),
    date(2021, 2, 12),
    date(2022, 2, 1),
    date(2023, 1, 22),
    date(2024, 2, 10),
    date(2025, 1, 29),
    date(2026, 2, 17),
    date(2027, 2, 6),
)
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
