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
