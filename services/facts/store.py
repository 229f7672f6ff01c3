"""The facts of one database in memory, kept up by the change counter."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import pandas as pd
import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from services import clock, thresholds
from services.errors import AppError
from services.facts import beside, pulling, snapshot
from services.facts.at_hand import LEARNT, AtHand, learnt
from services.facts.connection import OwnConnection
from services.facts.cursors import Cursors
from services.facts.derived import Derived
from services.facts.results import Results
from services.facts.scope import Marked
from services.facts.shapes import schema
from services.facts.tables import TABLES
from services.facts.writing import changing
from services.permissions import Scope

log = structlog.get_logger()

# A full load of so many rows is worth a snapshot at once: the process may not end in order.
WORTH_SAVING = 50_000

# The facts whose latest write this thread of work has looked for already.
_looked: ContextVar["Facts | None"] = ContextVar("looked", default=None)


class Facts:
    """Fact tables of one database; safe to read from any number of threads."""

    def __init__(self, engine: Engine, folder: Path | None = None) -> None:
        self.engine = engine
        self.folder = folder
        self.mark = -1
        self.as_of = datetime.min.replace(tzinfo=UTC)
        self.loaded: dict[str, pulling.Loaded] = {}
        self.results = Results()
        self.derived = Derived()
        self._own = OwnConnection(engine)
        self._lock = threading.RLock()
        self._facts = duckdb.connect(":memory:")
        self._asking = Cursors(self._facts)
        self._staging: list[int] = []
        self._settings: dict[str, list[tuple[date, str]]] = {}
        self._last: dict[str, int] = {}
        self._at_hand = AtHand()
        self._saved_mark = -1
        self._wants_saving = False
        for statement in schema(TABLES):
            self._facts.execute(statement)

    def refresh(self) -> int:
        """Bring the facts to the latest committed write; returns its number.

        One thread refreshes at a time; the others wait for it, so that a person
        always sees the effect of his own click. Nothing changed costs one small query.
        """
        if _looked.get() is self:
            return self.mark
        with self._lock:
            with self._own.reading() as connection:
                self._follow(connection)
            self.as_of = clock.now()
            if self._wants_saving:
                self.try_to_save()
            return self.mark

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Look for new writes once, now; `refresh` asks no more inside the block.

        For an answer of many figures in which nothing is written.
        """
        self.refresh()
        with self.as_they_are():
            yield

    @contextmanager
    def as_they_are(self) -> Iterator[None]:
        """Look for no new writes inside the block: somebody has just done so, and what is answered belongs
        to what he found."""
        token = _looked.set(self)
        try:
            yield
        finally:
            _looked.reset(token)

    def cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A cursor of the reader's own; readers and the refresh do not wait for each other."""
        return closing(self._facts.cursor())

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a statement over the facts."""

        def ask() -> list[tuple[Any, ...]]:
            with self._asking.cursor(self.derived, sql) as cursor:
                return cursor.execute(sql).fetchall()

        return self.results.get(f"rows: {sql}", ask)

    def frame(self, sql: str) -> pd.DataFrame:
        """The rows of a statement as a small pandas table of the caller's own."""

        def ask() -> pd.DataFrame:
            with self._asking.cursor(self.derived, sql) as cursor:
                return cursor.execute(sql).df()

        return self.results.get(f"frame: {sql}", ask).copy()

    def forget_results(self) -> None:
        """Let the next question be answered from the facts themselves."""
        self.results.clear()
        self.derived.clear()
        self._asking.clear()

    def units_under(self, unit_id: int) -> frozenset[int]:
        """The ids of a unit and of all internal units below it, as `actors.subtree` has them."""
        return self._at_hand.units_under(unit_id)

    def chains(self) -> dict[int, tuple[int, ...]]:
        """Each internal unit with the ids from the root down to itself."""
        return self._at_hand.chains()

    def marked(self, scope: Scope) -> Marked:
        """Whether a wall, a grant or a wall of a petition concerns a reader: by name or by his units."""
        return self._at_hand.marked(scope)

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
            with self._own.reading() as connection, self.cursor() as facts:
                origin = snapshot.origin_of(connection, self.mark)
                path = snapshot.save(facts, origin, self.folder, self._staging)
            self._saved_mark = self.mark
            self._wants_saving = False
            return path

    def try_to_save(self) -> None:
        """Write the snapshot unless the file has everything; where it cannot be, nobody is kept waiting."""
        self._wants_saving = False
        try:
            if self._saved_mark < self.mark:
                self.save()
        except (AppError, SQLAlchemyError, duckdb.Error, OSError) as fault:
            # A locked database or a full disk: the next start is slower, nothing is lost.
            log.warning("facts_not_saved", fault=type(fault).__name__)

    def close(self) -> None:
        """Give memory and connection back."""
        with self._lock:
            self._asking.clear()
            self._facts.close()
            self._own.close()

    def _follow(self, connection: Connection) -> None:
        value = connection.exec_driver_sql("SELECT value FROM change_counter WHERE id = 1").scalar()
        current = int(value or 0)
        self._settings = beside.settings(connection)
        if self.mark < 0:
            self._start(connection, current)
            self._last = pulling.last_ids(connection)
        elif current < self.mark:
            # The database was replaced by an older one.
            self._reload(connection, current)
            self._last = pulling.last_ids(connection)
        staging = beside.staging(connection) if self._staging or self.mark < current else []
        completed = [batch for batch in self._staging if batch not in staging]
        if self.mark < current or completed:
            with changing(self._facts):
                pulled = pulling.pull_changes(connection, self._facts, self.mark, completed, self._last)
                if LEARNT & pulled.touched:
                    self._at_hand = learnt(self._facts)
            self._last |= {name: max(self._last[name], max(ids)) for name, ids in pulled.ids.items() if ids}
            self._arrive(current, staging)

    def _start(self, connection: Connection, current: int) -> None:
        started = perf_counter()
        found = snapshot.load(self._facts, connection, self.folder) if self.folder else None
        if found is None or found[0] > current:
            self._reload(connection, current)
            return
        self._at_hand = learnt(self._facts)
        self._arrive(*found)
        self._saved_mark = self.mark
        log.info("facts_from_snapshot", mark=self.mark, seconds=round(perf_counter() - started, 3))

    def _reload(self, connection: Connection, current: int) -> None:
        started = perf_counter()
        with changing(self._facts):
            for table in TABLES:
                self._facts.execute(f"DELETE FROM {table.name}")  # nosec B608
            self.loaded = pulling.load_everything(connection, self._facts)
            self._at_hand = learnt(self._facts)
        self._arrive(current, beside.staging(connection))
        self._saved_mark = -1
        rows = sum(table.rows for table in self.loaded.values())
        self._wants_saving = self.folder is not None and rows >= WORTH_SAVING
        log.info("facts_loaded", mark=current, rows=rows, seconds=round(perf_counter() - started, 3))

    def _arrive(self, mark: int, staging: list[int]) -> None:
        """The facts are at a mark, which is said last of all: who reads it counts at once, without a lock.

        Whom walls concern was learnt before the rows of the same write could be read.
        """
        self.forget_results()
        self._staging = staging
        self.mark = mark
