"""Saved views by keyboard alone: kept under a name, opened again, and the browser's history follows."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import until

BUTTON = ".st-key-saved_views button"
OPENED = "document.activeElement.matches('.st-key-saved_body')"


def press_until(page: Page, selector: str, *, most: int = 20) -> None:
    """Tab on until the focus is within what the selector finds."""
    for _number in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => !!document.activeElement.closest(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def open_by_keyboard(page: Page) -> None:
    page.focus(BUTTON)
    page.keyboard.press("Enter")
    try:
        until(page, OPENED, seconds=10)
    except AssertionError:
        # A screen that is drawn anew at that moment takes no key; a person presses once more.
        page.focus(BUTTON)
        page.keyboard.press("Enter")
        until(page, OPENED)


def named(page: Page, name: str) -> None:
    """Wait until the button of the saved views bears a name, and the page has been drawn to its end."""
    page.wait_for_selector(f"{BUTTON}:has-text('{name}')")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def test_a_filter_is_saved_and_opened_by_keyboard(signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page("dauviec", path="/statistics%3Fperiod%3Dm2026-10%26kind%3Dcomplaint")
    named(page, "Bộ lọc đã lưu")
    open_by_keyboard(page)

    press_until(page, ".st-key-saved_form [data-testid=stTextInput]")
    page.keyboard.type("Khiếu nại tháng 10")
    press_until(page, ".st-key-saved_save")
    page.keyboard.press("Enter")

    named(page, "Khiếu nại tháng 10")
    saved = page.url
    assert "kind=complaint" in saved

    page.goto(saved.split("?")[0] + "?period=last12")
    named(page, "Bộ lọc đã lưu")
    open_by_keyboard(page)
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('.st-key-saved_body')")
    until(page, f"document.activeElement === document.querySelector('{BUTTON}')")
    open_by_keyboard(page)
    press_until(page, "[class*=st-key-saved_open_]")
    page.keyboard.press("Enter")

    named(page, "Khiếu nại tháng 10")
    assert page.url == saved

    page.go_back()
    named(page, "Bộ lọc đã lưu")
    assert page.url.endswith("?period=last12")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
