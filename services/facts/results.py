"""Small results kept until the facts change; who asks what is being answered waits for that answer."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Result = TypeVar("Result")

# Figures and charts of fifty readers of different units; never a table of cases.
CACHED = 1024
CACHED_ROWS = 5_000
# Seconds to wait for another's answer. Only two who wait for each other get there; both then ask themselves.
PATIENCE = 15.0


class Results:
    """The results of the latest questions. A key carries filter, scope and day; `clear` with every change
    of the facts does the rest. `rows`: a longer result is not kept; None keeps any."""

    def __init__(self, most: int = CACHED, rows: int | None = CACHED_ROWS) -> None:
        self._most, self._rows = most, rows
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._asked: dict[Hashable, _Asked] = {}
        self._lock = threading.Lock()
        self._generation = 0

    def get(self, key: Hashable, ask: Callable[[], Result]) -> Result:
        """What is kept under a key, else what `ask` answers; asked once, however many want it meanwhile.

        Fifty screens that look after the same write would otherwise each count the same.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[no-any-return]
            generation, asked = self._generation, self._asked.get(key)
            mine = self._asked[key] = _Asked() if asked is None else asked
        if asked is not None and asked.done.wait(PATIENCE) and asked.answered:
            return asked.result  # type: ignore[no-any-return]
        try:
            result = mine.result = ask()
            mine.answered = True
            if self._rows is None or len(result) <= self._rows:  # type: ignore[arg-type]
                self._keep(key, result, generation)
        finally:
            with self._lock:
                if self._asked.get(key) is mine:
                    del self._asked[key]
            mine.done.set()
        return result

    def kept(self, key: Hashable) -> Any:
        """What is kept under a key; None where nothing is."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, result: Any) -> None:
        """Keep a result that was made elsewhere, in the place of an older one."""
        self._keep(key, result, self._generation)

    def clear(self) -> None:
        """The facts are about to change, or have changed."""
        with self._lock:
            self._generation += 1
            self._kept.clear()
            # Whoever asks from now on is answered from the facts as they are now.
            self._asked.clear()

    def _keep(self, key: Hashable, result: Any, generation: int) -> None:
        with self._lock:
            if generation == self._generation:
                self._kept[key] = result
                self._kept.move_to_end(key)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)


class _Asked:
    """A question on its way; its answer is for all who wait."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.answered = False
        self.result: Any = None
