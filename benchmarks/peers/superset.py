"""Nine questions of the monitor, asked of Apache Superset and of our own server over the same PostgreSQL.

Superset answers each question by its interface for charts, with its cache passed by and with its
cache warm. Ours answers by its interface for figures (/figures.json), as a signed-in reader asks it:
two requests bring the nine, because one of them spans other months. Beside it stands the whole
monitor by the socket, drawn as the browser asks for it. Asking another unit every time keeps ours
from knowing the answer; the same unit again is the kept one.
Rounds of both alternate, and before anything is timed both must tell the same numbers.

Superset is installed apart (pip install apache-superset psycopg2-binary, in an environment of its
own); SUPERSET_PYTHON names its interpreter, PEER_POSTGRES the server's address.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

from sqlmodel import Session, create_engine, select

from benchmarks import machine
from benchmarks.peers.postgres import copied
from benchmarks.peers.superset_questions import first_month, of_unit, questions
from benchmarks.peers.superset_server import Superset, superset
from benchmarks.place import generated
from benchmarks.server import Server, environment, running
from benchmarks.viewer import Viewer, viewing
from models import User
from services import clock, periods, sign_in
from ui import cookies

ROUNDS, FIRST_UNIT = 9, 2
# A browser keeps six connections to one server: a dashboard of nine charts asks six at once.
AT_ONCE = 6
TARGETS = {"uncached_at_least": 10, "cached_at_least": 1}


def run(cases: int = 1_000_000, as_json: bool = False) -> dict[str, Any]:
    """Compare both at so many cases; print and return medians in milliseconds and the ratios."""
    python = Path(os.environ.get("SUPERSET_PYTHON", ""))
    if not python.is_file():
        raise SystemExit("SUPERSET_PYTHON names no interpreter; this module says what to install.")
    server = os.environ.get("PEER_POSTGRES", "postgresql://root@127.0.0.1:5432/postgres")
    with generated(cases) as kept, tempfile.TemporaryDirectory(prefix="tiepdan-peer-") as name:
        address, folder = copied(kept / "tiepdan.db", server, cases), Path(name)
        env = environment(folder) | {"DATABASE_URL": address}
        plain = address.replace("+psycopg", "+psycopg2")
        with superset(python, folder) as port, running(env, folder / "server.log") as ours:
            result = _compared(port, plain, ours, address)
    result = {
        "benchmark": "peers.superset",
        "cases": cases,
        "rounds": ROUNDS,
        **result,
        "targets": TARGETS,
        "machine": machine.described(),
    }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def _compared(port: int, plain: str, ours: Server, address: str) -> dict[str, Any]:
    today = clock.local_date(clock.now())
    asked = questions(today)
    clients = [Superset(port) for _number in range(AT_ONCE)]
    tables = clients[0].datasets(plain, tuple({table for table, _query in asked.values()}))
    cookie = _cookie(address)

    def one_by_one(unit: int, force: bool) -> dict[str, float]:
        times = {}
        for name, (table, query) in asked.items():
            started = time.perf_counter()
            clients[0].ask(of_unit(query, unit), dataset=tables[table], force=force)
            times[name] = time.perf_counter() - started
        return times

    def at_once(unit: int, force: bool) -> float:
        started = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waiting = list(asked.values())

            def work(client: Superset) -> None:
                while waiting:
                    table, query = waiting.pop()
                    client.ask(of_unit(query, unit), dataset=tables[table], force=force)

            list(pool.map(work, clients))
        return time.perf_counter() - started

    questions_of_ours = _requests(today)
    line = HTTPConnection("127.0.0.1", ours.port, timeout=60)

    def figures(unit: int) -> float:
        started = time.perf_counter()
        for query in questions_of_ours:
            line.request("GET", f"/figures.json?{query}&unit={unit}", headers={"Cookie": cookie})
            answer = line.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"/figures.json answers {answer.status}: {body[:200]!r}")
        return time.perf_counter() - started

    with viewing(ours, cookie) as viewer:
        told = _same_numbers(clients[0], asked, tables, address, today)
        return {"agreed": told, **_timed(viewer, figures, one_by_one, at_once)}


def _timed(
    viewer: Viewer,
    figures: Callable[[int], float],
    one_by_one: Callable[[int, bool], dict[str, float]],
    at_once: Callable[[int, bool], float],
) -> dict[str, Any]:
    """Rounds in which each is asked in turn; another unit every round, the same one again for the caches."""
    kinds = ("superset_uncached", "superset_cached", "superset_page_uncached", "superset_page_cached")
    own = ("ours_uncached", "ours_cached", "monitor_uncached", "monitor_cached")
    times: dict[str, list[float]] = {name: [] for name in (*kinds, *own)}
    single: dict[str, list[float]] = {}
    for number in range(ROUNDS + 1):
        unit = FIRST_UNIT + number
        fresh, again = figures(unit), figures(unit)
        # Other units: the figures asked just now would be known already.
        of_page = f"unit={unit + ROUNDS + 1}"
        page_fresh = viewer.ask("monitor", of_page).seconds
        page_again = viewer.ask("monitor", of_page).seconds
        each = one_by_one(unit, True)
        cached = one_by_one(unit, False)
        together, together_cached = at_once(unit, True), at_once(unit, False)
        if not number:
            continue
        times["ours_uncached"].append(fresh)
        times["ours_cached"].append(again)
        times["monitor_uncached"].append(page_fresh)
        times["monitor_cached"].append(page_again)
        times["superset_uncached"].append(sum(each.values()))
        times["superset_cached"].append(sum(cached.values()))
        times["superset_page_uncached"].append(together)
        times["superset_page_cached"].append(together_cached)
        for name, seconds in each.items():
            single.setdefault(name, []).append(seconds)
    found = {f"{name}_ms": round(1000 * median(values), 1) for name, values in times.items()}
    return {
        **found,
        "superset_each_uncached_ms": {
            name: round(1000 * median(values), 1) for name, values in single.items()
        },
        "ratio_uncached": round(found["superset_page_uncached_ms"] / found["ours_uncached_ms"], 2),
        "ratio_uncached_monitor": round(found["superset_page_uncached_ms"] / found["monitor_uncached_ms"], 2),
        "ratio_cached_monitor": round(found["superset_page_cached_ms"] / found["monitor_cached_ms"], 2),
        "ratio_uncached_one_by_one": round(found["superset_uncached_ms"] / found["ours_uncached_ms"], 2),
        "ratio_cached": round(found["superset_page_cached_ms"] / found["ours_cached_ms"], 2),
        "ratio_cached_one_by_one": round(found["superset_cached_ms"] / found["ours_cached_ms"], 2),
    }


def _requests(today: date) -> list[str]:
    """The nine questions as our interface is asked them."""
    names = "received,open,overdue,due_soon,on_time_rate,crowds,over_level"
    months = f"from={first_month(today).isoformat()}&to={today.isoformat()}"
    return [f"measure={names}&table=overdue:unit&period=last12", f"table=received:month,kind&{months}"]


def _same_numbers(
    client: Superset,
    asked: dict[str, tuple[str, dict[str, Any]]],
    tables: dict[str, int],
    address: str,
    today: date,
) -> dict[str, list[float]]:
    """What both tell of one unit, by question; raises where they differ, for then times compare nothing."""
    ours = _ours(address, today)
    told = {}
    for name, (table, query) in asked.items():
        rows = client.ask(of_unit(query, FIRST_UNIT), dataset=tables[table], force=True)
        theirs = sum(row["value"] for row in rows)
        told[name] = [round(ours[name], 6), round(float(theirs), 6)]
    differing = {name: pair for name, pair in told.items() if abs(pair[0] - pair[1]) > 1e-6}
    if differing:
        raise RuntimeError(f"ours and Superset's differ: {differing}")
    return told


def _ours(address: str, today: date) -> dict[str, float]:
    """The same of our own services, in this process, on the same database."""
    from services import actors, database, facts, statistics
    from services.filters import Filter

    os.environ["DATABASE_URL"] = address
    facts.forget()
    database.dispose()
    actor = actors.system_actor("bench")
    span = periods.of_code("last12", today=today)
    assert span is not None
    year = Filter(start=span.start, end=span.end, unit_id=FIRST_UNIT)
    months = year.with_days(first_month(today), today)
    names = ["received", "open", "overdue", "due_soon", "on_time_rate", "crowds", "over_level"]
    found = {name: float(statistics.figure(name, year, actor=actor, today=today) or 0) for name in names}
    found["by_month"] = float(statistics.figure("received", months, actor=actor, today=today) or 0)
    found["overdue_by_unit"] = found["overdue"]
    return found


def _cookie(address: str) -> str:
    """The cookie of a session of the director after both steps, made as signing in makes it."""
    now = datetime.now(UTC)
    with Session(create_engine(address)) as session:
        director = session.exec(select(User).where(User.id == 1)).one()
        token = sign_in.open_session(session, director, now=now, second_factor_at=now)
        session.commit()
    return f"{cookies.SESSION}={token}"


def _table(result: dict[str, Any]) -> str:
    lines = [
        f"nine questions, {result['cases']:,} cases, PostgreSQL, medians of {result['rounds']} rounds",
        f"{'':32}{'uncached ms':>14}{'cached ms':>12}",
        f"{'ours, the nine':32}{result['ours_uncached_ms']:>14}{result['ours_cached_ms']:>12}",
        f"{'ours, the whole monitor':32}{result['monitor_uncached_ms']:>14}{result['monitor_cached_ms']:>12}",
        f"{'Superset, six at once':32}{result['superset_page_uncached_ms']:>14}"
        f"{result['superset_page_cached_ms']:>12}",
        f"{'Superset, one by one':32}{result['superset_uncached_ms']:>14}{result['superset_cached_ms']:>12}",
        f"Superset takes {result['ratio_uncached']} times ours uncached "
        f"(target {TARGETS['uncached_at_least']}), {result['ratio_cached']} times cached "
        f"(target {TARGETS['cached_at_least']})",
    ]
    return "\n".join(lines)
