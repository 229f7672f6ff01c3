"""Fifty open monitors that refresh every half minute on one server process, while petitions come in.

Each viewer is a session of its own behind a socket of its own, as a browser's is; a refresh is the
round trip up to the last element. Memory is what the server itself holds (anonymous pages), the median of a
minute against the median of a minute an hour later, after a quarter of an hour in which it grows by what is
kept between runs and by what the allocator holds back. The resident set is printed beside it: it also counts
mapped pages of the database file, which the system takes back when it needs them.
"""

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any, NamedTuple

from sqlmodel import col, select
from websockets.exceptions import WebSocketException

from benchmarks import machine
from benchmarks.audit_rows import entry
from benchmarks.place import generated
from benchmarks.server import Server, ServerFailed, environment, running
from benchmarks.viewer import viewing
from models import User
from services import actors, clock, database, petitions, sign_in
from services.errors import AppError
from services.permissions import Actor, Permission, can
from ui import cookies

VIEWERS, EVERY, MINUTES = 50, 30.0, 60
PAGE = "monitor"
# How often somebody takes in a petition, in seconds: every refresh then finds new facts.
WRITTEN_EVERY = 10.0
# Seconds after which every session has drawn many times and what is kept between runs has been made.
SETTLED = 900.0
# Memory is read so many times, so many seconds apart: a page that is being drawn is no growth.
READINGS, APART = 12, 5.0
TARGETS = {"p95_seconds": 1.5, "errors": 0, "growth_mb_per_hour": 50}


class Memory(NamedTuple):
    """Of one process, in MB: pages that only ending it gives back, and all pages that are in memory now."""

    own: float
    resident: float


@dataclass
class Seen:
    """What the viewers lived through together: seconds of each refresh, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    written: int = 0


def run(cases: int = 1_000_000, as_json: bool = False, minutes: int = MINUTES) -> dict[str, Any]:
    """Let them watch for so long after the warming up; print and return seconds, errors and megabytes."""
    with generated(cases) as folder:
        tokens = sessions(VIEWERS)
        with running(environment(folder), Path(folder) / "server.log") as server:
            found = watch(server, tokens, every=EVERY, seconds=SETTLED + 60 * minutes)
    result = {
        "benchmark": "viewers",
        "cases": cases,
        "viewers": VIEWERS,
        "minutes": minutes,
        **found,
        "growth_mb_per_hour": round(found["growth_mb"] * 60 / minutes, 1),
        "targets": TARGETS,
        "machine": machine.described(),
    }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def sessions(count: int) -> list[str]:
    """The cookies of so many sessions of active people of the database, made as signing in makes them."""
    now = datetime.now(UTC)
    made = []
    with database.transaction() as session:
        people = session.exec(
            select(User).where(col(User.is_active)).order_by(col(User.id)).limit(count)
        ).all()
        for number in range(count):
            person = people[number % len(people)]
            made.append(sign_in.open_session(session, person, now=now, second_factor_at=now))
    return [f"{cookies.SESSION}={token}" for token in made]


def watch(server: Server, tokens: list[str], *, every: float, seconds: float) -> dict[str, Any]:
    """Every viewer refreshes at his own moment of each round, for so many seconds."""
    seen, end = Seen(), time.monotonic() + seconds
    stopped = threading.Event()
    threads = [
        threading.Thread(target=_viewer, args=(server, token, seen, every, every * n / len(tokens), end))
        for n, token in enumerate(tokens)
    ]
    writer = threading.Thread(target=_writer, args=(stopped, min(every, WRITTEN_EVERY), seen))
    for thread in (*threads, writer):
        thread.start()
    apart = min(APART, seconds / 4 / READINGS)
    time.sleep(min(max(2 * every, SETTLED), seconds / 2))
    before = _settled(server, apart)
    time.sleep(max(0.0, end - time.monotonic() - READINGS * apart))
    after = _settled(server, apart)
    for thread in threads:
        thread.join()
    stopped.set()
    writer.join()
    times = sorted(seen.seconds)
    return {
        "refreshes": len(times),
        "written_meanwhile": seen.written,
        "p50_seconds": round(median(times), 3),
        "p95_seconds": round(quantiles(times, n=20)[-1], 3),
        "worst_seconds": round(times[-1], 3),
        "errors": len(seen.errors),
        "first_errors": seen.errors[:3],
        "server_mb": round(after.own, 1),
        "growth_mb": round(after.own - before.own, 1),
        "resident_mb": round(after.resident, 1),
        "resident_growth_mb": round(after.resident - before.resident, 1),
    }


def _viewer(server: Server, token: str, seen: Seen, every: float, start: float, end: float) -> None:
    """One reader: opens the page at his moment, and asks again every so many seconds."""
    time.sleep(start)
    due = time.monotonic()
    try:
        with viewing(server, token) as viewer:
            viewer.ask(PAGE)
            while (due := due + every) < end:
                time.sleep(max(0.0, due - time.monotonic()))
                seen.seconds.append(viewer.ask(PAGE).seconds)
    except (ServerFailed, WebSocketException, OSError, TimeoutError) as failure:
        seen.errors.append(str(failure))


def _writer(stopped: threading.Event, every: float, seen: Seen) -> None:
    """Petitions that come in at the desk meanwhile."""
    random = Random(1)
    today = clock.local_date(clock.now())
    clerk = _clerk(today)
    while not stopped.wait(every):
        petition = entry(random.randrange(10**6)).model_copy(update={"received_on": today})
        try:
            with database.transaction() as session:
                petitions.receive(session, petition, actor=clerk, now=clock.now(), today=today)
        except AppError as refusal:
            seen.errors.append(str(refusal))
            return
        seen.written += 1


def _clerk(today: date) -> Actor:
    """Somebody of the database who may take in a petition."""
    with database.reading() as session:
        people = session.exec(select(User).where(col(User.is_active)).order_by(col(User.id))).all()
        known = (actors.actor_of(session, person, today=today) for person in people)
        return next(actor for actor in known if can(actor, Permission.PETITION_ENTER))


def _settled(server: Server, apart: float) -> Memory:
    """The medians of several readings."""
    readings = []
    for _number in range(READINGS):
        readings.append(_memory(server))
        time.sleep(apart)
    return Memory(*(median(one) for one in zip(*readings, strict=True)))


def _memory(server: Server) -> Memory:
    """What the kernel says about the process; Linux only."""
    lines = Path(f"/proc/{server.process_id}/status").read_text().splitlines()
    told = dict(line.split(":", 1) for line in lines)
    try:
        own, resident = (int(told[name].split()[0]) / 1024 for name in ("RssAnon", "VmRSS"))
    except KeyError:
        raise ServerFailed("the server has ended") from None
    return Memory(own, resident)


def _table(result: dict[str, Any]) -> str:
    return "\n".join(
        [
            f"{result['viewers']} viewers for {result['minutes']} minutes, {result['cases']:,} cases",
            f"refreshes {result['refreshes']}, p50 {result['p50_seconds']} s, p95 {result['p95_seconds']} s "
            f"(target {TARGETS['p95_seconds']}), worst {result['worst_seconds']} s, "
            f"errors {result['errors']} (target 0)",
            f"memory {result['server_mb']} MB, {result['growth_mb_per_hour']:+} MB per hour "
            f"(target {TARGETS['growth_mb_per_hour']}); resident {result['resident_mb']} MB, "
            f"{result['resident_growth_mb']:+} MB in {result['minutes']} minutes",
        ]
    )
