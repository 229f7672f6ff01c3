"""A span of one day is said as a day; a longer one with both ends."""

from datetime import date

from ui import dimension_labels, periods
from ui.i18n import in_language


def test_one_day_stands_once_and_two_days_both() -> None:
    with in_language("vi"):
        assert periods.span(date(2026, 11, 26), date(2026, 11, 26)) == "26/11/2026"
        assert periods.span(date(2026, 11, 26), date(2026, 11, 27)) == "26/11–27/11/2026"
        assert dimension_labels.value_name("due", "2026-11-26..2026-11-26") == "26/11/2026"
        assert dimension_labels.value_name("due", "2026-11-26..2026-11-27") == "26/11/2026 – 27/11/2026"
