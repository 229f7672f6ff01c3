"""The lines of months stand under the figures of the monitor, and pass the filter of the screen."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_the_lines_stand_under_the_figures_and_say_what_they_show(
    signed_in_page: Callable[..., Page],
) -> None:
    page = signed_in_page("giamdoc", path="/monitor")

    lines = page.locator(".td-spark[role=img]")

    expect(lines.first).to_be_visible(timeout=20_000)
    assert lines.count() >= 5
    assert "thấp nhất" in (lines.first.get_attribute("aria-label") or "")
    shape = lines.first.locator("b").evaluate("node => getComputedStyle(node).clipPath")
    assert shape.startswith("polygon(")
