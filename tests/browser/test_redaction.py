"""In the browser: boxes drawn with a real mouse end up black in the copy that is handed out."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.services.scans import PLACE, cut, letter, pages_of

SECONDS = 60_000
FORMER = (60.0, 40.0, 80.0, 50.0)


def settled(page: Page) -> None:
    page.wait_for_timeout(400)
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=SECONDS)


def drag(page: Page, place: tuple[float, float, float, float], *, turn: int) -> None:
    """Draw over a place of the page, given in percent, as a hand does.

    After each box the page is drawn anew; a hand waits for it, and so does `turn`, counted from 0.
    """
    fresh = page.locator(f".st-key-redaction_draw_1_{turn} .nsewdrag")
    fresh.wait_for(timeout=SECONDS)
    settled(page)
    paper = fresh.bounding_box()
    assert paper is not None
    x0, x1 = (paper["x"] + paper["width"] * part / 100 for part in (place[0], place[2]))
    y0, y1 = (paper["y"] + paper["height"] * part / 100 for part in (place[1], place[3]))
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2, steps=4)
    page.mouse.move(x1, y1, steps=4)
    page.mouse.up()
    settled(page)


def test_a_drag_of_the_mouse_becomes_a_black_box_of_the_copy(
    signed_in_page: Callable[..., Page], base_url: str, demo_folder: Path, tmp_path: Path
) -> None:
    with sqlite3.connect(demo_folder / "tiepdan.db") as database:
        (code,) = database.execute(
            "SELECT code FROM petitions WHERE kind = 'denunciation' AND voided_at IS NULL ORDER BY id DESC"
        ).fetchone()
    scan = tmp_path / "don.pdf"
    scan.write_bytes(letter())
    page = signed_in_page("giamdoc", path=f"/petition?code={code}")
    page.set_input_files("[class*=st-key-petition_upload] input[type=file]", scan)
    page.get_by_role("button", name="Lập bản che").click(timeout=SECONDS)
    page.locator("[class*=st-key-redaction_draw] .nsewdrag").wait_for(timeout=SECONDS)
    settled(page)

    drag(page, PLACE, turn=0)
    expect(page.locator(".st-key-redaction_back_0")).to_be_visible(timeout=SECONDS)
    drag(page, FORMER, turn=1)
    expect(page.locator(".st-key-redaction_back_1")).to_be_visible(timeout=SECONDS)
    page.locator(".st-key-redaction_back_1 button").click()
    expect(page.locator(".st-key-redaction_back_1")).to_have_count(0, timeout=SECONDS)
    page.get_by_text("2. Xem lại bản che").click()
    page.locator(".st-key-redaction_look button").click(timeout=SECONDS)
    page.locator(".st-key-redaction_confirmed label").click(timeout=SECONDS)
    settled(page)
    page.locator(".st-key-redaction_save button").click(timeout=SECONDS)
    page.get_by_role("button", name="Bản che lập lúc").click(timeout=SECONDS)
    with page.expect_download(timeout=SECONDS) as download:
        page.get_by_role("button", name="Lưu tệp").click(timeout=SECONDS)

    assert download.value.suggested_filename.startswith("ban-che-")
    (paper,) = pages_of(Path(download.value.path()).read_bytes())
    left, top, right, bottom = PLACE
    # A hand is exact to about a dot of the screen.
    inner = (left + 0.5, top + 0.5, right - 0.5, bottom - 0.5)
    assert cut(paper, inner).getextrema() == ((0, 0), (0, 0), (0, 0))
    assert cut(paper, FORMER).getextrema()[0][0] > 240
