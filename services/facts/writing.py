"""Changing rows of the fact tables: few as literals in the statement, many as Arrow columns."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import duckdb
import pyarrow as pa

from services.facts.shapes import Fact, Follower

# Up to so many rows stand in the statement itself: quicker than handing a table over, and
# a list of ids lets DuckDB skip whole row groups.
FEW = 500


def insert_batch(facts: duckdb.DuckDBPyConnection, target: Fact | Follower, batch: pa.Table) -> int:
    """Insert the visible rows of a batch; returns how many."""
    casts = ", ".join(f"CAST({column} AS {kind})" for column, kind in target.columns.items())
    shown = "WHERE visible = 1" if isinstance(target, Fact) else ""
    facts.register("incoming", batch)
    try:
        return _count(facts, f"INSERT INTO {target.name} SELECT {casts} FROM incoming {shown}")  # nosec B608
    finally:
        facts.unregister("incoming")


def insert_rows(
    facts: duckdb.DuckDBPyConnection, target: Fact | Follower, rows: list[tuple[object, ...]]
) -> None:
    """Insert a few rows, all of them visible."""
    for start in range(0, len(rows), FEW):
        lines = [f"({', '.join(map(_literal, row))})" for row in rows[start : start + FEW]]
        facts.execute(f"INSERT INTO {target.name} VALUES {', '.join(lines)}")  # nosec B608


def _literal(value: object) -> str:
    """An id, a number, a day, a flag or a word of a closed list as DuckDB writes it."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    text = value.isoformat() if isinstance(value, date) else str(value)
    return "'" + text.replace("'", "''") + "'"


def delete(facts: duckdb.DuckDBPyConnection, name: str, column: str, ids: list[int]) -> int:
    """Delete the rows with one of the ids in a column; returns how many there were."""
    if not ids:
        return 0
    if len(ids) <= FEW:
        return _count(facts, f"DELETE FROM {name} WHERE {column} IN ({listed(ids)})")  # nosec B608
    facts.register("outgoing", pa.table({"id": pa.array(ids, pa.int64())}))
    try:
        return _count(facts, f"DELETE FROM {name} WHERE {column} IN (SELECT id FROM outgoing)")  # nosec B608
    finally:
        facts.unregister("outgoing")


def listed(ids: list[int]) -> str:
    """Ids as SQL lists them."""
    return ", ".join(str(int(one)) for one in ids)


def _count(facts: duckdb.DuckDBPyConnection, statement: str) -> int:
    """Run a statement that changes rows; returns how many."""
    done = facts.execute(statement).fetchone()
    return int(done[0]) if done else 0


@contextmanager
def changing(facts: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One DuckDB transaction: all fact tables change at once, or none."""
    facts.execute("BEGIN")
    done = False
    try:
        yield
        done = True
    finally:
        facts.execute("COMMIT" if done else "ROLLBACK")
