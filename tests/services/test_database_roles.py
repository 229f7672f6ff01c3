"""On PostgreSQL the application's role works with its rights alone, and can bend no history with them."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from models import AuditEntry
from models.enums import Role
from services import audit, database, database_roles, petitions
from services.actors import system_actor
from services.errors import NotPermitted
from services.trail import checking, night
from tests.builders import Builder
from tests.conftest import NOW, TODAY, WORKER
from tests.services.intake_entries import entry

OPERATOR = system_actor("manage.py (test)")
ON_POSTGRES = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
ROLE = f"tiepdan_test_{WORKER}_{os.getpid()}"


@pytest.fixture(scope="module")
def role(postgres_url: str) -> Iterator[str]:
    """A second role of the cluster with the application's rights on this process's schema."""
    admin = create_engine(postgres_url)
    with admin.begin() as connection:
        connection.execute(text(f"CREATE ROLE {ROLE} NOLOGIN"))
    try:
        with Session(admin) as session:
            database_roles.grant(session, ROLE, actor=OPERATOR, now=NOW)
            session.commit()
        yield ROLE
    finally:
        with admin.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {ROLE}"))
            connection.execute(text(f"DROP ROLE {ROLE}"))
        admin.dispose()


@pytest.fixture
def application(engine: Engine, role: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The engine of the services, signed in as that role."""
    monkeypatch.setenv("DATABASE_URL", f"{os.environ['DATABASE_URL']}%20-crole%3D{role}")
    database.dispose()
    return database.engine()


@ON_POSTGRES
def test_the_application_works_with_the_rights_it_has(application, session) -> None:
    build = Builder(session, commit=True)
    clerk = build.actor(Role.RECEPTION_CLERK)

    with database.transaction() as inner:
        assert inner.execute(text("SELECT current_user")).scalar_one() == ROLE
        received = petitions.receive(inner, entry(build), actor=clerk, now=NOW, today=TODAY)
    assert night.run(actor=OPERATOR, now=NOW).faults == 0

    with database.reading() as inner:
        assert checking.verify(inner, actor=OPERATOR).seals == 1
        noted = inner.exec(select(AuditEntry).where(AuditEntry.action == "petition.receive")).one()
    assert noted.subject_id == received.id


@ON_POSTGRES
def test_the_application_can_bend_no_history(application) -> None:
    with database.transaction() as session:
        audit.write(session, "signed_in", actor=OPERATOR, now=NOW)
    attempts = [
        f"{verb} {table}{rest}"
        for table in database_roles.APPEND_ONLY
        for verb, rest in (
            ("UPDATE", " SET id = id"),
            ("DELETE FROM", ""),
            ("TRUNCATE", ""),
            ("ALTER TABLE", " DISABLE TRIGGER ALL"),
            ("LOCK TABLE", " IN ACCESS EXCLUSIVE MODE"),
            ("DROP TABLE", ""),
            (f"DROP TRIGGER {table}_no_change ON", ""),
        )
    ]
    attempts += [
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
        "CREATE TABLE mine (id int)",
        "SELECT setval('audit_entries_id_seq', 1)",
        "UPDATE alembic_version SET version_num = ''",
    ]
    for attempt in attempts:
        with (
            pytest.raises(DBAPIError, match=r"permission denied|must be owner"),
            application.begin() as connection,
        ):
            connection.execute(text(attempt))


def test_every_guarded_table_is_kept_from_the_role(engine) -> None:
    """A later append-only table has to be named among them: its triggers say that it is one."""
    query = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_delete'"
    if engine.dialect.name == "postgresql":
        query = (
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE '%_no_change' AND c.relnamespace = current_schema()::regnamespace"
        )
    with engine.connect() as connection:
        guarded = set(connection.execute(text(query)).scalars())

    assert guarded == set(database_roles.APPEND_ONLY)


def test_nobody_grants_to_what_is_not_there_or_owns_the_tables(session, engine, build) -> None:
    def refused(error: type[Exception], role: str, actor=OPERATOR) -> None:
        with pytest.raises(error):
            database_roles.grant(session, role, actor=actor, now=NOW)

    refused(NotPermitted, "x", build.actor(Role.DIRECTOR))
    if engine.dialect.name == "sqlite":
        refused(database_roles.NotPostgres, "x")
        return
    refused(database_roles.NoSuchRole, "no_such_role")
    refused(database_roles.RoleIsOwner, session.execute(text("SELECT current_user")).scalar_one())
