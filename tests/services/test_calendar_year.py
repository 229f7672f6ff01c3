"""A year of the calendar day by day, and from when the official notice of the next one is asked for."""

from datetime import date

import pytest

from models import Setting
from models.enums import Role
from services import attention, calendar_days, calendar_year, calendar_years, rule_edits, setting_values
from services.calendar_year import DayKind
from services.errors import FieldInvalid, NotPermitted
from services.working_days import YearWithoutData
from tests.services.rule_world import LATER, TODAY, administrator, entry, running_case


@pytest.fixture
def admin(build):
    return administrator(build)


def kinds(view) -> dict[date, DayKind]:
    return {one.day: one.kind for one in view.days}


def test_each_day_of_a_year_is_what_the_letters_and_the_law_make_it(session, admin) -> None:
    view = calendar_year.of(session, 2026, actor=admin)

    found = kinds(view)
    assert len(view.days) == 365
    assert found[date(2026, 1, 1)] is DayKind.HOLIDAY
    assert (found[date(2026, 1, 2)], found[date(2026, 1, 10)]) == (DayKind.SWAPPED_OFF, DayKind.MAKE_UP)
    assert (found[date(2026, 2, 17)], found[date(2026, 2, 21)]) == (DayKind.HOLIDAY, DayKind.WEEKEND)
    # A holiday that falls on a Sunday, and the Monday that stands for it.
    assert (found[date(2026, 4, 26)], found[date(2026, 4, 27)]) == (DayKind.HOLIDAY, DayKind.HOLIDAY)
    assert (found[date(2026, 8, 22)], found[date(2026, 8, 31)]) == (DayKind.MAKE_UP, DayKind.SWAPPED_OFF)
    assert found[date(2026, 3, 4)] is DayKind.WORKING
    assert [one.day for one in view.days if not one.is_verified] == [date(2026, 11, 24)]
    assert sum(view.working_days.values()) == sum(
        1 for kind in found.values() if kind in (DayKind.WORKING, DayKind.MAKE_UP)
    )


def test_a_swap_that_only_the_library_knows_is_told_as_a_swap(session, admin) -> None:
    found = kinds(calendar_year.of(session, 2025, actor=admin))

    assert (found[date(2025, 5, 2)], found[date(2025, 4, 26)]) == (DayKind.SWAPPED_OFF, DayKind.MAKE_UP)


def test_a_day_entered_here_is_marked_as_ours(session, admin) -> None:
    calendar_days.set_day(
        session, date(2026, 12, 7), is_working=False, reason="Nghỉ thử", actor=admin, now=LATER
    )

    one = next(x for x in calendar_year.of(session, 2026, actor=admin).days if x.day == date(2026, 12, 7))

    assert (one.kind, one.reason, one.is_own, one.is_verified) == (
        DayKind.SWAPPED_OFF,
        "Nghỉ thử",
        True,
        False,
    )


def test_an_unknown_year_is_refused_and_a_viewer_sees_none(session, build, admin) -> None:
    with pytest.raises(YearWithoutData):
        calendar_year.of(session, 2035, actor=admin)
    with pytest.raises(NotPermitted):
        calendar_year.of(session, 2026, actor=build.actor(Role.VIEWER))


@pytest.mark.parametrize(
    ("today", "missing"),
    [(date(2026, 9, 30), []), (date(2026, 10, 1), [2027]), (date(2027, 3, 1), [2027])],
)
def test_next_years_notice_is_asked_for_from_the_first_of_october(session, today, missing) -> None:
    assert calendar_years.missing_notices(session, today=today) == missing


def test_the_day_of_asking_is_a_dated_setting(session, build) -> None:
    build.add(Setting(key="calendar.notice_from", value="01/12", valid_from=date(2026, 1, 1), note="QĐ 5"))

    asked = [
        calendar_years.missing_notices(session, today=day) for day in (date(2026, 11, 30), date(2026, 12, 1))
    ]

    assert asked == [[], [2027]]


@pytest.mark.parametrize("value", ["31/02", "1.10", "10-01", "00/01", "x", ""])
def test_a_day_that_no_year_has_is_refused(value) -> None:
    with pytest.raises(FieldInvalid) as refused:
        setting_values.checked_value("calendar.notice_from", value)

    assert "01/10" in str(refused.value)


def test_a_day_of_the_year_is_written_with_two_figures() -> None:
    assert setting_values.checked_value("calendar.notice_from", " 1/9 ") == "01/09"
    assert setting_values.checked_value("calendar.notice_from", "29/02") == "29/02"


def test_what_needs_attention_leads_to_its_part_of_the_page(session, build, admin) -> None:
    running_case(build)
    rule_edits.add(session, entry(), actor=admin, now=LATER)

    points = attention.points(session, actor=admin, today=TODAY)

    assert [(point.part, point.values) for point in points] == [
        ("decide", {"n": 1}),
        ("calendar", {"year": 2027}),
        ("terms", {"n": 4}),
    ]
    with pytest.raises(NotPermitted):
        attention.points(session, actor=build.actor(Role.DIRECTOR), today=TODAY)
