"""What the databases of the tests keep from one test to the next: compiled statements and warm connections.

Rows are never kept, nor the file of SQLite. A new engine compiles every statement anew, which takes as long
as the rest of a short test; a new connection to PostgreSQL learns every table anew.
"""

import sqlite3
from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from sqlmodel import SQLModel

from services import database

# Statements of all tests of one process; the services' own engines keep 500.
STATEMENTS: LRUCache[Any, Any] = LRUCache(4000)


class _Alike:
    """Dialects of one kind are equal: what one engine compiled, the next one finds."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class SQLite(_Alike, SQLiteDialect_pysqlite):
    """SQLite, alike."""

    supports_statement_cache = True


class PostgreSQL(_Alike, PGDialect_psycopg):
    """PostgreSQL, alike."""

    supports_statement_cache = True


class _Kept:
    """The engines on PostgreSQL that outlive a test, by address; closed when their schema goes."""

    def __init__(self) -> None:
        self.engines: dict[str, Engine | None] = {}

    def keep(self, url: str) -> None:
        self.engines[url] = None

    def close(self, url: str) -> None:
        engine = self.engines.pop(url, None)
        if engine is not None:
            Engine.dispose(engine)


KEPT = _Kept()
PATIENCE = database.BUSY_SECONDS
OF_THE_SERVICES = database.make_engine


def make_engine(url: str) -> Engine:
    """The services' engine as the tests have it: it shares statements, and does not wait for a disk.

    Patience is a setting of each connection, so an engine with another one is not the kept one.
    """
    kept = url in KEPT.engines and database.BUSY_SECONDS == PATIENCE
    if kept and (found := KEPT.engines[url]) is not None:
        return found
    engine = OF_THE_SERVICES(url)
    engine.update_execution_options(compiled_cache=STATEMENTS)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _without_waiting)
    if kept:
        engine.dispose = lambda close=True: None
        KEPT.engines[url] = engine
    return engine


def _without_waiting(connection: sqlite3.Connection, record: object) -> None:
    # What a test wrote need not outlive a cut of the power.
    connection.execute("PRAGMA synchronous=OFF")


def prepare() -> None:
    """From now on every engine of this process is one of these; conftest.py calls it once."""
    registry.register("sqlite", __name__, SQLite.__name__)
    registry.register("postgresql.psycopg", __name__, PostgreSQL.__name__)
    database.make_engine = make_engine


@cache
def _emptier(url: str) -> Engine:
    # One connection: its setting must not reach a test.
    return create_engine(url, pool_size=1, max_overflow=0)


def empty(url: str) -> None:
    """Delete what a test left; triggers against changing histories are set aside for that.

    TRUNCATE would make the files of nearly every table anew: almost all of them refer to the users.
    """
    with _emptier(url).begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        tables = SQLModel.metadata.tables
        asked = " UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {t})" for t in tables)
        used = connection.execute(text(asked)).scalars().all()
        # The terms that come with the product stay, as they were before anybody touched them.
        connection.execute(text("DELETE FROM rule_versions WHERE source = 'own' OR entered_at IS NOT NULL"))
        connection.execute(
            text(
                "UPDATE rule_versions SET verified_at = NULL, verified_by = '', verified_document = '', "
                "withdrawn_at = NULL WHERE verified_at IS NOT NULL OR withdrawn_at IS NOT NULL"
            )
        )
        for name in used:
            if name != "rule_versions":
                connection.execute(text(f"DELETE FROM {name}"))
        # A row that was rolled back leaves its table empty and its numbers used.
        moved = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() AND last_value > 0"
        for name in connection.execute(text(moved)).scalars().all():
            if not name.startswith("rule_versions"):
                connection.execute(text(f"SELECT setval('{name}', 1, false)"))
        connection.execute(text("INSERT INTO change_counter (id, value) VALUES (1, 0)"))
    if used:
        # What was deleted gives its room back: rows written one after another are read in that order.
        with _emptier(url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"VACUUM {', '.join(used)}"))


def forget(url: str) -> None:
    """Close what is kept on an address, before its schema goes."""
    KEPT.close(url)
    _emptier(url).dispose()
