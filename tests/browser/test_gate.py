"""Nothing is shown without signing in; nothing leaves the site; the language is the document's."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from services.sign_in import SAMPLE_PASSWORD
from tests.browser.conftest import start_server, stop_server
from ui.navigation import PAGES

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_fresh_server_asked_for_every_page_unsigned_shows_none(demo_folder: Path, tmp_path: Path) -> None:
    # A server of its own: what must hold is the very first request after its start.
    process, url = start_server(demo_folder, TIEPDAN_DEMO="1")
    try:
        for entry in PAGES:
            answer = httpx.get(f"{url}/{entry.name}", headers={"Accept": "text/html"})
            plain = httpx.get(f"{url}/{entry.name}")

            assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next=%2F{entry.name}")
            assert plain.status_code == 401
        for path in ("/pages/audit.py", "/_stcore/host-config", "/_stcore/upload_file/x", "/media/x"):
            assert httpx.get(url + path).status_code == 401, path
        with pytest.raises(InvalidStatus), connect(f"ws{url[4:]}/_stcore/stream"):
            pass
    finally:
        stop_server(process)


def test_signing_in_opens_the_page_that_was_asked_for(base_url: str) -> None:
    with httpx.Client(base_url=base_url) as client:
        wrong = client.post("/sign-in", data={"username": "vanthu", "password": "sai mật khẩu"})
        right = client.post(
            "/sign-in", data={"username": "vanthu", "password": SAMPLE_PASSWORD, "next": "/intake"}
        )
        cookie = right.headers["set-cookie"]
        shell = client.get("/intake", headers={"Accept": "text/html"})

        assert wrong.status_code == 401
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in wrong.text
        assert (right.status_code, right.headers["location"]) == (303, "/intake")
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert shell.status_code == 200
        assert "Content-Security-Policy".lower() in shell.headers


@pytest.mark.parametrize("target", ["//evil.example/x", "https://evil.example/", "/\\evil.example"])
def test_sign_in_never_leads_to_another_site(base_url: str, target: str) -> None:
    answer = httpx.post(
        f"{base_url}/sign-in",
        data={"username": "xemsolieu", "password": SAMPLE_PASSWORD, "next": target},
    )

    assert answer.status_code == 303
    assert urlsplit(answer.headers["location"]).netloc == ""
    assert not answer.headers["location"].startswith("//")


def test_a_form_of_another_site_is_refused(base_url: str) -> None:
    answer = httpx.post(
        f"{base_url}/sign-in",
        data={"username": "vanthu", "password": SAMPLE_PASSWORD},
        headers={"Origin": "https://evil.example"},
    )

    assert answer.status_code == 403


def test_a_cookie_is_worthless_after_signing_out(base_url: str) -> None:
    with httpx.Client(base_url=base_url) as client:
        client.post("/sign-in", data={"username": "xemsolieu", "password": SAMPLE_PASSWORD})
        cookie = client.cookies["tiepdan_session"]
        assert client.get("/monitor", headers={"Accept": "text/html"}).status_code == 200

        client.post("/sign-out")

    replayed = httpx.get(
        f"{base_url}/monitor", headers={"Accept": "text/html"}, cookies={"tiepdan_session": cookie}
    )
    assert replayed.status_code == 303


@pytest.mark.parametrize(("language", "heading"), [("vi", "Tiếp nhận đơn"), ("en", "Petition intake")])
def test_the_document_speaks_the_chosen_language(signed_in_page, language: str, heading: str) -> None:
    page: Page = signed_in_page("vanthu", path="/intake", language=language)

    assert page.evaluate("document.documentElement.lang") == language
    assert heading in page.locator("h1").first.inner_text()


def test_no_request_leaves_the_site(context, base_url: str, signed_in_page) -> None:
    asked: set[str] = set()
    context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))

    page: Page = signed_in_page("giamdoc", path="/monitor")
    for name in ("statistics", "hotspots", "cases", "intake", "crowds"):
        page.goto(f"{base_url}/{name}")
        page.wait_for_selector('[data-testid="stMainBlockContainer"] h1')

    assert {host for host in asked if host} == {base_url.removeprefix("http://")}


def test_the_fonts_of_the_screen_are_our_own(signed_in_page) -> None:
    page: Page = signed_in_page("vanthu", path="/intake")

    family = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)")

    assert re.search("Be Vietnam Pro", family)
    assert any("Be Vietnam Pro" in name for name in loaded)


def test_a_real_start_refuses_the_accounts_of_the_demonstration(demo_folder: Path) -> None:
    with pytest.raises(RuntimeError, match="holds the sample accounts"):
        start_server(demo_folder)
