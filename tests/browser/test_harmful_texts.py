"""In the browser: texts that mean harm are shown as they were typed, run nothing and fetch nothing."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from models import Setting
from services import database
from services.settings import settings
from services.sign_in import SAMPLE_PASSWORD
from tests import poisoned
from tests.browser.conftest import start_server, stop_server

SECONDS = 60_000
# What the harm would have become on the page.
BECAME = (
    f'img[src*="{poisoned.HOST}"], a[href*="{poisoned.HOST}"], a[href^="javascript"], img[src="x"], '
    '.katex, [style*="violet"], span.stMarkdownColoredText'
)


@pytest.fixture(scope="module")
def harmed(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server on a copy of the demonstration department in which every text means harm."""
    folder = tmp_path_factory.mktemp("harmed") / "data"
    shutil.copytree(demo_folder, folder, ignore=shutil.ignore_patterns("*.log", "facts*"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATA_DIR", str(folder))
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("TIEPDAN_KEY", "a key for browser tests, nothing real")
        database.dispose()
        with database.transaction() as session:
            poisoned.poison(session)
            session.add(Setting(key="sign_in.title", value=poisoned.POISON, valid_from=date(2020, 1, 2)))
        database.dispose()
    settings.cache_clear()
    process, url = start_server(folder, TIEPDAN_DEMO="1")
    yield url, folder
    stop_server(process)


def settled(page: Page) -> None:
    page.wait_for_selector('[data-testid="stMainBlockContainer"] h1', timeout=SECONDS)
    page.wait_for_timeout(500)
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=SECONDS)
    page.wait_for_timeout(300)


def read(page: Page) -> str:
    """The words on the screen, without the signs that have no width."""
    return " ".join(page.inner_text("body").replace("\N{WORD JOINER}", "").split())


def test_harmful_texts_run_nothing_and_fetch_nothing(
    context: BrowserContext, harmed: tuple[str, Path]
) -> None:
    url, folder = harmed
    with sqlite3.connect(folder / "tiepdan.db") as rows:
        cases = rows.execute(
            "SELECT code FROM cases WHERE voided_at IS NULL AND field_id IS NOT NULL "
            "AND kind <> 'recommendation' GROUP BY kind"
        ).fetchall()
        petitions = rows.execute("SELECT code FROM petitions WHERE voided_at IS NULL LIMIT 1").fetchall()
    asked: list[str] = []
    dialogs: list[str] = []
    page = context.new_page()

    def note(request: Request) -> None:
        if not request.url.startswith((url, url.replace("http", "ws"), "data:", "blob:")):
            asked.append(request.url)

    page.on("request", note)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{url}/sign-in?next=/cases")
    title = read(page)
    page.fill("#username", "giamdoc")
    page.fill("#password", SAMPLE_PASSWORD)
    page.click("button.main")
    settled(page)
    typed = " ".join(poisoned.POISON.split())
    acting, unread = {}, []
    places = ["monitor", "home"]
    places += [f"case?code={code}" for (code,) in cases] + [f"petition?code={code}" for (code,) in petitions]
    for place in places:
        page.goto(f"{url}/{place}")
        settled(page)
        if found := page.locator(BECAME).evaluate_all("all => all.map(one => one.outerHTML.slice(0, 200))"):
            acting[place] = found
        if typed not in read(page):
            unread.append(place)
    page.goto(f"{url}/cases")
    settled(page)
    page.locator('[data-testid="stDataFrame"]').first.hover()
    own_download = page.locator('button[aria-label^="Download as CSV"]').first

    assert (asked, dialogs, acting) == ([], [], {})
    # On overviews long texts are cut; where a text is read, it stands as it was typed.
    assert not [place for place in unread if "code=" in place]
    assert typed in title
    assert not own_download.is_visible()
