"""The socket of a screen: every message is checked against the session, and nothing leaves after its end.

Streamlit reads the cookie once, when the socket opens; fragments, callbacks of buttons and what
refreshes itself run without the first line of a page. So the check stands here, before Streamlit
sees a message. Where the session has ended, or the rights have changed, the message becomes a plain
run of the whole screen without anything that was typed or pressed: its first line then says so, and
what stood there before is gone.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

import structlog
from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes

from ui.routes import told
from ui.routes.standing import Standing, standing, used

Message = MutableMapping[str, Any]
_log = structlog.get_logger()

# How old a check may be while a script sends what it draws, and while nobody does anything.
CHECK_SENT, CHECK_IDLE = 1.0, 15.0
# All that a screen sends; the rest of Streamlit's messages are for developers, or act on everybody.
ALLOWED = frozenset({"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"})
_ASKING = "backend_operation_request"
ALLOWED_ASKING = frozenset({"deferred_file", "dataframe_chunk"})
_TOO_BIG, _PROTOCOL_ERROR = 1009, 1002
_MOST_SCREENS = 10_000
# Which user each screen of Streamlit belongs to: a dropped line comes back to the same half-filled
# screen, but never to somebody else's who has signed in meanwhile in the same browser.
_screens: OrderedDict[str, int] = OrderedDict()


def belongs_to(screen: str, user_id: int) -> bool:
    """Whether a screen (Streamlit calls it a session) was opened by this user."""
    return _screens.get(screen) == user_id


def own_screen_only(headers: list[tuple[bytes, bytes]], user_id: int) -> list[tuple[bytes, bytes]]:
    """The headers of a socket that opens, without a screen that is not this user's to come back to."""
    found = []
    for name, value in headers:
        if name == b"sec-websocket-protocol":
            parts = [part.strip() for part in value.decode("latin-1").split(",")]
            if len(parts) > 2 and not belongs_to(parts[2], user_id):
                value = ", ".join(parts[:2]).encode("latin-1")
        found.append((name, value))
    return found


class Socket:
    """One open socket; `receive` and `send` stand between the server and Streamlit."""

    def __init__(
        self,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
        *,
        token: str,
        found: Standing,
    ) -> None:
        self._receive, self._send, self._token = receive, send, token
        self._user_id, self._rights = found.user_id, found.rights
        self._checked_at = time.monotonic()
        self._is_live = True
        # Sent is nothing from the end of the session until the screen begins anew.
        self._is_silent = False
        self._ended = asyncio.Event()
        self._next: asyncio.Task[Message] | None = None
        self._page = ""
        self._is_known = False
        self._is_closed = False

    async def receive(self) -> Message:
        """The next message for Streamlit."""
        while True:
            message = await self._arrived()
            if message is None:
                return self._anew()
            if message["type"] != "websocket.receive":
                return message
            passed = await self._passed(message)
            if passed is not None:
                return passed

    async def send(self, message: Message) -> None:
        """Pass on what Streamlit sends, while the session lives."""
        if message["type"] != "websocket.send":
            await self._send(message)
            return
        if self._is_closed:
            return
        if self._is_live and time.monotonic() - self._checked_at > CHECK_SENT:
            await self._check()
        if self._is_silent or not self._is_known:
            self._look_into(message)
        if not self._is_silent:
            told.note(message["bytes"], self._user_id)
            await self._send(message)

    async def aclose(self) -> None:
        """Drop what is still being waited for."""
        if self._next is not None:
            self._next.cancel()
            with suppress(asyncio.CancelledError):
                await self._next

    async def _arrived(self) -> Message | None:
        """What the browser sent; None once the session has ended while nobody did anything."""
        while True:
            if self._next is None:
                self._next = asyncio.ensure_future(self._receive())
            waits: set[asyncio.Task[Any]] = {self._next}
            ended = asyncio.ensure_future(self._ended.wait())
            try:
                await asyncio.wait({*waits, ended}, timeout=CHECK_IDLE, return_when=asyncio.FIRST_COMPLETED)
            finally:
                ended.cancel()
            if self._next.done():
                arrived, self._next = self._next.result(), None
                return arrived
            if self._is_live and not self._ended.is_set():
                await self._check()
            if self._ended.is_set():
                self._ended.clear()
                return None

    async def _passed(self, message: Message) -> Message | None:
        """The message as Streamlit may see it; None for one that it shall not see."""
        said = BackMsg()
        data = message.get("bytes")
        if data is None:
            return await self._hung_up(_PROTOCOL_ERROR)
        if len(data) > get_max_widget_state_size_bytes():
            return await self._hung_up(_TOO_BIG)
        try:
            said.ParseFromString(data)
        except DecodeError:
            return await self._hung_up(_PROTOCOL_ERROR)
        kind = said.WhichOneof("type")
        asks = kind == _ASKING and said.backend_operation_request.WhichOneof("payload") in ALLOWED_ASKING
        if kind not in ALLOWED and not asks:
            return None
        if kind == "rerun_script":
            self._page = said.rerun_script.page_script_hash or self._page
        found = await self._check()
        if found is None:
            self._ended.clear()
            return self._anew() if kind == "rerun_script" or asks else None
        if found.rights != self._rights:
            self._rights, self._is_silent = found.rights, True
            return self._anew()
        if found.is_stale and kind == "rerun_script" and not said.rerun_script.is_auto_rerun:
            await used(self._token)
        return message

    async def _hung_up(self, code: int) -> Message:
        """Close the socket, and tell Streamlit that it is closed."""
        _log.warning("socket_refused", code=code)
        self._is_closed = True
        await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

    async def _check(self) -> Standing | None:
        found = await standing(self._token)
        self._checked_at = time.monotonic()
        if found is None and self._is_live:
            self._is_live, self._is_silent = False, True
            self._ended.set()
        return found

    def _anew(self) -> Message:
        """A run of the whole screen, as on opening it: nothing typed, nothing pressed, no fragment."""
        plain = BackMsg()
        plain.rerun_script.page_script_hash = self._page
        return {"type": "websocket.receive", "bytes": plain.SerializeToString()}

    def _look_into(self, message: Message) -> None:
        """Note whose screen this is; end the silence where the whole screen begins anew."""
        said = ForwardMsg.FromString(message["bytes"])
        if said.WhichOneof("type") != "new_session":
            return
        screen = said.new_session.initialize.session_id
        _screens[screen] = self._user_id
        _screens.move_to_end(screen)
        while len(_screens) > _MOST_SCREENS:
            _screens.popitem(last=False)
        self._is_known = True
        if not said.metadata.run.fragment_ids:
            self._is_silent = False
