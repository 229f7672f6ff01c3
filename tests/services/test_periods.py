"""The period that a day belongs to, for each family of periods."""

from datetime import date

import pytest

from services import periods


@pytest.mark.parametrize(
    ("family", "day", "code"),
    [
        ("ry", date(2026, 12, 14), "ry2026"),
        ("ry", date(2026, 12, 15), "ry2027"),
        ("rq", date(2026, 12, 20), "rq2027-1"),
        ("rq", date(2026, 9, 14), "rq2026-3"),
        ("rm", date(2026, 11, 14), "rm2026-11"),
        ("rm", date(2026, 11, 15), "rm2026-12"),
        ("rm", date(2026, 12, 15), "rm2027-1"),
        ("y", date(2026, 12, 31), "y2026"),
        ("q", date(2026, 10, 1), "q2026-4"),
        ("m", date(2026, 11, 30), "m2026-11"),
        ("w", date(2027, 1, 3), "w2026-53"),
        ("w", date(2027, 1, 4), "w2027-1"),
    ],
)
def test_the_current_period_holds_the_day(family, day, code) -> None:
    found = periods.current(family, today=day)

    assert found is not None
    assert found.code == code
    assert found.start <= day <= found.end
    assert periods.family(code) == family


@pytest.mark.parametrize("family", ["last12", "custom", "", "zz"])
def test_what_has_no_numbers_has_no_current_period(family) -> None:
    assert periods.current(family, today=date(2026, 11, 23)) is None


def test_reporting_periods_follow_each_other_without_gap_where_the_first_day_moves(monkeypatch) -> None:
    moved = ((date(2014, 7, 1), 15), (date(2027, 6, 1), 10))
    monkeypatch.setattr(periods, "_first_days", lambda: moved)

    months = [periods.of_code(f"rm2027-{number}", today=date(2027, 1, 1)) for number in range(5, 10)]
    year = periods.of_code("ry2028", today=date(2027, 1, 1))

    assert [(one.start, one.end) for one in months if one is not None] == [
        (date(2027, 4, 15), date(2027, 5, 14)),
        (date(2027, 5, 15), date(2027, 6, 9)),
        (date(2027, 6, 10), date(2027, 7, 9)),
        (date(2027, 7, 10), date(2027, 8, 9)),
        (date(2027, 8, 10), date(2027, 9, 9)),
    ]
    assert year is not None
    assert (year.start, year.end) == (date(2027, 12, 10), date(2028, 12, 9))
    assert periods.report_year(date(2027, 12, 10)) == 2028


def test_the_first_day_of_reporting_periods_is_a_dated_rule() -> None:
    assert periods.first_day(date(2026, 11, 1)) == 15
    assert periods.first_day(date(2001, 1, 1)) == 15
