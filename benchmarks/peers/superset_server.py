"""A running Apache Superset of its own, installed elsewhere, with our tables as its datasets."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmarks.server import free_port

# The settings of the comparison: one process like ours, no checks of forms, results kept in memory.
CONFIG = """
SECRET_KEY = "a key for benchmarks only, nothing real, long enough"
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
PREVENT_UNSAFE_DB_CONNECTIONS = False
DATA_CACHE_CONFIG = {{"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 86400, "CACHE_THRESHOLD": 10000}}
CACHE_CONFIG = FILTER_STATE_CACHE_CONFIG = EXPLORE_FORM_DATA_CACHE_CONFIG = DATA_CACHE_CONFIG
"""
START = [
    "-m",
    "gunicorn",
    "-w",
    "1",
    "-k",
    "gthread",
    "--threads",
    "8",
    "--timeout",
    "120",
    "--keep-alive",
    "300",
]
PATIENCE = 180.0
ADMIN, PASSWORD = "admin", "bench-only"


class PeerFailed(RuntimeError):
    """Superset did not start or did not answer; holds what it said."""


class Superset:
    """Its HTTP interface, one kept connection, signed in."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Content-Type": "application/json"}
        body = {"username": ADMIN, "password": PASSWORD, "provider": "db", "refresh": False}
        token = self.post("/api/v1/security/login", body)["access_token"]
        self._headers["Authorization"] = f"Bearer {token}"

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """POST a JSON body; raises PeerFailed with its words where it refuses."""
        self._connection.request("POST", path, json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 201):
            raise PeerFailed(f"{path}: {answer.status} {content.decode()[:500]}")
        found: dict[str, Any] = json.loads(content)
        return found

    def datasets(self, address: str, tables: tuple[str, ...]) -> dict[str, int]:
        """Make a database and a dataset for each table; returns the ids of the datasets."""
        made = self.post("/api/v1/database/", {"database_name": "peer", "sqlalchemy_uri": address})
        return {
            table: self.post(
                "/api/v1/dataset/", {"database": made["id"], "schema": "public", "table_name": table}
            )["id"]
            for table in tables
        }

    def ask(self, question: dict[str, Any], *, dataset: int, force: bool) -> list[dict[str, Any]]:
        """The rows of one chart, by the interface its dashboards use; `force` passes its cache by."""
        body = {
            "datasource": {"id": dataset, "type": "table"},
            "force": force,
            "queries": [question],
            "result_format": "json",
            "result_type": "full",
        }
        rows: list[dict[str, Any]] = self.post("/api/v1/chart/data", body)["result"][0]["data"]
        return rows


@contextmanager
def superset(python: Path, folder: Path) -> Iterator[int]:
    """Start Superset with an empty configuration of its own; the port it answers on."""
    config = folder / "superset_config.py"
    config.write_text(CONFIG.format(folder=folder), encoding="utf-8")
    environment = {**os.environ, "SUPERSET_CONFIG_PATH": str(config), "FLASK_APP": "superset"}
    environment.pop("PYTHONPATH", None)
    command = python.parent / "superset"
    who = ["--username", ADMIN, "--firstname", "a", "--lastname", "b", "--email", "a@example.org"]
    for step in (["db", "upgrade"], ["fab", "create-admin", *who, "--password", PASSWORD], ["init"]):
        done = subprocess.run([command, *step], env=environment, capture_output=True, text=True, cwd=folder)
        if done.returncode:
            raise PeerFailed(f"{step}: {done.stderr[-2000:]}")
    port = free_port()
    log = (folder / "superset.log").open("ab")
    process = subprocess.Popen(
        [python, *START, "-b", f"127.0.0.1:{port}", "superset.app:create_app()"],
        env=environment,
        stdout=log,
        stderr=log,
        cwd=folder,
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise PeerFailed("Superset did not start")
