"""The first page after a cold start: a real server process, a reader who opens the monitor at once.

Each round starts the server twice, once without a snapshot of the facts and once with one, and
opens the page a second time on each, so that the ratio of cold to warm comes from the same moments.
The files of the server are in the cache of the operating system, as after a restart of the service.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import machine
from benchmarks.server import ROOT, ServerFailed, environment, running
from services.sign_in import SAMPLE_PASSWORD

PAGE, READER = "monitor", "giamdoc"
ROUNDS = 5
WITHOUT, WITH = "without snapshot", "with snapshot"
# What the log of the server says where the facts came from.
_LOADED = {WITHOUT: "facts_loaded", WITH: "facts_from_snapshot"}
TARGETS = {"start_to_page_seconds": 6}


def run(cases: int = 5_000, as_json: bool = False) -> dict[str, Any]:
    """Start the server ROUNDS times each way; print and return medians in seconds."""
    with tempfile.TemporaryDirectory(prefix="tiepdan-bench-") as name:
        folder = Path(name)
        env = environment(folder)
        made = [sys.executable, "manage.py", "demo", "--cases", str(cases), "--seed", "1"]
        subprocess.run(made, cwd=ROOT, env=env, check=True, capture_output=True)
        with running(env, folder / "first.log") as server:
            cookie = server.sign_in(READER, SAMPLE_PASSWORD)
            charts = server.open(PAGE, cookie).charts
        found: dict[str, list[dict[str, float]]] = {WITHOUT: [], WITH: []}
        for number in range(ROUNDS):
            for way, times in found.items():
                log = folder / f"{number} {way}.log"
                times.append(_cold_start(env, folder, log, way, cookie=cookie, charts=charts))
    result = {
        "benchmark": "first_page",
        "cases": cases,
        "page": PAGE,
        "cold_starts": ROUNDS,
        **{way.replace(" ", "_"): _medians(times) for way, times in found.items()},
        "targets": TARGETS,
        "machine": machine.described(),
    }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def _cold_start(
    env: Mapping[str, str], folder: Path, log: Path, way: str, *, cookie: str, charts: int
) -> dict[str, float]:
    """One start with its first page and the same page once more, in seconds.

    Refuses to measure another page than the one meant, and facts that came another way.
    """
    if way == WITHOUT:
        (folder / "facts.duckdb").unlink(missing_ok=True)
    with running(env, log) as server:
        cold = server.open(PAGE, cookie)
        spent = server.processor_seconds()
        warm = server.open(PAGE, cookie)
    if _LOADED[way] not in log.read_text(errors="replace"):
        raise ServerFailed(f"the facts did not come {way}")
    if cold.charts != charts or not charts:
        raise ServerFailed(f"{cold.charts} charts were drawn instead of {charts}")
    return {
        "start_to_health": server.seconds,
        "first_page": cold.seconds,
        "start_to_page": server.seconds + cold.seconds,
        **({} if spent is None else {"processor": spent}),
        "warm_page": warm.seconds,
        "cold_to_warm": cold.seconds / warm.seconds,
    }


def _medians(times: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(median(one[name] for one in times), 2) for name in times[0]}


def _table(result: dict[str, Any]) -> str:
    ways = [result[way.replace(" ", "_")] for way in (WITHOUT, WITH)]
    lines = [
        f"first page, {result['cases']:,} cases, medians of {ROUNDS} cold starts each way",
        f"{'':24}{WITHOUT:>18}{WITH:>18}",
        *(f"{name.replace('_', ' '):24}{ways[0][name]:>18}{ways[1][name]:>18}" for name in ways[0]),
        f"target: start to page {TARGETS['start_to_page_seconds']} s",
    ]
    return "\n".join(lines)
