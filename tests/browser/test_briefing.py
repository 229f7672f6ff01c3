"""The keys of a presenter turn the slides, large and alone on the screen."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_the_keys_of_a_presenter_turn_the_slides(signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page("giamdoc", path="/briefing")
    page.get_by_role("button", name="Trình chiếu", exact=True).click()
    title = page.locator("h2.td-slide")
    expect(page.locator(".td-hint")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-testid=stSidebar]")).to_be_hidden()

    for key, said in (
        ("ArrowRight", "2. Mới và đáng chú ý"),
        ("Space", "3. Quá hạn và sắp quá hạn theo đơn vị"),
        ("PageUp", "2. Mới và đáng chú ý"),
        ("End", "7. Kết luận"),
        ("ArrowRight", "7. Kết luận"),
        ("Home", "1. Tổng quan tuần"),
    ):
        page.keyboard.press(key)
        expect(title).to_have_text(said, timeout=20_000)

    size = page.locator(".td-line").first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 22
    page.keyboard.press("Escape")
    expect(page.locator("[data-testid=stSidebar]")).to_be_visible(timeout=20_000)
