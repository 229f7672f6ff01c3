"""Which figures stand on the monitor, what they should be, and how their lines of months are counted."""

from datetime import date, timedelta

import pytest

from models.enums import Role
from services import monitor_tiles, statistics
from services.errors import FieldInvalid
from services.filters import Filter
from services.setting_values import checked_value
from services.statistics import MEASURES

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_figures_and_all_are_in_the_registry(role) -> None:
    names = monitor_tiles.of_role(role, today=TODAY)

    assert 5 <= len(names) <= monitor_tiles.MOST
    assert set(names) <= set(MEASURES)
    assert len(set(names)) == len(names)


def test_a_director_has_those_of_the_first_minute_in_their_order() -> None:
    assert monitor_tiles.of_role(Role.DIRECTOR, today=TODAY) == (
        "received",
        "open",
        "overdue",
        "due_soon",
        "on_time_rate",
        "crowds",
        "over_level",
    )
    assert monitor_tiles.of_role(Role.DIRECTOR, today=date(2025, 12, 31)) == ()


def test_an_address_names_figures_once_and_nothing_else() -> None:
    assert monitor_tiles.chosen("open.crowds.open.<b>.nothing") == ("open", "crowds")
    assert monitor_tiles.chosen("") == ()
    assert len(monitor_tiles.chosen(".".join(MEASURES))) == monitor_tiles.MOST
    assert monitor_tiles.chosen(monitor_tiles.written(("crowds", "open"))) == ("crowds", "open")


def test_targets_are_shares_or_counts(session) -> None:
    found = monitor_tiles.targets(session, today=TODAY)

    assert found == {"on_time_rate": 0.95, "overdue": 0, "directives_overdue": 0}


def test_a_target_may_be_zero_and_not_a_word() -> None:
    assert checked_value("overdue.target", " 0 ") == "0"
    assert checked_value("overdue.target", "12") == "12"
    for wrong in ("", "không", "-1", "1 2", "1,5"):
        with pytest.raises(FieldInvalid):
            checked_value("overdue.target", wrong)


def test_a_course_of_petitions_has_whole_months_and_a_stock_ends_on_its_day(session, build) -> None:
    unit = build.unit("Phòng Thương mại", parent=build.department())
    for received in (date(2026, 9, 3), date(2026, 10, 5), date(2026, 10, 31), date(2026, 11, 2)):
        build.petition(unit=unit, received_on=received)
    build.case(unit=unit, received_on=date(2026, 10, 5), due_on=TODAY + timedelta(days=9))
    director = build.actor(Role.DIRECTOR)
    session.commit()

    found = statistics.courses(["received", "open"], Filter(), actor=director, today=TODAY)

    assert dict(found["received"])[date(2026, 9, 1)] == 1
    assert found["received"][-1] == (date(2026, 10, 1), 2)
    assert found["open"][-1] == (date(2026, 11, 1), 1)
    assert dict(found["open"])[date(2026, 9, 1)] == 0


def test_a_figure_without_a_past_has_no_course(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    session.commit()

    found = statistics.courses(["suspended"], Filter(), actor=director, today=TODAY)

    assert found == {"suspended": ()}
