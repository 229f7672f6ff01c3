"""Legal clocks: many open cases recomputed from their events, one date, the command from a cold start."""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlmodel import Session, col, select

from benchmarks.machine import calibration, described
from models import Case, CaseEvent, Channel, Petition, PetitionCase, Unit, User
from models.enums import CaseState, Complexity, Kind, UnitKind
from services import clock_tables, clocks, database
from services.bulk import add_rows
from services.case_clocks import ClockFields
from services.clock_proof import derivation
from services.deadlines import compute
from services.legal_rules import shipped_rules
from services.working_days import shipped_calendar

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
ROUNDS = 5
DATES = 5_000
CHUNK = 5_000
MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
Events = list[dict[str, Any]]


def run(cases: int = 100_000, as_json: bool = False) -> dict[str, Any]:
    """Measure each question in turn, round after round; prints and returns medians with their ratios."""
    with _filled(cases) as events, database.reading() as session:
        ids = [i for i in session.exec(select(Case.id).order_by(col(Case.id))) if i is not None]
        rounds = [_round(session, ids) for _ in range(ROUNDS)]
        found = _recomputed(session, ids)
    steps = Counter(str(fields.step) for fields in found.values())
    result = {
        "benchmark": "clocks",
        "cases": cases,
        "events": events,
        "rows": sum(len(fields.rows) for fields in found.values()),
        "running": dict(sorted(steps.items())),
        "recomputed_from_events_seconds": _told(rounds, "recomputed", 1, 2),
        "recomputed_ms_per_case": round(1000 * median(r["recomputed"] for r in rounds) / cases, 4),
        "one_date_ms": _told(rounds, "date", 1000, 4),
        "due_from_cold_start_seconds": _told(rounds, "cold", 1, 2),
        "ratio_to_calibration": {
            name: round(median(1000 * one[name] / one["calibration_ms"] for one in rounds), 5)
            for name in ("recomputed", "date", "cold")
        },
        "rounds": ROUNDS,
        "targets": {
            "recomputed_from_events_seconds": 20,
            "one_date_ms": 0.2,
            "due_from_cold_start_seconds": 1,
        },
        "machine": described(),
    }
    print(json.dumps(result, ensure_ascii=False, indent=2) if as_json else _text(result))
    return result


def _recomputed(session: Session, ids: list[int]) -> dict[int, ClockFields]:
    """What the events of these cases come to, in rounds that a statement of SQLite can name."""
    calendar = clocks.calendar(session)
    found = {}
    for start in range(0, len(ids), CHUNK):
        for one in derivation.recomputed(session, ids[start : start + CHUNK], calendar=calendar):
            found[one.case.id] = one.fields
    return found


def _round(session: Session, ids: list[int]) -> dict[str, float]:
    """Every question once, with the speed of the machine at that moment beside them."""
    clock_tables.forget_dates()
    began = perf_counter()
    _recomputed(session, ids)
    seconds = perf_counter() - began
    began = perf_counter()
    cold = subprocess.run([sys.executable, str(MANAGE), "due", "KN-RES1", "2026-08-10"], capture_output=True)
    spent = perf_counter() - began
    if cold.returncode:
        raise RuntimeError(cold.stderr.decode())
    return {"recomputed": seconds, "date": _one_date(), "cold": spent, "calibration_ms": calibration()}


def _one_date() -> float:
    """Seconds for one date, over the terms of the table in turn, a third of them with a suspension."""
    rules, calendar = shipped_rules(), shipped_calendar()
    days = [date(2025, 7, 1) + timedelta(days=n) for n in range(300)]
    asked = []
    dated = [rule for rule_id in rules.ids() for rule in rules.versions(rule_id) if rule.nature.gives_date]
    for number, rule in enumerate(islice(cycle(dated), DATES)):
        start = days[number % len(days)]
        pausable = rule.n > 5 and rule.nature.value == "deadline" and number % 3 == 0
        pause = [(start + timedelta(days=3), start + timedelta(days=12))] if pausable else []
        asked.append((rule, start, pause))
    for rule, start, pause in asked[:200]:
        compute(rule, start, calendar, suspensions=pause)
    began = perf_counter()
    for rule, start, pause in asked:
        compute(rule, start, calendar, suspensions=pause)
    return (perf_counter() - began) / DATES


@contextmanager
def _filled(cases: int) -> Iterator[int]:
    """A fresh SQLite file with open cases and their histories in place of the real database."""
    kept = {name: os.environ.get(name) for name in ("DATA_DIR", "DATABASE_URL", "TIEPDAN_KEY")}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["TIEPDAN_KEY"] = "a key for benchmarks only, nothing real"
        os.environ.pop("DATABASE_URL", None)
        database.dispose()
        database.migrate()
        try:
            with database.transaction() as session:
                events = _fill(session, cases)
            yield events
        finally:
            database.dispose()
            for name, value in kept.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value


def _fill(session: Session, count: int) -> int:
    """`count` open cases of a year, each with its petition and the events of its course; how many events."""
    rng = random.Random(1)
    start = date(2020, 1, 1)
    session.add(
        Unit(code="SCT", name="Sở Công Thương", kind=UnitKind.DEPARTMENT, path="/1/", valid_from=start)
    )
    session.add(Channel(code="paper", name="Nộp đơn trực tiếp", valid_from=start))
    session.add(User(username="u", name="Cán bộ", created_at=NOW))
    session.flush()
    cases, petitions, events = [], [], []
    for number in range(1, count + 1):
        kind = rng.choices(list(Kind), weights=(45, 10, 45))[0]
        received_on = TODAY - timedelta(days=rng.randrange(365))
        code = f"TC-{number:06d}" if kind is Kind.DENUNCIATION else f"2026-{number:06d}"
        shared = {"id": number, "code": code, "kind": kind, "received_on": received_on, "unit_id": 1}
        instance = 2 if kind is Kind.COMPLAINT and rng.random() < 0.15 else 1
        found = _history(rng, kind, instance, received_on)
        cases.append({**shared, "instance": instance, "state": CaseState.NEW})
        petitions.append(
            {**shared, "entered_at": NOW, "entered_by_id": 1, "channel_id": 1, "in_competence": True}
        )
        events += [{"case_id": number, **event} for event in found]
    blank = {"outcome": None, "complexity": None, "remote": None, "undoes_id": None}
    told = {"entered_at": NOW, "entered_by_id": 1}
    rows = [{"id": place, **blank, **told, **event} for place, event in enumerate(events, start=1)]
    links = [{"petition_id": case["id"], "case_id": case["id"]} for case in cases]
    for model, lines in ((Petition, petitions), (Case, cases), (PetitionCase, links), (CaseEvent, rows)):
        add_rows(session, model, lines)
    return len(rows)


def _history(rng: random.Random, kind: Kind, instance: int, received_on: date) -> Events:
    """What has happened in a case so far, as it was entered: now and then late, so not in its order."""
    day = received_on
    complexity = rng.choices(list(Complexity), weights=(80, 15, 5))[0]
    found: Events = [
        {"action": "receive", "happened_on": day, "complexity": complexity, "remote": rng.random() < 0.1}
    ]

    def step(action: str, least: int, most: int, **values: Any) -> bool:
        nonlocal day
        day += timedelta(days=rng.randint(least, most))
        if day > TODAY:
            return False
        found.append({"action": action, "happened_on": day, **values})
        return True

    going = rng.random() < 0.85 and step("accept", 2, 12)
    verify = "study" if kind is Kind.RECOMMENDATION else "assign_verification"
    going = going and rng.random() < 0.9 and step(verify, 0, 5)
    if going and kind is Kind.DENUNCIATION and complexity is not Complexity.PLAIN:
        going = step("extend", 5, 20)
    if going and kind is not Kind.RECOMMENDATION and rng.random() < 0.12:
        going = step("suspend", 1, 10) and step("resume", 3, 40)
    if going and kind is Kind.COMPLAINT:
        going = step("hold_dialogue", 3, 20)
    if going and kind is not Kind.RECOMMENDATION and rng.random() < 0.4:
        outcome = "upheld" if instance == 2 else "right"
        going = step("decide", 5, 25, outcome=outcome) and step("send", 0, 4)
        if going and rng.random() < 0.5:
            step("publish", 1, 15)
    if rng.random() < 0.2:
        rng.shuffle(found)
    return found


def _told(rounds: list[dict[str, float]], name: str, factor: float, digits: int) -> dict[str, float]:
    spent = [factor * one[name] for one in rounds]
    return {"median": round(median(spent), digits), "longest": round(max(spent), digits)}


def _text(result: dict[str, Any]) -> str:
    names = (
        ("recomputed_from_events_seconds", f"{result['cases']} open cases from {result['events']} events, s"),
        ("one_date_ms", "one date, ms"),
        ("due_from_cold_start_seconds", "manage.py due from a cold start, s"),
    )
    lines = [f"{'':56} {'median':>9} {'longest':>9}"]
    lines += [f"{text:56} {result[name]['median']:>9} {result[name]['longest']:>9}" for name, text in names]
    return "\n".join([*lines, f"calibration of the machine: {result['machine']['calibration_ms']} ms"])
