"""The facts as one file, so that a cold start loads columns and then only what changed since.

A file counts only for the database it was made from: it names the random identity kept
in that database, the layout of the tables, the change counter, and the last entry of the
audit trail at that moment. A database that was restored from a backup, and went another
way since, has another entry there.
"""

import os
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from zlib import crc32

import duckdb
from sqlalchemy import Connection
from sqlmodel import col, select

from models import Setting
from services.database import transaction
from services.facts.shapes import schema
from services.facts.tables import TABLES

NAME = "facts.duckdb"
KEY = "facts.database"
_ALWAYS = date(2000, 1, 1)
# Tables of other columns must not read the snapshots of these.
LAYOUT = crc32("; ".join(schema(TABLES)).encode())


@dataclass(frozen=True)
class Origin:
    """Where and when a snapshot was taken."""

    identity: str
    layout: int
    mark: int
    audit_id: int
    audit_at: str


def identity_of(connection: Connection) -> str:
    """The random identity of the database; '' before the first snapshot gave it one."""
    found = connection.exec_driver_sql(f"SELECT value FROM settings WHERE key = '{KEY}'").scalar()  # nosec B608
    return str(found or "")


def ensure_identity(bind: object) -> str:
    """The identity of the database, given to it now where it has none."""
    with transaction(bind) as session:  # type: ignore[arg-type]
        found = session.exec(select(Setting.value).where(col(Setting.key) == KEY)).first()
        if found is None:
            found = secrets.token_hex(16)
            session.add(Setting(key=KEY, value=found, valid_from=_ALWAYS))
        return found


def origin_of(connection: Connection, mark: int, audit_id: int | None = None) -> Origin:
    """What a snapshot at a mark has to name; with an audit id, what it says about that entry today."""
    newest = "SELECT MAX(id) FROM audit_entries" if audit_id is None else str(int(audit_id))
    entry = connection.exec_driver_sql(f"SELECT id, at FROM audit_entries WHERE id = ({newest})").first()  # nosec B608
    return Origin(
        identity_of(connection), LAYOUT, mark, entry[0] if entry else 0, str(entry[1]) if entry else ""
    )


def save(facts: duckdb.DuckDBPyConnection, origin: Origin, folder: Path, staging: list[int]) -> Path:
    """Write the fact tables to a new file and put it in place of the old one at once."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    draft = folder / f"{NAME}.{os.getpid()}.{secrets.token_hex(4)}"
    facts.execute(f"ATTACH '{_quoted(draft)}' AS snapshot")
    try:
        for table in TABLES:
            facts.execute(f"CREATE TABLE snapshot.{table.name} AS SELECT * FROM {table.name}")  # nosec B608
        facts.execute(
            "CREATE TABLE snapshot.origin (identity VARCHAR, layout BIGINT, mark BIGINT, audit_id BIGINT, "
            "audit_at VARCHAR)"
        )
        facts.execute("INSERT INTO snapshot.origin VALUES (?, ?, ?, ?, ?)", list(asdict(origin).values()))
        facts.execute("CREATE TABLE snapshot.staging (batch_id INTEGER)")
        if staging:
            facts.executemany("INSERT INTO snapshot.staging VALUES (?)", [[batch] for batch in staging])
    finally:
        facts.execute("DETACH snapshot")
    os.chmod(draft, 0o600)
    os.replace(draft, path)
    return path


def load(
    facts: duckdb.DuckDBPyConnection, connection: Connection, folder: Path
) -> tuple[int, list[int]] | None:
    """Fill the empty fact tables from the file; its mark and the batches that were not visible then.

    None where there is no file, or not one of this database at an earlier moment.
    """
    path = folder / NAME
    if not path.exists():
        return None
    try:
        facts.execute(f"ATTACH '{_quoted(path)}' AS snapshot (READ_ONLY)")
    except duckdb.Error:
        return None
    try:
        row = facts.execute("SELECT * FROM snapshot.origin").fetchone()
        saved = Origin(*row) if row else None
        if saved is None or not saved.identity or origin_of(connection, saved.mark, saved.audit_id) != saved:
            return None
        for table in TABLES:
            facts.execute(f"INSERT INTO {table.name} SELECT * FROM snapshot.{table.name}")  # nosec B608
        staging = [batch for (batch,) in facts.execute("SELECT batch_id FROM snapshot.staging").fetchall()]
        return saved.mark, staging
    except duckdb.Error:
        return None
    finally:
        facts.execute("DETACH snapshot")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
