"""The cross table: cells, totals and rows agree; the tree of units, periods and seasons beside it."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlmodel import Session

from models import CalendarDay
from models.enums import Kind, Role
from services import statistics
from services.filters import Filter
from services.statistics import MEASURES, comparing, crossing, seasons
from services.statistics.branches import by_branch
from services.statistics.comparing import Against, Pair
from services.statistics.windows import monday
from tests.builders import Builder
from tests.conftest import TODAY
from tests.services.statistics_world import World

YEAR = Filter(start=date(2026, 1, 1), end=date(2026, 12, 31))

# The facts are proven alike on both databases elsewhere; these are asked of one.
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_cells_totals_and_rows_of_a_cross_table_agree(session: Session) -> None:
    world = World(session)
    actor = world.actors["unit head"]
    wrong = []

    for name in ("received", "overdue", "crowd_persons", "days_to_settle"):
        for by in (("unit", "kind"), ("commune", "field"), ("month", "unit")):
            table = crossing.crossed(name, by, YEAR, actor=actor, today=TODAY)
            measure = MEASURES[name]
            whole = statistics.figure(name, YEAR, actor=actor, today=TODAY)
            over_time = measure.kind == statistics.STOCK and "month" in by
            if table.total != (None if over_time else whole):
                wrong.append((name, by, table.total, whole))
            if measure.adds_up and table.row_totals:
                sums = {row: sum(v for (r, _c), v in table.cells.items() if r == row) for row in table.rows}
                if sums != dict(table.row_totals):
                    wrong.append((name, by, sums, table.row_totals))
            cell = next(iter(table.cells), None)
            if measure.is_count and cell is not None:
                extra = dict(zip(by, cell, strict=True))
                rows = statistics.rows(name, YEAR, actor=actor, today=TODAY, extra=extra)
                if rows.total != table.cells[cell]:
                    wrong.append((name, by, cell, rows.total, table.cells[cell]))

    assert wrong == []


@ON_SQLITE
def test_rows_and_columns_stand_in_their_own_order_with_what_is_not_recorded_last(
    session: Session, build: Builder
) -> None:
    director = build.actor(Role.DIRECTOR)
    few, many = build.commune("xã Một"), build.commune("xã Hai")
    for commune, kind in ((few, Kind.RECOMMENDATION), (many, Kind.COMPLAINT), (many, Kind.DENUNCIATION)):
        build.petition(commune_id=commune.id, kind=kind, received_on=TODAY)
    build.petition(received_on=TODAY)
    session.commit()

    table = crossing.crossed("received", ("commune", "kind"), YEAR, actor=director, today=TODAY)

    assert table.rows == (many.id, few.id, None)
    assert table.columns == ("complaint", "denunciation", "recommendation")
    assert (table.total, table.row_totals[many.id]) == (4, 2)


@ON_SQLITE
def test_a_cross_table_is_the_same_with_and_without_a_denunciation_that_is_hidden(
    session: Session, build: Builder
) -> None:
    unit = build.unit(parent=build.department())
    officer, viewer = build.actor(Role.OFFICER, unit=unit), build.actor(Role.VIEWER)
    build.case(unit=unit, kind=Kind.COMPLAINT, received_on=TODAY)
    session.commit()

    def tables() -> list[crossing.Crossing]:
        return [
            crossing.crossed(name, by, YEAR, actor=actor, today=TODAY)
            for actor in (officer, viewer)
            for name in ("open", "cases_new")
            for by in (("unit", "kind"), ("field", "state"))
        ]

    before = tables()
    build.case(unit=unit, kind=Kind.DENUNCIATION, received_on=TODAY)
    session.commit()

    assert tables() == before


@ON_SQLITE
def test_what_is_no_table_is_refused(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    session.commit()

    for by in (("unit", "unit"), ("unit", "channel")):
        with pytest.raises(ValueError, match=r"."):
            crossing.crossed("open", by, YEAR, actor=director, today=TODAY)

    mine = crossing.offered("open", actor=director, today=TODAY)
    viewers = crossing.offered("open", actor=build.actor(Role.VIEWER), today=TODAY)
    assert "due" not in mine
    assert set(mine) - set(viewers) == {"officer"}


@ON_SQLITE
def test_branches_of_the_tree_add_up_to_the_figure(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    root = build.department()
    division = build.unit(parent=root)
    team, other = build.unit(parent=division), build.unit(parent=root)
    for unit in (root, division, team, team, other):
        build.petition(unit=unit, received_on=TODAY)
    session.commit()

    top = by_branch("received", [root.id, division.id, other.id], YEAR, actor=director, today=TODAY)
    below = by_branch("received", [division.id, team.id], YEAR, actor=director, today=TODAY)

    assert dict(top.itertuples(index=False)) == {root.id: 1, division.id: 3, other.id: 1}
    assert dict(below.itertuples(index=False)) == {root.id: 1, division.id: 1, team.id: 2, other.id: 1}
    with pytest.raises(ValueError, match="add up"):
        by_branch("on_time_rate", [root.id], YEAR, actor=director, today=TODAY)


@ON_SQLITE
def test_periods_are_compared_as_each_alone_would_be_counted(session: Session) -> None:
    world = World(session)
    actor = world.actors["director"]
    then = comparing.days_of(Against.LAST_YEAR, YEAR, None, today=TODAY)
    assert then == (date(2025, 1, 1), date(2025, 11, 23))

    found = comparing.compared(MEASURES, YEAR, then, actor=actor, today=TODAY)
    by_unit = comparing.compared_by_unit("settled", YEAR, then, actor=actor, today=TODAY)

    figures = statistics.figures(MEASURES, YEAR, actor=actor, today=TODAY)
    assert found == {name: Pair(one.value, one.last_year) for name, one in figures.items()}
    assert sum(pair.now or 0 for pair in by_unit.values()) == found["settled"].now
    assert sum(pair.then or 0 for pair in by_unit.values()) == found["settled"].then
    assert comparing.days_of(Against.DAYS, YEAR, None, today=TODAY) is None


@ON_SQLITE
def test_the_weeks_of_years_are_laid_over_each_other_by_the_calendar_of_days_off(
    session: Session, build: Builder
) -> None:
    director = build.actor(Role.DIRECTOR)
    tet = date(2026, 2, 17)
    for day in (tet + timedelta(days=1), monday(tet) + timedelta(weeks=3), date(2025, 1, 29)):
        build.petition(received_on=day)
    session.commit()

    days = seasons.holidays(session, today=TODAY)
    weeks = seasons.around("received", days, YEAR, actor=director, today=TODAY)

    assert days[1:] == [tet, date(2025, 1, 29)]
    counted = weeks[weeks["value"] > 0]
    found = set(zip(counted["year"], counted["offset"], counted["value"], strict=True))
    assert found == {(2026, 0, 1.0), (2026, 3, 1.0), (2025, 0, 1.0)}
    assert weeks["week"].max() <= TODAY


def test_a_holiday_that_the_administrator_moves_moves_the_season(session: Session, build: Builder) -> None:
    for day, is_working in ((date(2026, 2, 17), True), (date(2026, 2, 19), False)):
        reason = "" if is_working else "Tết Nguyên Đán"
        session.add(CalendarDay(day=day, is_working=is_working, reason=reason, letter_number="1/TB"))
    session.commit()

    assert date(2026, 2, 19) in seasons.holidays(session, today=TODAY)
    assert date(2026, 2, 17) not in seasons.holidays(session, today=TODAY)


@ON_SQLITE
def test_a_season_without_a_row_has_its_weeks_all_the_same(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    session.commit()

    weeks = seasons.around("received", [date(2025, 1, 29)], YEAR, actor=director, today=TODAY)

    assert len(weeks) == seasons.WEEKS_BEFORE + seasons.WEEKS_AFTER + 1
    assert isinstance(weeks, pd.DataFrame)
    assert weeks["value"].sum() == 0
