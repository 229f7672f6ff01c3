"""The facts themselves: full load by table, refresh after one write, cold start from the snapshot."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from statistics import median
from time import perf_counter, process_time
from typing import Any

from sqlmodel import SQLModel, col, select

from benchmarks import machine
from benchmarks.generate import TODAY
from benchmarks.place import generated
from models import Case, CaseEvent, Deadline, Petition, PetitionCase
from services import database
from services.clock import local_midnight
from services.facts import Facts
from services.facts.tables import TABLES

WRITES, STARTS, DELTA = 40, 5, 1_000
_BYTES = {"BIGINT": 8, "INTEGER": 4, "DATE": 4, "SMALLINT": 2}


def run(cases: int = 1_000_000, as_json: bool = False) -> dict[str, Any]:
    """Measure on one generated file; print and return medians."""
    with generated(cases) as folder:
        home = folder / "snapshot"
        shutil.rmtree(home, ignore_errors=True)
        started = perf_counter()
        store = Facts(database.engine(), home)
        store.refresh()
        seconds = perf_counter() - started
        full = _full_load(store, seconds)
        started = perf_counter()
        file = store.save()
        assert file is not None
        full |= {"save_seconds": round(perf_counter() - started, 2), "snapshot_mb": _megabytes(file)}
        writes = _writes(store, cases)
        store.save()
        starts = _cold_starts(home, cases)
    result = {
        "benchmark": "facts",
        "cases": cases,
        "refresh_after_one_write_ms": writes,
        "cold_start_seconds": starts,
        "full_load": full,
        "targets": {"refresh_after_one_write_ms": 20, "cold_start_seconds": 3},
        "machine": machine.described(),
    }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def _full_load(store: Facts, seconds: float) -> dict[str, Any]:
    with store.cursor() as cursor:
        sizes = cursor.execute("SELECT memory_usage FROM pragma_database_size()").fetchone()
    tables = {
        table.name: {
            "rows": store.loaded[table.name].rows,
            "bytes": store.loaded[table.name].rows * sum(_BYTES.get(k, 1) for k in table.columns.values()),
            "seconds": round(store.loaded[table.name].seconds, 2),
        }
        for table in TABLES
    }
    return {"seconds": round(seconds, 2), "memory": sizes[0] if sizes else "", "tables": tables}


def _writes(store: Facts, cases: int) -> dict[str, dict[str, float]]:
    """A step on an existing case, the entry of a new petition with its case, and nothing at all."""
    choice = random.Random(1)
    return {
        "step of a case": _refreshed(store, lambda: _step(choice.randrange(1, cases + 1))),
        "new petition and case": _refreshed(store, lambda: _entry(choice.randrange(1, cases + 1))),
        "nothing": _refreshed(store, lambda: None),
    }


def _refreshed(store: Facts, write: Callable[[], None]) -> dict[str, float]:
    """Medians over writes: wall clock, and the processor time of all threads, which the load leaves alone."""
    walls, works = [], []
    for number in range(WRITES + 1):
        write()
        started, worked = perf_counter(), process_time()
        store.refresh()
        if number:
            walls.append(1000 * (perf_counter() - started))
            works.append(1000 * (process_time() - worked))
    return {
        "median": round(median(walls), 2),
        "fastest": round(min(walls), 2),
        "processor": round(median(works), 2),
    }


def _step(case_id: int) -> None:
    with database.transaction() as session:
        case = session.get_one(Case, case_id)
        case.officer_id = (case.officer_id or 0) % 60 + 1
        clock = session.exec(select(Deadline).where(Deadline.case_id == case_id)).first()
        petition = session.exec(select(Petition).where(col(Petition.id) == case_id)).one()
        petition.officer_id = case.officer_id
        if clock is not None:
            clock.extensions += 1
        session.add(_event(case_id, "assign"))


def _entry(like: int) -> None:
    """What intake writes: a petition, its case, the link, an event and the first clock."""
    with database.transaction() as session:
        old_petition, old_case = session.get_one(Petition, like), session.get_one(Case, like)
        clock = session.exec(select(Deadline).where(Deadline.case_id == like)).first()
        petition = Petition(**_copied(old_petition, code=f"NP{token_hex(6)}"))
        case = Case(**_copied(old_case, code=f"NV{token_hex(6)}"))
        session.add_all([petition, case])
        session.flush()
        session.add(PetitionCase(petition_id=petition.id, case_id=case.id))
        if clock is not None:
            session.add(Deadline(**_copied(clock, case_id=case.id)))
        session.add(_event(case.id or 0, "receive"))


def _copied(row: SQLModel, **values: object) -> dict[str, Any]:
    return row.model_dump(exclude={"id", "version"}) | values


def _event(case_id: int, action: str) -> CaseEvent:
    at = local_midnight(TODAY)
    return CaseEvent(case_id=case_id, action=action, happened_on=TODAY, entered_at=at, entered_by_id=1)


def _cold_starts(home: Path, cases: int) -> dict[str, float]:
    """A new process's first refresh: the file, then a thousand cases that changed since."""
    choice = random.Random(2)
    with database.transaction() as session:
        wanted = [choice.randrange(1, cases + 1) for _ in range(DELTA)]
        for case in session.exec(select(Case).where(col(Case.id).in_(wanted))):
            case.officer_id = (case.officer_id or 0) % 60 + 1
    times = []
    for _ in range(STARTS):
        fresh = Facts(database.engine(), home)
        started = perf_counter()
        fresh.refresh()
        times.append(perf_counter() - started)
        assert not fresh.loaded
        fresh.close()
    return {"median": round(median(times), 2), "longest": round(max(times), 2), "changed_since": DELTA}


def _megabytes(file: Path) -> float:
    return round(file.stat().st_size / 1e6, 1)


def _table(result: dict[str, Any]) -> str:
    write, start, full = (
        result["refresh_after_one_write_ms"],
        result["cold_start_seconds"],
        result["full_load"],
    )
    lines = [
        f"facts, {result['cases']:,} cases",
        *(
            f"refresh after {name}: median {one['median']} ms, fastest {one['fastest']} ms, "
            f"processor {one['processor']} ms (target 20)"
            for name, one in write.items()
        ),
        f"cold start, snapshot and {start['changed_since']:,} changed cases: "
        f"median {start['median']} s (target 3)",
        f"full load: {full['seconds']} s, {full['memory']} in memory; snapshot {full['snapshot_mb']} MB, "
        f"written in {full['save_seconds']} s",
        f"{'table':20}{'rows':>12}{'bytes':>14}{'seconds':>9}",
    ]
    lines += [
        f"{name:20}{t['rows']:>12,}{t['bytes']:>14,}{t['seconds']:>9}" for name, t in full["tables"].items()
    ]
    return "\n".join(lines)
