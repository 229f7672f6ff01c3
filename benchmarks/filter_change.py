"""Another filter on the leaders' screens: script time on the server, at many cases and at five times as many.

Five times as many are made of the facts alone: every row of the facts once more under other ids, in
memory. Each choice is one nobody made before, so nothing kept answers it.
"""

import json
from itertools import product
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import structlog
from streamlit.testing.v1 import AppTest

from benchmarks import machine
from benchmarks.generate import FIELDS, UNITS
from benchmarks.monitor_page import PROBE
from benchmarks.place import generated
from benchmarks.viewers import sessions
from services import facts
from services.facts.tables import TABLES
from services.facts.tables import UNITS as UNIT_FACTS

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("monitor", "statistics")
CHOICES, TIMES = 40, 5
TARGETS = {"p95_ms": 300, "growth": 2.5}
# What names a row or its owner; moved by so much for each further copy.
_OWN = ("id", "case_id", "petition_id", "decision_id")
_APART = 100_000_000

log = structlog.get_logger()


def run(cases: int = 1_000_000, as_json: bool = False) -> dict[str, Any]:
    """Measure at so many cases and at five times as many; print and return milliseconds and the growth."""
    with generated(cases):
        [cookie] = sessions(1)
        token = cookie.partition("=")[2]
        facts.store().refresh()
        choices = [{"unit": str(u), "field": str(f)} for f, u in product(range(1, FIELDS), range(2, UNITS))]
        once = {page: _measured(page, token, choices[:CHOICES]) for page in PAGES}
        multiply(TIMES)
        more = {page: _measured(page, token, choices[CHOICES : 2 * CHOICES]) for page in PAGES}
    result = {
        "benchmark": "filter_change",
        "cases": cases,
        "choices": CHOICES,
        "pages": once,
        f"pages_at_{TIMES}_times": more,
        "growth": {page: round(more[page]["p95_ms"] / once[page]["p95_ms"], 2) for page in PAGES},
        "targets": TARGETS,
        "machine": machine.described(),
    }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def multiply(times: int) -> None:
    """Make the facts of this process so many times as many; units stay what they are."""
    store = facts.store()
    with store.cursor() as cursor:
        for table in TABLES:
            if table is UNIT_FACTS:
                continue
            moved = [f"{name} + {{by}} AS {name}" for name in table.columns if name in _OWN]
            columns = ", ".join(moved)
            rows = "SELECT * REPLACE ({}) FROM (SELECT * FROM {} WHERE {} < {})"
            first = next(name for name in table.columns if name in _OWN)
            for number in range(1, times):
                chosen = rows.format(columns.format(by=number * _APART), table.name, first, _APART)
                cursor.execute(f"INSERT INTO {table.name} {chosen}")
    store.forget_results()


def _measured(page: str, token: str, choices: list[dict[str, str]]) -> dict[str, float]:
    test = AppTest.from_string(PROBE.format(path=str(ROOT / "pages" / f"{page}.py")), default_timeout=120)
    test.session_state["_token"] = token
    test.run()
    times = []
    for choice in choices:
        for name, value in choice.items():
            test.query_params[name] = value
        test.run()
        if test.exception:
            raise RuntimeError(test.exception[0].value)
        times.append(1000 * test.session_state["_seconds"])
    return {
        "p50_ms": round(median(times), 1),
        "p95_ms": round(quantiles(times, n=20)[-1], 1),
        "worst_ms": round(max(times), 1),
    }


def _table(result: dict[str, Any]) -> str:
    more = result[f"pages_at_{TIMES}_times"]
    return "\n".join(
        [
            f"another filter, {result['cases']:,} cases and {TIMES} times as many, {CHOICES} choices each",
            f"{'page':<12}{'p50 ms':>9}{'p95 ms':>9}{'p50 x5':>9}{'p95 x5':>9}{'growth':>8}   "
            f"(targets p95 {TARGETS['p95_ms']}, growth {TARGETS['growth']})",
            *(
                f"{page:<12}{one['p50_ms']:>9}{one['p95_ms']:>9}{more[page]['p50_ms']:>9}"
                f"{more[page]['p95_ms']:>9}{result['growth'][page]:>8}"
                for page, one in result["pages"].items()
            ),
        ]
    )
