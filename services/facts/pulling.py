"""Filling the fact tables: everything once, then only what changed after a mark."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

import duckdb
import pyarrow as pa
from sqlalchemy import Connection

from services.facts.lines import batches
from services.facts.shapes import Fact, Follower
from services.facts.tables import FACTS, FOLLOWERS, TABLES

# Up to so many rows stand in the statement itself: quicker than handing a table over, and
# a list of ids lets DuckDB skip whole row groups.
FEW = 500
SHOWN = {"visible": "TINYINT"}


@dataclass
class Pulled:
    """What one refresh brought: the ids that changed, per table with ids of its own; tables touched."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Loaded:
    """One table after a full load."""

    rows: int
    seconds: float


def load_everything(connection: Connection, facts: duckdb.DuckDBPyConnection) -> dict[str, Loaded]:
    """Fill the empty fact tables."""
    loaded: dict[str, Loaded] = {}
    for table in TABLES:
        started, rows = perf_counter(), 0
        for batch in batches(connection, table.everything(), _columns(table)):
            rows += _insert_batch(facts, table, batch)
        loaded[table.name] = Loaded(rows, perf_counter() - started)
    return loaded


def pull_changes(
    connection: Connection, facts: duckdb.DuckDBPyConnection, mark: int, completed: list[int]
) -> Pulled:
    """Delete and insert what changed after a mark; the caller holds the transaction of both sides."""
    pulled = Pulled()
    counts = _counts(connection, mark)
    for fact in FACTS:
        _pull_fact(connection, facts, fact, pulled, mark, completed, counts[fact.name])
    for follower in FOLLOWERS:
        _pull_follower(connection, facts, follower, pulled, mark, completed)
    pulled.touched |= _bury(connection, facts, mark)
    return pulled


def _pull_fact(
    connection: Connection,
    facts: duckdb.DuckDBPyConnection,
    fact: Fact,
    pulled: Pulled,
    mark: int,
    completed: list[int],
    changed: int,
) -> None:
    owners = {column: pulled.ids.get(owner.name, []) for column, owner in fact.owners.items()}
    owning = sum(map(len, owners.values()))
    # The facts know at once which rows belong to a few changed owners; the database has no index for it.
    followed = _owned(facts, fact.name, owners) if 0 < owning <= FEW else []
    with_owners = owning > FEW
    if not (changed or followed or with_owners or (completed and fact.in_batches)):
        return
    sql = fact.changes(mark, completed, followed, with_owners=with_owners)
    ids = pulled.ids.setdefault(fact.name, [])
    pulled.touched.add(fact.name)
    if completed or with_owners or changed + len(followed) > FEW:
        for batch in batches(connection, sql, _columns(fact)):
            found = batch.column("id").to_pylist()
            _delete(facts, fact.name, "id", found)
            _insert_batch(facts, fact, batch)
            ids += found
    else:
        rows = connection.exec_driver_sql(sql).fetchall()
        ids += [row[0] for row in rows]
        _delete(facts, fact.name, "id", ids)
        _insert_rows(facts, fact, [row[:-1] for row in rows if row[-1]])


def _owned(facts: duckdb.DuckDBPyConnection, name: str, owners: dict[str, list[int]]) -> list[int]:
    theirs = " OR ".join(f"{column} IN ({_ids(ids)})" for column, ids in owners.items() if ids)
    return [row[0] for row in facts.execute(f"SELECT id FROM {name} WHERE {theirs}").fetchall()]


def _pull_follower(
    connection: Connection,
    facts: duckdb.DuckDBPyConnection,
    follower: Follower,
    pulled: Pulled,
    mark: int,
    completed: list[int],
) -> None:
    owners = {column: ids for column, owner in follower.owners.items() if (ids := pulled.ids.get(owner.name))}
    if not owners:
        return
    # One by one: joined by OR, DuckDB could not skip the row groups without these ids.
    rows = sum(_delete(facts, follower.name, column, ids) for column, ids in owners.items())
    sql = follower.changes(mark, completed)
    if sum(map(len, owners.values())) > FEW:
        for batch in batches(connection, sql, follower.columns):
            rows += _insert_batch(facts, follower, batch)
    else:
        found = connection.exec_driver_sql(sql).fetchall()
        _insert_rows(facts, follower, [tuple(row) for row in found])
        rows += len(found)
    if rows:
        pulled.touched.add(follower.name)


def _counts(connection: Connection, mark: int) -> dict[str, int]:
    """How many rows of each table a refresh has to look at; most tables have none."""
    counts = " UNION ALL ".join(fact.count(mark) for fact in FACTS)
    return {name: int(count) for name, count in connection.exec_driver_sql(counts)}


def _columns(table: Fact | Follower) -> dict[str, str]:
    return table.columns | SHOWN if isinstance(table, Fact) else table.columns


def _bury(connection: Connection, facts: duckdb.DuckDBPyConnection, mark: int) -> set[str]:
    """Take out the rows whose tombstones were set after a mark; returns the tables they were in."""
    names = {fact.source: fact.name for fact in FACTS}
    found = connection.exec_driver_sql(f"SELECT table_name, row_id FROM tombstones WHERE changed > {mark}")
    gone: dict[str, list[int]] = {}
    for source, row_id in found:
        if source in names:
            gone.setdefault(names[source], []).append(row_id)
    for name, ids in gone.items():
        _delete(facts, name, "id", ids)
    return set(gone)


def _insert_batch(facts: duckdb.DuckDBPyConnection, target: Fact | Follower, batch: pa.Table) -> int:
    casts = ", ".join(f"CAST({column} AS {kind})" for column, kind in target.columns.items())
    shown = "WHERE visible = 1" if isinstance(target, Fact) else ""
    facts.register("incoming", batch)
    try:
        return _count(facts, f"INSERT INTO {target.name} SELECT {casts} FROM incoming {shown}")
    finally:
        facts.unregister("incoming")


def _insert_rows(
    facts: duckdb.DuckDBPyConnection, target: Fact | Follower, rows: list[tuple[object, ...]]
) -> None:
    for start in range(0, len(rows), FEW):
        lines = [f"({', '.join(map(_literal, row))})" for row in rows[start : start + FEW]]
        facts.execute(f"INSERT INTO {target.name} VALUES {', '.join(lines)}")


def _literal(value: object) -> str:
    """An id, a number, a day, a flag or a word of a closed list as DuckDB writes it."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    text = value.isoformat() if isinstance(value, date) else str(value)
    return "'" + text.replace("'", "''") + "'"


def _delete(facts: duckdb.DuckDBPyConnection, name: str, column: str, ids: list[int]) -> int:
    if not ids:
        return 0
    if len(ids) <= FEW:
        return _count(facts, f"DELETE FROM {name} WHERE {column} IN ({_ids(ids)})")
    facts.register("outgoing", pa.table({"id": pa.array(ids, pa.int64())}))
    try:
        return _count(facts, f"DELETE FROM {name} WHERE {column} IN (SELECT id FROM outgoing)")
    finally:
        facts.unregister("outgoing")


def _ids(ids: list[int]) -> str:
    return ", ".join(map(str, ids))


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
