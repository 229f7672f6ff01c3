"""The calendar of working days: holidays, swap days, make-up Saturdays, years without data."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.working_days import (
    MAKE_UP_DAY,
    RULES_FOLDER,
    SATURDAY_OFF,
    SUNDAY_OFF,
    CalendarDayTwice,
    CalendarRowInvalid,
    CalendarYear,
    CalendarYearsBroken,
    Override,
    WorkingCalendar,
    YearWithoutData,
    build_calendar,
    load_overrides,
    load_years,
    shipped_calendar,
)

CALENDAR = shipped_calendar()
DAYS = st.dates(date(2013, 1, 1), date(2026, 12, 31))
YEAR_2026 = CalendarYear(2026, "", "F", "")


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 1, 2), "Nghỉ hoán đổi với thứ Bảy 10/01/2026"),
        (date(2026, 2, 17), "Tết Nguyên Đán"),
        (date(2026, 4, 27), "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        (date(2026, 8, 31), "Nghỉ hoán đổi với thứ Bảy 22/08/2026"),
        (date(2025, 5, 2), "Ngày nghỉ (thay cho ngày 26/04/2025)"),
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2026, 7, 4), SATURDAY_OFF),
        (date(2026, 7, 5), SUNDAY_OFF),
    ],
)
def test_a_day_off_says_why(day: date, reason: str) -> None:
    assert not CALENDAR.is_working(day)
    assert CALENDAR.reason(day) == reason


@pytest.mark.parametrize("day", [date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)])
def test_a_make_up_saturday_is_worked(day: date) -> None:
    assert CALENDAR.is_working(day)
    assert CALENDAR.reason(day) == ""
    assert CALENDAR.make_up_reason(day)
    assert CALENDAR.add_working_days(day - timedelta(days=1), 1) == day


def test_an_ordinary_day_has_no_make_up_reason() -> None:
    assert CALENDAR.make_up_reason(date(2026, 7, 6)) == ""


# By the notices for 2025 and 2026, and by the Labour Code for 2027: days off from Monday to Friday.
DAYS_OFF = {
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
    2027: "01-01 02-04 02-05 02-08 02-09 02-10 04-16 04-30 05-03 09-02 09-03 11-24",
}
WORKED_SATURDAYS = {2025: "04-26", 2026: "01-10 08-22", 2027: ""}


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_every_day_of_three_years_is_as_the_notices_say(year: int) -> None:
    calendar = build_calendar(
        load_years(RULES_FOLDER / "calendar_years.csv"), load_overrides(RULES_FOLDER / "calendar.csv")
    )
    off = {date.fromisoformat(f"{year}-{day}") for day in DAYS_OFF[year].split()}
    worked = {date.fromisoformat(f"{year}-{day}") for day in WORKED_SATURDAYS[year].split()}
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]

    expected = [day for day in days if (day.weekday() < 5 and day not in off) or day in worked]

    assert [day for day in days if calendar.is_working(day)] == expected
    assert {day for day, _ in calendar.days_off_between(days[0], days[-1])} == set(days) - set(expected)
    assert {day for day in days if calendar.make_up_reason(day)} == worked
    assert calendar.unverified == {date(2026, 11, 24), date(2027, 11, 24)}
    assert calendar.lacks_official_notice(year) == (year == 2027)


def test_a_short_calendar_answers_its_first_and_last_days() -> None:
    """Positions count from the very first day, which is a working day here."""
    calendar = WorkingCalendar([YEAR_2026], days_off={date(2026, 1, 2): "Nghỉ"}, make_up_days={})
    first, last = date(2026, 1, 1), date(2026, 12, 31)

    assert (calendar.first_day, calendar.last_day) == (first, last)
    assert calendar.is_working(first)
    assert calendar.reason(first) == ""
    assert calendar.next_working_day(date(2026, 1, 2)) == date(2026, 1, 5)
    assert calendar.previous_working_day(date(2026, 1, 4)) == first
    assert calendar.add_working_days(date(2026, 1, 5), -1) == first
    assert calendar.add_working_days(first, 1) == date(2026, 1, 5)
    assert calendar.add_working_days(date(2026, 12, 30), 1) == last
    assert calendar.working_days_between(first, date(2026, 1, 5)) == 2
    assert calendar.working_days_between(first, first) == 1
    # 365 days, 52 Saturdays, 52 Sundays, one day off.
    assert calendar.working_days_between(first, last) == 260
    for day, count in ((first, -1), (last, 1)):
        with pytest.raises(YearWithoutData):
            calendar.add_working_days(day, count)
    with pytest.raises(YearWithoutData) as beyond:
        calendar.is_working(last + timedelta(days=1))
    assert beyond.value.values == {"year": 2027}
    with pytest.raises(YearWithoutData):
        calendar.is_working(first - timedelta(days=1))


def test_a_first_day_off_has_no_working_day_before_it() -> None:
    calendar = WorkingCalendar([YEAR_2026], days_off={date(2026, 1, 1): "Tết"}, make_up_days={})

    assert not calendar.is_working(date(2026, 1, 1))
    assert calendar.working_days_between(date(2026, 1, 1), date(2026, 1, 2)) == 1
    with pytest.raises(YearWithoutData) as refusal:
        calendar.previous_working_day(date(2026, 1, 1))
    assert refusal.value.values == {"year": 2025}


def test_days_off_are_listed_up_to_the_last_day_and_no_further() -> None:
    calendar = WorkingCalendar([YEAR_2026], days_off={date(2026, 7, 8): "Nghỉ bão"}, make_up_days={})

    assert calendar.days_off_between(date(2026, 7, 3), date(2026, 7, 5)) == [
        (date(2026, 7, 4), SATURDAY_OFF),
        (date(2026, 7, 5), SUNDAY_OFF),
    ]
    assert calendar.days_off_between(date(2026, 7, 6), date(2026, 7, 7)) == []
    assert calendar.days_off_between(date(2026, 7, 8), date(2026, 7, 8)) == [(date(2026, 7, 8), "Nghỉ bão")]


def test_the_library_brings_vietnamese_names_and_make_up_days_of_the_years_asked_for() -> None:
    calendar = build_calendar([CalendarYear(2025, "", "F", "")], [])

    assert calendar.reason(date(2025, 1, 29)) == "Tết Nguyên Đán"
    assert calendar.reason(date(2025, 9, 2)) == "Quốc khánh"
    assert calendar.make_up_reason(date(2025, 4, 26)) == MAKE_UP_DAY
    assert calendar.unverified == frozenset()


def test_the_tables_of_the_calendar_are_read_as_they_stand(tmp_path) -> None:
    days, years = tmp_path / "calendar.csv", tmp_path / "calendar_years.csv"
    days.write_text(
        "date,working,reason_vi,letter,confidence\n2026-01-02,false,Nghỉ bù,12/VP,F\n"
        "2026-01-10,true,Làm bù,,M\n",
        encoding="utf-8",
    )
    years.write_text("year,letter,confidence,note_vi\n2026,12/VP,F,Thông báo\n2027,,M,\n", encoding="utf-8")

    assert load_overrides(days) == [
        Override(date(2026, 1, 2), False, "Nghỉ bù", "12/VP", "F"),
        Override(date(2026, 1, 10), True, "Làm bù", "", "M"),
    ]
    assert load_years(years) == [
        CalendarYear(2026, "12/VP", "F", "Thông báo"),
        CalendarYear(2027, "", "M", ""),
    ]


def test_the_day_of_culture_is_marked_unverified() -> None:
    assert CALENDAR.unverified == {date(2026, 11, 24), date(2027, 11, 24)}


def test_working_days_are_counted_over_tet() -> None:
    assert CALENDAR.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23)
    assert CALENDAR.add_working_days(date(2026, 2, 23), -1) == date(2026, 2, 13)
    assert CALENDAR.add_working_days(date(2026, 2, 18), 0) == date(2026, 2, 18)
    assert CALENDAR.next_working_day(date(2026, 2, 14)) == date(2026, 2, 23)
    assert CALENDAR.previous_working_day(date(2026, 2, 22)) == date(2026, 2, 13)
    assert CALENDAR.next_working_day(date(2026, 2, 13)) == date(2026, 2, 13)
    assert CALENDAR.previous_working_day(date(2026, 2, 13)) == date(2026, 2, 13)
    assert CALENDAR.working_days_between(date(2026, 2, 13), date(2026, 2, 23)) == 2
    assert CALENDAR.working_days_between(date(2026, 2, 23), date(2026, 2, 13)) == 0


def test_days_off_are_listed_with_their_reasons() -> None:
    listed = CALENDAR.days_off_between(date(2026, 8, 28), date(2026, 9, 3))

    assert [day.day for day, _ in listed] == [29, 30, 31, 1, 2]
    assert listed[-1] == (date(2026, 9, 2), "Quốc khánh")


def test_the_first_and_last_days_with_data_are_answered() -> None:
    assert CALENDAR.working_days_between(date(2012, 1, 1), date(2012, 1, 3)) == 1
    assert not CALENDAR.is_working(date(2012, 1, 1))
    assert CALENDAR.is_working(date(2027, 12, 31))


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda: CALENDAR.is_working(date(2028, 1, 3)), 2028),
        (lambda: CALENDAR.is_working(date(2011, 12, 30)), 2011),
        (lambda: CALENDAR.add_working_days(date(2027, 12, 31), 1), 2028),
        (lambda: CALENDAR.add_working_days(date(2012, 1, 3), -1), 2011),
        (lambda: CALENDAR.previous_working_day(date(2012, 1, 1)), 2011),
        (lambda: CALENDAR.reason(date(2040, 5, 1)), 2040),
    ],
)
def test_a_year_without_data_is_refused_by_its_number(ask, year: int) -> None:
    with pytest.raises(YearWithoutData) as refusal:
        ask()

    assert refusal.value.values == {"year": year}


def test_a_year_without_confirmed_notice_is_reported() -> None:
    assert not CALENDAR.lacks_official_notice(2026)
    assert CALENDAR.lacks_official_notice(2027)
    assert CALENDAR.lacks_official_notice(2028)


def test_an_override_wins_over_the_library_in_both_directions() -> None:
    overrides = [
        Override(date(2026, 11, 24), True, "Không phải ngày nghỉ", "", "F"),
        Override(date(2026, 7, 6), False, "Nghỉ bão", "15/UBND", "M"),
        Override(date(2026, 8, 22), False, "Không làm bù", "", "F"),
    ]

    calendar = build_calendar([YEAR_2026], overrides)

    assert calendar.is_working(date(2026, 11, 24))
    assert calendar.reason(date(2026, 7, 6)) == "Nghỉ bão"
    assert calendar.reason(date(2026, 8, 22)) == "Không làm bù"
    assert calendar.unverified == {date(2026, 7, 6)}


def test_two_entries_for_one_day_are_refused() -> None:
    twice = [Override(date(2026, 7, 6), working, "", "", "F") for working in (True, False)]

    with pytest.raises(CalendarDayTwice) as refusal:
        build_calendar([YEAR_2026], twice)

    assert refusal.value.values == {"day": date(2026, 7, 6)}


@pytest.mark.parametrize(("years", "named"), [([2024, 2026], 2026), ([2026, 2026], 2026), ([], "?")])
def test_years_must_follow_one_another(years: list[int], named: int | str) -> None:
    with pytest.raises(CalendarYearsBroken) as refusal:
        WorkingCalendar([CalendarYear(y, "", "F", "") for y in years], days_off={}, make_up_days={})

    assert refusal.value.values == {"year": named}


@pytest.mark.parametrize("row", ["2026-13-01,true,x,,F", "2026-01-01,yes,x,,F", "2026-01-01"])
def test_a_wrong_line_of_the_calendar_is_named(tmp_path, row: str) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(
        f"date,working,reason_vi,letter,confidence\n2026-03-03,true,x,,F\n{row}\n", encoding="utf-8"
    )

    with pytest.raises(CalendarRowInvalid) as refusal:
        load_overrides(path)

    assert refusal.value.values == {
        "file": "calendar.csv",
        "line": 3,
        "text": ", ".join([*row.split(","), *[""] * (4 - row.count(","))]),
    }


def test_a_wrong_year_is_named(tmp_path) -> None:
    path = tmp_path / "calendar_years.csv"
    path.write_text("year,letter,confidence,note_vi\nnăm sau,,F,\n", encoding="utf-8")

    with pytest.raises(CalendarRowInvalid) as refusal:
        load_years(path)

    assert refusal.value.values == {"file": "calendar_years.csv", "line": 2, "text": "năm sau, , F, "}


@given(day=DAYS, count=st.integers(1, 120))
@settings(max_examples=200, deadline=None)
def test_counting_agrees_with_walking_day_by_day(day: date, count: int) -> None:
    walked, left = day, count
    while left:
        walked += timedelta(days=1)
        left -= CALENDAR.is_working(walked)

    assert CALENDAR.add_working_days(day, count) == walked
    assert CALENDAR.working_days_between(day + timedelta(days=1), walked) == count


@given(day=st.dates(date(2013, 1, 1), date(2027, 12, 31)), count=st.integers(1, 120))
@settings(max_examples=200, deadline=None)
def test_counting_back_agrees_with_walking_back(day: date, count: int) -> None:
    walked, left = day, count
    while left:
        walked -= timedelta(days=1)
        left -= CALENDAR.is_working(walked)

    assert CALENDAR.add_working_days(day, -count) == walked
