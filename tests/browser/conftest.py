"""One server per test session with its own demonstration database, and Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from services.sign_in import SAMPLE_PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = 400
START_SECONDS = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str | None:
    """Debian's Chromium, or the one that CHROMIUM names."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a server of the tests: its own data, nobody else's database."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DATA_DIR", "TIEPDAN_KEY")}
    # Who asks is decided by our own trusted-proxy setting alone, as scripts/serve has it.
    kept["FORWARDED_ALLOW_IPS"] = ""
    return {**kept, "DATA_DIR": str(folder), "TIEPDAN_KEY": "a key for browser tests, nothing real", **more}


def start_server(
    folder: Path, *, port: int = 0, module: str = "streamlit", **more: str
) -> tuple[subprocess.Popen[bytes], str]:
    """Start the application on a port, a free one unless it is named; returns the process and its address.

    `module` is what runs it: Streamlit itself, or what prepares something and then calls Streamlit.
    """
    port = port or free_port()
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", module, "run", "app.py"),
            *("--server.port", str(port), "--server.address", "127.0.0.1"),
        ],
        cwd=ROOT,
        env=environment(folder, **more),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{url}/health/live", timeout=2):
                return process, url
        except (URLError, OSError):
            if process.poll() is not None:
                break
            time.sleep(0.3)
    process.kill()
    raise RuntimeError((folder / "server.log").read_text(errors="replace")[-3000:])


def stop_server(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop; insist after ten seconds."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration department, made once."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run(
        [sys.executable, "manage.py", "demo", "--cases", str(CASES), "--seed", "7"],
        cwd=ROOT,
        env=environment(folder, TIEPDAN_DEMO="1"),
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture(scope="session")
def served(demo_folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A running server on the demonstration database: its process and its address."""
    process, url = start_server(demo_folder, TIEPDAN_DEMO="1")
    yield process, url
    stop_server(process)


@pytest.fixture(scope="session")
def base_url(served: tuple[subprocess.Popen[bytes], str]) -> str:
    """The address of a running server on the demonstration database."""
    return served[1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a screen."""
    path = chromium_path()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is not installed, and REQUIRE_BROWSER=1 is set")
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile of 1440 x 900."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    yield context
    context.close()


def until(page: Page, expression: str, argument: object = None, *, seconds: float = 30) -> None:
    """Wait until an expression holds in the page.

    Playwright's own `wait_for_function` evaluates text within the page, which the content policy forbids.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression, argument):
        assert time.monotonic() < deadline, f"not within {seconds} s: {expression}"
        page.wait_for_timeout(50)


@pytest.fixture
def signed_in_page(context: BrowserContext, base_url: str) -> Callable[..., Page]:
    """Sign in as a sample account: `signed_in_page("vanthu", path="/intake", language="vi")`."""

    def sign_in(username: str, *, path: str = "/", language: str = "vi") -> Page:
        host = base_url.removeprefix("http://").split(":")[0]
        context.add_cookies([{"name": "tiepdan_language", "value": language, "domain": host, "path": "/"}])
        page = context.new_page()
        page.goto(f"{base_url}/sign-in?next={path}")
        page.fill("#username", username)
        page.fill("#password", SAMPLE_PASSWORD)
        page.click("button.main")
        page.wait_for_selector('[data-testid="stMainBlockContainer"] h1', timeout=60_000)
        return page

    return sign_in
