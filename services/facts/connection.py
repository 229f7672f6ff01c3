"""The database connection of the facts: one of their own, kept, so that a refresh never waits for one.

Whoever refreshes holds the lock that others wait for, and they may hold every other connection there is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError


class OwnConnection:
    """One connection of an engine, taken at the first use; for one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One view of the database for all statements inside the block."""
        connection = self._kept = self._answering() or self._opened()
        try:
            yield connection
        finally:
            connection.rollback()

    def close(self) -> None:
        """Give it back; the next use takes another."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _answering(self) -> Connection | None:
        """The kept one, unless its server was started anew meanwhile."""
        if self._kept is None or self._engine.dialect.name == "sqlite":
            return self._kept
        try:
            self._kept.exec_driver_sql("SELECT 1")
        except DBAPIError:
            self._kept.invalidate()
            self.close()
        return self._kept

    def _opened(self) -> Connection:
        # SQLite gives every transaction one view, PostgreSQL from REPEATABLE READ on.
        if self._engine.dialect.name == "sqlite":
            return self._engine.connect()
        return self._engine.execution_options(isolation_level="REPEATABLE READ").connect()
