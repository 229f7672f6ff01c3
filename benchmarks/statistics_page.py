"""A filter change on the statistics screen: script time on the server, nothing of it counted before."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from statistics import median, quantiles
from typing import Any

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from benchmarks import machine
from benchmarks.monitor_page import PROBE, ROOT
from benchmarks.place import generated
from models import SubjectField, Unit, User
from services import database, facts, sign_in

PAGE = ROOT / "pages" / "statistics.py"
CHARTS = ("overview", "quality", "places")
TABS = (*CHARTS, "cross", "periods")
# So many filters, each seen once: units by periods by kinds, then marks chosen in charts.
CHANGES = 40
TARGETS = {"tab_p95_ms": 300}


def run(cases: int = 1_000_000, as_json: bool = False) -> dict[str, Any]:
    """p95 and median of a filter change by tab, and of the charts of all tabs together, in milliseconds."""
    with generated(cases):
        with database.transaction() as session:
            director = session.exec(select(User).order_by(User.id)).first()
            assert director is not None
            now = datetime.now(UTC)
            token = sign_in.open_session(session, director, now=now, second_factor_at=now)
            filters = list(_filters(session))[:CHANGES]
        facts.store().refresh()
        times = _measured(token, filters)
    charts = [sum(one) for one in zip(*(times[tab] for tab in CHARTS), strict=True)]
    result = {
        "benchmark": "statistics_page",
        "cases": cases,
        "changes": len(filters),
        "tabs": {tab: _summed(times[tab]) for tab in TABS},
        "charts": _summed(charts),
        "targets": TARGETS,
        "machine": machine.described(),
    }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def _filters(session: Any) -> Iterator[dict[str, str]]:
    """Different in every one, so that no answer is kept from the one before."""
    units = ["", *(str(one.id) for one in session.exec(select(Unit).order_by(Unit.id)).all()[1:5])]
    fields = [str(one.id) for one in session.exec(select(SubjectField).order_by(SubjectField.id)).all()[:2]]
    marks: list[dict[str, str]] = [{}, {"by_kind": "complaint"}, *({"by_field": field} for field in fields)]
    for chosen, unit, period in product(marks, units, ("ry2026", "y2026", "rq2026-3", "last12")):
        yield {"period": period, **({"unit": unit} if unit else {}), **chosen}


def _measured(token: str, filters: list[dict[str, str]]) -> dict[str, list[float]]:
    test = AppTest.from_string(PROBE.format(path=str(PAGE)), default_timeout=120)
    test.session_state["_token"] = token
    # What a process loads once is not part of a change.
    for tab in TABS:
        _seconds(test, {"tab": tab, "period": "y2025"})
    times: dict[str, list[float]] = {tab: [] for tab in TABS}
    for filter in filters:
        for tab in TABS:
            times[tab].append(1000 * _seconds(test, {**filter, "tab": tab}))
    return times


def _seconds(test: AppTest, query: dict[str, str]) -> float:
    for name in ("_filter_seen", "statistics_tab"):
        if name in test.session_state:
            del test.session_state[name]
    test.query_params.clear()
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    if test.exception:
        raise RuntimeError(test.exception[0].value)
    return float(test.session_state["_seconds"])


def _summed(times: list[float]) -> dict[str, float]:
    return {
        "median_ms": round(median(times), 1),
        "p95_ms": round(quantiles(times, n=20, method="inclusive")[18], 1),
        "worst_ms": round(max(times), 1),
    }


def _table(result: dict[str, Any]) -> str:
    lines = [
        f"filter change of the statistics screen, {result['cases']:,} cases, {result['changes']} filters",
        f"{'tab':<12}{'median ms':>11}{'p95 ms':>10}{'worst ms':>10}",
        *(
            f"{name:<12}{one['median_ms']:>11}{one['p95_ms']:>10}{one['worst_ms']:>10}"
            for name, one in {**result["tabs"], "all charts": result["charts"]}.items()
        ),
        f"target: p95 of what is on the screen, the open tab, {TARGETS['tab_p95_ms']} ms at 1,000,000 cases",
    ]
    return "\n".join(lines)
