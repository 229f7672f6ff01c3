"""Numbers, shares, sizes, days and times stand in the reader's language, in whatever place they stand."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from services.calendar_days import CalendarYearTooFar
from services.entries import EndsBeforeItBegan
from services.imports.reasons import Code, Reason
from services.unit_rules import SuccessorMissing
from services.uploads.errors import FileTooLarge
from services.working_days import YearWithoutData
from ui import columns, formats, panels, remembered
from ui.charts.base import reader_look
from ui.i18n import in_language, said
from ui.imports.words import reasons_told

ROOT = Path(__file__).resolve().parent.parent.parent
DAY = date(2026, 11, 3)
NOON = datetime(2026, 11, 3, 5, 7, tzinfo=UTC)  # 12:07 in Vietnam
NARROW = "\N{NO-BREAK SPACE}"

WRITTEN = [
    (formats.count, 0, "0", "0"),
    (formats.count, 999, "999", "999"),
    (formats.count, 1_234, "1.234", "1,234"),
    (formats.count, 1_234_567.0, "1.234.567", "1,234,567"),
    (formats.count, -1_234, "-1.234", "-1,234"),
    (formats.count, None, "–", "–"),
    (formats.decimal, 1_234.56, "1.234,6", "1,234.6"),
    (formats.decimal, 12.0, "12", "12"),
    (formats.percent, 0.125, f"12,5{NARROW}%", "12.5%"),
    (formats.percent, 0.9, f"90{NARROW}%", "90%"),
    (formats.percent, 12.345, f"1.234,5{NARROW}%", "1,234.5%"),
    (formats.percent, None, "–", "–"),
    (formats.points, 0.025, "2,5", "2.5"),
    (formats.size, 26_600_000, f"25,4{NARROW}MB", f"25.4{NARROW}MB"),
    (formats.size, 300, f"1{NARROW}KB", f"1{NARROW}KB"),
    (formats.day, DAY, "03/11/2026", "03/11/2026"),
    (formats.day, None, "–", "–"),
    (formats.day_and_month, DAY, "03/11", "03/11"),
    (formats.month, DAY, "11/2026", "11/2026"),
    (formats.time, NOON, "12:07", "12:07"),
    (formats.instant, NOON, "12:07 03/11/2026", "12:07 03/11/2026"),
    (formats.instant, None, "–", "–"),
]


@pytest.mark.parametrize(
    ("write", "value", "vietnamese", "english"), WRITTEN, ids=[f"{w.__name__} {v}" for w, v, *_ in WRITTEN]
)
def test_a_value_is_written_in_the_language_of_the_reader(write, value, vietnamese, english) -> None:
    with in_language("vi"):
        assert write(value) == vietnamese
    with in_language("en"):
        assert write(value) == english


@pytest.mark.parametrize(
    ("refusal", "vietnamese", "english"),
    [
        (SuccessorMissing(name="A", cases=1_234, petitions=5), "1.234 vụ việc", "1,234 open cases"),
        (FileTooLarge(name="a.pdf", size=25.4, limit=20), "25,4 MB", "25.4 MB"),
        (EndsBeforeItBegan(first=DAY, last=date(2026, 1, 2)), "02/01/2026", "02/01/2026"),
        # A year is no quantity.
        (YearWithoutData(year=2031), "2031", "2031"),
        (CalendarYearTooFar(last=2027, next=2028), "2028", "2028"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_refusal_writes_its_values_in_the_language_of_the_reader(refusal, vietnamese, english) -> None:
    with in_language("vi"):
        assert vietnamese in said(refusal)
    with in_language("en"):
        assert english in said(refusal)


@pytest.mark.parametrize(
    ("reason", "vietnamese", "english"),
    [
        (Reason(Code.CROWD_BY_SAME_CONTENT, {"persons": 1_200}), "1.200", "1,200"),
        (Reason(Code.DATE_AS_TEXT, {"on": "2026-11-03"}), "03/11/2026", "03/11/2026"),
        (Reason(Code.DUPLICATE_IN_FILE, {"row": 1_234}), "1234", "row 1234"),
        (Reason(Code.TEXT_TOO_LONG, {"column": "content", "limit": 4_000}), "Nội dung", "4,000 characters"),
    ],
    ids=lambda value: value.code if isinstance(value, Reason) else "",
)
def test_a_reason_of_an_import_is_written_in_the_language_of_the_reader(reason, vietnamese, english) -> None:
    with in_language("vi"):
        assert vietnamese in reasons_told([reason])
    with in_language("en"):
        assert english in reasons_told([reason])


def test_a_kept_drawing_is_drawn_anew_for_a_reader_of_another_language(sqlite) -> None:
    def draw() -> panels.Drawing:
        look = reader_look()
        figure = {"data": [{"type": "bar", "text": [look.number(1_234)]}], "layout": look.layout()}
        return panels.Drawing.of(figure, formats.count(1_234))

    remembered.latest()
    drawn = {}
    for language in ("vi", "en", "vi", "en"):
        with in_language(language):
            drawn.setdefault(language, []).append(panels.drawing("the same figure", draw))

    sent = {name: one.figure.to_dict() for name, (one, _again) in drawn.items()}
    texts = {name: (figure["data"][0]["text"][0], drawn[name][0].alt) for name, figure in sent.items()}
    assert texts == {"vi": ("1.234", "1.234"), "en": ("1,234", "1,234")}
    assert [sent[name]["layout"]["separators"] for name in ("vi", "en")] == [",.", ".,"]
    # The same reader gets the one that was kept.
    assert all(first is again for first, again in drawn.values())
    assert isinstance(drawn["en"][0].figure, go.Figure)


def test_columns_of_numbers_and_shares_follow_the_reader() -> None:
    table = pd.DataFrame({"Unit": ["A"], "Number": [1_234.0], "People": [5]})

    config = columns.numbers(table)

    assert list(config) == ["Number", "People"]
    assert {one["type_config"]["format"] for one in config.values()} == {"localized"}
    with in_language("vi"):
        assert columns.share(72)["type_config"]["format"] % 12 == f"12{NARROW}%"
    with in_language("en"):
        assert columns.share(72)["type_config"]["format"] % 12 == "12%"


# What writes a number or a day by itself, instead of asking ui/formats.py.
OWN_WAY = re.compile(r":[,.]|:%[dmYH]|strftime|\.replace\(\"[.,]\", \"[.,]\"\)")


def test_screens_write_no_number_and_no_day_by_themselves() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for folder in ("ui", "pages")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.name != "formats.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if OWN_WAY.search(line) and '"""' not in line
    ]

    assert found == []


def test_every_field_for_a_day_asks_for_it_as_days_are_written() -> None:
    fields = re.compile(r"\.(?:date_input|DateColumn)\((?:[^()]|\([^()]*\))*\)")
    calls = [
        call.group()
        for folder in ("ui", "pages")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for call in fields.finditer(path.read_text("utf-8"))
    ]

    assert len(calls) > 15
    assert [call for call in calls if 'format="DD/MM/YYYY"' not in call] == []
