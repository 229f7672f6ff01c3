"""The generated cases in a PostgreSQL database of their own, for whatever reads that and not SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Boolean, DateTime
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from services import database

# Kept between runs where it holds as many cases already: the copy takes longer than the questions.
NAME = "tiepdan_peers"
FETCHED = 20_000


def copied(file: Path, server: str, cases: int) -> str:
    """Copy a generated SQLite file into a database of the server; returns the address of that database.

    `server` is the address of a database that may be signed in to for making another one.
    """
    address = make_url(server).set(drivername="postgresql+psycopg")
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    own = address.set(database=NAME).render_as_string(hide_password=False)
    if _held(own) == cases:
        return own
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")
    database.migrate(own)
    with psycopg.connect(own.replace("+psycopg", "")) as target, _reading(file) as source:
        target.execute("SET session_replication_role = replica")
        target.execute("SET TIME ZONE 'UTC'")
        for table in SQLModel.metadata.sorted_tables:
            _copy(source, target, table)
    with psycopg.connect(own.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return own


def _held(address: str) -> int:
    try:
        with psycopg.connect(address.replace("+psycopg", "")) as connection:
            return connection.execute("SELECT count(*) FROM cases").fetchall()[0][0]
    except psycopg.Error:
        return -1


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file)
    try:
        yield connection
    finally:
        connection.close()


def _copy(source: sqlite3.Connection, target: psycopg.Connection, table: object) -> None:
    """One table, column by column of the same name; what migrations put there is replaced."""
    name, columns = table.name, list(table.columns)  # type: ignore[attr-defined]
    names = ", ".join(f'"{one.name}"' for one in columns)
    read = source.execute(f"SELECT {names} FROM {name}")
    target.execute(f"DELETE FROM {name}")
    yes_or_no = [isinstance(one.type, Boolean) for one in columns]
    instants = [isinstance(one.type, DateTime) or "Utc" in type(one.type).__name__ for one in columns]
    with target.cursor().copy(f"COPY {name} ({names}) FROM STDIN") as copy:
        while rows := read.fetchmany(FETCHED):
            for row in rows:
                copy.write_row(
                    [
                        None if value is None else bool(value) if flag else f"{value}+00" if at else value
                        for value, flag, at in zip(row, yes_or_no, instants, strict=True)
                    ]
                )
    if "id" in table.columns:  # type: ignore[attr-defined]
        target.execute(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name} "
            "HAVING max(id) IS NOT NULL AND pg_get_serial_sequence(%s, 'id') IS NOT NULL",
            [name],
        )
