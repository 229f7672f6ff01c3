"""Inserts thousands of rows at a time: ids reserved first, values handed to the driver as tuples."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import Dialect, Table, func, select, text
from sqlmodel import Session, SQLModel

from services import word_search
from services.imports.provenance import Values

Processor = Callable[[Any], Any] | None


def reserve_ids(session: Session, model: type[SQLModel], count: int) -> range | list[int]:
    """Ids that nobody else gets.

    SQLite has one writer, and the transaction holds its lock; PostgreSQL's sequence
    gives them away one by one, so that others may insert meanwhile.
    """
    table = table_of(model)
    if session.get_bind().dialect.name == "sqlite":
        first = int(session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()) + 1
        return range(first, first + count)
    sequence = text(
        "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count) ORDER BY 1"
    )
    return list(session.execute(sequence, {"table": table.name, "count": count}).scalars())


def insert_rows(session: Session, model: type[SQLModel], rows: list[Values]) -> None:
    """Insert rows that all name the same columns; the others take their constant defaults.

    SQLite's driver gets ready-made tuples, PostgreSQL a COPY: compiling a statement's
    parameters row by row takes longer than either database does.
    """
    if not rows:
        return
    session.flush()
    connection = session.connection()
    sql, columns = _statement(table_of(model), tuple(rows[0]), connection.dialect)
    # Column by column, which Python does faster than row by row.
    values = zip(*(_values(rows, *column) for column in columns), strict=True)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(sql, list(values))
        if model.__tablename__ in word_search.INDEXED:
            word_search.add(session, model, [row["id"] for row in rows])
        return
    driver: Any = connection.connection
    with driver.cursor() as cursor, cursor.copy(sql) as copy:
        for value in values:
            copy.write_row(value)


def _values(rows: list[Values], name: str | None, process: Processor, default: Any) -> Iterable[Any]:
    """One column of all rows as the driver takes it."""
    if name is None:
        return repeat(default, len(rows))
    if process is None:
        return [row[name] for row in rows]
    return [process(row[name]) for row in rows]


def insert_with_ids(session: Session, model: type[SQLModel], rows: list[Values]) -> list[int]:
    """The same for rows without ids; gives their ids in the order of the rows."""
    ids = list(reserve_ids(session, model, len(rows))) if rows else []
    insert_rows(session, model, [{**row, "id": i} for row, i in zip(rows, ids, strict=True)])
    return ids


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    return model.__table__  # type: ignore[attr-defined, no-any-return]


@lru_cache(maxsize=64)
def _statement(
    table: Table, names: tuple[str, ...], dialect: Dialect
) -> tuple[str, list[tuple[str | None, Processor, Any]]]:
    """The INSERT or COPY in the driver's own words, and for each of its places a name or a default."""
    columns: list[tuple[str | None, Processor, Any]] = []
    quoted = []
    for column in table.columns:
        process = column.type.dialect_impl(dialect).bind_processor(dialect)
        if column.name in names:
            columns.append((column.name, process, None))
        elif column.default is not None and column.default.is_scalar:
            constant = column.default.arg  # type: ignore[attr-defined]
            if column.name == "changed" and table.name in word_search.INDEXED:
                constant = word_search.IN_BULK
            columns.append((None, None, process(constant) if process else constant))
        else:
            continue
        quoted.append(dialect.identifier_preparer.quote(column.name))
    target = f"{table.name} ({', '.join(quoted)})"
    if dialect.name == "sqlite":
        return f"INSERT INTO {target} VALUES ({', '.join('?' * len(quoted))})", columns  # nosec B608
    return f"COPY {target} FROM STDIN", columns
