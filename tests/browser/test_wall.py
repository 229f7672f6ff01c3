"""The wall turns by itself, is readable from afar, says when its figures are old, and grows no memory."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import until

# Pixels of the smallest letters, but for the foot that a person at the keyboard uses.
SMALLEST = 20
# Streamlit looks for its server below the page's own address first, and finds none there.
PROBES = ("/_stcore/health", "/_stcore/host-config")
HERE = "[...document.querySelectorAll('.td-wall-dots i')].findIndex(dot => dot.classList.contains('td-here'))"
SMALL = """smallest => [...document.querySelectorAll('[data-testid=stMain] *')]
    .filter(node => node.children.length === 0 && node.textContent.trim()
        && node.getClientRects().length && !node.closest('.st-key-wall_foot, style, script'))
    .filter(node => parseFloat(getComputedStyle(node).fontSize) < smallest)
    .map(node => node.textContent.trim().slice(0, 40))"""
TURN, STALE = 4, 2


def set_number(folder: Path, key: str, value: int) -> None:
    """A setting of the running server from today on."""
    with sqlite3.connect(folder / "tiepdan.db", timeout=30) as connection:
        connection.execute("DELETE FROM settings WHERE key = ?", (key,))
        connection.execute(
            "INSERT INTO settings (key, value, valid_from, note) VALUES (?, ?, '2020-01-01', '')",
            (key, str(value)),
        )


def open_wall(sign_in: Callable[..., Page]) -> tuple[Page, list[str]]:
    """The wall of a reader of figures, and what its console complains of."""
    page, errors = sign_in("xemsolieu"), []
    page.on(
        "console",
        lambda told: (
            errors.append(f"{told.text} {told.location['url']}")
            if told.type == "error" and not told.location["url"].endswith(PROBES)
            else None
        ),
    )
    page.goto(f"{page.url.split('?')[0].rpartition('/')[0]}/wall")
    expect(page.locator(".td-wall-head")).to_be_visible(timeout=30_000)
    return page, errors


def test_the_wall_turns_by_itself_in_large_letters_and_says_when_it_is_old(
    signed_in_page, demo_folder
) -> None:
    set_number(demo_folder, "wall.turn_seconds", TURN)
    set_number(demo_folder, "wall.stale_seconds", STALE)
    page, errors = open_wall(signed_in_page)
    first = page.evaluate(HERE)
    expect(page.locator("[data-testid=stSidebar]")).to_be_hidden()

    old = page.get_by_text("Số liệu đã cũ, chưa được cập nhật")
    expect(old).to_be_visible(timeout=20_000)
    until(page, f"first => {HERE} !== first", first)
    expect(old).to_be_hidden()

    assert page.locator(".td-wall-clock").inner_text().count(":") == 1
    assert page.evaluate(SMALL, SMALLEST) == []
    assert page.locator("[data-testid=stMain] a").count() == 1
    assert errors == []


@pytest.mark.proof
def test_eight_hours_of_refreshes_leave_memory_flat(signed_in_page, demo_folder, served) -> None:
    """960 turns, as many as eight hours have at 30 seconds, one each second."""
    set_number(demo_folder, "wall.turn_seconds", 1)
    page, errors = open_wall(signed_in_page)
    browser = page.context.new_cdp_session(page)

    def megabytes() -> tuple[float, float]:
        browser.send("HeapProfiler.collectGarbage")
        heap = browser.send("Runtime.getHeapUsage")["usedSize"] / 2**20
        status = Path(f"/proc/{served[0].pid}/status").read_text()
        server = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
        return heap, server / 1024

    seen = []
    for _quarter in range(8):
        page.wait_for_timeout(120_000)
        seen.append(megabytes())

    told = [f"{heap:.1f} MB page, {server:.0f} MB server" for heap, server in seen]
    assert seen[-1][0] - seen[0][0] < 4, told
    assert seen[-1][1] - seen[0][1] < 30, told
    assert errors == []
