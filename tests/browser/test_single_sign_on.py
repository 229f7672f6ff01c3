"""From an empty folder: both steps of the first administrator, and single sign-on from end to end."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page
from sqlmodel import Session, select

from models import AuditEntry, User
from models.enums import SignInMethod
from services import actors, clock, database, users
from tests.browser.conftest import ROOT, environment, free_port, start_server, stop_server
from tests.provider import Provider, running

H1 = '[data-testid="stMainBlockContainer"] h1'


@dataclass
class Place:
    """A server of this test's own with its provider."""

    url: str
    folder: Path
    issuer: str
    provider: Provider
    password: str

    def session(self) -> Session:
        return Session(database.make_engine(f"sqlite:///{self.folder / 'tiepdan.db'}"))


def manage(folder: Path, *words: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(folder, **more),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The real start, not the demonstration: first-run, an officer, a provider on the loopback."""
    folder, port, provider = tmp_path_factory.mktemp("sso"), free_port(), Provider()
    password = manage(folder, "first-run").split("Mật khẩu một lần: ")[1].split()[0]
    manage(folder, "users", "add", "an.nv", "Nguyễn Văn An", "--role", "officer")
    with pytest.MonkeyPatch.context() as patch, running(provider) as issuer:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        sso = {
            "TIEPDAN_OIDC_ISSUER": issuer,
            "TIEPDAN_OIDC_CLIENT_ID": "tiepdan",
            "TIEPDAN_OIDC_CLIENT_SECRET": "a secret of the tests",
            "TIEPDAN_OIDC_NAME": "SSO của tỉnh",
            "TIEPDAN_PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        manage(folder, "users", "link", "an.nv", "an-7", **sso)
        process, url = start_server(folder, port=port, **sso)
        yield Place(url, folder, issuer, provider, password)
        stop_server(process)


def at_the_provider(page: Page, subject: str) -> None:
    """Say who one is there."""
    page.fill('input[name="sub"]', subject)
    page.click('button:has-text("Authorize")')


def sign_in_there(page: Page, place: Place, subject: str, *, path: str = "/home") -> None:
    page.goto(f"{place.url}/sign-in?next={path}")
    page.click("a.main")
    page.wait_for_url(re.compile(re.escape(place.issuer)))
    at_the_provider(page, subject)


def test_the_first_administrator_needs_a_password_and_a_code(context: BrowserContext, place: Place) -> None:
    page = context.new_page()
    page.goto(f"{place.url}/sign-in")
    page.fill("#username", "admin")
    page.fill("#password", place.password)
    page.click("button.main")
    page.wait_for_selector(H1)
    page.get_by_label("Mật khẩu hiện tại").fill(place.password)
    page.get_by_label("Mật khẩu mới", exact=True).fill("ba con trâu gặm cỏ")
    page.get_by_label("Nhập lại mật khẩu mới").fill("ba con trâu gặm cỏ")
    page.get_by_role("button", name="Đổi mật khẩu").click()

    # Nothing but the account opens before the factor is set up.
    page.get_by_role("button", name="Thiết lập xác thực hai lớp").wait_for()
    page.goto(f"{place.url}/users")
    page.get_by_role("button", name="Thiết lập xác thực hai lớp").click()
    secret = page.locator('[data-testid="stCode"]').first.inner_text().replace(" ", "").strip()
    page.get_by_label("Mã", exact=True).fill(pyotp.TOTP(secret).at(clock.now()))
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_text("Mười mã khôi phục").wait_for()
    codes = page.locator('[data-testid="stCode"]').first.inner_text().split()
    page.get_by_role("button", name="Tôi đã cất mã").click()
    page.goto(f"{place.url}/users")
    page.wait_for_selector(f'{H1}:has-text("Người dùng")')

    # A second browser: password, then a recovery code, by forms that need no script.
    with httpx.Client(base_url=place.url, follow_redirects=False) as plain:
        half = plain.post("/sign-in", data={"username": "admin", "password": "ba con trâu gặm cỏ"})
        # Where it is refused, the reason stands in the answer.
        assert half.status_code == 303, half.text
        form = plain.get(half.headers["location"])
        shut = plain.get("/users", headers={"Accept": "text/html"})
        whole = plain.post("/sign-in/second-step", data={"code": codes[0], "next": "/users"})
        opened = plain.get("/users", headers={"Accept": "text/html"})
        again = plain.post("/sign-in/second-step", data={"code": codes[1], "next": "/users"})

    assert "Bước thứ hai" in form.text
    assert shut.status_code == 303
    assert (whole.status_code, whole.headers["location"]) == (303, "/users")
    assert opened.status_code == 200
    assert again.status_code == 401


def test_a_linked_person_comes_in_and_a_replayed_answer_does_not(
    context: BrowserContext, place: Place
) -> None:
    page, answers = context.new_page(), []
    page.on("request", lambda r: answers.append(r) if "/single-sign-on/callback" in r.url else None)
    sent: list[dict[str, str]] = []
    page.on(
        "request", lambda r: sent.append(r.all_headers()) if "/single-sign-on/callback" in r.url else None
    )

    sign_in_there(page, place, "an-7")
    page.wait_for_selector(H1)

    assert page.url.startswith(f"{place.url}/home")
    cookie = next(c for c in context.cookies() if c["name"] == "tiepdan_session")
    assert cookie["httpOnly"]
    assert not any("streamlit_user" in c["name"] for c in context.cookies())
    with place.session() as session:
        entry = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (entry.action, entry.details["method"]) == ("signed_in", SignInMethod.SINGLE_SIGN_ON)
    # The same answer with the same cookies, as somebody who recorded the request would send it.
    replayed = httpx.get(answers[0].url, headers={"Cookie": answers[0].all_headers()["cookie"]})
    bare = httpx.get(answers[0].url)
    assert replayed.status_code == bare.status_code == 401
    assert "tiepdan_session" not in replayed.headers.get("set-cookie", "")
    assert "Không xác minh được phản hồi" in replayed.text


def test_a_stranger_is_told_whom_to_ask_and_no_account_is_made(context: BrowserContext, place: Place) -> None:
    page = context.new_page()
    with place.session() as session:
        before = len(session.exec(select(User.id)).all())

    sign_in_there(page, place, "<b>người lạ</b>")

    refusal = page.locator(".refusal")
    refusal.wait_for()
    assert "người quản trị" in refusal.inner_text()
    # Escaped, so that the administrator gets it as it is.
    assert "<b>người lạ</b>" in refusal.inner_text()
    assert not any(c["name"] == "tiepdan_session" for c in context.cookies())
    with place.session() as session:
        assert len(session.exec(select(User.id)).all()) == before


def test_signing_out_ends_both_sessions_and_the_old_cookie(context: BrowserContext, place: Place) -> None:
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if "Content Security Policy" in m.text else None)
    sign_in_there(page, place, "an-7")
    page.wait_for_selector(H1)
    cookie = next(c["value"] for c in context.cookies() if c["name"] == "tiepdan_session")

    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(re.compile(re.escape(f"{place.issuer}/oauth2/end_session")))
    page.locator("form button").first.click()
    page.wait_for_url(f"{place.url}/sign-in")

    replayed = httpx.get(
        f"{place.url}/home", headers={"Accept": "text/html"}, cookies={"tiepdan_session": cookie}
    )
    assert replayed.status_code == 303
    assert refused == []


def test_a_closed_account_is_out_at_its_next_click_and_stays_out(
    context: BrowserContext, place: Place
) -> None:
    page = context.new_page()
    sign_in_there(page, place, "an-7", path="/account")
    # Painted to its end: an account that is closed meanwhile leaves nothing to click.
    page.locator('[data-testid="stRadio"] label').last.wait_for()
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    with place.session() as session:
        user = session.exec(select(User).where(User.username == "an.nv")).one()
        system = actors.system_actor("test")
        users.deactivate(session, user.id, reason="thử", actor=system, now=clock.now())
        session.commit()

    # A rerun of the page that is open, over the socket that was let through before.
    page.locator('[data-testid="stRadio"] label').last.click()
    page.get_by_text("Bạn đã đăng xuất").wait_for()
    sign_in_there(page, place, "an-7")
    page.locator(".refusal").wait_for()

    with place.session() as session:
        user = session.exec(select(User).where(User.username == "an.nv")).one()
        users.reactivate(session, user.id, actor=actors.system_actor("test"), now=clock.now())
        user.must_change_password = False
        session.commit()
