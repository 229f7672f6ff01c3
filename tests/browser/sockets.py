"""A screen without a browser: the socket that a browser opens, what it sends, and what arrives."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from google.protobuf import text_format
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from services.sign_in import SAMPLE_PASSWORD
from ui import cookies


def signed_in(url: str, username: str, *, password: str = SAMPLE_PASSWORD) -> str:
    """The token of a new session."""
    answer = httpx.post(f"{url}/sign-in", data={"username": username, "password": password})
    assert answer.status_code == 303, answer.text
    return str(answer.cookies[cookies.SESSION])


@dataclass
class Screen:
    """One open socket, with everything that has arrived on it."""

    stream: ClientConnection
    id: str = ""
    page: str = ""
    fragments: set[str] = field(default_factory=set)
    # As they came over the line, before anybody read them.
    frames: list[bytes] = field(default_factory=list)

    def send(self, message: BackMsg | bytes | str) -> None:
        """Send one message, or whatever else."""
        self.stream.send(message.SerializeToString() if isinstance(message, BackMsg) else message)

    def run(self, name: str = "", **state: Any) -> list[ForwardMsg]:
        """Ask for a run, as a browser does, and read it to its end."""
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name, asked.page_script_hash = name, "" if name else self.page
        asked.context_info.timezone = "Asia/Ho_Chi_Minh"
        for key, value in state.items():
            setattr(asked, key, value)
        self.send(message)
        return self.finished()

    def finished(self, *, seconds: float = 60) -> list[ForwardMsg]:
        """Everything up to the end of a script."""
        found = []
        for message in self.arriving(seconds=seconds):
            found.append(message)
            # A page that leads on to another runs twice.
            early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if message.WhichOneof("type") == "script_finished" and message.script_finished != early:
                return found
        raise AssertionError(f"no end after {len(found)} messages")

    def arriving(self, *, seconds: float) -> Iterator[ForwardMsg]:
        """What arrives within so many seconds."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                data = self.stream.recv(timeout=left, decode=False)
            except TimeoutError:
                return
            self.frames.append(data)
            message = ForwardMsg.FromString(data)
            self._note(message)
            yield message

    def _note(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.id = message.new_session.initialize.session_id
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            self.fragments.add(message.auto_rerun.fragment_id)
        elif kind == "delta" and message.delta.fragment_id:
            self.fragments.add(message.delta.fragment_id)


@contextmanager
def screen(url: str, token: str, **headers: str) -> Iterator[Screen]:
    """A socket with a session's cookie; `back_to` comes back to an earlier screen."""
    back_to = headers.pop("back_to", "")
    protocols = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", back_to] if back_to else ["streamlit"]
    with connect(
        f"ws{url[4:]}/_stcore/stream",
        additional_headers={"Cookie": f"{cookies.SESSION}={token}", **headers},
        subprotocols=protocols,  # type: ignore[arg-type]
        max_size=None,
    ) as stream:
        yield Screen(stream)


def words(messages: list[ForwardMsg]) -> str:
    """All that a reader could find in the messages, as text."""
    return "\n".join(text_format.MessageToString(message, as_utf8=True) for message in messages)
