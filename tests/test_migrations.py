"""Migrations alone make the schema: equal to the models, with its triggers, and back to nothing."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlmodel import SQLModel

from services import database

GUARDED = {"case_events", "audit_entries"}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    base = request.getfixturevalue("postgres_url")
    schema = base.rsplit("%3D", 1)[1] + "_migrations"
    engine = create_engine(base)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    engine.dispose()
    return base.rsplit("%3D", 1)[0] + f"%3D{schema}"


def test_the_migrated_schema_is_that_of_the_models(url: str) -> None:
    database.migrate(url)
    engine = create_engine(url)

    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
        checks = {
            (table, check["name"])
            for table in SQLModel.metadata.tables
            for check in inspect(connection).get_check_constraints(table)
        }
    engine.dispose()

    declared = {
        (table.name, str(constraint.name))
        for table in SQLModel.metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }
    assert differences == []
    # Autogenerate does not see CHECKs: they are compared by name.
    assert declared <= checks


def test_histories_have_their_triggers(url: str) -> None:
    database.migrate(url)
    engine = create_engine(url)
    query = (
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        if url.startswith("sqlite")
        else "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
    )

    with engine.connect() as connection:
        found = connection.execute(text(query)).all()
    engine.dispose()

    per_table = {table: sum(1 for one in found if one[0] == table) for table in GUARDED}
    assert min(per_table.values()) >= 2
    assert {table for table, _ in found} == GUARDED


def test_the_schema_goes_back_to_nothing(url: str) -> None:
    database.migrate(url)

    database.migrate(url, "base")

    engine = create_engine(url)
    left = set(inspect(engine).get_table_names())
    engine.dispose()
    assert left <= {"alembic_version"}


def test_a_migration_of_a_migrated_database_changes_nothing(url: str) -> None:
    database.migrate(url)

    database.migrate(url)

    engine = create_engine(url)
    with engine.connect() as connection:
        value = connection.execute(text("SELECT value FROM change_counter")).scalars().all()
    engine.dispose()
    assert value == [0]
