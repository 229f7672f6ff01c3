"""A click in a chart filters the others, a click on what is chosen opens its rows: tried in a browser."""

import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
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


def test_a_picture_of_a_chart_says_what_it_shows(signed_in_page: Callable[..., Page], tmp_path: Path) -> None:
    page = signed_in_page("giamdoc", path="/statistics")
    page.wait_for_selector(BARS)
    page.wait_for_selector(DONE)
    panel = page.locator(".st-key-panel_statistics_received_field")
    panel.scroll_into_view_if_needed()
    panel.locator(".js-plotly-plot").hover()
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))

    with page.expect_download() as waiting:
        panel.locator(".modebar-btn").click()
    saved = tmp_path / "chart.png"
    waiting.value.save_as(saved)

    title = panel.locator(".td-title").inner_text()
    assert waiting.value.suggested_filename.removesuffix(".png") == title.replace("/", "_")
    box = panel.locator(".js-plotly-plot").bounding_box()
    assert box is not None
    with Image.open(saved) as picture:
        # Twice as sharp as the screen, and taller than the plot by its title and filter.
        assert picture.format == "PNG"
        assert picture.width >= 2 * box["width"]
        assert picture.height >= 2 * (box["height"] + 40)
        plain = picture.convert("L")
        title_line = plain.crop((0, 0, plain.width, 84))
        names = plain.crop((0, plain.height // 3, plain.width // 5, plain.height))
    # The title is written, and so are the names beside the bars.
    for part in (title_line, names):
        lightest, darkest = part.getextrema()[1], part.getextrema()[0]
        assert lightest - darkest > 120
    # Its letters came along from this server, in the font of the screen.
    assert [url for url in asked_for if "be-vietnam-pro" in url]
    assert all(
        url.startswith(page.url.split("/statistics")[0]) or url.startswith("data:") for url in asked_for
    )


def test_a_sheet_of_paper_holds_charts_and_tables_to_their_right_edge(
    signed_in_page: Callable[..., Page],
) -> None:
    page = signed_in_page("giamdoc", path="/statistics")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_selector(BARS)
    page.wait_for_selector(DONE)

    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 990})
    edges = page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot svg.main-svg')]"
        ".map((one) => one.getBoundingClientRect().right)"
    )
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")

    assert edges
    assert max(edges) <= 700
    assert page.locator(".js-plotly-plot svg.main-svg[viewBox]").count() == 0
