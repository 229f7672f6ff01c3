"""The gate without a browser: headers on every answer, cookies, forms of other sites, addresses, sessions."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from models import UserSession
from models.enums import Role
from services import sign_in, users
from services.settings import settings
from tests.builders import hash_of
from tests.ui.gated import BROWSER, asked, signing_in, with_session
from ui import cookies
from ui.routes import limits, told
from ui.routes.client import address_of, limit_key
from ui.routes.headers import FIXED
from ui.routes.pages import ROUTES

PASSWORD = "một mật khẩu đủ dài"
OTHER = "https://evil.example"


@pytest.fixture(autouse=True)
def anew():
    """No bucket of another test."""
    limits.forget()


@pytest.fixture
def person(page_build):
    user = page_build.user(Role.OFFICER, username="thu.lt")
    user.password_hash = hash_of(PASSWORD)
    page_build.session.commit()
    return user


@pytest.fixture
def opened(page_build):
    """A session of a user, opened so long ago; committed."""

    def open_for(user, *, ago: timedelta = timedelta(0)) -> str:
        token = sign_in.open_session(page_build.session, user, now=datetime.now(UTC) - ago)
        page_build.session.commit()
        return token

    return open_for


@pytest.fixture
def https(monkeypatch):
    """As behind a proxy that speaks https."""
    monkeypatch.setattr(settings(), "https", True)


def requests_of_every_kind(token: str) -> list[dict]:
    """One of each: our routes, Streamlit's, static files, redirects, refusals, faults, other verbs."""
    paths = [route.path.replace("{code}", "vi").replace("{name}", "dark") for route in ROUTES]
    paths += ["/", "/nowhere", "/pages/audit.py", "/media/x.pdf", "/_stcore/health", "/app/static/icon.png"]
    paths += ["/static/js/x.js", "/broken", "/" + "x" * 9000]
    plain = [{"url": path} for path in paths]
    inside = [{"url": path, "headers": with_session(token)} for path in paths]
    documents = [{"url": path, "headers": with_session(token, **BROWSER)} for path in paths]
    verbs = [
        {"url": "/sign-in", "method": verb, "headers": with_session(token)}
        for verb in ("HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "NONSENSE")
    ]
    upload = {"url": "/_stcore/upload_file/a/b", "method": "PUT", "headers": with_session(token)}
    forms = [
        signing_in("ai", "sai"),
        signing_in("ai", "sai", headers={"Origin": OTHER}),
        {"url": "/sign-in", "method": "POST", "content": b"x" * 50_000},
        {"url": "/sign-out", "method": "POST"},
    ]
    return [*plain, *inside, *documents, *verbs, upload, *forms]


def test_every_answer_has_the_headers(person, opened) -> None:
    requests = requests_of_every_kind(opened(person))

    answers = asked(*requests)

    assert {200, 303, 400, 401, 403, 404, 405, 413, 414, 500} >= {answer.status_code for answer in answers}
    for request, answer in zip(requests, answers, strict=True):
        for name, value in FIXED.items():
            assert answer.headers.get_list(name) == [value], (request, name)
        policy = answer.headers["content-security-policy"]
        assert "'unsafe-eval'" not in policy
        assert "unsafe-inline" not in policy.split("style-src")[0]
        assert "object-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert "strict-transport-security" not in answer.headers
        assert "server" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers
        assert not (kind := answer.headers.get("content-type", "")).startswith("text/") or "utf-8" in kind
        is_static = request["url"].startswith(("/app/static", "/static")) or "words.js" in request["url"]
        assert is_static or answer.headers["cache-control"] == "no-store", request
        assert "a name that nobody may read" not in answer.text


def test_inline_scripts_of_the_shell_carry_the_nonce_of_their_answer(person, opened) -> None:
    headers = with_session(opened(person), **BROWSER)
    headers["Cookie"] += f"; {cookies.THEME}=dark; {cookies.LANGUAGE}=en"

    one, two = asked({"url": "/monitor", "headers": headers}, {"url": "/monitor", "headers": headers})

    nonces = [
        answer.headers["content-security-policy"].split("'nonce-")[1].split("'")[0] for answer in (one, two)
    ]
    assert f'<script nonce="{nonces[0]}">localStorage.setItem' in one.text
    assert nonces[0] != nonces[1]
    assert '<html lang="en">' in one.text


def test_a_form_that_trickles_in_is_not_waited_for(person, monkeypatch) -> None:
    monkeypatch.setattr(limits, "FORM_SECONDS", 0.1)

    async def trickle():
        yield b"username=thu.lt&"
        await asyncio.sleep(2)
        yield b"password=x"

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    refused = asked({"url": "/sign-in", "method": "POST", "content": trickle(), "headers": headers})[0]

    assert refused.status_code == 408
    assert "Biểu mẫu không đến kịp" in refused.text


def test_a_form_that_is_too_large_is_refused_in_words(person) -> None:
    large = {"url": "/sign-in", "method": "POST", "content": b"password=" + b"m" * 1_000_000}
    large["headers"] = {"Content-Type": "application/x-www-form-urlencoded"}

    refused = asked(large)[0]

    assert refused.status_code == 413
    assert "lớn hơn mọi biểu mẫu ở đây" in refused.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Referer": "http://testserver/sign-in"}, 303),
        ({"Origin": OTHER}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "http://testserver:81"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Referer": f"{OTHER}/http://testserver/"}, 403),
    ],
)
def test_forms_of_other_sites_sign_nobody_in_or_out(person, opened, headers, status) -> None:
    token = opened(person)
    out = {"url": "/sign-out", "method": "POST", "headers": with_session(token, **headers)}

    signed_in, signed_out = asked(signing_in("thu.lt", PASSWORD, headers=headers), out)

    assert (signed_in.status_code, signed_out.status_code) == (status, status)
    assert (cookies.SESSION in signed_in.cookies) is (status == 303)
    if status == 403:
        assert "Biểu mẫu này gửi từ trang khác" in signed_in.text


def test_under_https_cookies_are_for_this_host_alone(person, https) -> None:
    answer = asked(
        signing_in("thu.lt", PASSWORD, headers={"Origin": "https://testserver"}), base="https://testserver"
    )[0]
    lines = answer.headers.get_list("set-cookie")
    named = {line.split("=")[0]: line for line in lines}
    value = named["__Host-tiepdan_session"].split("=")[1].split(";")[0]

    def inside(cookie: str) -> int:
        return asked({"url": "/monitor", "headers": {"Cookie": cookie}}, base="https://testserver")[
            0
        ].status_code

    assert answer.status_code == 303
    assert {"__Host-tiepdan_session", "__Host-tiepdan_device"} <= set(named)
    assert all("; Secure" in line and "HttpOnly" in line for line in lines)
    assert all("Domain" not in line and "Path=/" in line for line in lines)
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert inside(f"__Host-tiepdan_session={value}") == 200
    # The plain name may have been slipped in by another site of the domain.
    assert inside(f"tiepdan_session={value}") == 401
    plain_http = asked(signing_in("thu.lt", PASSWORD, headers={"Origin": "http://testserver"}))[0]
    assert plain_http.status_code == 403


GARBAGE = [
    "",
    "x",
    "é" * 40,
    "a" * 9000,
    '"',
    "\\",
    "%00",
    "=",
    "x;;;=;",
    "../../etc/passwd",
    "' OR 1=1 --",
    "null",
]


@pytest.mark.parametrize("value", GARBAGE)
def test_a_tampered_cookie_opens_nothing_and_breaks_nothing(person, opened, value) -> None:
    token = opened(person)
    tampered = (value, token[:-1], token + value if value else token + "x", token.swapcase())
    # As they come over the line: httpx would not send some of them.
    requests = [
        {"url": "/monitor", "headers": {b"Cookie": b"tiepdan_session=" + one.encode()}} for one in tampered
    ]
    others = f"{cookies.LANGUAGE}={value}; {cookies.THEME}={value}; {cookies.DEVICE}={value}"
    form = {"url": "/sign-in", "headers": {b"Cookie": others.encode(), b"Accept": b"text/html"}}

    answers = asked(*requests)
    page = asked(form)[0]

    assert [answer.status_code for answer in answers] == [401] * 4
    assert "Bạn chưa đăng nhập." in answers[0].text
    assert page.status_code == 200
    assert '<html lang="vi">' in page.text


def test_two_cookies_of_one_name_are_both_not_believed(person, opened, page_build) -> None:
    mine, theirs = opened(person), opened(page_build.user(Role.OFFICER))
    twice = f"{cookies.SESSION}={mine}; {cookies.SESSION}={theirs}"
    same = f"{cookies.SESSION}={mine}; {cookies.SESSION}={mine}"

    refused, taken = asked(
        {"url": "/monitor", "headers": {"Cookie": twice}}, {"url": "/monitor", "headers": {"Cookie": same}}
    )

    assert (refused.status_code, taken.status_code) == (401, 200)


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil", "//[", "http://[x", "a\r\nb: c"]
)
def test_where_to_go_next_stays_here_whatever_it_says(person, target) -> None:
    answers = asked(
        {"url": "/language/en", "params": {"next": target}},
        {"url": "/theme/dark", "params": {"next": target}},
        signing_in("thu.lt", PASSWORD, data={"username": "thu.lt", "password": PASSWORD, "next": target}),
    )

    for answer in answers:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/")
        assert not answer.headers["location"].startswith(("//", "/\\"))


@pytest.mark.parametrize("name", ["\0", "thu\0.lt", "' OR '1'='1", "é" * 60, "\u202e", "", "a" * 10_000])
def test_a_hostile_name_is_a_wrong_name(person, name) -> None:
    answer = asked(signing_in(name, "sai"))[0]

    assert answer.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text


@pytest.mark.parametrize(
    ("direct", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.5", ["198.51.100.1"], "", "203.0.113.5"),
        ("203.0.113.5", ["198.51.100.1"], "10.0.0.1", "203.0.113.5"),
        ("10.0.0.1", ["198.51.100.1"], "10.0.0.1", "198.51.100.1"),
        ("10.0.0.1", ["1.2.3.4, 198.51.100.1"], "10.0.0.1", "198.51.100.1"),
        ("10.0.0.1", ["1.2.3.4", "198.51.100.1, 10.0.0.2"], "10.0.0.0/24", "198.51.100.1"),
        ("10.0.0.1", ["rubbish"], "10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", ["[2001:db8::5]"], "10.0.0.1, ::1", "2001:db8::5"),
        ("::ffff:198.51.100.7", [], "", "198.51.100.7"),
        ("", ["198.51.100.1"], "nonsense", "unknown"),
    ],
)
def test_the_client_is_whom_the_trusted_proxy_names(direct, forwarded, trusted, expected) -> None:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    scope = {"client": (direct, 1) if direct else None, "headers": headers}

    assert address_of(scope, trusted=trusted) == expected


def test_a_limit_holds_a_whole_network_of_ipv6() -> None:
    assert limit_key("2001:db8:1:2::1") == limit_key("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert limit_key("2001:db8:1:3::1") != limit_key("2001:db8:1:2::1")
    assert limit_key("rubbish") == limit_key("") == "unknown"


def test_a_foreign_host_is_refused_where_the_own_name_is_set(person, monkeypatch) -> None:
    from streamlit import config

    monkeypatch.setattr(
        config,
        "get_option",
        lambda name, real=config.get_option: ["testserver"] if name == "server.allowedHosts" else real(name),
    )
    hosts = [
        "testserver",
        "testserver:8501",
        "evil.example",
        "testserver.evil.example",
        "evil@testserver",
        "",
    ]

    answers = asked(*[{"url": "/sign-in", "headers": {"Host": host}} for host in hosts])
    live = asked({"url": "/health/live", "headers": {"Host": "127.0.0.1"}})[0]

    assert [answer.status_code for answer in answers] == [200, 200, 400, 400, 400, 400]
    assert "Địa chỉ này không phải của máy chủ này." in answers[2].text
    assert live.status_code == 200


def ending(page_build, person, token: str, way: str) -> None:
    """End the session of a token in one of the ways that there are."""
    session, now = page_build.session, datetime.now(UTC)
    actor = page_build.actor_of(person)
    row = session.exec(select(UserSession)).one()
    if way == "signed out":
        sign_in.sign_out(session, token, now=now)
    elif way == "everywhere":
        sign_in.sign_out_everywhere(session, person.id, actor=actor, now=now)
    elif way == "password":
        sign_in.change_own_password(session, PASSWORD, "ao cũ không ai mặc nữa", actor=actor, now=now)
    elif way == "closed":
        boss = page_build.actor_of(page_build.user(Role.ADMINISTRATOR))
        users.deactivate(session, person.id, reason="nghỉ việc", actor=boss, now=now)
    elif way == "reset":
        boss = page_build.actor_of(page_build.user(Role.ADMINISTRATOR))
        users.reset_password(session, person.id, actor=boss, now=now)
    elif way == "idle":
        row.seen_at = now - timedelta(minutes=121)
    else:
        row.expires_at = now - timedelta(seconds=1)
    session.commit()


WAYS = ["signed out", "everywhere", "password", "closed", "reset", "idle", "old"]


@pytest.mark.parametrize("way", WAYS)
def test_a_replayed_cookie_opens_no_document_file_upload_or_socket(page_build, person, opened, way) -> None:
    token = opened(person)
    headers = with_session(token)
    requests = [
        {"url": "/monitor", "headers": headers},
        {"url": "/media/report.pdf", "headers": headers},
        {"url": "/_stcore/upload_file/a/b", "method": "PUT", "headers": headers},
        {"url": "/_stcore/host-config", "headers": headers},
        {"url": "/session/renewed", "headers": headers},
    ]
    assert [answer.status_code for answer in asked(*requests[:2])] == [200, 404]

    ending(page_build, person, token, way)

    assert [answer.status_code for answer in asked(*requests)] == [401] * 5


def test_a_download_opens_for_whom_it_was_offered_and_for_nobody_else(page_build, person, opened) -> None:
    other = page_build.user(Role.OFFICER)
    own, others = with_session(opened(person)), with_session(opened(other))
    said = ForwardMsg()
    said.delta.new_element.download_button.url = "/media/0ff1ce.pdf"
    told.note(said.SerializeToString(), person.id)
    # What somebody typed may look like a name, and stands on his own screen.
    typed = ForwardMsg()
    typed.delta.new_element.markdown.body = "/media/0ff1ce.pdf"
    told.note(typed.SerializeToString(), other.id)

    answers = asked(
        {"url": "/media/0ff1ce.pdf", "headers": own},
        {"url": "/media/0ff1ce.pdf", "headers": others},
        {"url": "/media//0ff1ce.pdf", "headers": others},
        {"url": "/media/0ff1ce", "headers": others},
        {"url": "/media/0ff1c", "headers": own},
    )

    assert [answer.status_code for answer in answers] == [200, 404, 404, 404, 404]


def test_a_picture_opens_for_whom_it_was_drawn() -> None:
    said = ForwardMsg()
    said.delta.new_element.imgs.imgs.add().url = "/media/face.png"

    told.note(said.SerializeToString(), 8)

    assert [told.may_have("/media/face.png", user) for user in (8, 9)] == [True, False]


def test_names_of_downloads_fill_no_memory(monkeypatch) -> None:
    monkeypatch.setattr(told, "_MOST", 2)
    for name in "abcab":
        said = ForwardMsg()
        said.backend_operation_response.deferred_file.url = f"/media/{name}.xlsx"
        told.note(said.SerializeToString(), 1)

    assert [told.may_have(f"/media/{name}.xlsx", 1) for name in "abc"] == [True, True, False]


def test_only_what_a_person_does_keeps_a_session_awake(page_build, person, opened) -> None:
    token = opened(person, ago=timedelta(minutes=100))

    def seen() -> timedelta:
        page_build.session.rollback()
        return datetime.now(UTC) - page_build.session.exec(select(UserSession)).one().seen_at

    asked(
        {"url": "/media/picture.png", "headers": with_session(token)},
        {"url": "/_stcore/host-config", "headers": with_session(token)},
    )
    after_files = seen()
    asked({"url": "/monitor", "headers": with_session(token, **BROWSER)})

    assert after_files > timedelta(minutes=99)
    assert seen() < timedelta(minutes=1)


def test_a_session_gets_a_new_token_on_its_own_pages_request_only(page_build, person, opened) -> None:
    token = opened(person)
    url = "/session/renewed?next=/account"

    foreign = asked({"url": url, "headers": with_session(token, **{"Sec-Fetch-Site": "cross-site"})})[0]
    own = asked({"url": url, "headers": with_session(token, **{"Sec-Fetch-Site": "same-origin"})})[0]
    new = own.cookies[cookies.SESSION]
    old_one, new_one = asked(
        {"url": "/x", "headers": with_session(token)}, {"url": "/x", "headers": with_session(new)}
    )

    assert cookies.SESSION not in foreign.cookies
    assert own.headers["location"] == "/account"
    assert (old_one.status_code, new_one.status_code) == (401, 200)


def test_signing_in_takes_no_token_that_was_there_before(page_build, person, opened) -> None:
    fixed, somebodys = "a" * 43, opened(page_build.user(Role.OFFICER))

    for planted in (fixed, somebodys):
        answer = asked(signing_in("thu.lt", PASSWORD, headers=with_session(planted)))[0]
        assert answer.cookies[cookies.SESSION] != planted

    assert asked({"url": "/x", "headers": with_session(somebodys)})[0].status_code == 401
