"""Engine, transactions and migrations, for SQLite (embedded default) and PostgreSQL alike."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session

import models  # noqa: F401 - registers every table
from services import changes
from services.errors import DatabaseBusy, DatabaseFull
from services.settings import ROOT, settings

# Writes of one process go one at a time: SQLite has one writer, and waiting on a
# lock of our own is fair and fast where its back-off is neither.
_write_lock = threading.RLock()

BUSY_SECONDS = 15


def make_engine(url: str) -> Engine:
    """An engine with our pragmas and transaction modes; also used by tests and tools."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8)
    engine = create_engine(
        url, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS}, pool_size=16, max_overflow=16
    )

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's BEGIN below, not the driver's
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.execute("PRAGMA mmap_size=268435456")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


@lru_cache
def engine() -> Engine:
    """The engine of this process."""
    if settings().is_sqlite:
        settings().data_dir.mkdir(parents=True, exist_ok=True)
    return make_engine(settings().url)


def dispose() -> None:
    """Forget engine and settings, so that the environment is read again (tests, tools)."""
    if engine.cache_info().currsize:
        engine().dispose()
    engine.cache_clear()
    settings.cache_clear()


@contextmanager
def transaction(bind: Engine | None = None) -> Iterator[Session]:
    """One click, one transaction: committed at the end, rolled back on anything raised.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE), so that two writers
    never meet half-way. Raises DatabaseBusy or DatabaseFull where the engine says so.
    """
    bind = bind or engine()
    sqlite = bind.dialect.name == "sqlite"
    with _write_lock if sqlite else nullcontext(), _refused():
        connected = bind.connect()
        try:
            connection = connected.execution_options(sqlite_begin="IMMEDIATE")
            session = Session(connection, expire_on_commit=False, autoflush=True)
            with session.begin():
                yield session
        finally:
            connected.close()


@contextmanager
def reading(bind: Engine | None = None) -> Iterator[Session]:
    """A session that only reads; nothing it does is kept, and its rows outlive it."""
    with Session(bind or engine(), expire_on_commit=False, autoflush=False) as session:
        try:
            yield session
        finally:
            # A rollback would expire the rows that the page is still showing.
            session.expunge_all()
            session.rollback()


@contextmanager
def _refused() -> Iterator[None]:
    """What the engine says in its own words becomes a refusal in ours."""
    try:
        yield
    except OperationalError as error:
        words = str(error.orig).lower()
        if "locked" in words or "busy" in words or "lock timeout" in words:
            raise DatabaseBusy() from error
        if "full" in words or "no space" in words:
            raise DatabaseFull() from error
        raise


def migrate(url: str | None = None, revision: str = "head") -> None:
    """Bring the schema to a revision; the only way a schema changes."""
    from alembic import command
    from alembic.config import Config

    if url is None and settings().is_sqlite and not settings().database_url:
        settings().data_dir.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url or settings().url
    if revision == "base":
        command.downgrade(config, "base")
    else:
        command.upgrade(config, revision)


def is_ready(session: Session) -> bool:
    """Whether the database answers and has its schema."""
    return session.execute(text("SELECT value FROM change_counter WHERE id = 1")).scalar() is not None


changes.listen(OrmSession)
