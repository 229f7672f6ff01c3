"""A cursor is used again with the relations it has, and never over a change of the facts."""

from contextlib import ExitStack

import duckdb
import pytest

from services.facts.cursors import KEPT, Cursors
from services.facts.derived import Derived


@pytest.fixture
def facts():
    connection = duckdb.connect(":memory:")
    connection.execute("CREATE TABLE case_facts (id BIGINT)")
    connection.execute("INSERT INTO case_facts VALUES (1), (2)")
    yield connection
    connection.close()


def total(cursors: Cursors, derived: Derived) -> int:
    name = derived.name("SELECT count(*) AS n FROM case_facts")
    with cursors.cursor(derived, f"SELECT n FROM {name}") as cursor:
        return cursor.execute(f"SELECT n FROM {name}").fetchall()[0][0]


def test_what_a_cursor_knows_is_forgotten_when_the_facts_change(facts) -> None:
    cursors, derived = Cursors(facts), Derived()
    assert total(cursors, derived) == 2
    facts.execute("INSERT INTO case_facts VALUES (3)")
    # Nobody has said that the facts changed.
    assert total(cursors, derived) == 2
    derived.clear()
    cursors.clear()
    assert total(cursors, derived) == 3


def test_a_cursor_taken_before_a_change_is_not_kept_after_it(facts) -> None:
    cursors, derived = Cursors(facts), Derived()
    with cursors.cursor(derived, "SELECT 1") as before:
        cursors.clear()
    with cursors.cursor(derived, "SELECT 1") as after:
        assert after is not before
    with cursors.cursor(derived, "SELECT 1") as again:
        assert again is after


def test_a_cursor_whose_question_failed_is_not_used_again(facts) -> None:
    cursors, derived = Cursors(facts), Derived()
    with pytest.raises(duckdb.Error), cursors.cursor(derived, "SELECT 1") as failed:
        failed.execute("SELECT nothing FROM nowhere")
    with cursors.cursor(derived, "SELECT 1") as other:
        assert other is not failed
        assert other.execute("SELECT 1").fetchall() == [(1,)]


def test_no_more_cursors_are_kept_than_ask_at_once(facts) -> None:
    cursors, derived = Cursors(facts), Derived()

    def many() -> list[duckdb.DuckDBPyConnection]:
        with ExitStack() as asking:
            return [asking.enter_context(cursors.cursor(derived, "SELECT 1")) for _ in range(KEPT + 3)]

    first, again = many(), many()
    assert sum(any(one is other for other in first) for one in again) == KEPT
