"""Migrations alone make the schema: equal to the models, with its triggers, and back to nothing."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from services import database, word_search
from services.settings import ROOT

GUARDED = {
    *("case_events", "audit_entries", "audit_seals", "checklist_marks", "official_quarters"),
    *("briefing_snapshots", "number_passports", "risk_point_versions"),
    *("warning_backtests", "warning_judgements", "warning_runs", "warning_signals"),
}
SEARCHED = {"cases", "petitions"}


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
        compared = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, parents: not word_search.is_of_index(name)}
        )
        differences = compare_metadata(compared, SQLModel.metadata)
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


def test_histories_and_searched_words_have_their_triggers(url: str) -> None:
    """After all migrations: a later one that rebuilds such a table has to create its triggers again."""
    database.migrate(url)
    engine = create_engine(url)
    sqlite = url.startswith("sqlite")
    query = (
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
    )

    with engine.connect() as connection:
        found = connection.execute(text(query)).all()
    engine.dispose()

    verbs = ("update", "delete", "replace") if sqlite else ("change", "truncate")
    assert {name for table, name in found if table in GUARDED} == {
        f"{table}_no_{verb}" for table in GUARDED for verb in verbs
    }
    assert {name for table, name in found if table not in GUARDED} == {
        f"{table}_words_{event}"
        for table in (SEARCHED if sqlite else ())
        for event in ("added", "changed", "removed")
    }


def test_no_migration_on_the_way_leaves_a_history_without_its_triggers(tmp_path: Path) -> None:
    """SQLite alters a table by building it anew, and its triggers go with the old one."""
    url = f"sqlite:///{tmp_path / 'steps.db'}"
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    revisions = [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    engine = create_engine(url)
    bare = []

    for revision in revisions[revisions.index("2026_11_23_append_only") - 1 :]:
        database.migrate(url, revision)
        with engine.connect() as connection:
            tables = GUARDED & set(inspect(connection).get_table_names())
            query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            triggers = set(connection.execute(text(query)).scalars())
        wanted = {f"{table}_no_{verb}" for table in tables for verb in ("update", "delete", "replace")}
        bare += [(revision, one) for one in sorted(wanted - triggers)]
    engine.dispose()

    assert [one for revision, one in bare if revision != "2026_11_23_first_tables"] == []


def test_the_full_text_index_is_there_beside_the_models(url: str) -> None:
    database.migrate(url)
    engine = create_engine(url)
    sqlite = url.startswith("sqlite")

    with engine.connect() as connection:
        schema = inspect(connection)
        tables = {name for name in schema.get_table_names() if word_search.is_of_index(name)}
        indexes = {
            str(index["name"])
            for table in SEARCHED
            for index in schema.get_indexes(table)
            if word_search.is_of_index(index["name"])
        }
    engine.dispose()

    parts = {f"{table}_words{part}" for table in SEARCHED for part in ("", "_data", "_idx", "_config")}
    assert tables == (parts if sqlite else set())
    assert indexes == (set() if sqlite else {f"ix_{table}_words" for table in SEARCHED})


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


OLD_ROWS = (
    "INSERT INTO units (id, code, name, short_name, folded, kind, path, valid_from, changed) "
    "VALUES (1, 'SCT', 'Sở', '', '', 'department', '/1/', '2020-01-01', 1)",
    "INSERT INTO users (id, username, name, folded, email, phone, password_hash, must_change_password, "
    "is_active, is_sample, language, failed_sign_ins, created_at) "
    "VALUES (1, 'u', 'Cán bộ', '', '', '', '', false, true, false, 'vi', 0, '2026-11-02 02:00:00')",
    "INSERT INTO cases (id, code, kind, instance, disciplinary, further, state, summary, search, "
    "is_protected, unit_id, addressed_level, complexity, remote, persons, received_on, is_estimated, "
    "void_reason, version, changed) VALUES (7, '2026-00007', 'complaint', 1, false, false, 'accepted', '', "
    "'', false, 1, 'department', 'complex', true, 1, '2026-11-02', false, '', 1, 1)",
    "INSERT INTO case_events (id, case_id, action, happened_on, entered_at, entered_by_id, backdate_reason, "
    "document_number, signer) VALUES (1, 7, 'receive', '2026-11-02', '2026-11-02 02:00:00', 1, '', '', ''), "
    "(2, 7, 'accept', '2026-11-02', '2026-11-02 02:00:00', 1, '', '', '')",
)


def test_the_receipts_of_old_cases_say_what_their_terms_were_counted_with(url: str) -> None:
    before = "2026_11_23_append_only"
    database.migrate(url, before)
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in OLD_ROWS:
            connection.execute(text(statement))

    database.migrate(url)

    query = text("SELECT complexity, remote, variant FROM case_events ORDER BY id")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(query)]
    assert found == [("complex", True, ""), (None, None, None)]
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text("UPDATE case_events SET remote = false"))
    database.migrate(url, before)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text("DELETE FROM case_events"))
    engine.dispose()
