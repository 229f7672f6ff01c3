"""The small line under a figure: its direction, its words, its room where there is none."""

from datetime import date

from services.statistics import MEASURES
from ui import sparklines
from ui.i18n import in_language

COURSE = tuple((date(2026, month, 1), float(value)) for month, value in enumerate((4, 9, 2, 6), start=1))


def test_the_highest_month_is_nearest_to_the_top_and_the_dot_stands_at_the_last() -> None:
    with in_language("vi"):
        drawn = sparklines.drawn(MEASURES["open"], COURSE)

    assert "33.3% 10%" in drawn
    assert "66.7% 88%" in drawn
    assert 'u style="top: 43%"' in drawn


def test_it_says_in_words_what_it_shows() -> None:
    with in_language("vi"):
        said = sparklines.sentence(MEASURES["open"], COURSE)

    assert said == "01/2026 đến 04/2026: thấp nhất 2 (03/2026), cao nhất 9 (02/2026), gần nhất 6"


def test_months_that_are_all_the_same_are_a_level_line_and_one_alone_is_none() -> None:
    with in_language("vi"):
        level = sparklines.drawn(MEASURES["open"], tuple((day, 3.0) for day, _value in COURSE))
        alone = sparklines.drawn(MEASURES["open"], COURSE[:1])

    assert level.count("49%") >= 4
    assert alone == '<div class="td-spark"></div>'
