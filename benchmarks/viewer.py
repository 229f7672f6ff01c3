"""A reader with an open screen: asks for it again and again by its one socket, as a change of filter does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from websockets.sync.client import ClientConnection, connect

from benchmarks.server import PATIENCE, Page, Server, asking_for, drawn


class Viewer:
    """One open socket; `ask` is the round trip from the choice to the last element of the page."""

    def __init__(self, stream: ClientConnection) -> None:
        self._stream = stream

    def ask(self, page: str, query: str = "") -> Page:
        """Ask for a page under a filter in the form of its URL; seconds up to the end of its script."""
        started = time.perf_counter()
        self._stream.send(asking_for(page, query))
        charts = drawn(self._stream, until=time.monotonic() + PATIENCE)
        return Page(time.perf_counter() - started, charts)


@contextmanager
def viewing(server: Server, cookie: str) -> Iterator[Viewer]:
    """The socket of one reader, closed at the end."""
    with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        additional_headers={"Cookie": cookie},
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        # A browser asks no server whether it is still there; only the server asks.
        ping_interval=None,
    ) as stream:
        yield Viewer(stream)
