"""Filling the fact tables: everything once, then only what changed after a mark."""

from dataclasses import dataclass, field
from time import perf_counter

import duckdb
from sqlalchemy import Connection

from services.facts.lines import batches
from services.facts.shapes import Fact, Follower
from services.facts.tables import FACTS, FOLLOWERS, TABLES
from services.facts.writing import FEW, delete, insert_batch, insert_rows, listed

SHOWN = {"visible": "TINYINT"}


@dataclass
class Pulled:
    """What one refresh brought.

    `ids` are the rows that changed, per table with ids of its own, and `known` those of them
    that the facts may hold already: for a new row there is nothing to delete.
    """

    ids: dict[str, list[int]] = field(default_factory=dict)
    known: dict[str, list[int]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    def note(self, name: str, ids: list[int], last: int) -> list[int]:
        """Take down what changed in a table whose last id was `last`; returns what is known."""
        known = [i for i in ids if i <= last]
        self.ids.setdefault(name, []).extend(ids)
        self.known.setdefault(name, []).extend(known)
        self.touched.add(name)
        return known


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
            rows += insert_batch(facts, table, batch)
        loaded[table.name] = Loaded(rows, perf_counter() - started)
    return loaded


def last_ids(connection: Connection) -> dict[str, int]:
    """The last id of each source; 0 for an empty one. Rows that do not count yet are among them."""
    lasts = " UNION ALL ".join(
        f"SELECT '{fact.name}' AS name, COALESCE(MAX(id), 0) AS id FROM {fact.source}"  # nosec B608
        for fact in FACTS
    )
    return {name: int(last) for name, last in connection.exec_driver_sql(lasts)}


def pull_changes(
    connection: Connection,
    facts: duckdb.DuckDBPyConnection,
    mark: int,
    completed: list[int],
    last: dict[str, int],
) -> Pulled:
    """Delete and insert what changed after a mark; the caller holds the transaction of both sides.

    `last` has the last id of each table at the refresh before.
    """
    pulled = Pulled()
    counts = _counts(connection, mark)
    for fact in FACTS:
        _pull_fact(connection, facts, fact, pulled, mark, completed, (counts[fact.name], last[fact.name]))
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
    counted: tuple[int, int],
) -> None:
    changed, last = counted
    owners = {column: pulled.known.get(owner.name, []) for column, owner in fact.owners.items()}
    owning = sum(map(len, owners.values()))
    # The facts know at once which rows belong to a few changed owners; the database has no index for it.
    followed = _owned(facts, fact.name, owners) if 0 < owning <= FEW else []
    with_owners = owning > FEW
    if not (changed or followed or with_owners or (completed and fact.in_batches)):
        return
    sql = fact.changes(mark, completed, followed, with_owners=with_owners)
    if completed or with_owners or changed + len(followed) > FEW:
        for batch in batches(connection, sql, _columns(fact)):
            known = pulled.note(fact.name, batch.column("id").to_pylist(), last)
            delete(facts, fact.name, "id", known)
            insert_batch(facts, fact, batch)
    else:
        rows = connection.exec_driver_sql(sql).fetchall()
        known = pulled.note(fact.name, [row[0] for row in rows], last)
        delete(facts, fact.name, "id", known)
        insert_rows(facts, fact, [row[:-1] for row in rows if row[-1]])


def _owned(facts: duckdb.DuckDBPyConnection, name: str, owners: dict[str, list[int]]) -> list[int]:
    theirs = " OR ".join(f"{column} IN ({listed(ids)})" for column, ids in owners.items() if ids)
    return [row[0] for row in facts.execute(f"SELECT id FROM {name} WHERE {theirs}").fetchall()]  # nosec B608


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
    rows = sum(
        delete(facts, follower.name, column, pulled.known[owner.name])
        for column, owner in follower.owners.items()
        if column in owners
    )
    sql = follower.changes(mark, completed)
    if sum(map(len, owners.values())) > FEW:
        for batch in batches(connection, sql, follower.columns):
            rows += insert_batch(facts, follower, batch)
    else:
        found = connection.exec_driver_sql(sql).fetchall()
        insert_rows(facts, follower, [tuple(row) for row in found])
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
    found = connection.exec_driver_sql(f"SELECT table_name, row_id FROM tombstones WHERE changed > {mark}")  # nosec B608
    gone: dict[str, list[int]] = {}
    for source, row_id in found:
        if source in names:
            gone.setdefault(names[source], []).append(row_id)
    for name, ids in gone.items():
        delete(facts, name, "id", ids)
    return set(gone)
