"""The rerun of the leaders' pages when nothing was written: script time on the server."""

import json
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from benchmarks import machine
from benchmarks.place import department
from models import User
from services import database, facts, sign_in

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("monitor", "statistics", "hotspots", "rows")
READER = "giamdoc"
RUNS = 15
TARGETS = {"rerun_ms": 60}
# The page as its own script, timed from within: AppTest's reading of the result is not the server's work.
PROBE = """
import runpy, time
import streamlit as st
started = time.perf_counter()
runpy.run_path({path!r})
st.session_state["_seconds"] = time.perf_counter() - started
"""


def run(cases: int = 5_000, as_json: bool = False) -> dict[str, Any]:
    """First run (facts loaded, nothing kept) and median rerun of the leaders' pages, in milliseconds."""
    with department(cases):
        with database.transaction() as session:
            director = session.exec(select(User).where(User.username == READER)).one()
            now = datetime.now(UTC)
            token = sign_in.open_session(session, director, now=now, second_factor_at=now)
        facts.store().refresh()
        result = {
            "benchmark": "monitor_page",
            "cases": cases,
            "reruns": RUNS,
            "pages": {page: _measured(page, token) for page in PAGES},
            "targets": TARGETS,
            "machine": machine.described(),
        }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def _measured(page: str, token: str) -> dict[str, float]:
    test = AppTest.from_string(PROBE.format(path=str(ROOT / "pages" / f"{page}.py")), default_timeout=60)
    test.session_state["_token"] = token
    if page == "rows":
        test.query_params["measure"] = "overdue"
    times = []
    for _number in range(RUNS + 1):
        test.run()
        if test.exception:
            raise RuntimeError(test.exception[0].value)
        times.append(1000 * test.session_state["_seconds"])
    first, *again = times
    return {
        "first_ms": round(first, 1),
        "rerun_ms": round(median(again), 1),
        "worst_ms": round(max(again), 1),
    }


def _table(result: dict[str, Any]) -> str:
    lines = [
        f"rerun of the leaders' pages, {result['cases']:,} cases, medians of {RUNS}",
        f"{'page':<12}{'first ms':>10}{'rerun ms':>10}{'worst ms':>10}   (target {TARGETS['rerun_ms']})",
        *(
            f"{page:<12}{one['first_ms']:>10}{one['rerun_ms']:>10}{one['worst_ms']:>10}"
            for page, one in result["pages"].items()
        ),
    ]
    return "\n".join(lines)
