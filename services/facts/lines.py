"""From rows of the database to Arrow columns: the database writes lines of CSV, Arrow reads them."""

from collections.abc import Iterator

import pyarrow as pa
from pyarrow import csv
from sqlalchemy import Connection

BATCH = 50_000
BLOCK = 8_000_000


def batches(connection: Connection, sql: str, columns: dict[str, str]) -> Iterator[pa.Table]:
    """The rows of a statement as Arrow tables, some megabytes at a time.

    Both databases write the lines of a CSV themselves, so that no value becomes a Python
    object. No value holds a comma: numbers, days and words of closed lists only.
    """
    lines = _lines_of_sqlite if connection.dialect.name == "sqlite" else _lines_of_postgres
    types = {column: _arrow_type(kind) for column, kind in columns.items()}
    reading = csv.ReadOptions(column_names=list(columns), block_size=1 << 24)
    converting = csv.ConvertOptions(
        column_types=types,
        null_values=[""],
        strings_can_be_null=True,
        true_values=["1", "t"],
        false_values=["0", "f"],
    )
    for block in lines(connection, sql, list(columns)):
        yield csv.read_csv(pa.BufferReader(block), read_options=reading, convert_options=converting)


def _lines_of_sqlite(connection: Connection, sql: str, columns: list[str]) -> Iterator[bytes]:
    form = ",".join(["%s"] * len(columns))
    line = f"SELECT printf('{form}', {', '.join(columns)}) FROM ({sql})"  # nosec B608
    cursor = connection.connection.cursor()
    try:
        cursor.execute(line)
        while rows := cursor.fetchmany(BATCH):
            yield "\n".join([row[0] for row in rows]).encode()
    finally:
        cursor.close()


def _lines_of_postgres(connection: Connection, sql: str, columns: list[str]) -> Iterator[bytes]:
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as copy:
            held: list[bytes] = []
            size = 0
            # Every message is a whole line.
            for message in copy:
                held.append(bytes(message))
                size += len(message)
                if size > BLOCK:
                    yield b"".join(held)
                    held, size = [], 0
            if held:
                yield b"".join(held)
    finally:
        cursor.close()


def _arrow_type(kind: str) -> pa.DataType:
    plain = {
        "BIGINT": pa.int64(),
        "INTEGER": pa.int32(),
        "SMALLINT": pa.int16(),
        "TINYINT": pa.int8(),
        "DATE": pa.date32(),
        "BOOLEAN": pa.bool_(),
    }
    return plain.get(kind, pa.string())
