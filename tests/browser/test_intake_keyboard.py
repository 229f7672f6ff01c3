"""A clerk enters paper petitions without touching the mouse, and loses nothing to a reload."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import until

MOST_KEYSTROKES = 60
# A run of the page with its draft, its term and its search for duplicates.
PAUSE = 700


class Keyboard:
    """Presses keys and counts them; typed text is not counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=5)

    def field(self) -> str:
        """The key of the field that has the cursor."""
        return str(
            self.page.evaluate(
                "() => document.activeElement.closest('[class*=st-key-in_], [class*=st-key-intake_]')"
                "?.className.match(/st-key-(\\S+)/)[1] ?? ''"
            )
        )

    def expect_field(self, key: str) -> None:
        """Wait until the cursor is there: a list closes, or the page focuses, a moment later."""
        until(self.page, "key => document.activeElement.closest('.st-key-' + key) !== null", key)


def begin(signed_in_page: Callable[..., Page]) -> tuple[Page, Keyboard]:
    page = signed_in_page("vanthu", path="/intake")
    keys = Keyboard(page)
    keys.expect_field("in_kind")
    return page, keys


def type_petition(keys: Keyboard, *, name: str, summary: str) -> None:
    """Kind, way it came, sender and content, in the order of the paper."""
    keys.press("Enter")
    keys.page.wait_for_selector(".st-key-in_about")
    # The stamp of today stands there already: day, month, year, calendar, then the way it came.
    keys.press("Tab", 5)
    keys.expect_field("in_channel_id")
    keys.type("Nộp")
    keys.press("Enter")
    keys.page.wait_for_timeout(PAUSE)
    # The date on the petition, then the two ticks.
    keys.press("Tab", 7)
    keys.expect_field("in_person_1_name")
    keys.type(name)
    keys.press("Tab")
    keys.type("001299004321")
    keys.press("Tab", 2)
    keys.type("Thôn Mẫu, xã Thử")
    keys.press("Tab", 3)
    keys.expect_field("in_summary")
    keys.type(summary)


def test_a_paper_petition_takes_at_most_sixty_keystrokes(signed_in_page) -> None:
    page, keys = begin(signed_in_page)

    type_petition(keys, name="Hà Thị Bàn Phím", summary="Khiếu nại việc tạm giữ hàng của đội kiểm tra số 9")
    keys.press("Tab")
    keys.type("Quyết định số 12 ngày 02/11")
    keys.press("Tab")
    keys.type("Đội kiểm tra số 9")
    # Office of the respondent, instance, discipline, then the field and the commune.
    keys.press("Tab", 4)
    keys.expect_field("in_field_id")
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.page.wait_for_timeout(PAUSE)
    keys.press("Control+Enter")
    expect(page.locator(".st-key-intake_saved h1")).to_contain_text("20", timeout=20_000)
    keys.expect_field("intake_new")
    keys.press("Enter")
    keys.expect_field("in_kind")

    assert keys.pressed <= MOST_KEYSTROKES, keys.pressed
    assert page.locator(".st-key-in_summary textarea").input_value() == ""


def test_the_last_field_typed_is_saved_with_the_shortcut(signed_in_page) -> None:
    page, keys = begin(signed_in_page)

    type_petition(keys, name="Ngô Văn Phím Tắt", summary="Phản ánh việc đong thiếu tại cửa hàng số 77")
    keys.press("Control+Enter")
    page.locator(".st-key-intake_saved").get_by_role("link", name="Mở đơn").click()

    expect(page.get_by_text("Phản ánh việc đong thiếu tại cửa hàng số 77").first).to_be_visible(
        timeout=20_000
    )


def test_a_reload_brings_back_every_committed_field(signed_in_page) -> None:
    page, keys = begin(signed_in_page)
    type_petition(keys, name="Đỗ Thị Tải Lại", summary="Nội dung còn đang gõ dở")
    keys.press("Tab")
    expect(page.get_by_text("Đã lưu nháp").first).to_be_visible(timeout=20_000)
    page.wait_for_timeout(PAUSE)

    page.reload()

    expect(page.locator(".st-key-in_person_1_name input")).to_have_value("Đỗ Thị Tải Lại", timeout=30_000)
    expect(page.locator(".st-key-in_summary textarea")).to_have_value("Nội dung còn đang gõ dở")
    expect(page.locator(".st-key-in_channel_id input")).to_have_value("Nộp đơn trực tiếp")
