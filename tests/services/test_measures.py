"""The registry of measures: every figure stands there once, with words, and counts as it says."""

from collections import Counter
from datetime import date

import pytest

from services.statistics import FLOW, MEASURES
from services.statistics.flows import counted_flow
from services.statistics.measures_of_cases import CASE_MEASURES
from services.statistics.measures_of_petitions import PETITION_MEASURES
from services.statistics.measures_of_settlement import SETTLEMENT_MEASURES
from services.statistics.measures_of_watching import WATCHING_MEASURES
from services.statistics.windows import Window
from ui import measure_words
from ui.i18n import in_language


def test_no_figure_is_defined_twice() -> None:
    every = [*PETITION_MEASURES, *CASE_MEASURES, *SETTLEMENT_MEASURES, *WATCHING_MEASURES]

    twice = [
        text
        for texts in ([m.name for m in every], [m.label for m in every], [m.definition for m in every])
        for text, times in Counter(texts).items()
        if times > 1
    ]

    assert twice == []
    assert len(MEASURES) == len(every)


@pytest.mark.parametrize("name", [name for name, measure in MEASURES.items() if measure.kind == FLOW])
def test_a_flow_counts_rows_and_adds_up_where_it_says_so(name: str) -> None:
    found = counted_flow(name, Window(date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 23)))

    assert (found.aggregate == "count(*)") is MEASURES[name].is_count
    assert found.adds_up is MEASURES[name].adds_up


def test_the_help_at_a_figure_says_what_counts_its_unit_and_whether_more_is_worse() -> None:
    with in_language("en"):
        english = measure_words.explained(MEASURES["repeated"])
    with in_language("vi"):
        vietnamese = measure_words.explained(MEASURES["overdue"])

    assert english == (
        "Petitions received that somebody has linked to an earlier petition as the same once more. "
        "Counted over the chosen days. Unit: petitions. More is worse."
    )
    assert "thời hạn bắt buộc" in vietnamese
    assert vietnamese.endswith(
        "Tính đến hết ngày cuối kỳ, hoặc hôm nay. Đơn vị tính: vụ việc. Tăng là xấu đi."
    )
