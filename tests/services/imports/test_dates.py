"""Dates are read as written in Vietnam; what cannot be one is never guessed."""

import datetime as dt

import pytest

from services.imports.dates import DateForm, read_date


@pytest.mark.parametrize(
    ("value", "on", "form"),
    [
        (dt.datetime(2026, 1, 8, tzinfo=dt.UTC), dt.date(2026, 1, 8), DateForm.DATE),
        (dt.date(2026, 1, 8), dt.date(2026, 1, 8), DateForm.DATE),
        ("24/12/2025", dt.date(2025, 12, 24), DateForm.TEXT),
        (" 4-3-2026 ", dt.date(2026, 3, 4), DateForm.TEXT),
        ("04.03.2026", dt.date(2026, 3, 4), DateForm.TEXT),
        ("04 / 03 / 2026", dt.date(2026, 3, 4), DateForm.TEXT),
        ("2026-03-04", dt.date(2026, 3, 4), DateForm.TEXT),
        ("2026-03-04T00:00:00", dt.date(2026, 3, 4), DateForm.TEXT),
        ("04/03/2026 08:15", dt.date(2026, 3, 4), DateForm.TEXT),
        ("ngày 4 tháng 3 năm 2026", dt.date(2026, 3, 4), DateForm.TEXT),
        ("4/3/26", dt.date(2026, 3, 4), DateForm.SHORT_YEAR),
        (46030.0, dt.date(2026, 1, 8), DateForm.SERIAL),
        ("29/02/2028", dt.date(2028, 2, 29), DateForm.TEXT),
    ],
)
def test_a_date_that_can_be_read_tells_how_it_was_written(value: object, on: dt.date, form: DateForm) -> None:
    reading = read_date(value)

    assert (reading.on, reading.form) == (on, form)


@pytest.mark.parametrize(
    "value",
    [
        dt.date(1900, 1, 1),
        dt.date(9999, 12, 31),
        dt.time(0, 0),
        0.0,
        "01/01/1900",
        "1/1/1900",
        "1970-01-01",
        "01/01/0001",
        "0001-01-01",
        "31/12/9999",
        "00/00/0000",
        "00/01/1900",
        "0000-00-00",
    ],
)
def test_placeholders_of_other_systems_are_emptied(value: object) -> None:
    assert read_date(value).form is DateForm.PLACEHOLDER
    assert read_date(value).on is None


@pytest.mark.parametrize(
    "value",
    [
        "31/02/2026",
        "29/02/2026",
        "04/23/2026",
        "ngày 5 tháng 8",
        "tháng 8/2026",
        "12/2026",
        "hôm qua",
        "2026",
        "0",
        "1/2-2026",
        "05/08/0206",
        True,
        12.0,
        1e9,
        dt.time(8, 30),
        dt.date(1899, 5, 5),
    ],
)
def test_impossible_dates_are_unreadable_or_placeholders_but_never_guessed(value: object) -> None:
    assert read_date(value).on is None
    assert read_date(value).form in (DateForm.UNREADABLE, DateForm.PLACEHOLDER)


@pytest.mark.parametrize("value", [None, "", "   "])
def test_an_empty_cell_is_no_date(value: object) -> None:
    assert read_date(value).form is DateForm.EMPTY
