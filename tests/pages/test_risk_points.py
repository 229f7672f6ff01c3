"""The grid of points on the page of rules: what is wrong is said by its line, the rest is published."""

import pytest
import streamlit as st
from sqlmodel import select

from models import RiskPointVersion
from models.enums import Role
from services import database
from services.hotspots import points
from tests.conftest import TODAY
from tests.pages.test_rules import opened, table
from ui.rules import risk_points


@pytest.fixture
def typed(monkeypatch):
    """Let the grid come back with one value typed; AppTest cannot type into a grid."""
    untouched = st.data_editor

    def type_in(line: int, column: str, value: int) -> None:
        def editor(data, *, key, **values):
            untouched(data, key=key, **values)
            if key.startswith("points_grid_0"):
                data = data.copy()
                data.loc[line, column] = value
            return data

        monkeypatch.setattr(st, "data_editor", editor)

    return type_in


def test_a_wrong_line_is_named_and_not_published(open_page, page_build, typed) -> None:
    typed(2, "points", 1)

    page = opened(open_page, page_build.user(Role.ADMINISTRATOR), "points")

    assert [one.value for one in page.error] == [
        "Line 2: a higher value may not bring fewer points than the line before it."
    ]
    assert [one.key for one in page.button if one.key in ("points_publish", "points_preview")] == []


def test_a_table_is_published_with_its_basis_and_told_from_the_one_before(
    open_page, page_build, typed
) -> None:
    typed(1, "points", 9)
    page = opened(open_page, page_build.user(Role.DIRECTOR), "points")
    assert table(page, "Before")["Before"].tolist() == ["5–9 · 8 points · looks back 90 days"]

    assert "points_publish" not in [one.key for one in page.button]
    page.button(key="points_preview").click().run()
    levels = table(page, "Risk level")
    assert levels["Risk level"].tolist() == ["Hot", "Warning", "Watch", "Normal"]
    page.button(key="points_publish").click().run()
    assert "“Basis (document)” is empty. Fill it in." in [one.value for one in page.error]
    page.text_input(key="points_basis_0").set_value("12/QĐ-SCT")
    page.button(key="points_publish").click().run()

    assert not page.exception
    with database.reading() as session:
        row = session.exec(select(RiskPointVersion)).one()
        assert points.tables(session).on(row.effective_from).points("crowd_size", 6) == 9
    assert table(page, "Afterwards")["Afterwards"].tolist() == ["5–9 · 9 points · looks back 90 days"]
    assert any("12/QĐ-SCT" in one.value for one in page.caption)


def test_who_may_not_publish_reads_the_table(open_page, page_build) -> None:
    page = opened(open_page, page_build.user(Role.OFFICER), "points")

    assert "Largest crowd (people)" in table(page, "factor")["factor"].tolist()


def test_the_grid_gives_back_what_it_was_given() -> None:
    lines = points.table_on(TODAY).lines()

    found = risk_points.lines_of(risk_points.frame_of(lines))

    assert [number for number, _band in found] == list(range(1, len(lines) + 1))
    assert [(b.factor, b.high, b.window_days, b.points) for _n, b in found] == [
        (b.factor, b.high, b.window_days, b.points) for b in lines
    ]
