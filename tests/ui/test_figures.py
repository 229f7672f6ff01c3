"""A change is told in words, judged by the direction of its measure, and silent without a basis."""

import pytest

from services.filters import Filter
from services.statistics import MEASURES, Figure
from ui.figures import change, deltas, rows_query
from ui.i18n import in_language


@pytest.mark.parametrize(
    ("name", "now", "before", "expected"),
    [
        ("received", 128, 114, ("▲ 12%", "same", "up")),
        ("overdue", 7, 10, ("▼ 3", "good", "down")),
        ("overdue", 10, 7, ("▲ 3", "bad", "up")),
        ("overdue", 60, 40, ("▲ 50%", "bad", "up")),
        ("on_time_rate", 0.91, 0.885, ("▲ 2.5 pp", "good", "up")),
        ("on_time_rate", 0.80, 0.91, ("▼ 11 pp", "bad", "down")),
        ("crowds", 5, 5, ("= 0", "same", "unchanged")),
        ("crowds", 5, None, ("–", "same", "no comparison")),
        ("on_time_rate", None, 0.5, ("–", "same", "no comparison")),
        ("crowds", 3, 0, ("▲ 3", "bad", "up")),
    ],
)
def test_a_change_is_judged_by_the_direction_of_its_measure(name, now, before, expected) -> None:
    with in_language("en"):
        assert change(MEASURES[name], now, before) == expected


@pytest.mark.parametrize(
    ("name", "now", "before", "vietnamese", "english"),
    [
        ("received", 23_450, 10_000, "▲ 134\N{NO-BREAK SPACE}%", "▲ 134%"),
        ("received", 1_250, 20, "▲ 1.230", "▲ 1,230"),
        ("on_time_rate", 0.885, 0.91, "▼ 2,5 đ%", "▼ 2.5 pp"),
    ],
)
def test_a_change_is_written_in_the_language_of_the_reader(name, now, before, vietnamese, english) -> None:
    for language, written in (("vi", vietnamese), ("en", english)):
        with in_language(language):
            assert change(MEASURES[name], now, before)[0] == written


def test_both_comparisons_stand_under_a_figure_with_their_words() -> None:
    with in_language("en"):
        html = deltas(MEASURES["overdue"], Figure(7, 10, 4), note="<target>")

    assert "&lt;target&gt;" in html
    assert 'class="td-good" aria-label="down 3"' in html
    assert 'class="td-bad" aria-label="up 3"' in html


def test_the_address_of_rows_carries_filter_and_bar() -> None:
    query = rows_query("overdue", Filter(unit_id=4, period="ry2026"), unit=7, age_band="31-90")

    assert query == {
        "measure": "overdue",
        "unit": "4",
        "period": "ry2026",
        "by_unit": 7,
        "by_age_band": "31-90",
    }
