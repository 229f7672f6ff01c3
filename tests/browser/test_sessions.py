"""A session that has ended delivers nothing: not to a replayed cookie, not to a screen that stands open."""

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session, col, select
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from models import RoleAssignment, Unit, User, UserSession
from models.enums import Role
from services import actors, clock, database, sign_in, users
from services.passwords import hash_one_time
from tests.browser.sockets import screen, signed_in, words
from ui import cookies

PASSWORD = "chiếc xe đạp màu lam"
SIGNED_OUT = "Bạn đã đăng xuất"
NO_RIGHT = "không có quyền mở trang này"
SECRET = "số liệu lúc"


@pytest.fixture(scope="module")
def stored(demo_folder: Path, base_url: str) -> Iterator[Session]:
    """The database of the running server."""
    engine = database.make_engine(f"sqlite:///{demo_folder / 'tiepdan.db'}")
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def person(stored: Session, request: pytest.FixtureRequest) -> User:
    """The head of a unit, for this test alone; directors would owe a second factor."""
    name = f"phien{abs(hash(request.node.name)) % 10**8}"
    user = User(username=name, name="Người thử phiên", folded="nguoi thu phien", created_at=clock.now())
    user.password_hash = hash_one_time(PASSWORD)
    stored.add(user)
    stored.flush()
    unit = stored.exec(select(Unit).order_by(col(Unit.id))).first()
    assert user.id
    assert unit
    since = date(2026, 1, 1)
    stored.add(RoleAssignment(user_id=user.id, role=Role.UNIT_HEAD, unit_id=unit.id or 0, valid_from=since))
    stored.commit()
    return user


@pytest.fixture
def enter(base_url: str, person: User) -> Callable[[], str]:
    """Sign the person in; the token."""
    return lambda: signed_in(base_url, person.username, password=PASSWORD)


def end(stored: Session, url: str, person: User, token: str, way: str) -> None:
    """End the session, as the person, an administrator or time does."""
    now = datetime.now(UTC)
    today = clock.local_date(now)
    admin = stored.exec(select(User).where(User.username == "quantri")).one()
    boss, self = (actors.actor_of(stored, one, today=today) for one in (admin, person))
    if way == "signed out":
        httpx.post(f"{url}/sign-out", headers={"Cookie": f"{cookies.SESSION}={token}"})
    elif way == "password changed":
        sign_in.change_own_password(stored, PASSWORD, "ao cũ không ai mặc nữa", actor=self, now=now)
    elif way == "account closed":
        users.deactivate(stored, person.id or 0, reason="nghỉ việc", actor=boss, now=now)
    elif way == "ended by the administrator":
        users.sign_out_everywhere(stored, person.id or 0, actor=boss, now=now)
    elif way == "unused too long":
        _session(stored, token).seen_at = now - timedelta(minutes=121)
    else:
        row = stored.exec(select(RoleAssignment).where(RoleAssignment.user_id == person.id)).one()
        row.valid_to = today - timedelta(days=1)
    stored.commit()


def _session(stored: Session, token: str) -> UserSession:
    stored.rollback()
    hashed = sign_in.token_hash(token)
    row = stored.exec(select(UserSession).where(UserSession.token_hash == hashed)).one()
    stored.refresh(row)
    return row


WAYS = ["signed out", "password changed", "account closed", "ended by the administrator", "unused too long"]


@pytest.mark.parametrize("way", WAYS)
def test_an_open_screen_shows_nothing_after_its_session_ended(
    stored: Session, base_url: str, person: User, enter: Callable[[], str], way: str
) -> None:
    token = enter()
    with screen(base_url, token) as shown:
        before = words(shown.run("monitor"))
        parts = {one: words(shown.run(fragment_id=one, is_auto_rerun=True)) for one in shown.fragments}
        fragment = next(one for one, said in parts.items() if SECRET in said)

        end(stored, base_url, person, token, way)
        answers = [shown.run(fragment_id=fragment, is_auto_rerun=True), shown.run(), shown.run("cases")]

        assert SECRET in before
        for answer in map(words, answers):
            assert SIGNED_OUT in answer
            assert SECRET not in answer
            assert "arrow_data_frame" not in answer
            assert "plotly_chart" not in answer
    with pytest.raises(InvalidStatus), screen(base_url, token):
        pass
    for path in ("/monitor", "/media/x", "/_stcore/host-config"):
        answer = httpx.get(base_url + path, headers={"Cookie": f"{cookies.SESSION}={token}"})
        assert answer.status_code == 401


def test_a_role_that_ended_is_gone_at_the_next_message(
    stored: Session, base_url: str, person: User, enter: Callable[[], str]
) -> None:
    with screen(base_url, token := enter()) as shown:
        shown.run("monitor")
        fragment = next(iter(shown.fragments))

        end(stored, base_url, person, token, "role ended")
        answer = words(shown.run(fragment_id=fragment, is_auto_rerun=True))

        assert SECRET not in answer
        assert "plotly_chart" not in answer
        assert NO_RIGHT in answer or "Tài khoản của tôi" in answer


def test_a_screen_that_refreshes_itself_does_not_keep_its_session_awake(
    stored: Session, base_url: str, enter: Callable[[], str]
) -> None:
    token = enter()
    with screen(base_url, token) as shown:
        shown.run("monitor")
        fragment = next(iter(shown.fragments))
        row = _session(stored, token)
        row.seen_at = long_ago = datetime.now(UTC) - timedelta(minutes=30)
        stored.commit()

        shown.run(fragment_id=fragment, is_auto_rerun=True)
        by_itself = _session(stored, token).seen_at
        shown.run()
        by_hand = _session(stored, token).seen_at

    assert by_itself == long_ago
    assert by_hand > long_ago + timedelta(minutes=29)


def test_a_half_filled_screen_comes_back_to_its_own_person_only(
    base_url: str, enter: Callable[[], str]
) -> None:
    mine, theirs = enter(), signed_in(base_url, "xemsolieu")
    with screen(base_url, mine) as shown:
        shown.run("monitor")
        first = shown.id
    with screen(base_url, theirs, back_to=first) as shown:
        shown.run("monitor")
        of_others = shown.id
    with screen(base_url, enter(), back_to=first) as shown:
        shown.run("monitor")
        again = shown.id

    assert of_others != first
    assert again == first


def test_nobody_sends_a_file_to_somebody_elses_screen(base_url: str, enter: Callable[[], str]) -> None:
    with screen(base_url, mine := enter()) as shown:
        shown.run("monitor")
        file = {"file": ("a.pdf", b"%PDF-", "application/pdf")}
        url = f"{base_url}/_stcore/upload_file/{shown.id}/some-file"

        def put(token: str) -> httpx.Response:
            return httpx.put(url, files=file, headers={"Cookie": f"{cookies.SESSION}={token}"})

        # One's own screen without Streamlit's token against forged requests: refused by Streamlit.
        assert put(mine).status_code == 403
        assert put(signed_in(base_url, "xemsolieu")).status_code == 404
        assert put("").status_code == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_a_socket_of_another_site_does_not_open(base_url: str, enter: Callable[[], str], origin: str) -> None:
    with pytest.raises(InvalidStatus), screen(base_url, enter(), Origin=origin):
        pass


def deep(levels: int) -> bytes:
    """A message of unknown groups within groups."""
    return b"\xa3\x06" * levels + b"\xa4\x06" * levels


def _back(**fields: Any) -> bytes:
    return bytes(BackMsg(**fields).SerializeToString())


HOSTILE = {
    "garbage": b"\xff" * 100,
    "cut off": _back(rerun_script={"page_name": "monitor"})[:-3],
    "groups within groups": deep(50_000),
    "text": "monitor",
    "five megabytes": b"\x00" * 5_000_000,
    "a field of five megabytes": _back(rerun_script={"query_string": "x" * 5_000_000}),
    "two hundred megabytes": b"\x00" * 200_000_000,
}
IGNORED = {
    "empty": b"",
    "shut down": _back(debug_shutdown_runtime=True),
    "disconnect": _back(debug_disconnect_websocket=True),
    "forget what is cached": _back(clear_cache=True),
    "run on save": _back(set_run_on_save=True),
    "look at the repository": _back(load_git_info=True),
    "install something": _back(backend_operation_request={"request_id": "1", "install_skills": {}}),
}


def test_a_hostile_message_closes_its_own_socket_and_nothing_else(
    base_url: str, enter: Callable[[], str]
) -> None:
    token = enter()
    with screen(base_url, token) as bystander:
        bystander.run("monitor")

        closed = {name: _is_closed_by(base_url, token, message) for name, message in HOSTILE.items()}

        assert closed == dict.fromkeys(HOSTILE, True)
        assert SECRET in words(bystander.run())


def _is_closed_by(base_url: str, token: str, message: bytes | str) -> bool:
    """Whether a message ends its own connection."""
    with screen(base_url, token) as shown:
        try:
            shown.send(message)
            for _ in shown.arriving(seconds=20):
                pass
        except ConnectionClosed:
            return True
    return False


def test_messages_for_developers_are_not_heard(base_url: str, enter: Callable[[], str]) -> None:
    with screen(base_url, enter()) as shown:
        for message in IGNORED.values():
            shown.send(message)

        answer = words(shown.run("monitor"))

    assert SECRET in answer
    assert "install_skills" not in answer
    assert httpx.get(f"{base_url}/health/live").status_code == 200


PATHS = [
    "/pages/cases.py",
    "/app/static/../main.py",
    "/app/static/..%2fmain.py",
    "/app/static/%2e%2e/main.py",
    "/app/static/%252e%252e/main.py",
    "/app/static/..\\main.py",
    "/static/../../../../services/sign_in.py",
    "//app/static/icon.png",
    "/app/static/icon.png%00.py",
    "/sign-in/../monitor",
    "/sign-in%2f..%2fmonitor",
    "/language/../monitor",
    "/./monitor",
    "/MONITOR",
    "/health/../_stcore/host-config",
    "/media/../../tiepdan.db",
    "http://evil.example/monitor",
]


def _raw(base_url: str, request: bytes) -> bytes:
    """The answer to bytes as they stand; a client would tidy the path first."""
    host, port = base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(request)
        found = b""
        # Who sends too much is cut off, sometimes before the refusal has been read.
        with suppress(ConnectionResetError, BrokenPipeError):
            while chunk := line.recv(65_536):
                found += chunk
    return found or b"HTTP/1.1 400 cut off"


@pytest.mark.parametrize("path", PATHS)
def test_tricks_with_paths_reach_no_source_and_no_page(base_url: str, path: str) -> None:
    answer = _raw(base_url, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    status = int(answer.split()[1])
    assert status in (400, 401, 404), answer[:200]
    for told in (b"import ", b"def ", b"SQLite format", b'<div id="root">'):
        assert told not in answer


@pytest.mark.parametrize(
    "lines",
    [
        "Host: a\r\nHost: b",
        "Host: x\r\nCookie: tiepdan_session=a\r\n\tb",
        "Host: x\r\nCookie: tiepdan_session=" + "a" * 200_000,
        "Host: x\r\n" + "\r\n".join(f"X-{n}: y" for n in range(5_000)),
        "Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
        "Host: x\r\nContent-Length: -1",
        "Host: x\r\nX: \x00",
        "No header",
    ],
)
def test_malformed_requests_are_refused(base_url: str, lines: str) -> None:
    answer = _raw(
        base_url, f"GET /monitor HTTP/1.1\r\n{lines}\r\nConnection: close\r\n\r\n".encode("latin-1")
    )

    assert int(answer.split()[1]) in (400, 401, 431), answer[:200]
    assert httpx.get(f"{base_url}/health/live").status_code == 200
