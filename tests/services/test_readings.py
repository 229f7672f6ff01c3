"""Figures that read the same rows are counted in one reading."""

from datetime import date

from models.enums import Role
from services import facts
from services.filters import Filter
from services.statistics.counted import Context
from services.statistics.counting import counted
from services.statistics.narrowing import narrowed
from services.statistics.together import readings
from services.statistics.windows import Window

TODAY = date(2026, 11, 20)
YEAR = Window(date(2026, 1, 1), TODAY, TODAY)
BEFORE = Window(date(2025, 1, 1), date(2025, 11, 20), date(2025, 11, 20))


def asked(actor, *questions):
    context = Context(facts.store(), TODAY)
    context.facts.refresh()
    return {
        (name, window): narrowed(counted(name, window, context), Filter(), actor.figures, context)
        for name, window in questions
    }


def test_stocks_of_a_day_and_shares_of_a_window_share_their_rows(build) -> None:
    found = asked(
        build.actor(Role.DIRECTOR),
        *((name, YEAR) for name in ("open", "overdue", "due_soon", "settled", "on_time_rate")),
        ("settled", BEFORE),
    )
    together = [[name for name, _window in one.values] for one in readings(found)]
    assert together == [["open", "overdue", "due_soon"], ["settled", "on_time_rate"], ["settled"]]


def test_a_small_table_is_read_once_for_all_windows(build) -> None:
    found = asked(
        build.actor(Role.DIRECTOR), *((n, w) for n in ("crowds", "crowd_persons") for w in (YEAR, BEFORE))
    )
    [one] = readings(found)
    assert list(one.values) == list(found)
