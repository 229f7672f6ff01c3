"""Alembic's entry: migrations run on the URL that services/database.py hands over."""

from alembic import context
from sqlalchemy import create_engine, event, pool, text
from sqlmodel import SQLModel

import models  # noqa: F401 - registers every table
from services import word_search
from services.settings import settings

url = context.config.attributes.get("url") or settings().url
engine = create_engine(url, poolclass=pool.NullPool)
is_sqlite = engine.dialect.name == "sqlite"

if is_sqlite:
    # A batch rebuild with foreign keys on would delete cascade children: off while
    # migrating, checked after.
    @event.listens_for(engine, "connect")
    def _without_foreign_keys(connection, record):
        connection.execute("PRAGMA foreign_keys=OFF")


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=is_sqlite,
        compare_type=False,
        include_name=lambda name, kind, parents: not word_search.is_of_index(name),
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite:
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            raise RuntimeError(f"foreign keys broken after the migration: {broken[:5]}")
    connection.commit()
engine.dispose()
