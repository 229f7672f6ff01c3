"""The weekly briefing: freezing a week, opening it, comparing two, and each of its files.

Freezing is measured from facts that are loaded, as on a running server; loading them stands beside.
Kept results of the facts are dropped before every round.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks import machine
from benchmarks.generate import TODAY
from benchmarks.place import generated
from services import actors, database, facts
from services.briefing import comparing, exporting, freezing, weeks
from services.briefing.exporting import Form
from ui.briefing import deck, reading
from ui.i18n import in_language

ROUNDS = 5
TARGET_SECONDS = 10.0


def run(cases: int = 200_000, as_json: bool = False) -> dict[str, Any]:
    """Medians in seconds, and the size of what one week keeps."""
    actor = actors.system_actor("bench")
    monday = weeks.monday(TODAY) - weeks.WEEK
    now = datetime.combine(TODAY, datetime.min.time(), tzinfo=UTC) + timedelta(hours=5)
    with generated(cases):
        started = perf_counter()
        facts.store().refresh()
        loading = perf_counter() - started

        def freeze(back: int) -> None:
            facts.store().forget_results()
            with database.transaction() as session:
                freezing.freeze(session, monday - back * weeks.WEEK, actor=actor, now=now)

        # The week before first, from the history: this is the slower of the two ways.
        first = _seconds(lambda: freeze(1), rounds=1)
        frozen = _seconds(lambda: freeze(0), rounds=ROUNDS)
        sizes = _sizes()
        times = {
            "load_facts": loading,
            "freeze_without_a_week_before": first,
            "freeze": frozen,
            "open": _seconds(lambda: _deck(monday, actor), rounds=ROUNDS),
            "compare": _seconds(lambda: _compare(monday, actor), rounds=ROUNDS),
            **{form.value: _seconds(lambda form=form: _export(monday, actor, form, now)) for form in Form},
        }
    result = {
        "benchmark": "briefing",
        "cases": cases,
        "seconds": {name: round(value, 3) for name, value in times.items()},
        **sizes,
        "targets": {"freeze": TARGET_SECONDS},
        "machine": machine.described(),
    }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def _deck(monday: Any, actor: Any) -> Any:
    with in_language("vi"):
        return deck.make(reading.read(monday, version=0, actor=actor, today=TODAY))


def _compare(monday: Any, actor: Any) -> comparing.Changes:
    with database.reading() as session:
        sides = [
            freezing.matters_of(
                session, freezing.of_week(session, one, actor=actor).snapshot_id, actor=actor
            )[0]
            for one in (monday - weeks.WEEK, monday)
        ]
    return comparing.compare(*sides)


def _export(monday: Any, actor: Any, form: Form, now: datetime) -> None:
    made = _deck(monday, actor)
    with database.transaction() as session:
        exporting.export(session, made, form, actor=actor, now=now)


def _sizes() -> dict[str, int]:
    with database.engine().connect() as connection:
        matters, content = connection.exec_driver_sql(
            "SELECT max(length(matters)), max(length(content)) FROM briefing_snapshots"
        ).one()
    return {"matters_bytes": int(matters), "content_bytes": int(content)}


def _seconds(work: Callable[[], Any], *, rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return median(times)


def _table(result: dict[str, Any]) -> str:
    lines = [f"briefing, {result['cases']:,} cases; target: a week frozen in {TARGET_SECONDS:.0f} s"]
    lines += [f"{name:32}{value:>9.3f} s" for name, value in result["seconds"].items()]
    lines.append(f"one week keeps {result['matters_bytes']:,} + {result['content_bytes']:,} bytes")
    return "\n".join(lines)
