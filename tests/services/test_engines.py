"""The services' own engine waits for the disk, and the tests' one shares nothing but statements."""

import pytest
from sqlalchemy import text

from services import database
from tests import databases
from tests.builders import Builder


def test_the_engine_of_the_services_waits_for_the_disk_and_overwrites_what_was_deleted(tmp_path) -> None:
    """The tests' own engine does not wait, so this one is asked."""
    engine = databases.OF_THE_SERVICES(f"sqlite:///{tmp_path / 'own.db'}")

    with engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        found = [connection.execute(text(f"PRAGMA {one}")).scalar() for one in asked]
    engine.dispose()

    full = 2
    assert found == ["wal", full, 1, 1]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_an_emptied_database_counts_from_one_and_is_guarded_again(engine) -> None:
    with database.transaction() as session:
        Builder(session).clerk()
    databases.empty(str(engine.url.render_as_string(hide_password=False)))

    with database.transaction() as session:
        left = session.execute(text("SELECT count(*) FROM users")).scalar_one()
        first = Builder(session).user().id
        replica = session.execute(text("SHOW session_replication_role")).scalar_one()
        patient = session.execute(text("SHOW lock_timeout")).scalar_one()

    assert (left, first, replica) == (0, 1, "origin")
    assert patient == f"{database.BUSY_SECONDS}s"
