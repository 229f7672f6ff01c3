"""Cursors of the facts with the relations they were given, kept for the next question."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import duckdb

from services.facts.derived import RELATIONS, Derived

# As many as ask at the same moment, on a machine of a few processors.
KEPT = 8


class Cursors:
    """Making a cursor and its relations takes as long as a short question; one serves a thread at a time."""

    def __init__(self, facts: duckdb.DuckDBPyConnection) -> None:
        self._facts = facts
        self._free: list[_Cursor] = []
        self._lock = Lock()
        self._generation = 0

    @contextmanager
    def cursor(self, derived: Derived, sql: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for one statement, which knows the relations that it names."""
        with self._lock:
            generation, one = self._generation, self._free.pop() if self._free else None
        one = one or _Cursor(self._facts.cursor())
        is_sound = False
        try:
            one.known |= derived.attach(one.cursor, sql, one.known)
            yield one.cursor
            is_sound = True
        finally:
            with self._lock:
                fresh = generation == self._generation and len(one.known) <= RELATIONS
                is_kept = is_sound and fresh and len(self._free) < KEPT
                if is_kept:
                    self._free.append(one)
            if not is_kept:
                one.cursor.close()

    def clear(self) -> None:
        """The facts are about to change, or have changed, and with them what the relations hold."""
        with self._lock:
            self._generation += 1
            old, self._free = self._free, []
        for one in old:
            one.cursor.close()


@dataclass
class _Cursor:
    cursor: duckdb.DuckDBPyConnection
    known: set[str] = field(default_factory=set)
