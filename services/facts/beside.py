"""What a refresh reads of the database besides rows of facts: batches under way, and settings."""

from datetime import date

from sqlalchemy import Connection


def staging(connection: Connection) -> list[int]:
    """The batches that are being imported and do not count yet."""
    found = connection.exec_driver_sql("SELECT id FROM import_batches WHERE state = 'staging'")
    return [int(row[0]) for row in found]


def settings(connection: Connection) -> dict[str, list[tuple[date, str]]]:
    """Every setting entered here, by its key: since when, and what."""
    found: dict[str, list[tuple[date, str]]] = {}
    for key, since, value in connection.exec_driver_sql("SELECT key, valid_from, value FROM settings"):
        day = date.fromisoformat(since) if isinstance(since, str) else since
        found.setdefault(key, []).append((day, value))
    return found
