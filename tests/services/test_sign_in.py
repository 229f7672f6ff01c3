"""Signing in: one refusal for name and password, growing locks, sessions that end when they should."""

import unicodedata
from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, Setting, User, UserSession
from models.enums import Role
from services import sign_in
from tests.conftest import NOW, TODAY

PASSWORD = "mật khẩu thử nghiệm"


@pytest.fixture
def person(session, build) -> User:
    user = build.user(Role.OFFICER, username="thu")
    user.password_hash = sign_in.hash_password(PASSWORD)
    session.commit()
    return user


def test_a_password_typed_on_another_keyboard_is_the_same(session, person) -> None:
    decomposed = unicodedata.normalize("NFD", PASSWORD)

    assert sign_in.verify(session, "THU", decomposed, now=NOW) == person.id
    assert sign_in.verify(session, "thu", "sai", now=NOW) is None
    assert sign_in.verify(session, "không có ai", PASSWORD, now=NOW) is None


def test_failures_lock_the_account_for_longer_each_time(session, person) -> None:
    delays = []
    for _ in range(7):
        sign_in.count_failure(session, "thu", now=NOW)
        session.refresh(person)
        delays.append((person.locked_until_at - NOW).seconds if person.locked_until_at else 0)

    assert delays == [0, 0, 0, 0, 60, 120, 240]
    with pytest.raises(sign_in.AccountLocked, match="09:34:00"):
        sign_in.verify(session, "thu", PASSWORD, now=NOW)
    assert sign_in.verify(session, "thu", PASSWORD, now=NOW + timedelta(seconds=241)) == person.id


def test_the_lock_follows_the_dated_setting(session, person, build) -> None:
    build.add(Setting(key="sign_in.tries", value="2", valid_from=TODAY))

    sign_in.count_failure(session, "thu", now=NOW)
    sign_in.count_failure(session, "thu", now=NOW)

    assert person.locked_until_at is not None


def test_admission_clears_the_count_and_is_in_the_trail(session, person) -> None:
    sign_in.count_failure(session, "thu", now=NOW)

    _, token = sign_in.admit(session, person.id, now=NOW, address="10.0.0.9", agent="Chromium")

    stored = session.exec(select(UserSession)).one()
    assert person.failed_sign_ins == 0
    assert token not in stored.token_hash
    assert [row.action for row in session.exec(select(AuditEntry))] == ["signed_in"]


@pytest.mark.parametrize(
    ("later", "alive"),
    [(timedelta(minutes=119), True), (timedelta(minutes=121), False), (timedelta(hours=13), False)],
)
def test_a_session_ends_when_idle_or_old(session, person, later, alive) -> None:
    token = sign_in.open_session(session, person, now=NOW)

    found = sign_in.session_of(session, token, now=NOW + later)

    assert (found is not None) is alive


def test_an_account_that_was_closed_has_no_session(session, person) -> None:
    token = sign_in.open_session(session, person, now=NOW)

    person.is_active = False
    session.flush()

    assert sign_in.session_of(session, token, now=NOW) is None
    assert sign_in.session_of(session, "", now=NOW) is None


def test_signing_out_everywhere_ends_every_browser(session, person, build) -> None:
    tokens = [sign_in.open_session(session, person, now=NOW) for _ in range(3)]

    ended = sign_in.sign_out_everywhere(session, person.id, actor=build.actor_of(person), now=NOW)

    assert ended == 3
    assert [sign_in.session_of(session, token, now=NOW) for token in tokens] == [None, None, None]


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("ngắn", sign_in.PasswordTooShort),
        ("aaaaaaaaaaaa", sign_in.PasswordTooCommon),
        ("123456789012", sign_in.PasswordTooCommon),
        ("cua-thu-2026-x", sign_in.PasswordTooCommon),
    ],
)
def test_weak_passwords_are_refused_in_words(session, person, build, password, refusal) -> None:
    with pytest.raises(refusal):
        sign_in.change_own_password(session, PASSWORD, password, actor=build.actor_of(person), now=NOW)


def test_a_new_password_needs_the_old_one(session, person, build) -> None:
    actor = build.actor_of(person)
    with pytest.raises(sign_in.OldPasswordWrong):
        sign_in.change_own_password(session, "không phải", "một mật khẩu dài hơn", actor=actor, now=NOW)

    sign_in.change_own_password(session, PASSWORD, "một mật khẩu dài hơn", actor=actor, now=NOW)

    assert sign_in.verify(session, "thu", "một mật khẩu dài hơn", now=NOW) == person.id
    assert sign_in.verify(session, "thu", PASSWORD, now=NOW) is None
