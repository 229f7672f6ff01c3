"""What is kept for the next rerun: of the latest state of the facts only, and for fifty readers at once."""

from dataclasses import replace
from datetime import date

from models.enums import Role
from services import facts
from services.filters import Filter
from ui import remembered

TODAY = date(2026, 11, 20)


def test_what_was_kept_lasts_until_somebody_writes(sqlite, page_build) -> None:
    made = []

    def make() -> int:
        made.append(facts.store().mark)
        return len(made)

    remembered.latest()
    assert [remembered.kept("a question", make) for _ in range(3)] == [1, 1, 1]

    page_build.case()
    page_build.session.commit()
    # Nobody has looked for new writes yet: the screen under way keeps its state.
    assert remembered.kept("a question", make) == 1
    remembered.latest()

    assert [remembered.kept("a question", make) for _ in range(2)] == [2, 2]
    assert made[0] < made[1]


def test_a_question_of_a_screen_is_answered_as_of_the_state_it_was_drawn_of(sqlite, page_build) -> None:
    remembered.latest()
    before = facts.store().mark
    page_build.case()
    page_build.session.commit()

    assert remembered.kept("a mark", facts.store().refresh) == before
    assert facts.store().refresh() > before


def test_fifty_readers_of_different_units_find_what_was_kept_for_each(sqlite, page_build) -> None:
    remembered.latest()
    made = []
    for _turn in range(2):
        for question in range(50 * 13):
            remembered.kept(("overdue", question), lambda: made.append(1) or 1)
    assert len(made) == 50 * 13


def test_the_lines_of_fifty_readers_outlast_what_is_written(sqlite, page_build) -> None:
    actor = page_build.actor(Role.DIRECTOR)
    page_build.session.commit()
    readers = [replace(actor, scope=replace(actor.scope, user_id=number)) for number in range(1, 51)]
    remembered.latest()
    for reader in readers:
        remembered.courses(("received",), Filter(), actor=reader, today=TODAY)
        for question in range(20):
            remembered.kept((question, reader.user_id, reader.scope.user_id), lambda: 1)
    page_build.case()
    page_build.session.commit()
    remembered.latest()

    kept = [remembered.courses_kept(("received",), Filter(), actor=reader, today=TODAY) for reader in readers]

    assert all(one is not None for one in kept)
