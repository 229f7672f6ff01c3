"""Rows in whose folded text every word of a query begins a word, by a full-text index on both databases.

SQLite keeps the words of `<table>.search` in the FTS5 table `<table>_words`, written by triggers;
PostgreSQL in the GIN index `ix_<table>_words` over `search_words(search)`. The migration that makes
them is the other half of this module.
"""

import json
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Join, TableClause, and_, cast, column, false, func, or_, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.compiler import compiles
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from services.text import fold

INDEXED = ("cases", "petitions")
# `changed` of rows that were written in bulk, until their stamp: the triggers leave these to `add`.
IN_BULK = -1
# No searchable text is longer (case_search, petition_records): what a query needs more of is nowhere.
LONGEST_TEXT = 3_000
# PostgreSQL indexes words up to 2,046 bytes; longer ones go in with this many letters (the migration cuts).
LONGEST_WORD = 200


class _IndexFirst(Join):
    """A join that SQLite begins at its left, whatever its statistics say of the right.

    What matches is then gone through once, in the order of ids, instead of being asked for per row.
    """

    inherit_cache = True


@compiles(_IndexFirst)
def _crossed(join: _IndexFirst, compiler: Any, **options: Any) -> str:
    return str(compiler.visit_join(join, **options)).replace(" JOIN ", " CROSS JOIN ", 1)


def words_to_find(query: str) -> list[str]:
    """The folded words of a query, without those that begin another one: whoever has that has this too."""
    found = sorted(set(fold(query).split()))
    return [word for word, after in pairwise([*found, ""]) if not after.startswith(word)]


def narrowed(
    session: Session, statement: SelectOfScalar[Any], model: Any, words: list[str]
) -> SelectOfScalar[Any]:
    """Only those rows of `model` in whose text each of these words begins a word.

    `words` come from `words_to_find` and are not empty.
    """
    if not _is_sqlite(session) or not _fit(words):
        return statement.where(condition(session, model, words))
    index = _index_of(model)
    joined = _IndexFirst(index, model.__table__, index.c.rowid == col(model.id))
    return statement.select_from(joined).where(_matches(index, words), *_rest(model, words))


def condition(session: Session, model: Any, words: list[str]) -> ColumnElement[bool]:
    """The same as a condition, for where it is one way among others of being found."""
    if not _fit(words):
        return false()
    if _is_sqlite(session):
        index = _index_of(model)
        known: ColumnElement[bool] = col(model.id).in_(select(index.c.rowid).where(_matches(index, words)))
    else:
        asked = " & ".join(f"{word[:LONGEST_WORD]}:*" for word in words)
        known = func.search_words(col(model.search)).op("@@")(cast(asked, TSQUERY))
    return and_(known, *_rest(model, words))


def by_reading(model: Any, words: list[str]) -> ColumnElement[bool]:
    """The same by reading the texts: for few rows, and what the index is measured against."""
    text = col(model.search)
    return and_(*(or_(text.like(f"% {word}%"), text.like(f"{word}%")) for word in words))


def add(session: Session, model: Any, ids: list[int]) -> None:
    """Bring in the words of rows that were inserted with `changed` IN_BULK.

    FTS5 writes a piece of its index per statement: one for all rows takes a seventh of one per row.
    """
    if not _is_sqlite(session):
        return
    table = model.__tablename__
    session.connection().exec_driver_sql(
        f"INSERT INTO {table}_words (rowid, search) SELECT id, search FROM {table} "  # nosec B608
        "WHERE search <> '' AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )


def is_of_index(name: str | None) -> bool:
    """Whether a table or an index of the database is one of those here, of which the models know nothing."""
    plain = (name or "").removeprefix("ix_")
    return any(plain == f"{table}_words" or plain.startswith(f"{table}_words_") for table in INDEXED)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _index_of(model: Any) -> TableClause:
    name = f"{model.__tablename__}_words"
    return table(name, column("rowid"), column(name))


def _matches(index: TableClause, words: list[str]) -> ColumnElement[bool]:
    return index.c[index.name].match(" ".join(f'"{word[:LONGEST_WORD]}"*' for word in words))


def _fit(words: list[str]) -> bool:
    """Whether a text can hold them all: none begins another, so each needs a word of its own."""
    return len(" ".join(words)) <= LONGEST_TEXT


def _rest(model: Any, words: list[str]) -> list[ColumnElement[bool]]:
    """What the index cannot tell: how words end that are longer than it keeps."""
    return [by_reading(model, [word]) for word in words if len(word) > LONGEST_WORD]
