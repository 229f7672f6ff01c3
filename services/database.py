"""Engine, transactions and migrations, for SQLite (embedded default) and PostgreSQL alike."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
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
        return _postgres_engine(url)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
        pool_size=16,
        # A file handle each: as many as screens that are drawn at the same time, some with two.
        max_overflow=112,
        # The text of an error goes into logs: without the values of the statement.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's BEGIN below, not the driver's
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # What was sealed or shredded is overwritten in the file, not only unlinked.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.execute("PRAGMA mmap_size=268435456")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _postgres_engine(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=24, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _patience(connection: Any, record: Any) -> None:
        # Left to itself PostgreSQL waits for a locked row for ever.
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
            # It compiles for seconds what then runs for milliseconds: conditions on rights are long.
            cursor.execute("SET jit = off")
        connection.commit()

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
def transaction(bind: Engine | None = None, *, patience: float | None = None) -> Iterator[Session]:
    """One click, one transaction: committed at the end, rolled back on anything raised.

    On SQLite it takes the write lock at once (BEGIN IMMEDIATE), so that two writers
    never meet half-way. Raises DatabaseBusy or DatabaseFull where the engine says so, and
    DatabaseBusy where the turn does not come: after BUSY_SECONDS, or after `patience` for what
    may as well be left undone.
    """
    bind = bind or engine()
    seconds = BUSY_SECONDS if patience is None else patience
    sqlite = bind.dialect.name == "sqlite"
    with _write_turn(seconds) if sqlite else nullcontext(), _refused():
        connected = bind.connect()
        try:
            if sqlite:
                _wait(connected, seconds)
            connection = connected.execution_options(sqlite_begin="IMMEDIATE")
            session = Session(connection, expire_on_commit=False, autoflush=True)
            with session.begin():
                if patience is not None and not sqlite:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{int(1000 * patience)}ms'")
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
def _write_turn(seconds: float) -> Iterator[None]:
    """The turn among the writers of this process.

    Not waited for without end: where another process holds the database, everybody in the queue
    would wait out the patience of all before him.
    """
    if not _write_lock.acquire(timeout=seconds):
        raise DatabaseBusy()
    try:
        yield
    finally:
        _write_lock.release()


def _wait(connected: Connection, seconds: float) -> None:
    driver = connected.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.execute(f"PRAGMA busy_timeout = {int(1000 * seconds)}")


@contextmanager
def _refused() -> Iterator[None]:
    """What the engine says in its own words becomes a refusal in ours."""
    try:
        yield
    except OperationalError as error:
        words = str(error.orig).lower()
        if any(word in words for word in ("locked", "busy", "lock timeout", "deadlock")):
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


def forget() -> None:
    """Empty the log of SQLite's latest writes, which may hold words that were sealed since; run at night.

    Where somebody is writing just then, the next night does it.
    """
    if engine().dialect.name != "sqlite":
        return
    with engine().connect() as connection:
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def is_ready(session: Session) -> bool:
    """Whether the database answers and has its schema."""
    return session.execute(text("SELECT value FROM change_counter WHERE id = 1")).scalar() is not None


changes.listen(OrmSession)
