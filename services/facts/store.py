"""The facts of one database in memory, kept up by the change counter."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import duckdb
import structlog
from sqlalchemy import Connection, Engine

from services import clock, thresholds
from services.facts import pulling, snapshot
from services.facts.scope import Marked
from services.facts.tables import schema

log = structlog.get_logger()
Result = TypeVar("Result")

# Small results, of figures and charts; never a table of cases.
CACHED = 512
CACHED_ROWS = 5_000
# A full load of so many rows is worth a snapshot at once: the process may not end in order.
WORTH_SAVING = 50_000


class Facts:
    """Fact tables of one database; safe to read from any number of threads."""

    def __init__(self, engine: Engine, folder: Path | None = None) -> None:
        self.engine = engine
        self.folder = folder
        self.mark = -1
        self.as_of: datetime = datetime.min.replace(tzinfo=UTC)
        self.loaded: dict[str, int] = {}
        self._lock = threading.RLock()
        self._facts = duckdb.connect(":memory:")
        self._staging: list[int] = []
        self._settings: dict[str, list[tuple[date, str]]] = {}
        self._units: dict[int, str] = {}
        self._walled: frozenset[int] = frozenset()
        self._granted: frozenset[int] = frozenset()
        self._results: OrderedDict[str, Any] = OrderedDict()
        self._saved_mark = -1
        self._wants_saving = False
        for statement in schema():
            self._facts.execute(statement)

    def refresh(self) -> int:
        """Bring the facts to the latest committed write; returns its number.

        One thread refreshes at a time; the others wait for it, so that a person
        always sees the effect of his own click. Nothing changed costs one small query.
        """
        with self._lock:
            with self._reading() as connection:
                self._follow(connection)
            self.as_of = clock.now()
            if self._wants_saving:
                self.save()
            return self.mark

    def cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A cursor of the reader's own; concurrent readers and the refresh do not wait for each other."""
        return closing(self._facts.cursor())

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a statement over the facts."""
        return self._cached(f"rows: {sql}", lambda cursor: cursor.execute(sql).fetchall())

    def frame(self, sql: str) -> Any:
        """The rows of a statement as a small pandas table of the caller's own."""
        return self._cached(f"frame: {sql}", lambda cursor: cursor.execute(sql).df()).copy()

    def units_under(self, unit_id: int) -> frozenset[int]:
        """The ids of a unit and of all units below it."""
        path = self._units.get(unit_id)
        return frozenset(i for i, p in self._units.items() if path and p.startswith(path)) | {unit_id}

    def marked(self, user_id: int) -> Marked:
        """Whether any wall or grant names a user."""
        return Marked(walls=user_id in self._walled, grants=user_id in self._granted)

    def threshold(self, key: str, *, today: date) -> str:
        """A setting in force on a day, as `services.thresholds` knows it, without a session."""
        versions = [version for version in self._settings.get(key, []) if version[0] <= today]
        return max(versions)[1] if versions else thresholds.shipped()[key].value

    def save(self) -> Path | None:
        """Write the snapshot file for the next cold start; None without a folder or without facts."""
        if self.folder is None or self.mark < 0:
            return None
        with self._lock:
            snapshot.ensure_identity(self.engine)
            with self._reading() as connection, self.cursor() as facts:
                origin = snapshot.origin_of(connection, self.mark)
                path = snapshot.save(facts, origin, self.folder, self._staging)
            self._saved_mark = self.mark
            self._wants_saving = False
            return path

    def save_if_changed(self) -> None:
        """Write the snapshot unless the file already has everything; called when the process ends."""
        if self._saved_mark < self.mark:
            self.save()

    def close(self) -> None:
        """Give the memory back."""
        with self._lock:
            self._facts.close()

    def _follow(self, connection: Connection) -> None:
        value = connection.exec_driver_sql("SELECT value FROM change_counter WHERE id = 1").scalar()
        current = int(value or 0)
        self._read_settings(connection)
        if self.mark < 0:
            self._start(connection, current)
        elif current < self.mark:
            # The database was replaced by an older one.
            self._reload(connection, current)
        completed = self._completed(connection)
        if self.mark < current or completed:
            self._pull(connection, current, completed)

    def _reading(self) -> AbstractContextManager[Connection]:
        # One view of the database for all statements of a refresh: SQLite gives it to every
        # transaction, PostgreSQL from REPEATABLE READ on.
        engine = self.engine
        if engine.dialect.name != "sqlite":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        return engine.connect()

    def _start(self, connection: Connection, current: int) -> None:
        started = perf_counter()
        found = snapshot.load(self._facts, connection, self.folder) if self.folder else None
        if found is None:
            self._reload(connection, current)
            return
        self.mark, self._staging = found
        self._saved_mark = self.mark
        if self.mark > current:
            self._reload(connection, current)
        self._learn()
        log.info("facts_from_snapshot", mark=self.mark, seconds=round(perf_counter() - started, 3))

    def _reload(self, connection: Connection, current: int) -> None:
        started = perf_counter()
        with self._changing():
            for statement in schema():
                words = statement.split()
                if words[1] == "TABLE":
                    self._facts.execute(f"DELETE FROM {words[2]}")
            self.loaded = pulling.load_everything(connection, self._facts)
        self.mark = current
        self._staging = self._batches_in(connection, "staging")
        self._saved_mark = -1
        self._wants_saving = self.folder is not None and sum(self.loaded.values()) >= WORTH_SAVING
        self._learn()
        log.info("facts_loaded", mark=current, rows=self.loaded, seconds=round(perf_counter() - started, 3))

    def _pull(self, connection: Connection, current: int, completed: list[int]) -> None:
        with self._changing():
            pulled = pulling.pull_changes(connection, self._facts, self.mark, completed)
        self.mark = current
        self._staging = self._batches_in(connection, "staging")
        if {"unit_facts", "exclusion_facts", "grant_facts"} & pulled.ids.keys() or pulled.buried:
            self._learn()
        self._results.clear()

    def _changing(self) -> AbstractContextManager[None]:
        return _Changing(self._facts)

    def _completed(self, connection: Connection) -> list[int]:
        """Batches that were being imported at the last refresh and are not any more."""
        if not self._staging:
            return []
        still = set(self._batches_in(connection, "staging"))
        return [batch for batch in self._staging if batch not in still]

    @staticmethod
    def _batches_in(connection: Connection, state: str) -> list[int]:
        found = connection.exec_driver_sql(f"SELECT id FROM import_batches WHERE state = '{state}'")
        return [int(row[0]) for row in found]

    def _read_settings(self, connection: Connection) -> None:
        found = connection.exec_driver_sql("SELECT key, valid_from, value FROM settings")
        settings: dict[str, list[tuple[date, str]]] = {}
        for key, since, value in found:
            since = date.fromisoformat(since) if isinstance(since, str) else since
            settings.setdefault(key, []).append((since, value))
        self._settings = settings

    def _learn(self) -> None:
        """Keep at hand what every statement needs: the tree of units, who has walls and grants."""
        with self.cursor() as cursor:
            self._units = dict(cursor.execute("SELECT id, path FROM unit_facts").fetchall())
            self._walled = _users(cursor, "exclusion_facts")
            self._granted = _users(cursor, "grant_facts")
        self._results.clear()

    def _cached(self, key: str, ask: Callable[[duckdb.DuckDBPyConnection], Any]) -> Any:
        # The statement carries filter, scope and day; the mark is that of the facts when it was asked.
        mark = self.mark
        try:
            result = self._results[key]
            self._results.move_to_end(key)
            return result
        except KeyError:
            pass
        with self.cursor() as cursor:
            result = ask(cursor)
        if len(result) <= CACHED_ROWS:
            with self._lock:
                if self.mark == mark:
                    self._results[key] = result
                while len(self._results) > CACHED:
                    self._results.popitem(last=False)
        return result


class _Changing:
    """One DuckDB transaction: all fact tables change at once, or none."""

    def __init__(self, facts: duckdb.DuckDBPyConnection) -> None:
        self.facts = facts

    def __enter__(self) -> None:
        self.facts.execute("BEGIN")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.facts.execute("COMMIT" if kind is None else "ROLLBACK")


def _users(cursor: duckdb.DuckDBPyConnection, table: str) -> frozenset[int]:
    return frozenset(user for (user,) in cursor.execute(f"SELECT DISTINCT user_id FROM {table}").fetchall())
