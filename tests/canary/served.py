"""A reader in front of the real server: what the line carries to him, byte by byte, without a browser."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser import sockets
from tests.canary.crawl import Screen, arrived
from tests.canary.tokens import Found, Marks, find
from ui import cookies

# Where Streamlit puts files and pictures of a page.
_MEDIA = re.compile(rb"/media/[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)?")
_FAILED = "Something went wrong"


@dataclass
class Received(Screen):
    """What one page sent, as it came over the line."""

    frames: list[bytes] = field(default_factory=list)

    @property
    def raw(self) -> bytes:
        """Every frame, untouched."""
        return b"\n".join(self.frames)


@dataclass
class Told:
    """How much a reader has received so far, by kind."""

    pages: int = 0
    frames: int = 0
    downloads: int = 0
    routes: int = 0

    def __add__(self, other: "Told") -> "Told":
        both = {name: getattr(self, name) + getattr(other, name) for name in vars(self)}
        return Told(**both)


class Served:
    """One reader with his cookie: one socket for his pages, plain requests for everything else."""

    def __init__(self, url: str, token: str, stream: sockets.Screen) -> None:
        self._stream, self._requests = stream, 0
        self.http = httpx.Client(base_url=url, cookies={cookies.SESSION: token}, timeout=60)
        self.told = Told()
        # Where files were offered to him.
        self.places: set[str] = set()

    def navigation(self) -> list[str]:
        """The pages of this reader, as the server names them to his browser."""
        for message in reversed(self._stream.run()):
            if message.WhichOneof("type") == "navigation":
                paths = [one.url_pathname for one in message.navigation.app_pages]
                return [path for path in paths if path not in ("", "start")]
        raise AssertionError("no navigation arrived")

    def open(self, page: str, query: Mapping[str, str] | None = None, *, with_files: bool = True) -> Received:
        """Ask for a page by the socket; with the files that it offers, each fetched from where it lies."""
        asked = dict(query or {})
        self._stream.frames.clear()
        messages = self._stream.run(page, query_string=urlencode(asked))
        screen = Received(arrived(messages) or page, asked, messages)
        screen.failed = _FAILED.encode() in b"".join(self._stream.frames)
        if with_files:
            screen.files = list(self._files(messages))
        # With the answers to what was asked for meanwhile.
        screen.frames = list(self._stream.frames)
        self.told += Told(pages=1, frames=len(screen.frames), downloads=len(screen.files))
        return screen

    def route(self, path: str) -> bytes:
        """An answer over plain HTTP, with its headers."""
        answer = self.http.get(path, headers={"Accept": "text/html,*/*"})
        assert answer.status_code != 429, path
        self.told += Told(routes=1)
        return f"{answer.status_code} {answer.headers!r}\n".encode() + answer.content

    def _files(self, messages: Iterable[ForwardMsg]) -> Iterator[tuple[str, bytes]]:
        for place in sorted({hit.decode() for hit in _MEDIA.findall(b"\n".join(self._stream.frames))}):
            answer = self.http.get(place)
            assert answer.status_code == 200, place
            self.places.add(place)
            yield str(answer.headers.get("content-disposition", place)), answer.content
        for message in messages:
            for name, value in leaves(message):
                if name == "deferred_file_id" and value:
                    yield self._pressed(str(value))

    def _pressed(self, file_id: str) -> tuple[str, bytes]:
        """The file behind a button; asked for again where another reader's page cleared it away."""
        for _ in range(20):
            answer = self.http.get(self._made(file_id))
            if answer.status_code == 200:
                return str(answer.headers.get("content-disposition", "")), answer.content
        raise AssertionError(f"no file for {file_id}")

    def _made(self, file_id: str) -> str:
        """Where the server puts a file that it makes only when somebody presses the button."""
        self._requests += 1
        asking = BackMsg()
        asking.backend_operation_request.session_id = self._stream.id
        asking.backend_operation_request.request_id = str(self._requests)
        asking.backend_operation_request.deferred_file.file_id = file_id
        self._stream.send(asking)
        for message in self._stream.arriving(seconds=60):
            if message.WhichOneof("type") == "backend_operation_response":
                answer = message.backend_operation_response
                assert not answer.error_msg, answer.error_msg
                self.places.add(str(answer.deferred_file.url))
                return str(answer.deferred_file.url)
        raise AssertionError(f"no file for {file_id}")


@contextmanager
def reading(url: str, token: str) -> Iterator[Served]:
    """The reader of a session; his socket is closed at the end."""
    with sockets.screen(url, token) as stream:
        served = Served(url, token, stream)
        try:
            yield served
        finally:
            served.http.close()


def leaves(message: Message) -> Iterator[tuple[str, object]]:
    """The fields of a message that hold no further message, however deep."""
    for known, value in message.ListFields():
        single = isinstance(value, Message | str | bytes | int | float | bool)
        for one in [value] if single else list(value):
            if isinstance(one, Message):
                yield from leaves(one)
            else:
                yield known.name, one


class Searcher:
    """Finds canaries in frames; what the server says again and again is searched once."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._known: dict[bytes | str, frozenset[Found]] = {}

    def within(self, frames: Iterable[bytes]) -> set[Found]:
        """In each frame as bytes, and in each of its fields alone: what is packed begins at its start."""
        found: set[Found] = set()
        for frame in frames:
            found |= self._once(frame)
            for _name, value in leaves(ForwardMsg.FromString(frame)):
                if isinstance(value, bytes | str) and len(value) > 5:
                    found |= self._once(value)
        return found

    def _once(self, data: bytes | str) -> frozenset[Found]:
        if data not in self._known:
            self._known[data] = frozenset(find(data, self.marks))
        return self._known[data]
