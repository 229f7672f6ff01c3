"""Limits of tries: refused before a password is hashed, per address, name and device; the owner gets in."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models import AuditEntry, Setting, SignInTries
from models.enums import Role
from services import sign_in
from services.rate_limits import OTHERS, Buckets
from tests.builders import hash_of
from tests.conftest import TODAY
from tests.ui.gated import BROWSER, asked, signing_in, with_session
from ui import cookies
from ui.routes import limits

PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture(autouse=True)
def anew(monkeypatch):
    """No bucket of another test, no waiting in the tarpit; the policy is read at every test."""
    limits.forget()
    monkeypatch.setattr(limits, "TARPIT_SECONDS", 0.0)
    yield
    limits.forget()


@pytest.fixture
def person(page_build):
    user = page_build.user(Role.OFFICER, username="thu.lt")
    user.password_hash = hash_of(PASSWORD)
    page_build.session.commit()
    return user


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """The names whose password was compared."""
    seen: list[str] = []
    real = sign_in.verify

    def watched(session, username, password, **more):
        seen.append(username)
        return real(session, username, password, **more) if password == PASSWORD else None

    monkeypatch.setattr(sign_in, "verify", watched)
    return seen


def test_tries_beyond_the_limit_are_refused_before_hashing_and_before_any_write(
    page_build, person, hashed
) -> None:
    page_build.add(Setting(key="limit.sign_in_address", value="3", valid_from=TODAY))
    tries = [signing_in(f"khong.co{number}", "sai", headers=BROWSER) for number in range(6)]

    answers = asked(*tries)

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429, 429]
    assert len(hashed) == 3
    assert len(page_build.session.exec(select(SignInTries)).all()) == 3
    assert "Hãy đợi 20 giây rồi thử lại" in answers[3].text
    assert answers[3].headers["retry-after"] == "20"
    # Somebody at another address does not feel it.
    assert asked(signing_in("thu.lt", PASSWORD), address="198.51.100.8")[0].status_code == 303


def test_programs_are_told_in_both_languages(page_build, person, hashed) -> None:
    page_build.add(Setting(key="limit.sign_in_address", value="1", valid_from=TODAY))

    _, refused = asked(signing_in("ai", "sai"), signing_in("ai", "sai"))

    assert refused.text == (
        "Thử quá nhiều lần trong thời gian ngắn. Hãy đợi 60 giây rồi thử lại. · "
        "Too many tries in a short time. Wait 60 seconds, then try again."
    )


def test_an_office_behind_one_address_may_sign_in_all_at_once(page_build, person, hashed) -> None:
    page_build.add(Setting(key="limit.sign_in_address", value="2", valid_from=TODAY))

    answers = asked(*[signing_in("thu.lt", PASSWORD)] * 4)

    assert [answer.status_code for answer in answers] == [303] * 4


def test_a_known_browser_gets_in_while_its_address_and_its_name_are_under_attack(
    page_build, person, hashed
) -> None:
    for key in ("limit.sign_in_address", "limit.sign_in_name"):
        page_build.add(Setting(key=key, value="2", valid_from=TODAY))
    device = asked(signing_in("thu.lt", PASSWORD))[0].cookies[cookies.DEVICE]
    attack = [signing_in("thu.lt", "sai")] * 8
    statuses = [answer.status_code for answer in asked(*attack)]
    hashed.clear()

    stranger = asked(signing_in("thu.lt", PASSWORD))[0]
    elsewhere = asked(signing_in("thu.lt", PASSWORD), address="203.0.113.9")[0]
    owner = asked(signing_in("thu.lt", PASSWORD, headers={"Cookie": f"{cookies.DEVICE}={device}"}))[0]

    assert statuses == [401, 401] + [429] * 6
    assert (stranger.status_code, elsewhere.status_code, owner.status_code) == (429, 429, 303)
    assert hashed == ["thu.lt"]


def test_a_browser_known_for_one_name_is_a_stranger_to_every_other(page_build, person, hashed) -> None:
    page_build.add(Setting(key="limit.sign_in_address", value="2", valid_from=TODAY))
    device = asked(signing_in("thu.lt", PASSWORD))[0].cookies[cookies.DEVICE]
    headers = {"Cookie": f"{cookies.DEVICE}={device}"}

    answers = asked(*[signing_in(f"ai.do{number}", "sai", headers=headers) for number in range(5)])

    assert [answer.status_code for answer in answers] == [401, 401, 429, 429, 429]


@pytest.mark.parametrize("forged", ["x", "a.9999999999.b.c", "~~~~", "é", "a" * 9000, '"', "a=b"])
def test_a_forged_device_is_a_stranger(page_build, person, hashed, forged) -> None:
    page_build.add(Setting(key="limit.sign_in_address", value="1", valid_from=TODAY))
    headers = {b"Cookie": f"{cookies.DEVICE}={forged}".encode()}

    answers = asked(*[signing_in("ai", "sai", headers=headers)] * 2)

    assert [answer.status_code for answer in answers] == [401, 429]


def test_public_routes_have_a_limit_and_static_files_have_none(page_build, person) -> None:
    page_build.add(Setting(key="limit.public", value="2", valid_from=TODAY))
    urls = ["/sign-in", "/language/vi/words.js", "/theme/dark", "/health/live", "/media/x", "/monitor"]

    answers = asked(*[{"url": url} for url in [*urls, "/app/static/icon.png"]])

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429, 429, 429, 200]


def test_uploads_have_a_limit_per_session(page_build, person, monkeypatch) -> None:
    page_build.add(Setting(key="limit.upload", value="2", valid_from=TODAY))
    token = sign_in.open_session(page_build.session, person, now=datetime.now(UTC))
    page_build.session.commit()
    monkeypatch.setattr("ui.routes.gate.belongs_to", lambda screen, user_id: True)
    put = {"method": "PUT", "url": "/_stcore/upload_file/screen/file", "headers": with_session(token)}

    answers = asked(*[put] * 4, {"url": "/monitor", "headers": with_session(token)})

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429, 200]


def test_the_number_of_buckets_is_bounded_and_many_addresses_gain_nothing() -> None:
    buckets = Buckets(most=100)

    admitted = sum(buckets.take(f"address {n}", per_minute=5, at=0.0) == 0 for n in range(10_000))

    # A hundred of their own, and the five of the one bucket that all others share.
    assert admitted == 105
    assert len(buckets) == 101
    assert buckets.take(OTHERS, per_minute=5, at=0.0) > 0
    # After a minute those unused are forgotten, and there is room again.
    assert buckets.take("somebody", per_minute=5, at=61.0) == 0
    assert len(buckets) <= 101


def test_a_bucket_fills_again_with_time_and_never_beyond_its_measure() -> None:
    buckets = Buckets()
    first = [buckets.take("a", per_minute=3, at=0.0) for _ in range(4)]
    for _ in range(9):
        buckets.give_back("b", per_minute=3)
        buckets.give_back("a", per_minute=3)

    assert first == [0, 0, 0, 20]
    assert [buckets.take("a", per_minute=3, at=0.0) for _ in range(4)] == [0, 0, 0, 20]
    assert buckets.take("a", per_minute=3, at=19.0) == 1
    assert buckets.take("a", per_minute=3, at=20.5) == 0


def test_each_lock_of_an_account_stands_in_the_trail_although_the_form_refuses(
    page_build, person, hashed, monkeypatch
) -> None:
    """The refusal is raised after the count: it must not take the entry back."""
    page_build.add(Setting(key="limit.sign_in_address", value="50", valid_from=TODAY))
    page_build.add(Setting(key="limit.sign_in_name", value="50", valid_from=TODAY))
    page_build.session.commit()

    answers = asked(
        *[signing_in("thu.lt", "sai", headers=BROWSER) for _ in range(4)],
        *[signing_in("khong.co", "mật khẩu gõ nhầm ô", headers=BROWSER) for _ in range(6)],
        signing_in("THU.LT", "sai", headers=BROWSER),
        address="203.0.113.9",
    )

    assert {answer.status_code for answer in answers} <= {401, 429}
    locks = page_build.session.exec(select(AuditEntry).where(AuditEntry.action == "locked_user")).all()
    assert [(one.subject, one.subject_id, one.user_id, one.actor) for one in locks] == [
        ("user", person.id, None, "sign-in")
    ]
    assert "khong.co" not in str([one.model_dump() for one in page_build.session.exec(select(AuditEntry))])
