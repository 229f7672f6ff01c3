"""In the browser: files that are too large or of another kind, and two people in one case."""

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfWriter

from services.sign_in import SAMPLE_PASSWORD

SECONDS = 60_000


def pdf(size: int) -> bytes:
    """A real PDF of about so many bytes."""
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_attachment("pad.bin", bytes(size))
    writer.write(made)
    return made.getvalue().ljust(size, b"\n")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "“đơn.pdf” có dung lượng 25 MB; tối đa 20 MB."), ("en", "“đơn.pdf” has 25 MB; at most 20 MB")],
)
def test_a_scan_of_25_megabytes_is_refused_with_its_size_and_what_to_do(
    signed_in_page: Callable[..., Page], tmp_path: Path, language: str, sentence: str
) -> None:
    scan = tmp_path / "đơn.pdf"
    scan.write_bytes(pdf(25 * 1024 * 1024))
    page = signed_in_page("vanthu", path="/intake", language=language)

    page.set_input_files("input[type=file]", scan)

    expect(page.get_by_text(sentence)).to_be_visible(timeout=SECONDS)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "Tệp quá lớn so với giới hạn ghi ở trên."), ("en", "Too large: the limit stands above.")],
)
def test_what_the_server_would_not_even_take_is_refused_in_our_words(
    signed_in_page: Callable[..., Page], tmp_path: Path, language: str, sentence: str
) -> None:
    scan = tmp_path / "đơn.pdf"
    with scan.open("wb") as file:
        file.truncate(106_000_000)
    page = signed_in_page("vanthu", path="/intake", language=language)

    page.set_input_files("input[type=file]", scan)

    expect(page.locator("[data-testid=stFileUploader]").first).to_contain_text(sentence, timeout=SECONDS)


def test_a_scan_under_the_name_of_a_workbook_is_refused_as_what_it_is(
    signed_in_page: Callable[..., Page], tmp_path: Path
) -> None:
    book = tmp_path / "sổ.xlsx"
    book.write_bytes(pdf(1_000))
    page = signed_in_page("dauviec", path="/imports")

    page.set_input_files("input[type=file]", book)

    expect(page.get_by_text("“sổ.xlsx” không phải là bảng tính")).to_be_visible(timeout=SECONDS)


def test_the_second_of_two_in_one_case_keeps_his_text_and_sees_what_changed(
    browser: Browser, base_url: str, demo_folder: Path
) -> None:
    with sqlite3.connect(demo_folder / "tiepdan.db") as database:
        (code,) = database.execute(
            "SELECT code FROM cases WHERE state = 'verifying' AND kind = 'recommendation' ORDER BY id DESC"
        ).fetchone()
    first, second = (correcting(browser, base_url, code) for _person in range(2))

    write(second, "Lời của người thứ hai")
    write(first, "Lời của người thứ nhất")
    save(first)
    expect(first.get_by_text("Đã đính chính thông tin.").first).to_be_visible(timeout=SECONDS)
    save(second)

    expect(second.get_by_text("Nội dung bạn nhập vẫn được giữ")).to_be_visible(timeout=SECONDS)
    expect(second.locator(".st-key-correct_form li").last).to_contain_text("Lời của người thứ nhất")
    assert words(second).input_value() == "Lời của người thứ hai"
    save(second)
    expect(second.get_by_text("Đã đính chính thông tin.").first).to_be_visible(timeout=SECONDS)
    expect(second.get_by_text("Lời của người thứ hai", exact=True)).to_be_visible(timeout=SECONDS)


def correcting(browser: Browser, base_url: str, code: str) -> Page:
    """The form that corrects a case, in a browser of its own."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN").new_page()
    page.goto(f"{base_url}/sign-in?next=/cases")
    page.fill("#username", "dauviec")
    page.fill("#password", SAMPLE_PASSWORD)
    page.click("button.main")
    page.wait_for_selector("h1", timeout=SECONDS)
    page.goto(f"{base_url}/case?code={code}&do=correct")
    words(page).wait_for(timeout=SECONDS)
    return page


def words(page: Page):
    return page.locator(".st-key-correct_form textarea").first


def write(page: Page, text: str) -> None:
    """Type and leave the field; the rerun that follows must not swallow the next click."""
    words(page).fill(text)
    words(page).press("Tab")
    page.wait_for_timeout(500)
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=SECONDS)


def save(page: Page) -> None:
    page.locator(".st-key-correct_save button").click()
