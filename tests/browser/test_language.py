"""What Streamlit's own grids and calendars write follows the reader's language, not the browser's."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize(
    ("language", "number", "month"), [("vi", "1.234,5", "tháng"), ("en", "1,234.5", "[A-Z][a-z]+ 20")]
)
def test_grids_and_calendars_write_in_the_language_of_the_reader(
    signed_in_page, language: str, number: str, month: str
) -> None:
    # The browser of these tests is Vietnamese; an English reader must not see that.
    page: Page = signed_in_page("vanthu", path="/crowds?tab=over_level", language=language)

    written = page.evaluate("new Intl.NumberFormat(navigator.languages).format(1234.5)")
    page.locator(".st-key-over_level_day").get_by_role("button").click()

    assert written == number
    expect(page.locator("[data-baseweb=calendar], [role=dialog], [role=application]").first).to_contain_text(
        re.compile(month), timeout=60_000
    )


@pytest.mark.parametrize(("language", "sign"), [("vi", "\N{NO-BREAK SPACE}%"), ("en", "%")])
def test_the_monitor_writes_its_shares_in_the_language_of_the_reader(
    signed_in_page, language: str, sign: str
) -> None:
    page: Page = signed_in_page("giamdoc", path="/monitor", language=language)

    tile = page.locator(".st-key-card_figure_on_time_rate")
    expect(tile).to_contain_text(re.compile(r"\d\s?%.*\d\s?%", re.DOTALL), timeout=60_000)

    assert set(re.findall(r"(?<=\d)\s?%", tile.inner_text())) == {sign}
