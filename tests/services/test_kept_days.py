"""What stood on a past day is kept for the next question, and counts as if it were not."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from services import statistics
from services.filters import Filter
from services.statistics import windows
from services.statistics.measures import MEASURES, STOCK
from tests.services.statistics_world import NOW, TODAY, World

YEAR = Filter(start=date(2026, 1, 1), end=date(2026, 12, 31))
STOCKS = [name for name, measure in MEASURES.items() if measure.kind == STOCK]


def different(world: World) -> list[object]:
    """Where a figure beside another period is not the figure of those days asked by itself."""
    places = [YEAR, *(replace(YEAR, unit_id=unit.id) for unit in world.units[:1])]
    found: list[object] = []
    for who, actor in world.actors.items():
        for place in places:
            beside = statistics.figures(STOCKS, place, actor=actor, today=TODAY)
            for span, days in (("previous", windows.previous), ("last_year", windows.last_year)):
                window = days(place, today=TODAY)
                plain = statistics.values(
                    STOCKS, place.with_days(window.start, window.end), actor=actor, today=TODAY
                )
                found += [
                    (who, place.unit_id, name, span, getattr(beside[name], span), plain[name])
                    for name in STOCKS
                    if getattr(beside[name], span) != plain[name]
                ]
    return found


def test_a_kept_day_counts_as_the_day_itself(session: Session) -> None:
    world = World(session)

    assert different(world) == []
    past = windows.previous(YEAR, today=TODAY)
    assert past.at < TODAY


def test_a_kept_day_follows_what_is_written_of_it_later(session: Session) -> None:
    world = World(session)
    actor = world.actors["director"]
    before = statistics.figures(["open"], YEAR, actor=actor, today=TODAY)["open"].previous
    case = next(
        one
        for one in world.cases
        if one.voided_at is None
        and one.received_on < date(2025, 12, 1)
        and (one.closed_on is None or one.closed_on > TODAY)
    )

    case.voided_at, case.void_reason = NOW, "nhập nhầm"
    session.add(case)
    session.commit()

    after = statistics.figures(["open"], YEAR, actor=actor, today=TODAY)["open"].previous
    assert after == before - 1
