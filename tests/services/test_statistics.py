"""Breakdowns add up to their figure, bars open exactly their rows, periods compare like with like."""

from datetime import date

import pytest
from sqlmodel import Session

from models.enums import Kind, Role
from services import facts, statistics
from services.filters import Filter
from services.statistics import windows
from services.statistics.measures import MEASURES
from tests.builders import Builder
from tests.conftest import NOW, TODAY
from tests.services.statistics_world import World

YEAR = Filter(start=date(2026, 1, 1), end=date(2026, 12, 31))


def test_breakdowns_add_up_and_each_bar_opens_its_rows(session: Session) -> None:
    world = World(session)
    actor = world.actors["unit head"]
    wrong = []

    for name, measure in MEASURES.items():
        total = statistics.figure(name, YEAR, actor=actor, today=TODAY)
        stock = measure.kind == statistics.STOCK
        for dimension in statistics.dimensions_of(name, today=TODAY):
            bars = statistics.breakdown(name, (dimension,), YEAR, actor=actor, today=TODAY)
            over_time = stock and dimension in ("month", "week")
            if measure.adds_up and not over_time and bars["value"].sum() != total:
                wrong.append((name, dimension, total, bars["value"].sum()))
            if not measure.is_count or bars.empty:
                continue
            value, count = bars.iloc[-1]
            rows = statistics.rows(name, YEAR, actor=actor, today=TODAY, extra={dimension: value})
            if rows.total != count:
                wrong.append((name, dimension, value, rows.total, count))

    assert wrong == []


def test_a_cross_table_has_its_dimensions_in_order(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    unit = build.unit(parent=build.department())
    for due in (date(2026, 11, 22), date(2026, 11, 8), date(2026, 8, 1), date(2026, 8, 2)):
        build.case(unit=unit, due_on=due, received_on=date(2026, 6, 1))
    session.commit()

    table = statistics.breakdown("overdue", ("unit", "age_band"), YEAR, actor=director, today=TODAY)

    assert table.to_dict("list") == {
        "unit": [unit.id] * 2,
        "age_band": ["1-15", "91+"],
        "value": [2.0, 2.0],
    }


def test_a_stock_by_month_is_read_at_the_end_of_each(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    build.case(received_on=date(2026, 9, 30))
    build.case(received_on=date(2026, 10, 1), closed_on=date(2026, 11, 2), state="closed", outcome="answered")
    session.commit()
    autumn = Filter(start=date(2026, 9, 1), end=date(2026, 12, 31))

    table = statistics.breakdown("open", ("month",), autumn, actor=director, today=TODAY)
    october = statistics.rows("open", autumn, actor=director, today=TODAY, extra={"month": date(2026, 10, 1)})

    assert [(day.date(), value) for day, value in table.itertuples(index=False)] == [
        (date(2026, 9, 1), 1.0),
        (date(2026, 10, 1), 2.0),
        (date(2026, 11, 1), 1.0),
    ]
    assert october.total == 2


def test_the_months_of_a_flow_hold_both_their_ends(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)):
        build.petition(received_on=day)
    session.commit()
    days = Filter(start=date(2026, 9, 30), end=date(2026, 11, 1))

    table = statistics.breakdown("received", ("month",), days, actor=director, today=TODAY)

    assert table["value"].tolist() == [1.0, 2.0, 1.0]


def test_pages_of_rows_follow_each_other_without_gap(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    cases = [build.case(due_on=date(2026, 11, 1 + number)) for number in range(7)]
    session.commit()

    pages = [
        statistics.rows("overdue", Filter(), actor=director, today=TODAY, limit=3, offset=offset)
        for offset in (0, 3, 6)
    ]

    assert [page.total for page in pages] == [7, 7, 7]
    assert [i for page in pages for i in page.ids] == [case.id for case in cases]
    assert pages[0].case_ids == pages[0].ids
    assert pages[0].table == "cases"


def test_a_viewer_has_figures_and_no_rows(session: Session, build: Builder) -> None:
    viewer = build.actor(Role.VIEWER)
    build.case()
    build.case(kind=Kind.DENUNCIATION)
    session.commit()

    value = statistics.figure("open", YEAR, actor=viewer, today=TODAY)
    rows = statistics.rows("open", YEAR, actor=viewer, today=TODAY)

    assert value == 1
    assert (rows.total, rows.ids) == (0, [])


def test_a_rate_of_nothing_and_a_past_not_on_record_have_no_figure(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    build.case()
    session.commit()

    rate = statistics.figures(["on_time_rate", "unassigned"], YEAR, actor=director, today=TODAY)

    assert rate["on_time_rate"] == statistics.Figure(None, None, None)
    assert rate["unassigned"] == statistics.Figure(1.0, None, None)


def test_values_that_are_no_dimension_are_refused(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    session.commit()

    for extra in ({"kind": "x' OR TRUE"}, {"age_band": "1 OR 1"}, {"unit": "1; DROP"}, {"channel": 1}):
        with pytest.raises(ValueError, match=r"."):
            statistics.rows("overdue", YEAR, actor=director, today=TODAY, extra=extra)


def test_a_period_that_still_runs_is_compared_with_as_many_days() -> None:
    running = Filter(start=date(2025, 12, 15), end=date(2026, 12, 14))

    assert windows.current(running, today=TODAY).at == TODAY
    assert windows.last_year(running, today=TODAY) == windows.Window(
        date(2024, 12, 15), date(2025, 11, 23), date(2025, 11, 23)
    )
    previous = windows.previous(running, today=TODAY)
    assert previous is not None
    assert previous.end == date(2025, 12, 14)
    assert (previous.end - previous.start).days == (TODAY - date(2025, 12, 15)).days


def test_a_second_look_asks_nothing_until_something_changes(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    build.case()
    session.commit()
    statistics.figure("open", YEAR, actor=director, today=TODAY)
    store = facts.store()
    asked = []
    original = store.cursor
    store.cursor = lambda: asked.append(1) or original()

    again = statistics.figure("open", YEAR, actor=director, today=TODAY)
    quiet = list(asked)
    build.case(accepted_on=None, received_on=NOW.date())
    session.commit()
    later = statistics.figure("open", YEAR, actor=director, today=TODAY)

    assert (again, quiet, later) == (1, [], 2)
