"""Rows of a statement kept in memory as a relation of their own, for the statements that ask them again."""

import re
from collections.abc import Set
from functools import partial
from hashlib import sha256

import duckdb
import pyarrow as pa

from services.facts.results import Results

# As many days as the figures of a few readers are compared with, and their clocks.
RELATIONS = 12
_NAME = re.compile(r"\bkept_[0-9a-f]{16}\b")


class Derived:
    """Relations by name; the rows of one are read when a statement names it, and last until `clear`.

    A name stands for its statement, so it can be used at any time, whatever was forgotten meanwhile.
    """

    def __init__(self) -> None:
        self._statements: dict[str, str] = {}
        self._rows = Results(most=RELATIONS, rows=None)

    def name(self, sql: str) -> str:
        """The name under which later statements may ask the rows of this one."""
        name = f"kept_{sha256(sql.encode()).hexdigest()[:16]}"
        self._statements[name] = sql
        return name

    def attach(self, cursor: duckdb.DuckDBPyConnection, sql: str, known: Set[str]) -> set[str]:
        """Give a cursor the relations that a statement names and it does not know yet; returns these."""
        missing = set(_NAME.findall(sql)) - known
        for name in missing:
            cursor.register(name, self._rows.get(name, partial(self._read, cursor, name)))
        return missing

    def spelled_out(self, sql: str) -> str:
        """The statement with its relations written out, for a database that does not know them."""
        return _NAME.sub(lambda found: f"({self._statements[found[0]]})", sql)

    def clear(self) -> None:
        """The facts are about to change, or have changed."""
        self._rows.clear()

    def _read(self, cursor: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
        return cursor.sql(self._statements[name]).to_arrow_table()
