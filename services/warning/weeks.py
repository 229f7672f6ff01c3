"""Weeks of the warning: by their Monday, the last whole one first of all."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from services.early_warning import tet_weeks

WEEK = timedelta(weeks=1)


def last_whole(today: date) -> date:
    """The Monday of the latest week that is over."""
    return today - timedelta(days=today.weekday()) - WEEK


def mondays(first: date, weeks: int) -> list[date]:
    """So many Mondays from the first one on."""
    return [first + number * WEEK for number in range(weeks)]


def tet(first: date, weeks: int) -> NDArray[np.int8]:
    """The classes of so many weeks around Tết, shape (weeks,)."""
    return tet_weeks.classes(mondays(first, weeks))
