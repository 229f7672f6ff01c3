"""The rerun of the leaders' pages when nothing was written: script time on the server."""

import json
import os
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

PAGES = ("monitor", "statistics", "hotspots", "rows")
RUNS = 15
# The page as its own script, timed from within: AppTest's reading of the result is not the server's work.
PROBE = """
import runpy, time
import streamlit as st
started = time.perf_counter()
runpy.run_path({path!r})
st.session_state["_seconds"] = time.perf_counter() - started
"""


def run(cases: int = 5_000, as_json: bool = False) -> dict[str, dict[str, float]]:
    """First run (facts loaded, nothing kept) and median rerun of the leaders' pages, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATA_DIR": folder,
            "TIEPDAN_DEMO": "1",
            "TIEPDAN_KEY": "a key for benchmarks, nothing real",
        }
        os.environ.pop("DATABASE_URL", None)
        found = _measured(cases)
    if as_json:
        print(json.dumps(found))
    else:
        print(
            f"{'page':<12}{'first ms':>10}{'rerun ms':>10}{'worst ms':>10}   ({cases} cases, {RUNS} reruns)"
        )
        for page, times in found.items():
            print(f"{page:<12}{times['first']:>10.1f}{times['rerun']:>10.1f}{times['worst']:>10.1f}")
    return found


def _measured(cases: int) -> dict[str, dict[str, float]]:
    from sqlmodel import select
    from streamlit.testing.v1 import AppTest

    from commands.acting import system
    from models import User
    from services import clock, database, facts, sign_in
    from services.demo.department import build

    database.dispose()
    database.migrate()
    now = clock.now()
    with database.transaction() as session:
        build(session, cases=cases, seed=1, actor=system(), now=now, today=clock.local_date(now))
    with database.transaction() as session:
        director = session.exec(select(User).where(User.username == "giamdoc")).one()
        token = sign_in.open_session(session, director, now=datetime.now(UTC))
    facts.store().refresh()
    found = {}
    for page in PAGES:
        path = Path(__file__).resolve().parent.parent / "pages" / f"{page}.py"
        test = AppTest.from_string(PROBE.format(path=str(path)), default_timeout=60)
        test.session_state["_token"] = token
        if page == "rows":
            test.query_params["measure"] = "overdue"
        times = []
        for _number in range(RUNS + 1):
            test.run()
            if test.exception:
                raise RuntimeError(test.exception[0].value)
            times.append(1000 * test.session_state["_seconds"])
        found[page] = {
            "first": round(times[0], 1),
            "rerun": round(statistics.median(times[1:]), 1),
            "worst": round(max(times[1:]), 1),
        }
    facts.forget()
    database.dispose()
    return found


if __name__ == "__main__":
    run()
