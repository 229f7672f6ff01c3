"""The guard of an open socket: what becomes of messages once the session ends or the rights change."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from models import RoleAssignment, UserSession
from models.enums import Role
from services import sign_in
from ui.routes import socket as guard
from ui.routes.socket import Socket
from ui.routes.standing import standing


@pytest.fixture
def token(page_build) -> str:
    user = page_build.user(Role.UNIT_HEAD)
    token = sign_in.open_session(page_build.session, user, now=datetime.now(UTC))
    page_build.session.commit()
    return token


@pytest.fixture
def revoke(page_build, token) -> Callable[[], None]:
    def end() -> None:
        sign_in.sign_out(page_build.session, token, now=datetime.now(UTC))
        page_build.session.commit()

    return end


def pressed() -> dict[str, Any]:
    """A button that was pressed in a fragment."""
    message = BackMsg()
    message.rerun_script.page_script_hash = "page"
    message.rerun_script.fragment_id = "fragment"
    message.rerun_script.query_string = "code=1"
    state = message.rerun_script.widget_states.widgets.add()
    state.id, state.trigger_value = "save", True
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def drawn(text: str) -> dict[str, Any]:
    message = ForwardMsg()
    message.delta.new_element.text.body = text
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


def begun(*fragments: str) -> dict[str, Any]:
    message = ForwardMsg()
    message.new_session.initialize.session_id = "screen"
    message.metadata.run.fragment_ids.extend(fragments)
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


def played(token: str, play: Callable[[Socket, asyncio.Queue], Any]) -> tuple[Any, list[str]]:
    """What `play` returned, and the texts and beginnings that reached the browser."""
    out: list[str] = []

    async def run() -> Any:
        browser: asyncio.Queue = asyncio.Queue()

        async def send(message: dict[str, Any]) -> None:
            said = ForwardMsg.FromString(message["bytes"])
            out.append(said.delta.new_element.text.body or "begun")

        found = await standing(token)
        assert found is not None
        socket = Socket(browser.get, send, token=token, found=found)
        try:
            return await asyncio.wait_for(play(socket, browser), timeout=20)
        finally:
            await socket.aclose()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, run()).result(), out


def asked_for(message: dict[str, Any]) -> tuple[str, str, int, str]:
    said = BackMsg.FromString(message["bytes"]).rerun_script
    return said.page_script_hash, said.fragment_id, len(said.widget_states.widgets), said.query_string


def test_a_living_session_gets_and_sends_everything(token) -> None:
    async def play(socket: Socket, browser: asyncio.Queue) -> Any:
        await browser.put(pressed())
        passed = await socket.receive()
        for message in (begun(), drawn("one"), begun("fragment"), drawn("two")):
            await socket.send(message)
        return passed

    passed, out = played(token, play)

    assert passed == pressed()
    assert out == ["begun", "one", "begun", "two"]


def test_after_the_end_a_press_becomes_a_plain_run_and_nothing_else_leaves(token, revoke) -> None:
    async def play(socket: Socket, browser: asyncio.Queue) -> Any:
        await socket.send(begun())
        revoke()
        await browser.put(pressed())
        passed = await socket.receive()
        # What was still being drawn, a fragment that began meanwhile, then the screen anew.
        for message in (drawn("late"), begun("fragment"), drawn("later"), begun(), drawn("signed out")):
            await socket.send(message)
        return passed

    passed, out = played(token, play)

    assert asked_for(passed) == ("page", "", 0, "")
    assert out == ["begun", "begun", "signed out"]


def test_a_screen_that_nobody_touches_is_drawn_anew_when_its_time_is_over(
    token, page_build, monkeypatch
) -> None:
    monkeypatch.setattr(guard, "CHECK_IDLE", 0.05)

    async def play(socket: Socket, browser: asyncio.Queue) -> Any:
        await browser.put(pressed())
        await socket.receive()
        row = page_build.session.exec(select(UserSession)).one()
        row.seen_at -= timedelta(minutes=121)
        page_build.session.commit()
        return await socket.receive()

    passed, _out = played(token, play)

    assert asked_for(passed) == ("page", "", 0, "")


def test_a_script_that_is_still_drawing_is_cut_off(token, revoke, monkeypatch) -> None:
    monkeypatch.setattr(guard, "CHECK_SENT", 0.0)

    async def play(socket: Socket, browser: asyncio.Queue) -> Any:
        for message in (begun(), drawn("before")):
            await socket.send(message)
        revoke()
        for number in range(3):
            await socket.send(drawn(f"after {number}"))
        return await socket.receive()

    passed, out = played(token, play)

    assert out == ["begun", "before"]
    assert asked_for(passed) == ("", "", 0, "")


def test_with_other_rights_a_press_is_not_heard_but_the_screen_drawn_anew(token, page_build) -> None:
    async def play(socket: Socket, browser: asyncio.Queue) -> Any:
        await socket.send(begun())
        row = page_build.session.exec(select(RoleAssignment)).one()
        row.valid_to = date(2026, 1, 2)
        row.valid_from = date(2026, 1, 1)
        page_build.session.commit()
        await browser.put(pressed())
        first = await socket.receive()
        for message in (drawn("late"), begun(), drawn("other rights")):
            await socket.send(message)
        await browser.put(pressed())
        return first, await socket.receive()

    (first, second), out = played(token, play)

    assert asked_for(first) == ("page", "", 0, "")
    assert out == ["begun", "begun", "other rights"]
    # The next press is that of somebody who sees what the rights are now.
    assert second == pressed()
