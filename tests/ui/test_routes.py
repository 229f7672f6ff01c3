"""The plain routes under a locked database, and the script that speaks for Streamlit's own controls."""

import asyncio
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from models.enums import Role
from services import database, sign_in
from tests.builders import hash_of
from tests.ui.gated import BROWSER, asked
from ui import cookies
from ui.routes import pages, second_step, single_sign_on
from ui.routes.chrome import SENTENCES

ROUTES = [*pages.ROUTES, *second_step.ROUTES, *single_sign_on.ROUTES]
PASSWORD = "một mật khẩu đủ dài"


def ask(
    method: str,
    path: str,
    *,
    language: str = "vi",
    token: str = "",
    more: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    **form: str,
) -> Response:
    """The answer of our routes alone, without Streamlit behind them; `more` are further cookies."""

    async def answer() -> Response:
        transport = ASGITransport(app=Starlette(routes=ROUTES))
        jar = {cookies.LANGUAGE: language, cookies.SESSION: token, **(more or {})}
        async with AsyncClient(transport=transport, base_url="http://testserver", cookies=jar) as client:
            return await client.request(method, path, data=form or None, headers=headers)

    # In a thread: the browser of other tests may keep a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, answer()).result()


@pytest.fixture
def locked(sqlite, monkeypatch):
    """Another process writes until the test says that it is done."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)

    def lock() -> sqlite3.Connection:
        blocker = sqlite3.connect(sqlite.url.database)
        blocker.execute("BEGIN IMMEDIATE")
        return blocker

    return lock


def person(page_build):
    user = page_build.user(Role.OFFICER)
    user.password_hash = hash_of(PASSWORD)
    page_build.session.commit()
    return user


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "Cơ sở dữ liệu đang bận ghi việc khác."), ("en", "The database is busy with another write.")],
)
def test_signing_in_under_a_locked_database_is_refused_in_words(
    page_build, locked, language: str, sentence: str
) -> None:
    user = person(page_build)
    blocker = locked()

    answer = ask("POST", "/sign-in", language=language, username=user.username, password=PASSWORD)
    blocker.close()
    again = ask("POST", "/sign-in", language=language, username=user.username, password=PASSWORD)

    assert sentence in answer.text
    # The name stands there already for the next try.
    assert f'value="{user.username}"' in answer.text
    assert cookies.SESSION not in answer.cookies
    assert again.status_code == 303


def test_signing_out_under_a_locked_database_still_takes_the_cookie_away(page_build, locked) -> None:
    user = person(page_build)
    with database.transaction() as session:
        token = sign_in.open_session(session, user, now=datetime.now(UTC))
    blocker = locked()

    answer = ask("POST", "/sign-out", token=token)
    blocker.close()

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert f'{cookies.SESSION}=""' in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("language", "locale", "mark"), [("vi", '"vi-VN"', "{0},{1}"), ("en", '"en-GB"', "{0}.{1}")]
)
def test_the_browser_is_told_the_language_of_the_reader(language, locale, mark) -> None:
    script = ask("GET", f"/language/{language}/words.js").text

    assert f'[["language", {locale}], ["languages", [{locale}]]]' in script
    assert mark in script


# What Streamlit says, as its release does, and which of our sentences stands for it.
SAID = [
    ("200MB per file", 0),
    ("Limit 25MB per file • PDF", 0),
    ("File must be 25.0MB or smaller.", 1),
    ("Error: File must be 100.0MB or smaller.", 1),
    ("application/pdf files are not allowed.", 2),
    (" files are not allowed.", 2),
    ("Only one file is allowed.", 3),
    ("AxiosError: Request failed with status code 413", 4),
    ("Failed to generate file for download", 5),
]


@pytest.mark.parametrize(("text", "sentence"), SAID)
def test_what_streamlit_says_of_files_is_said_in_our_words(text: str, sentence: int) -> None:
    matching = [place for place, (pattern, _said) in enumerate(SENTENCES) if re.match(pattern, text.strip())]

    assert matching == [sentence]


@pytest.mark.parametrize(
    "words", ["or smaller.", "files are not allowed.", "Only one file is allowed.", "per file"]
)
def test_streamlit_still_says_it_so(words: str) -> None:
    scripts = (Path(streamlit.__file__).parent / "static" / "static" / "js").glob("*.js")

    assert any(words in script.read_text("utf-8", errors="replace") for script in scripts)


@pytest.mark.parametrize(
    ("cookie", "mark"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ('"><b>', "")]
)
def test_the_form_has_the_theme_that_was_chosen(page_build, cookie, mark) -> None:
    page = asked({"url": "/sign-in", "headers": {**BROWSER, "Cookie": f"tiepdan_theme={cookie}"}})[0].text

    assert f'<html lang="vi"{mark}>' in page
