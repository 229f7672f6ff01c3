"""The second step by plain HTML: the password alone opens nothing, and a ticket is good once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from httpx import Response
from sqlmodel import select

from models import SignInTicket, UserSession
from models.enums import Role
from services import second_factor, sign_in
from tests.builders import hash_of
from tests.ui.test_routes import PASSWORD, ask
from ui import cookies


@pytest.fixture
def secret(page_build) -> str:
    """A director with a factor; the code of two minutes ago is the last that was taken."""
    session = page_build.session
    user = page_build.user(Role.DIRECTOR, username="giam.doc", password_hash=hash_of(PASSWORD))
    before = datetime.now(UTC) - timedelta(minutes=2)
    actor, token = page_build.actor_of(user), sign_in.open_session(session, user, now=before)
    begun = second_factor.begin(session, password="", token=token, demo=False, actor=actor, now=before)
    second_factor.confirm(session, pyotp.TOTP(begun.secret).at(before), token=token, actor=actor, now=before)
    session.commit()
    return begun.secret


@pytest.fixture
def first_step() -> Callable[[], Response]:
    return lambda: ask(
        "POST", "/sign-in", username="giam.doc", password=PASSWORD, next="/cases?kind=complaint"
    )


def second_step(ticket: str, code: str, *, language: str = "vi") -> Response:
    return ask(
        "POST",
        "/sign-in/second-step",
        language=language,
        more={cookies.SECOND_STEP: ticket},
        code=code,
        next="/cases?kind=complaint",
    )


def test_both_steps_lead_to_the_page_that_was_asked_for(page_build, secret, first_step) -> None:
    half = first_step()
    ticket = half.cookies[cookies.SECOND_STEP]

    whole = second_step(ticket, pyotp.TOTP(secret).now())
    again = second_step(ticket, pyotp.TOTP(secret).now())

    assert half.headers["location"] == "/sign-in/second-step?next=%2Fcases%3Fkind%3Dcomplaint"
    assert cookies.SESSION not in half.cookies
    assert "HttpOnly; Max-Age=300; Path=/sign-in; SameSite=strict" in half.headers["set-cookie"]
    assert (whole.status_code, whole.headers["location"]) == (303, "/cases?kind=complaint")
    now = datetime.now(UTC)
    row, _user = sign_in.session_of(page_build.session, whole.cookies[cookies.SESSION], now=now)
    assert row.second_factor_at is not None
    assert "Bước này để quá lâu hoặc đã dùng xong." in again.text
    assert cookies.SESSION not in again.cookies


def test_the_ticket_is_no_session_and_the_form_no_way_around_it(page_build, secret, first_step) -> None:
    ticket = first_step().cookies[cookies.SECOND_STEP]

    assert sign_in.session_of(page_build.session, ticket, now=datetime.now(UTC)) is None
    assert ask("GET", "/sign-in/second-step").headers["location"] == "/sign-in"
    assert second_step("guessed", pyotp.TOTP(secret).now()).status_code == 401
    foreign = ask("POST", "/sign-in/second-step", headers={"Origin": "https://evil.example"}, code="1")
    assert foreign.status_code == 403


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "Mã không đúng hoặc đã dùng rồi."), ("en", "The code is wrong or was used already.")],
)
def test_a_wrong_code_is_said_counted_and_may_be_typed_again(
    page_build, secret, first_step, language, sentence
) -> None:
    ticket = first_step().cookies[cookies.SECOND_STEP]

    wrong = second_step(ticket, "000000", language=language)
    right = second_step(ticket, pyotp.TOTP(secret).now())

    assert sentence in wrong.text
    assert wrong.status_code == 401
    assert right.status_code == 303


def test_wrong_codes_lock_the_account_and_the_right_password_does_not_clear_them(
    page_build, secret, first_step
) -> None:
    for _number in range(5):
        second_step(first_step().cookies[cookies.SECOND_STEP], "000000")

    locked = first_step()

    assert "Đăng nhập sai quá nhiều lần" in locked.text
    page_build.session.expire_all()
    assert (
        len(page_build.session.exec(select(UserSession).where(UserSession.revoked_at.is_(None))).all()) == 1
    )


def test_a_ticket_that_was_left_lying_is_no_longer_good(page_build, secret, first_step) -> None:
    ticket = first_step().cookies[cookies.SECOND_STEP]
    row = page_build.session.exec(select(SignInTicket)).one()
    row.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    page_build.session.commit()

    assert "Bước này để quá lâu" in second_step(ticket, pyotp.TOTP(secret).now()).text
