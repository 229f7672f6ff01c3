"""The routes of single sign-on: answer and cookie belong together, and a link is one's own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
import pytest
from httpx import Response
from sqlmodel import select

from models import ExternalIdentity, User
from models.enums import Role, TicketPurpose
from services import database, sign_in, tickets
from services.settings import settings
from tests.provider import Provider, running
from tests.ui.test_routes import ask
from ui import cookies
from ui.routes import headers

HOME = "https://tiepdan.example.gov.vn"


@pytest.fixture
def provider(monkeypatch) -> Iterator[Provider]:
    """A provider that runs, as the environment names it."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    one = Provider()
    with running(one) as issuer:
        for name, value in (
            ("ISSUER", issuer),
            ("CLIENT_ID", "tiepdan"),
            ("CLIENT_SECRET", "x"),
            ("NAME", "SSO"),
        ):
            monkeypatch.setenv(f"TIEPDAN_OIDC_{name}", value)
        monkeypatch.setenv("TIEPDAN_PUBLIC_URL", HOME)
        settings.cache_clear()
        yield one


@pytest.fixture
def person(page_build, provider) -> User:
    """An officer whose account is linked to the subject an-7."""
    user = page_build.user(Role.OFFICER)
    now = datetime.now(UTC)
    page_build.add(
        ExternalIdentity(user_id=user.id, issuer=settings().oidc_issuer, subject="an-7", linked_at=now)
    )
    return user


def answered(left: Response, subject: str = "an-7") -> tuple[str, dict[str, str]]:
    """What the provider sends the browser back with, and the cookie that the browser has kept."""
    back = httpx.post(left.headers["location"], data={"sub": subject}).headers["location"]
    return back.removeprefix(HOME), {cookies.SINGLE_SIGN_ON: left.cookies[cookies.SINGLE_SIGN_ON]}


def bent(path: str, **values: str) -> str:
    parts = urlsplit(path)
    return f"{parts.path}?{urlencode({**dict(parse_qsl(parts.query)), **values})}"


def test_there_and_back_opens_the_page_that_was_asked_for(page_build, person) -> None:
    left = ask("GET", "/single-sign-on?next=/cases%3Fkind%3Dcomplaint")
    path, kept = answered(left)

    back = ask("GET", path, more=kept)

    cookie = left.headers["set-cookie"]
    assert "HttpOnly; Max-Age=600; Path=/single-sign-on; SameSite=lax" in cookie
    assert all(
        parse_qs(urlsplit(left.headers["location"]).query)[name][0] not in cookie
        for name in ("state", "nonce")
    )
    assert (back.status_code, back.headers["location"]) == (303, "/cases?kind=complaint")
    _row, user = sign_in.session_of(page_build.session, back.cookies[cookies.SESSION], now=datetime.now(UTC))
    assert user.id == person.id
    # What the browser carried is taken away again.
    assert any(f'{cookies.SINGLE_SIGN_ON}=""' in line for line in back.headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": "tampered"}, "could not be trusted"),
        ({"iss": "https://evil.example"}, "could not be trusted"),
        ({"code": "guessed"}, "could not be trusted"),
        ({"code": ""}, "did not sign you in"),
        ({"error": "access_denied"}, "did not sign you in"),
    ],
)
def test_an_answer_that_was_tampered_with_opens_nothing(person, values, sentence) -> None:
    path, kept = answered(ask("GET", "/single-sign-on"))

    back = ask("GET", bent(path, **values), language="en", more=kept)

    assert back.status_code == 401
    assert sentence in back.text
    assert cookies.SESSION not in back.cookies


def test_another_browser_or_another_cookie_cannot_use_the_answer(person) -> None:
    path, kept = answered(ask("GET", "/single-sign-on"))
    _, other = answered(ask("GET", "/single-sign-on"))

    sealed = kept[cookies.SINGLE_SIGN_ON]
    for jar in (
        {},
        other,
        *({cookies.SINGLE_SIGN_ON: value} for value in (sealed[:-8], "é".encode().hex(), "x")),
    ):
        back = ask("GET", path, more=jar)
        assert (back.status_code, cookies.SESSION in back.cookies) == (401, False)
    # Nothing was used up by the strangers' tries.
    assert ask("GET", path, more=kept).status_code == 303


def test_an_answer_after_ten_minutes_is_too_late(person, monkeypatch) -> None:
    path, kept = answered(ask("GET", "/single-sign-on"))
    later = datetime.now(UTC) + timedelta(minutes=11)
    monkeypatch.setattr("services.clock.now", lambda: later)

    assert "open too long" in ask("GET", path, language="en", more=kept).text


def test_the_same_answer_twice_is_refused_even_by_a_provider_that_does_not_care(person, provider) -> None:
    path, kept = answered(ask("GET", "/single-sign-on"))
    given: list[dict] = []

    def remembered(tokens: dict) -> dict:
        given.append(tokens)
        return tokens

    provider.bend_tokens = remembered
    first = ask("GET", path, more=kept)
    provider.instead = given[0]
    second = ask("GET", path, language="en", more=kept)

    assert first.status_code == 303
    assert second.status_code == 401
    assert "open too long or is already done" in second.text


def test_a_provider_that_is_down_is_a_sentence_over_the_form_of_our_own(
    page_build, monkeypatch, provider
) -> None:
    monkeypatch.setenv("TIEPDAN_OIDC_ISSUER", "http://127.0.0.1:9")
    settings.cache_clear()

    answer = ask("GET", "/single-sign-on", language="en")

    assert answer.status_code == 503
    assert "“SSO” cannot be reached now" in answer.text
    assert 'name="password"' in answer.text


def test_without_a_provider_there_is_no_button_and_no_way(page_build) -> None:
    form = ask("GET", "/sign-in", language="en")

    assert "single-sign-on" not in form.text
    for path in ("/single-sign-on", "/single-sign-on/callback?code=x&state=y"):
        assert ask("GET", path).headers["location"] == "/sign-in"
    assert "form-action 'self'" in headers.policy()
    assert "example" not in headers.policy()


def test_the_button_says_the_name_and_the_policy_lets_sign_out_lead_there(page_build, provider) -> None:
    form = ask("GET", "/sign-in?next=/cases", language="en")

    assert "Sign in with SSO" in form.text
    assert 'href="/single-sign-on?next=%2Fcases"' in form.text
    policy = headers.policy()
    assert f"form-action 'self' {settings().oidc_issuer}" in policy
    assert "connect-src 'self';" in policy


def linking(user: User) -> tuple[str, str]:
    """A session of a person and the ticket that "My account" gave."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        token = sign_in.open_session(session, user, now=now)
        return token, tickets.make(session, TicketPurpose.LINK, user_id=user.id, now=now)


def test_a_ticket_links_the_own_account_once(page_build, provider) -> None:
    user = page_build.user(Role.OFFICER)
    token, ticket = linking(user)

    left = ask("POST", "/single-sign-on/link", token=token, ticket=ticket)
    path, kept = answered(left, "an-8")
    back = ask("GET", path, token=token, more=kept)
    again = ask("POST", "/single-sign-on/link", token=token, ticket=ticket)

    assert (back.status_code, back.headers["location"]) == (303, "/account")
    assert cookies.SESSION not in back.cookies
    row = page_build.session.exec(select(ExternalIdentity)).one()
    assert (row.user_id, row.subject, row.linked_by_id) == (user.id, "an-8", user.id)
    assert again.status_code == 401


def test_a_ticket_links_nobody_elses_account(page_build, provider) -> None:
    user, other = page_build.user(Role.OFFICER), page_build.user(Role.DIRECTOR)
    token, ticket = linking(user)
    foreign, _ = linking(other)

    stolen = ask("POST", "/single-sign-on/link", token=foreign, ticket=ticket)
    crossed = ask(
        "POST", "/single-sign-on/link", token=token, ticket=ticket, headers={"Origin": "https://evil.example"}
    )
    path, kept = answered(ask("POST", "/single-sign-on/link", token=token, ticket=ticket), "evil")
    changed = ask("GET", path, token=foreign, more=kept)

    assert stolen.status_code == 401
    assert crossed.status_code == 403
    assert changed.status_code == 401
    assert page_build.session.exec(select(ExternalIdentity)).all() == []
