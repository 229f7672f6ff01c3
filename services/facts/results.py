"""Small results kept until the facts change."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sized
from typing import TypeVar

Result = TypeVar("Result", bound=Sized)

# Figures and charts; never a table of cases.
CACHED = 512
CACHED_ROWS = 5_000


class Results:
    """The results of the latest statements. A statement carries its filter, scope and day; `clear`
    with every change of the facts does the rest. `rows`: a longer result is not kept; None keeps any."""

    def __init__(self, most: int = CACHED, rows: int | None = CACHED_ROWS) -> None:
        self._most, self._rows = most, rows
        self._kept: OrderedDict[str, Sized] = OrderedDict()
        self._lock = threading.Lock()
        self._generation = 0

    def get(self, key: str, ask: Callable[[], Result]) -> Result:
        """What is kept under a key, else what `ask` answers, unless the facts change meanwhile."""
        with self._lock:
            generation = self._generation
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[return-value]
        result = ask()
        with self._lock:
            if generation == self._generation and (self._rows is None or len(result) <= self._rows):
                self._kept[key] = result
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return result

    def clear(self) -> None:
        """The facts are about to change, or have changed."""
        with self._lock:
            self._generation += 1
            self._kept.clear()
