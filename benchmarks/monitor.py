"""Data of the monitor: from the facts, from a DuckDB file with the same statements, from pandas.

Ratios come from one interleaved run: each round asks all three in turn. The kept results of
the facts are dropped before every round, so that each one counts anew.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import duckdb
import numpy as np

from benchmarks import machine, monitor_pandas
from benchmarks.generate import TODAY
from benchmarks.place import generated
from services import actors, database, facts, periods, statistics
from services.filters import Filter

TILES = ["received", "open", "overdue", "due_soon", "on_time_rate", "crowds", "over_level"]
ROUNDS, PANDAS_ROUNDS, SMALLER = 15, 3, 10


def page() -> list[Any]:
    """Every figure of the monitor over all units and 12 months, as pages/monitor.py asks for them."""
    days = periods.of_code("last12", today=TODAY)
    assert days is not None
    actor = actors.system_actor("bench")
    year = Filter(start=days.start, end=days.end)
    today = Filter(start=TODAY, end=TODAY)
    months = year.with_days(date(TODAY.year - 2, TODAY.month + 1, 1), TODAY)
    weeks = year.with_days(TODAY - timedelta(days=TODAY.weekday(), weeks=25), TODAY)

    def by(name: str, dimensions: tuple[str, ...], filter: Filter) -> Any:
        return statistics.breakdown(name, dimensions, filter, actor=actor, today=TODAY)

    return [
        statistics.figures(TILES, year, actor=actor, today=TODAY),
        statistics.figures(["crowds", "directives_overdue"], today, actor=actor, today=TODAY),
        by("overdue", ("due",), today),
        by("received", ("month", "kind"), months),
        by("overdue", ("unit", "age_band"), year),
        by("crowds", ("week",), weeks),
        by("over_level", ("week",), weeks),
        *(by(name, ("unit",), year) for name in ("overdue", "due_soon", "open", "on_time_rate")),
        by("open", ("due",), today),
    ]


def run(cases: int = 1_000_000, as_json: bool = False) -> dict[str, Any]:
    """Measure at a tenth of the cases and at all of them; print and return medians in milliseconds."""
    with generated(max(cases // SMALLER, 1)):
        small = _times(ROUNDS, {"facts": _fresh_page})["facts"]
    with generated(cases) as folder:
        store = facts.store()
        store.refresh()
        statements = _statements(store)
        file = store.save()
        assert file is not None
        with duckdb.connect(str(_copy(file, folder)), read_only=True) as connection:
            _agree(connection, statements, store)
            times = _times(
                ROUNDS, {"facts": _fresh_page, "file": lambda: _ask(connection.cursor(), statements)}
            )
            pandas_page = monitor_pandas.page(database.engine())
        rounds = _times(PANDAS_ROUNDS, {"facts": _fresh_page, "pandas": pandas_page})
    result = {
        "benchmark": "monitor",
        "cases": cases,
        "statements": len(statements),
        "facts_ms": times["facts"],
        "duckdb_file_ms": times["file"],
        "pandas_ms": rounds["pandas"],
        "facts_beside_pandas_ms": rounds["facts"],
        "to_duckdb_file": round(times["facts"] / times["file"], 2),
        "to_pandas": round(rounds["facts"] / rounds["pandas"], 4),
        "facts_ms_at_a_tenth": small,
        "growth_exponent": round(float(np.log10(times["facts"] / small) / np.log10(SMALLER)), 2),
        "targets": {"to_duckdb_file": 1.5, "to_pandas": 0.02, "growth_exponent": 0.5},
        "machine": machine.described(),
    }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def _fresh_page() -> None:
    facts.store().forget_results()
    page()


def _statements(store: facts.Facts) -> list[str]:
    """The statements of the page, in order, as a database is asked that keeps nothing."""
    asked: list[str] = []
    query, frame = store.query, store.frame
    store.forget_results()
    store.query = lambda sql: asked.append(sql) or query(sql)  # type: ignore[func-returns-value,method-assign]
    store.frame = lambda sql: asked.append(sql) or frame(sql)  # type: ignore[func-returns-value,method-assign]
    page()
    del store.query, store.frame
    return [store.derived.spelled_out(sql) for sql in asked]


def _ask(cursor: duckdb.DuckDBPyConnection, statements: list[str]) -> list[Any]:
    return [cursor.execute(sql).fetchall() for sql in statements]


def _agree(connection: duckdb.DuckDBPyConnection, statements: list[str], store: facts.Facts) -> None:
    """Both hold the same rows, or the ratio would compare nothing."""
    with store.cursor() as cursor:
        ours = _ask(cursor, statements)
    theirs = _ask(connection.cursor(), statements)
    assert [sorted(map(str, rows)) for rows in ours] == [sorted(map(str, rows)) for rows in theirs]


def _copy(file: Path, folder: Path) -> Path:
    """A file of its own: the store may put a new snapshot in the place of the other."""
    copy = folder / "file.duckdb"
    copy.write_bytes(file.read_bytes())
    return copy


def _times(rounds: int, asked: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Medians in milliseconds of rounds in which each is asked in turn, after one that warms up."""
    times: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(rounds + 1):
        for name, ask in asked.items():
            started = perf_counter()
            ask()
            if number:
                times[name].append(1000 * (perf_counter() - started))
    return {name: round(median(values), 1) for name, values in times.items()}


def _table(result: dict[str, Any]) -> str:
    lines = [
        f"monitor, {result['cases']:,} cases, all units, 12 months, {result['statements']} statements",
        f"{'facts':24}{result['facts_ms']:>10} ms",
        f"{'DuckDB file':24}{result['duckdb_file_ms']:>10} ms   "
        f"ratio {result['to_duckdb_file']} (target 1.5)",
        f"{'pandas':24}{result['pandas_ms']:>10} ms   ratio {result['to_pandas']} (target 0.02)",
        f"{'facts, a tenth of it':24}{result['facts_ms_at_a_tenth']:>10} ms   "
        f"exponent {result['growth_exponent']} (target 0.5)",
    ]
    return "\n".join(lines)
