"""Writing many rows at once with ids of our own, on both databases."""

from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session, SQLModel

from services import changes, word_search

CHUNK = 2_000


def next_id(session: Session, model: type[SQLModel]) -> int:
    """The first free id of a table; hold the write lock (or be alone) while you use it."""
    return int(session.execute(select(func.coalesce(func.max(model.id), 0))).scalar_one()) + 1  # type: ignore[attr-defined]


def add_rows(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Insert rows that carry their ids; columns left out take the model's defaults.

    Followed rows are noted for the change stamp, and their words indexed; PostgreSQL's sequence is moved
    past the ids.
    """
    if not rows:
        return
    table = model.__table__  # type: ignore[attr-defined]
    session.flush()
    defaults = _defaults(model)
    if table.name in word_search.INDEXED:
        defaults["changed"] = word_search.IN_BULK
    for start in range(0, len(rows), CHUNK):
        session.execute(insert(table), [{**defaults, **row} for row in rows[start : start + CHUNK]])
    if "id" not in table.c:
        return
    if "changed" in table.c:
        changes.record(session, model, [row["id"] for row in rows])  # type: ignore[arg-type]
    if table.name in word_search.INDEXED:
        word_search.add(session, model, [row["id"] for row in rows])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # nosec B608
                f"(SELECT max(id) FROM {table.name}))"
            )
        )


def _defaults(model: type[SQLModel]) -> dict[str, Any]:
    """What the model's constructor would fill in; Core inserts know nothing of it."""
    return {
        name: None if field.is_required() else field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
        if name != "id"
    }
