"""Signing in: one refusal for name and password, growing locks, sessions that end when they should."""

import threading
import unicodedata
from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, Setting, SignInTries, User, UserSession
from models.enums import Role
from services import devices, own_sessions, password_rules, sign_in, sign_in_tries
from services.errors import NotFound
from services.passwords import hash_one_time
from tests.builders import hash_of
from tests.conftest import NOW, TODAY

PASSWORD = "mật khẩu thử nghiệm"


@pytest.fixture
def person(session, build) -> User:
    user = build.user(Role.OFFICER, username="thu")
    user.password_hash = hash_of(PASSWORD)
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
    with pytest.raises(sign_in_tries.AccountLocked, match="09:34:00"):
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
        ("ngắn", password_rules.PasswordTooShort),
        ("a" * 201, password_rules.PasswordTooLong),
        ("aaaaaaaaaaaa", password_rules.PasswordTooPlain),
        ("Abcabcabcabc", password_rules.PasswordTooPlain),
        ("123456789012", password_rules.PasswordTooPlain),
        ("cua-thu-2026-x", password_rules.PasswordHoldsName),
        ("1q2w3e4r5t", password_rules.PasswordStolen),
        ("Password123!", password_rules.PasswordStolen),
        ("matkhau123", password_rules.PasswordStolen),
        ("Mật khẩu @2026", password_rules.PasswordStolen),
        ("CongThuong2026", password_rules.PasswordStolen),
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


@pytest.mark.parametrize("written", [str, str.upper, lambda name: name.replace(" ", "") + "!2026"])
def test_the_name_of_a_unit_is_no_password(session, person, build, written) -> None:
    unit = build.unit(name="Phòng Quản lý năng lượng")

    with pytest.raises(password_rules.PasswordHoldsName):
        password_rules.check(session, written(unit.name), username="thu", now=NOW)


@pytest.mark.parametrize(
    "password",
    [
        "ao cũ không ai mặc nữa",
        "chiếc xe đạp màu lam",
        "x9$Kq!m2vT",
        "☂ mưa rơi trên phố",
        "d" + "o" * 8 + "ng1k",
    ],
)
def test_what_is_long_and_on_no_list_is_taken_whatever_it_is_made_of(session, person, password) -> None:
    password_rules.check(session, password, username="thu", now=NOW)


def test_a_megabyte_is_refused_before_it_is_hashed(session, person, build, monkeypatch) -> None:
    monkeypatch.setattr(sign_in, "_hasher", lambda: pytest.fail("it was hashed"))

    assert sign_in.verify(session, "thu", "m" * 1_000_000, now=NOW) is None
    with pytest.raises(sign_in.OldPasswordWrong):
        sign_in.change_own_password(
            session, "m" * 1_000_000, "một mật khẩu dài hơn", actor=build.actor_of(person), now=NOW
        )


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """The parameters of each hash that was compared, in order."""
    seen: list[str] = []

    class Watched:
        def verify(self, password: str, hash: str) -> bool:
            seen.append(hash.split("$")[3])
            return False

    monkeypatch.setattr(sign_in, "_hash_of_nobody", lambda: "$argon2id$v=19$m=65536,t=3,p=4$salt$hash")
    monkeypatch.setattr(sign_in, "_hasher", Watched)
    return seen


def test_every_name_costs_one_slow_comparison_and_is_locked_at_the_same_try(
    session, person, build, hashed
) -> None:
    # Somebody's, nobody's, a closed one's, one that waits for its one-time password, one without any.
    closed = build.user(Role.OFFICER, username="nghi")
    closed.password_hash, closed.is_active = person.password_hash, False
    fresh = build.user(Role.OFFICER, username="moi")
    fresh.password_hash = hash_one_time("k7wm-p3fd-xh9a-t2cq")
    build.user(Role.OFFICER, username="sso")
    session.commit()
    answers = {}
    for name in ("thu", "khong.co", "nghi", "moi", "sso"):
        hashed.clear()
        tries: list[str] = []
        for _ in range(7):
            try:
                assert sign_in.verify(session, name, "sai mật khẩu", now=NOW) is None
                sign_in.count_failure(session, name, now=NOW)
                tries.append("wrong")
            except sign_in_tries.AccountLocked as refusal:
                tries.append(str(refusal))
        slow = [one for one in hashed if not one.startswith("m=1024,")]
        answers[name] = (tries, len(slow))

    assert len({str(answer) for answer in answers.values()}) == 1, answers
    assert answers["thu"] == (
        ["wrong"] * 5 + ["Too many failed attempts. Try again at 09:31:00."] * 2,
        5,
    )


def test_tries_of_nobodys_name_are_kept_without_the_name_and_forgotten(session) -> None:
    sign_in.count_failure(session, "khong.co", now=NOW)
    stored = session.exec(select(SignInTries)).one()
    assert "khong" not in stored.key_hash

    sign_in.count_failure(session, "ai.khac", now=NOW + timedelta(days=2))

    assert [row.failed_at for row in session.exec(select(SignInTries))] == [NOW + timedelta(days=2)]


def test_strangers_who_lock_an_account_do_not_lock_its_owners_browser(session, person) -> None:
    cookie = devices.remembered("", "thu", days=180, now=NOW)
    device = devices.known(cookie, "THU", now=NOW)
    for _ in range(9):
        sign_in.count_failure(session, "thu", now=NOW)

    with pytest.raises(sign_in_tries.AccountLocked):
        sign_in.verify(session, "thu", PASSWORD, now=NOW)
    assert sign_in.verify(session, "thu", PASSWORD, now=NOW, device=device) == person.id
    sign_in.admit(session, person.id, now=NOW, device=device)

    # The strangers gained nothing by it.
    with pytest.raises(sign_in_tries.AccountLocked):
        sign_in.verify(session, "thu", PASSWORD, now=NOW)


def test_a_stolen_device_has_no_more_tries_than_a_stranger(session, person) -> None:
    device = devices.known(devices.remembered("", "thu", days=180, now=NOW), "thu", now=NOW)

    for _ in range(5):
        sign_in.count_failure(session, "thu", now=NOW, device=device)

    with pytest.raises(sign_in_tries.AccountLocked):
        sign_in.verify(session, "thu", PASSWORD, now=NOW, device=device)
    assert sign_in.verify(session, "thu", PASSWORD, now=NOW) == person.id


def test_a_device_cookie_holds_for_its_name_its_server_and_its_days(monkeypatch) -> None:
    cookie = devices.remembered("", "thu", days=180, now=NOW)
    both = devices.remembered(cookie, "an", days=180, now=NOW)
    again = devices.remembered(both, "thu", days=180, now=NOW)
    full = cookie
    for number in range(9):
        full = devices.remembered(full, f"u{number}", days=180, now=NOW)
    mark, ends, name, signature = cookie.split(".")
    longer = f"{mark}.{int(ends) + 86_400}.{name}.{signature}"

    assert devices.known(cookie, "thu", now=NOW) == mark
    assert devices.known(cookie, "an", now=NOW) == ""
    assert devices.known(both, "thu", now=NOW) == mark
    assert len(again.split("~")) == 2
    assert devices.known(full, "thu", now=NOW) == ""
    assert len(full) < devices.LONGEST
    assert "thu" not in cookie
    assert devices.known(cookie, "thu", now=NOW + timedelta(days=181)) == ""
    for forged in (longer, "", "a.b.c.d", "~" * 600, cookie + "x", "é", cookie * 20, "1.2.3.4~" * 4):
        assert devices.known(forged, "thu", now=NOW) == ""
        assert devices.any_known(forged, now=NOW) == ""


def test_one_more_browser_than_allowed_ends_the_one_unused_longest(session, person, build) -> None:
    build.add(Setting(key="session.most", value="2", valid_from=TODAY))
    tokens = [
        sign_in.open_session(session, person, now=NOW + timedelta(minutes=minute)) for minute in range(3)
    ]

    alive = [sign_in.session_of(session, token, now=NOW + timedelta(minutes=5)) for token in tokens]

    assert [found is not None for found in alive] == [False, True, True]


def test_signing_in_ends_the_session_the_browser_had(session, person) -> None:
    _, before = sign_in.admit(session, person.id, now=NOW)

    _, after = sign_in.admit(session, person.id, now=NOW, replaces=before)

    assert sign_in.session_of(session, before, now=NOW) is None
    assert sign_in.session_of(session, after, now=NOW) is not None


def test_a_renewed_session_has_a_new_token_and_the_same_last_hour(session, person) -> None:
    token = sign_in.open_session(session, person, now=NOW)

    new = own_sessions.renewed(session, token, now=NOW + timedelta(hours=1))

    assert new not in (None, token)
    assert sign_in.session_of(session, token, now=NOW + timedelta(hours=1)) is None
    found = sign_in.session_of(session, new, now=NOW + timedelta(hours=1))
    assert found[0].expires_at == NOW + timedelta(hours=12)
    assert own_sessions.renewed(session, token, now=NOW + timedelta(hours=1)) is None


def test_one_session_is_ended_by_its_owner_and_by_nobody_else(session, person, build) -> None:
    other = build.user(Role.OFFICER)
    kept, ended = (sign_in.open_session(session, person, now=NOW) for _ in range(2))
    row_id = sign_in.session_of(session, ended, now=NOW)[0].id

    with pytest.raises(NotFound):
        own_sessions.end_one(session, row_id, actor=build.actor_of(other), now=NOW)
    assert sign_in.session_of(session, ended, now=NOW) is not None
    own_sessions.end_one(session, row_id, actor=build.actor_of(person), now=NOW)

    assert sign_in.session_of(session, ended, now=NOW) is None
    assert sign_in.session_of(session, kept, now=NOW) is not None
    assert [row.action for row in session.exec(select(AuditEntry))] == ["ended_session"]
    with pytest.raises(NotFound):
        own_sessions.end_one(session, 99_999, actor=build.actor_of(person), now=NOW)


def test_who_finds_the_queue_full_is_told_at_once_and_known_browsers_have_their_own(
    session, person, monkeypatch
) -> None:
    full = threading.BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(sign_in, "_strangers", full)

    with pytest.raises(sign_in.SignInBusy):
        sign_in.verify(session, "thu", PASSWORD, now=NOW)
    assert sign_in.verify(session, "thu", PASSWORD, now=NOW, device="known") == person.id
