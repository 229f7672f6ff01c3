"""Charts are what their data say: colours stay put, nothing is cut off, every mark knows its rows."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest

from ui.charts import ageing, days, periods, ranks
from ui.charts.base import Look

KINDS = {"complaint": "Complaint", "denunciation": "Denunciation", "recommendation": "Recommendation"}
MONTHS = [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
MONTHLY = pd.DataFrame(
    {
        "month": pd.to_datetime(["2026-09-01", "2026-11-01", "2026-11-01"]),
        "kind": ["complaint", "complaint", "recommendation"],
        "value": [3.0, 1200.0, 34.0],
    }
)


def monthly(counts: pd.DataFrame = MONTHLY, look: Look | None = None) -> dict:
    return periods.months_by_kind(
        counts,
        months=MONTHS,
        words=KINDS,
        sentence="{month}, {kind}: {count}",
        look=look or Look(),
        faint_before=date(2026, 10, 1),
    )


def every_figure(look: Look) -> list[dict]:
    counts = pd.DataFrame({"unit": [4, 5], "age_band": ["1-15", "91+"], "value": [2.0, 9.0]})
    ranked = pd.DataFrame({"unit": [4, 5], "label": ["A", "B"], "value": [2.0, 9.0]})
    due = pd.DataFrame({"due": pd.to_datetime(["2026-11-24"]), "value": [4.0]})
    weeks = {"crowds": pd.DataFrame({"week": pd.to_datetime(["2026-11-16"]), "value": [2.0]})}
    return [
        monthly(look=look),
        ranks.ranked(ranked, key="unit", sentence="{name}: {count}", look=look),
        ageing.heat_table(
            counts,
            rows={5: "B", 4: "A"},
            bands=["1-15", "91+"],
            band_words={"1-15": "1-15 days", "91+": "91+ days"},
            sentence="{unit}, {band}: {count}",
            look=look,
        ),
        days.due_days(
            due,
            days=[date(2026, 11, 23), date(2026, 11, 24)],
            weekday=lambda day: "Mon",
            sentence="{day}: {count}",
            look=look,
        ),
        periods.series_by_time(
            weeks,
            dimension="week",
            days=[date(2026, 11, 16)],
            names=["16/11"],
            words={"crowds": "Crowds"},
            sentence="{time}, {series}: {count}",
            look=look,
        ),
    ]


@pytest.mark.parametrize("look", [Look(), Look(dark=True)], ids=["light", "dark"])
def test_every_figure_is_one_that_plotly_accepts(look: Look) -> None:
    for figure in every_figure(look):
        drawn = go.Figure(figure)

        assert drawn.layout.paper_bgcolor == "rgba(0,0,0,0)"
        assert drawn.layout.clickmode == "event+select"
        assert drawn.layout.hovermode == "closest"


def test_every_mark_has_a_sentence_and_its_rows() -> None:
    for figure in every_figure(Look()):
        for trace in figure["data"]:
            marks = len(trace["y"])
            assert len(trace["customdata"]) == len(trace["hovertext"]) == marks
            # With a font beside the marker, plotly reports no click.
            assert set(trace["unselected"]) == {"marker"}


def test_bars_begin_at_zero() -> None:
    for figure in every_figure(Look()):
        lying = figure["data"][0].get("orientation") == "h"
        axis = figure["layout"]["xaxis" if lying else "yaxis"]
        assert axis["range"][0] == 0


def test_every_kind_has_its_trace_and_every_month_its_place() -> None:
    figure = monthly()

    assert [trace["name"] for trace in figure["data"]] == list(KINDS.values())
    assert [trace["y"] for trace in figure["data"]] == [[3, 0, 1200], [0, 0, 0], [0, 0, 34]]
    assert figure["data"][0]["marker"]["opacity"] == [0.42, 1.0, 1.0]
    assert figure["data"][0]["customdata"][2] == ["2026-11-01", "complaint"]


@pytest.mark.parametrize(
    ("language", "separators", "total", "sentence"),
    [("vi", ",.", "1.234", "11/2026, Complaint: 1.200"), ("en", ".,", "1,234", "11/2026, Complaint: 1,200")],
)
def test_months_are_written_in_the_language_of_the_look(language, separators, total, sentence) -> None:
    figure = monthly(look=Look(language=language))

    (label,) = figure["layout"]["annotations"]
    assert (label["x"], label["y"], label["text"]) == ("11/2026", 1234, total)
    assert figure["data"][0]["hovertext"][2] == sentence
    # The ticks of the axis are written by Plotly, with these marks.
    assert figure["layout"]["separators"] == separators
    assert figure["layout"]["yaxis"]["tickformat"] == ",~f"


@pytest.mark.parametrize(("language", "written"), [("vi", "12.345"), ("en", "12,345")])
def test_every_figure_writes_its_numbers_in_the_language_of_the_look(language: str, written: str) -> None:
    look = Look(language=language)
    many = 12_345.0
    day = date(2026, 11, 23)
    figures = [
        ranks.ranked(
            pd.DataFrame({"unit": [4], "label": ["A"], "value": [many]}),
            key="unit",
            sentence="{count}",
            look=look,
        ),
        ageing.heat_table(
            pd.DataFrame({"unit": [4], "age_band": ["91+"], "value": [many]}),
            rows={4: "A"},
            bands=["91+"],
            band_words={"91+": "91+"},
            sentence="{count}",
            look=look,
        ),
        days.due_days(
            pd.DataFrame({"due": pd.to_datetime([day]), "value": [many]}),
            days=[day],
            weekday=lambda _day: "Mon",
            sentence="{day}: {count}",
            look=look,
        ),
    ]

    assert [figure["data"][0]["text"] for figure in figures] == [[written]] * 3
    assert [figure["data"][0]["hovertext"][0] for figure in figures] == [
        written,
        written,
        f"23/11/2026: {written}",
    ]
    series = periods.series_by_time(
        {"crowds": pd.DataFrame({"week": pd.to_datetime([day]), "value": [many]})},
        dimension="week",
        days=[day],
        names=["23/11"],
        words={"crowds": "Crowds"},
        sentence="{count}",
        look=look,
    )
    assert series["data"][0]["hovertext"] == [written]
    assert series["layout"]["annotations"][0]["text"] == written


def test_a_kind_has_the_same_colour_whatever_is_shown() -> None:
    alone = MONTHLY[MONTHLY["kind"] == "recommendation"]

    assert [t["marker"]["color"] for t in monthly(alone)["data"]] == [
        t["marker"]["color"] for t in monthly()["data"]
    ]


def test_a_long_name_beside_a_bar_stands_in_two_lines() -> None:
    names = ["Trình bày trực tiếp tại nơi tiếp công dân", "Một tên dài " * 8]
    counts = pd.DataFrame({"channel": [1, 2], "label": names, "value": [2.0, 1.0]})

    figure = ranks.ranked(counts, key="channel", sentence="{name}: {count}", look=Look())

    first, second = figure["layout"]["yaxis"]["ticktext"]
    assert first == "Trình bày trực tiếp tại<br>nơi tiếp công dân"
    assert second.count("<br>") == 1
    assert second.endswith("…")
    # Whole when pointed at.
    assert names[1] in figure["data"][0]["hovertext"][1]


def test_what_does_not_fit_a_ranking_is_summed_up_and_cannot_be_opened() -> None:
    counts = pd.DataFrame(
        {
            "unit": [1, 2, 3, None],
            "label": ["A", "B", "C", "Not recorded"],
            "value": [5.0, 9.0, 1.0, 7.0],
        }
    )

    figure = ranks.ranked(
        counts, key="unit", sentence="{name}: {count}", look=Look(), most=2, rest="{count} others"
    )

    (bars,) = figure["data"]
    assert figure["layout"]["yaxis"]["ticktext"] == ["B", "Not recorded", "2 others"]
    assert bars["x"] == [9, 7, 6]
    assert bars["customdata"] == [[2], [None], [""]]


def test_heat_cells_stand_by_row_and_band_and_zero_has_no_number() -> None:
    figure = every_figure(Look())[2]

    first, last = figure["data"]
    assert (first["text"], last["text"]) == (["", "2"], ["9", ""])
    assert last["customdata"] == [[5, "91+"], [4, "91+"]]
    assert last["marker"]["color"][0] == Look().palette.heat[-1]
    assert last["marker"]["color"][1] == Look().palette.heat[0]


def test_months_between_cross_the_year() -> None:
    assert periods.months_between(date(2025, 11, 20), date(2026, 2, 1)) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
