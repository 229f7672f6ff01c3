"""The charts of the statistics screen as data: what stands where, what a mark hands on, what is faded."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go
import pytest

from services.choices import Choice
from services.statistics.crossing import Crossing
from ui.charts import columns, flow, lines, ranks
from ui.charts.base import Look, broken, faint
from ui.i18n import in_language
from ui.statistics import counts, crosstab, drill
from ui.statistics.board import Mark, value_of
from ui.statistics.outcomes import flows
from ui.statistics.panel import Picking, config, faded

LOOK = Look(language="vi")


def test_standing_bars_keep_the_order_of_their_labels_and_say_their_number() -> None:
    figure = columns.standing(
        {"31-90": 1234, "0-30": 2},
        labels={"0-30": "0-30 ngày", "31-90": "31-90 ngày", "91+": "91+ ngày"},
        sentence="{name}: {count} vụ việc",
        look=LOOK,
    )

    bars = go.Figure(figure).data[0]
    assert bars.y == (2, 1234, 0)
    assert bars.text[1] == "1.234"
    assert bars.hovertext[1] == "31-90 ngày: 1.234 vụ việc"
    assert [list(key) for key in bars.customdata] == [["0-30"], ["31-90"], ["91+"]]
    assert figure["layout"]["yaxis"]["range"][0] == 0


def test_months_stand_beside_those_of_the_year_before_which_cannot_be_chosen() -> None:
    figure = columns.beside_last_year(
        {date(2026, 2, 1): 7.0},
        {date(2025, 1, 1): 3.0},
        months=[date(2026, 1, 1), date(2026, 2, 1)],
        words=("Kỳ này", "Năm trước"),
        sentence="{month}: {count} đơn",
        look=LOOK,
    )

    earlier, now = go.Figure(figure).data
    assert (earlier.name, earlier.y, now.y) == ("Năm trước", (3, 0), (0, 7))
    assert earlier.hovertext[0] == "01/2025: 3 đơn"
    assert earlier.marker.color == LOOK.palette.comparison
    assert [list(key) for key in now.customdata] == [["2026-01-01"], ["2026-02-01"]]
    mark_of = counts.marker("received", "month")
    assert [mark_of(key) for key in earlier.customdata] == [None, None]


def test_a_share_without_a_basis_leaves_a_gap_and_the_target_is_named() -> None:
    with in_language("vi"):
        figure = lines.share_by_month(
            {date(2026, 1, 1): 0.915},
            months=[date(2026, 1, 1), date(2026, 2, 1)],
            target=0.95,
            words={"month": "{month}: đúng hạn {share}", "target": "mục tiêu {share}"},
            look=LOOK,
        )

    line = go.Figure(figure).data[0]
    assert line.y == (0.915, None)
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts] == ["mục tiêu<br>95 %", "91,5 %"]
    assert figure["layout"]["shapes"][0]["y0"] == 0.95


@pytest.mark.parametrize(("last", "side"), [(0.97, "bottom"), (0.76, "top")])
def test_no_point_of_a_share_lies_under_the_words_of_its_target_or_its_last_number(last, side) -> None:
    months = [date(2026, 1, 1), date(2026, 2, 1)]
    figure = lines.share_by_month(
        {months[0]: 0.95, months[1]: last},
        months=months,
        target=0.95,
        words={"month": "{month}: {share}", "target": "target {share}"},
        look=LOOK,
    )

    target, number = figure["layout"]["annotations"]
    # In the margin beside the plot.
    assert (target["xref"], target["x"], target["xanchor"], target["y"]) == ("paper", 1, "left", 0.95)
    assert figure["layout"]["margin"]["r"] > 70
    # Above the end of a line that rises, below one that falls.
    assert (number["y"], number["yanchor"]) == (last, side)


def test_the_latest_year_around_the_holiday_stands_out() -> None:
    weeks = pd.DataFrame(
        [
            (2025, 0, date(2025, 1, 27), 4.0),
            (2026, -1, date(2026, 2, 9), 5.0),
            (2026, 0, date(2026, 2, 16), 0.0),
        ],
        columns=["year", "offset", "week", "value"],
    )

    figure = lines.years_around(weeks, sentence="{year}, {week}: {count}", holiday="Tết", look=LOOK)

    earlier, latest = go.Figure(figure).data
    assert (earlier.name, latest.name) == ("2025", "2026")
    assert (latest.x, latest.y) == ((-1, 0), (5, 0))
    assert latest.line.color == LOOK.palette.accent
    assert latest.hovertext[0] == "2026, 09/02/2026: 5"
    assert figure["layout"]["annotations"][0]["text"] == "Tết"


def test_the_bands_of_petitions_add_up_on_both_sides_and_say_their_words() -> None:
    found = pd.DataFrame(
        [("complaint", "accept", 3.0), ("complaint", None, 2.0), ("denunciation", "forward", 1.0)],
        columns=["kind", "outcome", "value"],
    )

    figure = flow.bands(
        flows(found),
        sources={"complaint": "Khiếu nại", "denunciation": "Tố cáo", "recommendation": "Kiến nghị"},
        targets={"accept": "Thụ lý", "forward": "Chuyển đơn", "open": "Đang xử lý", "file": "Lưu đơn"},
        sentence="{source} → {target}: {count} đơn",
        look=LOOK,
    )

    sankey = go.Figure(figure).data[0]
    assert sankey.node.label == (
        "Khiếu nại · 5",
        "Tố cáo · 1",
        "Thụ lý · 3",
        "Chuyển đơn · 1",
        "Đang xử lý · 2",
    )
    links = zip(sankey.link.source, sankey.link.target, sankey.link.value, strict=True)
    assert list(links) == [(0, 2, 3), (0, 4, 2), (1, 3, 1)]
    assert sankey.link.customdata[1] == "Khiếu nại → Đang xử lý: 2 đơn"


def test_few_bars_fill_their_panel_without_becoming_walls() -> None:
    table = pd.DataFrame({"unit": [4, 5], "label": ["A", "B"], "value": [2.0, 1.0]})

    figure = ranks.ranked(table, key="unit", sentence="{name}: {count}", look=LOOK)

    assert figure["layout"]["yaxis"]["range"] == [1.5, -0.5]
    assert max(figure["data"][0]["width"]) < 0.3


def test_what_is_not_chosen_is_faded_and_a_chart_without_a_choice_is_left_alone() -> None:
    figure = columns.standing({"a": 1, "b": 2}, labels={"a": "A", "b": "B"}, sentence="{name}", look=LOOK)
    mark_of = counts.marker("received", "kind")

    chosen = faded(figure, {"kind": "b"}, mark_of)
    other = faded(figure, {"field": "3"}, mark_of)

    accent = LOOK.palette.accent
    assert chosen["data"][0]["marker"]["color"] == [faint(accent, 0.35), accent]
    # plotly reports no click on a trace with a list of opacities.
    assert "opacity" not in chosen["data"][0]["marker"]
    assert other is figure


def test_a_click_hands_its_mark_on_and_a_click_beside_it_nothing() -> None:
    handed = []
    picking = Picking(
        "board", counts.marker("open", "unit", "field"), lambda board, mark: handed.append(mark)
    )

    picking.pick([4, None])
    picking.pick(None)
    picking.pick(["", 2])

    assert handed == [Mark("open", {"unit": "4", "field": "none"})]
    assert [value_of(one) for one in (3.0, None, "x", float("nan"))] == ["3", "none", "x", "none"]


def test_the_one_button_of_a_chart_saves_a_picture_and_says_so_in_vietnamese() -> None:
    with in_language("vi"):
        made = config("Đơn theo tháng")

    assert made["modeBarButtons"] == [["toImage"]]
    assert made["toImageButtonOptions"]["filename"] == "Đơn theo tháng"
    words = made["locales"][made["locale"]]["dictionary"]
    assert words["Download plot as a PNG"] == "Lưu thành ảnh (PNG)"


def test_the_tree_of_units_is_gone_down_and_up_by_its_indentation() -> None:
    units = [Choice(1, "Sở", "so"), Choice(2, "A", "a", 1), Choice(3, "A1", "a1", 2), Choice(4, "B", "b", 1)]

    assert drill.place(None, units) == 1
    assert drill.parts(1, units) == [1, 2, 4]
    assert drill.parts(2, units) == [2, 3]
    assert (drill.parent(3, units), drill.parent(1, units)) == (2, None)
    assert drill.chain_words(3, units) == "Sở › A › A1"
    assert drill.parts(None, units) == [1]


def test_a_chosen_cell_stands_for_its_row_and_column_and_a_total_for_one_of_them() -> None:
    crossed = Crossing(
        rows=(4, None),
        columns=("complaint", "denunciation"),
        cells={(4, "complaint"): 2.0, (None, "denunciation"): 1.0},
        row_totals={4: 2.0, None: 1.0},
        column_totals={"complaint": 2.0, "denunciation": 1.0},
        total=3.0,
    )
    headings = ["Đơn vị", "Khiếu nại", "Tố cáo", "Tổng cộng"]

    def mark(row: int, heading: str) -> object:
        return crosstab.mark_of((row, heading), ("unit", "kind"), crossed, headings)

    assert mark(0, "Tố cáo") == {"unit": "4", "kind": "denunciation"}
    assert mark(1, "Tổng cộng") == {"unit": "none"}
    assert mark(2, "Khiếu nại") == {"kind": "complaint"}
    assert mark(2, "Tổng cộng") == {}
    assert mark(0, "Đơn vị") == {"unit": "4"}


def test_headings_differ_and_long_names_stand_in_lines() -> None:
    assert crosstab.unique(["A", "B", "A"]) == ["A", "B", "A (2)"]
    assert broken("Chợ và thương mại", 11) == "Chợ và<br>thương mại"
