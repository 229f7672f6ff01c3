"""From rows of the database to columns of DuckDB: raw cursors, batches, no objects per row."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
from sqlalchemy import Connection

from services.facts.shapes import Fact, Follower
from services.facts.tables import FACTS, FOLLOWERS

BATCH = 50_000
# Up to so many ids stand in the statement itself, where DuckDB can skip whole row groups by them.
FEW = 2_000


@dataclass
class Pulled:
    """What one refresh brought: per table the number of rows; per owner the ids that changed."""

    rows: dict[str, int] = field(default_factory=dict)
    ids: dict[str, list[int]] = field(default_factory=dict)
    buried: int = 0


def batches(
    connection: Connection, sql: str, columns: Sequence[str], *, streamed: bool = False
) -> Iterator[pa.Table]:
    """The rows of a statement as Arrow tables of at most BATCH rows; streamed, no more are in memory."""
    options = {"stream_results": True, "max_row_buffer": BATCH} if streamed else {}
    with connection.exec_driver_sql(sql, execution_options=options) as result:
        while rows := result.fetchmany(BATCH):
            yield pa.table(dict(zip(columns, map(pa.array, zip(*rows, strict=True)), strict=True)))


def load_everything(connection: Connection, facts: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Fill the empty fact tables; returns the rows of each."""
    counts: dict[str, int] = {}
    for fact in FACTS:
        counts[fact.name] = 0
        for table in batches(connection, fact.everything(), [*fact.columns, "visible"], streamed=True):
            counts[fact.name] += _insert(facts, fact, table)
    for follower in FOLLOWERS:
        counts[follower.name] = 0
        for table in batches(connection, follower.everything(), list(follower.columns), streamed=True):
            counts[follower.name] += _insert(facts, follower, table)
    return counts


def pull_changes(
    connection: Connection, facts: duckdb.DuckDBPyConnection, mark: int, completed: list[int]
) -> Pulled:
    """Delete and insert what changed after a mark; the caller holds the transaction of both sides."""
    pulled = Pulled()
    for fact in FACTS:
        sql = fact.changes(mark, completed)
        for table in batches(connection, sql, [*fact.columns, "visible"]):
            ids = table.column("id").to_pylist()
            pulled.ids.setdefault(fact.name, []).extend(ids)
            _delete(facts, fact.name, "id", ids)
            pulled.rows[fact.name] = pulled.rows.get(fact.name, 0) + _insert(facts, fact, table)
    for follower in FOLLOWERS:
        owners = {column: pulled.ids.get(owner.name, []) for column, owner in follower.owners.items()}
        for column, ids in owners.items():
            _delete(facts, follower.name, column, ids)
        if not any(owners.values()):
            continue
        for table in batches(connection, follower.changes(mark, completed), list(follower.columns)):
            pulled.rows[follower.name] = pulled.rows.get(follower.name, 0) + _insert(facts, follower, table)
    pulled.buried = _bury(connection, facts, mark)
    return pulled


def _bury(connection: Connection, facts: duckdb.DuckDBPyConnection, mark: int) -> int:
    """Take out the rows whose tombstones were set after a mark; returns how many."""
    names = {fact.source: fact.name for fact in FACTS}
    found = connection.exec_driver_sql(f"SELECT table_name, row_id FROM tombstones WHERE changed > {mark}")
    gone: dict[str, list[int]] = {}
    for source, row_id in found:
        if source in names:
            gone.setdefault(names[source], []).append(row_id)
    for name, ids in gone.items():
        _delete(facts, name, "id", ids)
    return sum(map(len, gone.values()))


def _insert(facts: duckdb.DuckDBPyConnection, target: Fact | Follower, table: pa.Table) -> int:
    casts = ", ".join(f"CAST({column} AS {kind})" for column, kind in target.columns.items())
    shown = "WHERE visible = 1" if isinstance(target, Fact) else ""
    facts.register("incoming", table)
    try:
        done = facts.execute(f"INSERT INTO {target.name} SELECT {casts} FROM incoming {shown}").fetchone()
    finally:
        facts.unregister("incoming")
    return int(done[0]) if done else 0


def _delete(facts: duckdb.DuckDBPyConnection, name: str, column: str, ids: list[int]) -> None:
    if not ids:
        return
    if len(ids) <= FEW:
        facts.execute(f"DELETE FROM {name} WHERE {column} IN ({', '.join(map(str, ids))})")
        return
    facts.register("outgoing", pa.table({"id": pa.array(ids, pa.int64())}))
    try:
        facts.execute(f"DELETE FROM {name} WHERE {column} IN (SELECT id FROM outgoing)")
    finally:
        facts.unregister("outgoing")


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
