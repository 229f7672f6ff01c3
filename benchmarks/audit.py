"""The audit trail at size: sealing, checking and listing it, and what intake pays for it.

On SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names an empty database: it gets a schema of its own
that is dropped afterwards.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from unittest.mock import patch

from sqlalchemy import create_engine, text

from benchmarks.audit_rows import ENTERED_BY, INSPECTOR, NOW, TODAY, WALLED, entry, fill
from benchmarks.machine import described
from models import User
from services import actors, audit, database, petitions
from services.actors import system_actor
from services.settings import settings
from services.trail import checking, reading, sealing
from services.trail.reading import TrailFilter

OPERATOR = system_actor("bench")
RUNS = 5
INTAKES = 400
POSTGRES = "BENCH_POSTGRES_URL"
TARGETS = {"verify_s": 60, "intake_rate_with_audit": 0.85, "first_page_ms": 100}
_KEY = "a key for benchmarks only, nothing real"
LISTS = {
    "30_days": TrailFilter(since=TODAY - timedelta(days=29), until=TODAY),
    "everything": TrailFilter(),
    "protected_reads": TrailFilter(group="protected"),
    "one_person": TrailFilter(user_id=ENTERED_BY),
    "one_code": TrailFilter(code="2026-00017"),
    "rare_deed": TrailFilter(action="case.void"),
}


def run(cases: int = 1_000_000, as_json: bool = False) -> dict[str, Any]:
    """Measure with so many entries (`cases`) on each database; print and return medians."""
    result: dict[str, Any] = {"benchmark": "audit", "cases": cases, "targets": TARGETS}
    for name, place in _places():
        with place():
            result[name] = _measured(cases)
    result["machine"] = described()
    print(json.dumps(result, ensure_ascii=False, indent=2) if as_json else _table(result))
    return result


def _measured(entries: int) -> dict[str, Any]:
    with database.transaction() as session:
        fill(session, entries)
    with database.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    began = perf_counter()
    sealing.seal(actor=OPERATOR, now=NOW)
    sealed = perf_counter() - began
    spent = []
    for _run in range(3):
        began = perf_counter()
        with database.reading() as session:
            check = checking.verify(session, actor=OPERATOR)
        spent.append(perf_counter() - began)
    if check.faults:
        raise RuntimeError(f"{check.faults} faults in a trail that nobody touched")
    return {
        "seal_s": round(sealed, 1),
        "verify_s": round(median(spent), 1),
        "verify_us_per_entry": round(1e6 * median(spent) / check.entries, 1),
        "first_page_ms": _lists(),
        **_intake(),
    }


def _lists() -> dict[str, dict[str, float]]:
    """Milliseconds of the first page with its count, for an inspector and for a director behind walls."""
    found: dict[str, dict[str, float]] = {}
    for reader, user_id in (("inspector", INSPECTOR), ("walled_director", WALLED)):
        with database.reading() as session:
            actor = actors.actor_of(session, session.get_one(User, user_id), today=TODAY)
        for name, asked in LISTS.items():
            found.setdefault(reader, {})[name] = round(1000 * _median(_page(asked, actor)), 1)
    return found


def _page(asked: TrailFilter, actor: Any) -> Callable[[], None]:
    def once() -> None:
        with database.reading() as session:
            reading.page(session, asked, actor=actor)

    return once


def _median(work: Callable[[], None]) -> float:
    spent = []
    for _run in range(RUNS):
        began = perf_counter()
        work()
        spent.append(perf_counter() - began)
    return median(spent)


def _intake() -> dict[str, Any]:
    """Petitions taken in with and without their entries, turn by turn; the ratio of the two rates.

    By medians: another program on the machine, or a checkpoint, strikes one turn and not the figure.
    """
    with database.reading() as session:
        actor = actors.actor_of(session, session.get_one(User, ENTERED_BY), today=TODAY)
    spent: dict[bool, list[float]] = {True: [], False: []}
    write = audit.write
    for number in range(INTAKES):
        for audited in (True, False) if number % 2 else (False, True):
            with patch.object(audit, "write", write if audited else _nothing):
                began = perf_counter()
                with database.transaction() as session:
                    petitions.receive(session, entry(number), actor=actor, now=NOW, today=TODAY)
                spent[audited].append(perf_counter() - began)
    with_audit, without = median(spent[True]), median(spent[False])
    return {
        "intake_ms": round(1000 * with_audit, 2),
        "intake_ms_without_audit": round(1000 * without, 2),
        "intake_rate_with_audit": round(without / with_audit, 3),
    }


def _nothing(*_arguments: object, **_values: object) -> None:
    """What is written instead of an entry."""


def _places() -> Iterator[tuple[str, Callable[[], Any]]]:
    yield "sqlite", _sqlite
    if os.environ.get(POSTGRES):
        yield "postgresql", _postgres


@contextmanager
def _sqlite() -> Iterator[None]:
    with TemporaryDirectory(prefix="tiepdan-bench-") as folder, _at(folder, None):
        yield


@contextmanager
def _postgres() -> Iterator[None]:
    address, schema = os.environ[POSTGRES], f"bench_{os.getpid()}"
    admin = create_engine(address)
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        joined = "&" if "?" in address else "?"
        with (
            TemporaryDirectory(prefix="tiepdan-bench-") as folder,
            _at(folder, f"{address}{joined}options=-csearch_path%3D{schema}"),
        ):
            yield
    finally:
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        admin.dispose()


@contextmanager
def _at(folder: str, address: str | None) -> Iterator[None]:
    own = {"DATA_DIR": folder, "TIEPDAN_KEY": _KEY, **({"DATABASE_URL": address} if address else {})}
    before = {name: os.environ.get(name) for name in ("DATA_DIR", "TIEPDAN_KEY", "DATABASE_URL")}
    os.environ.pop("DATABASE_URL", None)
    os.environ |= own
    database.dispose()
    database.migrate()
    try:
        yield
    finally:
        database.dispose()
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        settings.cache_clear()


def _table(result: dict[str, Any]) -> str:
    lines = [f"audit trail, {result['cases']:,} entries, targets {TARGETS}"]
    for place in ("sqlite", "postgresql"):
        for name, value in result.get(place, {}).items():
            lines.append(f"{place:12}{name:26}{value}")
    return "\n".join(lines)
