"""Entries as the database keeps them, in order and in bytes that are the same on both engines."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from services.errors import AppError
from services.text import N_

# One entry as it is stored: id, at, user_id, actor, action, subject, subject_id, details, reason.
Row = tuple[Any, ...]
MARK = 8
_BATCH = 5_000
_COLUMNS = "id, {at}, user_id, actor, action, subject, subject_id, {details}, reason"
_SQLITE = {"at": "at", "details": "details"}
_POSTGRES = {
    "at": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "details": "CAST(details AS text)",
}
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=repr).encode


class EntriesStillBeingWritten(AppError):
    msgid = N_("The trail cannot be sealed: somebody has been writing to it for too long. Try again later.")


def digest(row: Row) -> bytes:
    """SHA-256 over an entry: a JSON array of its columns as they are stored."""
    return hashlib.sha256(_encode(row).encode()).digest()


def stored(session: Session, *, after: int = 0, upto: int | None = None) -> Iterator[Row]:
    """The entries whose ids are greater than `after` and not greater than `upto`, by id.

    Read through the driver: a million objects would take minutes. A column that holds what does not
    belong there (somebody's bytes) is handed on, so that it is found and named instead of raising.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    columns = _COLUMNS.format(**(_SQLITE if sqlite else _POSTGRES))
    upper = "" if upto is None else f" AND id <= {int(upto)}"
    # Only integers of our own stand in it.
    statement = f"SELECT {columns} FROM audit_entries WHERE id > {int(after)}{upper} ORDER BY id"  # nosec B608
    connection: Any = session.connection().connection.driver_connection
    cursor = connection.cursor() if sqlite else connection.cursor(name="audit_entries_in_order")
    before = connection.text_factory if sqlite else None
    try:
        if sqlite:
            connection.text_factory = _text
        cursor.execute(statement)
        while batch := cursor.fetchmany(_BATCH):
            yield from batch
    finally:
        if sqlite:
            connection.text_factory = before
        cursor.close()


def last_settled(session: Session, *, patience: float) -> int:
    """The greatest id below which no entry can appear any more; 0 for an empty trail.

    On SQLite one writer comes after the other. On PostgreSQL somebody may have taken a smaller number and
    not committed yet: whoever writes to the table at this moment is waited for, and nobody is kept from
    writing. Raises EntriesStillBeingWritten after `patience` seconds.
    """
    from time import monotonic, sleep

    last = int(session.execute(text("SELECT coalesce(max(id), 0) FROM audit_entries")).scalar_one())
    if session.get_bind().dialect.name == "sqlite":
        return last
    writing, given_up = _writers(session), monotonic() + patience
    while writing:
        if monotonic() > given_up:
            raise EntriesStillBeingWritten()
        sleep(0.05)
        writing &= _writers(session)
    return last


def _writers(session: Session) -> set[str]:
    """The transactions that have written to the trail and not ended: each holds its lock until then."""
    found = session.execute(
        text(
            "SELECT virtualtransaction FROM pg_locks WHERE relation = CAST('audit_entries' AS regclass) "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid()"
        )
    )
    return set(found.scalars())


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
