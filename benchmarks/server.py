"""A server process of our own and a reader in front of it, who signs in and opens pages without a browser."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
# Seconds after which a start or a page counts as failed.
PATIENCE = 120.0
_POLL = 0.01


class ServerFailed(RuntimeError):
    """The process ended, or did not answer in time; holds the end of its log."""


@dataclass(frozen=True)
class Page:
    """A page as it arrived: seconds from the request to the end of its script, and what was drawn."""

    seconds: float
    charts: int


@dataclass(frozen=True)
class Server:
    """A running process with its address, and the seconds from its start to its first sign of life."""

    port: int
    process_id: int
    seconds: float

    def processor_seconds(self) -> float | None:
        """What the process has spent so far, however busy the machine is; None where nobody tells (macOS)."""
        told = Path(f"/proc/{self.process_id}/stat")
        if not told.exists():
            return None
        # After the name in brackets; the 12th and 13th field from there are user and system time.
        fields = told.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def sign_in(self, username: str, password: str) -> str:
        """The cookie of a new session, by the form that people use."""
        form = urlencode({"username": username, "password": password})
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("POST", "/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        cookies = answer.headers.get_all("Set-Cookie") or []
        connection.close()
        if answer.status != 303 or not cookies:
            raise ServerFailed(f"sign-in was answered with {answer.status}")
        return "; ".join(cookie.split(";")[0] for cookie in cookies)

    def open(self, name: str, cookie: str) -> Page:
        """Ask for a page as a browser does: its document, its socket, then wait for the end of its script."""
        started = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"/{name}", headers={"Cookie": cookie, "Accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise ServerFailed(f"/{name} was answered with {answer.status}")
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        with connect(
            address, additional_headers={"Cookie": cookie}, subprotocols=["streamlit"], max_size=None
        ) as stream:
            stream.send(asking_for(name))
            charts = drawn(stream, until=time.monotonic() + PATIENCE)
        return Page(time.perf_counter() - started, charts)


@contextmanager
def running(environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Start the server as scripts/serve does, on a free port; it is asked to stop at the end."""
    port = free_port()
    started = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", "app.py"),
                *("--server.port", str(port), "--server.address", "127.0.0.1"),
            ],
            cwd=ROOT,
            env=dict(environment),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(process, port, log)
        yield Server(port, process.pid, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path) -> dict[str, str]:
    """The environment of a server with data of its own and the accounts of the demonstration."""
    ours = ("DATABASE_URL", "DATA_DIR", "TIEPDAN_KEY", "TIEPDAN_KEY_FILE")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    key = "a key for benchmarks only, nothing real"
    # Who asks is decided by our own trusted-proxy setting alone, as scripts/serve has it.
    kept["FORWARDED_ALLOW_IPS"] = ""
    # As in scripts/serve.
    kept.setdefault("MALLOC_ARENA_MAX", "2")
    return {**kept, "DATA_DIR": str(folder), "TIEPDAN_DEMO": "1", "TIEPDAN_KEY": key}


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/live")
            if connection.getresponse().status == 200:
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(_POLL)
        finally:
            connection.close()
    raise ServerFailed(log.read_text(errors="replace")[-3000:])


def asking_for(name: str, query: str = "") -> bytes:
    """What a browser sends first, and again whenever the address changes."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = name
    message.rerun_script.context_info.timezone = "Asia/Ho_Chi_Minh"
    return bytes(message.SerializeToString())


def drawn(stream: ClientConnection, *, until: float) -> int:
    """Read what the server sends up to the end of the script; returns the number of charts.

    Raises ServerFailed where the page shows an exception, TimeoutError past `until` (monotonic seconds).
    """
    charts = 0
    while True:
        message = ForwardMsg.FromString(stream.recv(timeout=until - time.monotonic(), decode=False))
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element.WhichOneof("type")
            if element == "exception":
                raise ServerFailed("the page failed")
            charts += element == "plotly_chart"
        # A run that begins anew, or a part of a page, is not yet the page.
        if kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return charts
