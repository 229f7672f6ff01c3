"""A click in a chart filters the others, a click on what is chosen opens its rows: tried in a browser."""

import re
from collections.abc import Callable

from playwright.sync_api import Page

BARS = ".st-key-panel_statistics_received_field .bars .point path"
DONE = "[data-testid=stApp][data-test-script-state=notRunning]"


def click_first_bar(page: Page) -> None:
    bar = page.locator(BARS).first
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 10, box["y"] + box["height"] / 2)


def test_a_bar_is_chosen_with_one_click_and_opened_with_the_next(
    signed_in_page: Callable[..., Page],
) -> None:
    page = signed_in_page("giamdoc", path="/statistics")
    page.wait_for_selector(BARS)
    page.wait_for_selector(DONE)

    click_first_bar(page)
    page.wait_for_selector(".st-key-statistics_chips button")
    page.wait_for_selector(DONE)
    chosen = page.url
    number = re.search(r"\d[\d.]*", page.locator(".st-key-statistics_counts a").first.inner_text())
    click_first_bar(page)
    page.wait_for_url("**/rows?**")
    page.wait_for_selector("[data-testid=stDataFrame]")

    assert re.search(r"by_field=\d+", chosen)
    assert re.search(r"by_field=\d+", page.url)
    assert "measure=received" in page.url
    assert number is not None
    assert f"/ {number.group()}" in page.locator("[data-testid=stCaptionContainer]").all_inner_texts()[1]
