"""10,000 tries to sign in from one address: what other people's screens feel, and whether the owner gets in.

A real server process on the department of the demonstration. Readers go on working while the attack
runs: each asks for a run of the screen by its open socket, again and again, with pauses as a person
makes them. Rounds with and without attack alternate, so that both come from the same moments. The
attack comes from a process of its own, in as many connections as a program opens that waits for
no answer before the next try; it ends when all its tries are answered. On this one machine it gives
way to the server (nice), as an attacker's processor is not ours; what a refused try costs ours is
measured by itself.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from urllib.parse import urlencode

from benchmarks import machine
from benchmarks.server import ROOT, Server, ServerFailed, environment, running
from benchmarks.viewer import viewing
from services.sign_in import SAMPLE_PASSWORD

TRIES, CONNECTIONS = 10_000, 100
READERS, ROUNDS, ROUND_SECONDS = 3, 5, 18.0
# The mean of a reader's pauses in seconds; the tries that are counted for their cost.
PAUSE, COSTED = 1.2, 500
PAGE, READER, VICTIM = "cases", "giamdoc", "vanthu"
TARGETS = {"slowdown": 1.2}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def run(cases: int = 3_000, as_json: bool = False) -> dict[str, Any]:
    """Measure the readers with and without attack; print and return milliseconds, counts and the ratio."""
    with tempfile.TemporaryDirectory(prefix="tiepdan-bench-") as name:
        folder = Path(name)
        env = environment(folder)
        made = [sys.executable, "manage.py", "demo", "--cases", str(cases), "--seed", "1"]
        subprocess.run(made, cwd=ROOT, env=env, check=True, capture_output=True)
        with running(env, folder / "server.log") as server:
            result = _measured(server)
    result = {
        "benchmark": "sign_in",
        "cases": cases,
        "page": PAGE,
        **result,
        "targets": TARGETS,
        "machine": machine.described(),
    }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def _measured(server: Server) -> dict[str, Any]:
    cookie = server.sign_in(READER, SAMPLE_PASSWORD)
    known = server.sign_in(VICTIM, SAMPLE_PASSWORD)
    server.open(PAGE, cookie)
    quiet: list[float] = []
    attacked: list[float] = []
    found: Counter[int] = Counter()
    seconds = 0.0
    for _round in range(ROUNDS):
        quiet += _read(server, cookie, ROUND_SECONDS)
        started = time.perf_counter()
        with _Attack(server.port, TRIES // ROUNDS) as attack:
            attacked += _read(server, cookie, ROUND_SECONDS)
        seconds += time.perf_counter() - started
        found += attack.statuses
    return {
        "readers": READERS,
        "connections": CONNECTIONS,
        "tries": sum(found.values()),
        "answers": {str(status): found[status] for status in sorted(found)},
        # Only what passed the limits was compared with a hash: wrong, or told that too many are waiting.
        "hashed_at_most": found[401] + found[503],
        "attack_seconds": round(seconds, 1),
        "quiet_ms": _milliseconds(quiet),
        "attacked_ms": _milliseconds(attacked),
        "slowdown": round(median(attacked) / median(quiet), 3),
        "owner": _owner(server, known),
        "processor_ms_per_refused_try": _cost(server),
    }


def _cost(server: Server) -> float | None:
    """What a refused try takes of the server's processor, however busy the machine is, in milliseconds."""
    before = server.processor_seconds()
    with _Attack(server.port, COSTED):
        pass
    after = server.processor_seconds()
    return None if before is None or after is None else round(1000 * (after - before) / COSTED, 2)


class _Attack:
    """So many tries under the victim's name in a process of its own; at the end all are answered."""

    def __init__(self, port: int, tries: int) -> None:
        self._command = [
            "nice",
            "-n",
            "10",
            sys.executable,
            "-m",
            "benchmarks.sign_in",
            str(port),
            str(tries),
        ]
        self.statuses: Counter[int] = Counter()

    def __enter__(self) -> "_Attack":
        self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_fault: object) -> None:
        told, _nothing = self._process.communicate(timeout=600)
        self.statuses.update({int(status): count for status, count in json.loads(told).items()})


def attack(port: int, tries: int) -> Counter[int]:
    """Try wrong passwords in CONNECTIONS threads; the statuses of all answers, 0 where there was none."""
    left, lock = iter(range(tries)), threading.Lock()

    def work() -> Counter[int]:
        seen: Counter[int] = Counter()
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                connection.close()
                return seen
            try:
                form = urlencode({"username": VICTIM, "password": f"sai mật khẩu {number}"})
                connection.request("POST", "/sign-in", form, _FORM)
                answer = connection.getresponse()
                answer.read()
                seen[answer.status] += 1
            except (OSError, HTTPException):
                connection.close()
                seen[0] += 1

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        workers = [pool.submit(work) for _ in range(min(CONNECTIONS, tries))]
        return sum((worker.result() for worker in workers), Counter())


def _read(server: Server, cookie: str, seconds: float) -> list[float]:
    """What READERS people wait for their screens within so many seconds."""

    def one(number: int) -> list[float]:
        waited: list[float] = []
        # Each thinks for a while of his own: with equal pauses readers fall into step, wait for each
        # other for the rest of a round, and their median tells by which foot it began.
        thinking = Random(number)
        time.sleep(PAUSE * number / READERS)
        until = time.monotonic() + seconds
        # By a socket that stays open, as a browser's does: a session may open so many a minute.
        with viewing(server, cookie) as viewer:
            while time.monotonic() < until:
                waited.append(viewer.ask(PAGE).seconds)
                time.sleep(thinking.expovariate(1 / PAUSE))
        return waited

    with ThreadPoolExecutor(READERS) as pool:
        return [wait for waits in pool.map(one, range(READERS)) for wait in waits]


def _owner(server: Server, cookie: str) -> dict[str, int]:
    """The status that the owner gets right after the attack: in the known browser, and in another one."""
    device = next(part for part in cookie.split("; ") if part.startswith("tiepdan_device="))
    found = {}
    for name, headers in {"known_browser": {"Cookie": device}, "other_browser": {}}.items():
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        form = urlencode({"username": VICTIM, "password": SAMPLE_PASSWORD})
        connection.request("POST", "/sign-in", form, {**_FORM, **headers})
        found[name] = connection.getresponse().status
        connection.close()
    if found["known_browser"] != 303:
        raise ServerFailed(f"the owner was not let in: {found}")
    return found


def _milliseconds(waits: list[float]) -> dict[str, float]:
    ordered = sorted(waits)
    return {
        "pages": len(ordered),
        "median": round(1000 * median(ordered), 1),
        "p95": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 1),
    }


def _table(result: dict[str, Any]) -> str:
    quiet, attacked = result["quiet_ms"], result["attacked_ms"]
    lines = [
        f"{result['tries']:,} tries from one address in {result['attack_seconds']} s: {result['answers']}",
        f"compared with a hash: at most {result['hashed_at_most']}",
        f"{'page of the others':24}{'median':>10}{'p95':>10}  ms",
        f"{'without attack':24}{quiet['median']:>10}{quiet['p95']:>10}",
        f"{'with attack':24}{attacked['median']:>10}{attacked['p95']:>10}",
        f"slowdown {result['slowdown']} (target at most {TARGETS['slowdown']})",
        f"a refused try costs {result['processor_ms_per_refused_try']} ms of the server's processor",
        f"the owner afterwards: {result['owner']}",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(json.dumps(attack(int(sys.argv[1]), int(sys.argv[2]))))
