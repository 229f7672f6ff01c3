"""The nightly proof over open cases with true histories: seconds, and what they are spent on, on SQLite."""

import json
import os
import random
import tempfile
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from sqlmodel import Session, func, select

from benchmarks.machine import described
from models import Case, CaseEvent, Channel, Deadline, Petition, PetitionCase, Unit, User
from models.enums import CaseState, Kind, PetitionState, UnitKind
from services import clocks, database
from services.actors import system_actor
from services.bulk import add_rows
from services.case_clocks import clock_fields
from services.case_course import Happening
from services.case_replay import replay
from services.clock_proof import derivation, differences
from services.clock_proof.proof import CHUNK, prove
from services.working_days import WorkingCalendar

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
RUNS = 3


def run(cases: int = 100_000, as_json: bool = False) -> dict[str, Any]:
    """Fill a fresh SQLite file with open cases, prove all clocks a few times, print and return medians."""
    kept = {name: os.environ.get(name) for name in ("DATA_DIR", "DATABASE_URL")}
    with tempfile.TemporaryDirectory(prefix="tiepdan-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        database.dispose()
        database.migrate()
        with database.transaction() as session:
            fill(session, cases)
        result = _measured(cases)
        database.dispose()
    for name, value in kept.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    database.dispose()
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        for name, value in result.items():
            print(f"{name:20} {value}")
    return result


def _measured(cases: int) -> dict[str, Any]:
    spent = []
    for number in range(RUNS):
        began = perf_counter()
        found = prove(actor=system_actor("bench"), now=NOW + timedelta(minutes=number))
        spent.append(perf_counter() - began)
    deriving, comparing = _parts()
    return {
        "benchmark": "nightly",
        "cases": cases,
        "targets": {"median_s": 20},
        **{name: value for name, value in found.counts().items() if name != "cases"},
        "runs": RUNS,
        "median_s": round(median(spent), 2),
        "longest_s": round(max(spent), 2),
        "per_clock_us": round(1e6 * median(spent) / max(found.clocks, 1), 1),
        "reading_and_deriving_s": round(deriving, 2),
        "comparing_s": round(comparing, 2),
        "machine": described(),
    }


def _parts() -> tuple[float, float]:
    """Seconds for deriving all clocks, and for holding them against what is stored."""
    deriving = comparing = 0.0
    with database.reading() as session:
        calendar = clocks.calendar(session)
        last = session.exec(select(func.max(Case.id))).one() or 0
        for start in range(1, last + 1, CHUNK):
            began = perf_counter()
            found = list(derivation.recomputed(session, range(start, start + CHUNK), calendar=calendar))
            middle = perf_counter()
            for one in found:
                differences.of_case(one)
            deriving += middle - began
            comparing += perf_counter() - middle
    return deriving, comparing


def fill(session: Session, count: int) -> None:
    """Open cases of every kind and stage over two years, with their events, deadlines and petitions."""
    rng = random.Random(1)
    unit = Unit(
        code="SCT", name="Sở Công Thương", kind=UnitKind.DEPARTMENT, path="/1/", valid_from=date(2015, 1, 1)
    )
    session.add(unit)
    session.add(User(id=1, username="u1", name="Cán bộ 1", created_at=NOW))
    session.add(Channel(id=1, code="post", name="Bưu chính", valid_from=date(2015, 1, 1)))
    session.flush()
    calendar = clocks.calendar(session)
    rows: dict[type, list[dict[str, Any]]] = {
        table: [] for table in (Petition, Case, PetitionCase, CaseEvent, Deadline)
    }
    # Numbers grow with time, as in a register.
    days = sorted(TODAY - timedelta(days=rng.randrange(2, 700)) for _number in range(count))
    for number, received_on in enumerate(days, start=1):
        _case(rng, number, received_on, unit.id or 0, rows, calendar)
    for table, found in rows.items():
        add_rows(session, table, found)


def _case(
    rng: random.Random,
    number: int,
    received_on: date,
    unit_id: int,
    rows: dict[type, list[dict[str, Any]]],
    calendar: WorkingCalendar,
) -> None:
    kind = rng.choices(list(Kind), weights=(40, 10, 50))[0]
    happened = _happened(rng, kind, received_on)
    course = replay(kind, 1, happened)
    fields = clock_fields(kind, happened, calendar)
    secret = kind is Kind.DENUNCIATION
    common = {
        "kind": kind,
        "unit_id": unit_id,
        "received_on": received_on,
        "sealed": b"x" if secret else None,
    }
    handled = course.met.get("handling")
    rows[Petition].append(
        {
            **common,
            "id": number,
            "code": f"P-{number:06d}",
            "entered_at": NOW,
            "entered_by_id": 1,
            "channel_id": 1,
            "eligible": True,
            "state": PetitionState.HANDLED,
            "outcome": "accept",
            "handled_on": handled or received_on,
        }
    )
    rows[Case].append(
        {
            **common,
            "id": number,
            "code": f"V-{number:06d}",
            "state": course.state,
            "state_before": course.state_before,
            "outcome": course.outcome,
            "accepted_on": course.accepted_on,
            "decided_on": course.decided_on,
            "step": fields.step,
            "due_on": fields.due_on,
            "target_on": fields.target_on,
            "settled_in_time": fields.settled_in_time,
        }
    )
    rows[PetitionCase].append({"petition_id": number, "case_id": number, "part": 1})
    for place, one in enumerate(happened):
        rows[CaseEvent].append(
            {
                "id": len(rows[CaseEvent]) + 1,
                "case_id": number,
                "action": one.action,
                "happened_on": one.on,
                "outcome": one.outcome,
                "to_state": CaseState.NEW if place == 0 else None,
                "entered_at": NOW,
                "entered_by_id": 1,
            }
        )
    for row in fields.rows:
        if row.mandatory:
            dates = row.dates
            rows[Deadline].append(
                {
                    "id": len(rows[Deadline]) + 1,
                    "case_id": number,
                    "step": row.step,
                    "rule_id": dates.rule_id,
                    "rule_version": dates.version,
                    "started_on": dates.started_on,
                    "raw_end": dates.raw_end,
                    "due_on": dates.due_on,
                    "target_on": dates.target_on,
                    "paused_days": dates.paused_days,
                    "extensions": dates.extensions,
                    "met_on": row.met_on,
                }
            )


def _happened(rng: random.Random, kind: Kind, received_on: date) -> list[Happening]:
    """The actions of an open case up to today; every fourth has its decision behind it."""
    steps = ["accept", "assign", "assign_verification" if kind is not Kind.RECOMMENDATION else "study"]
    if kind is not Kind.RECOMMENDATION and rng.random() < 0.15:
        steps += ["suspend", "resume"]
    if rng.random() < 0.25:
        steps += ["answer" if kind is Kind.RECOMMENDATION else "decide"]
        steps += [] if kind is Kind.RECOMMENDATION else ["send", "publish"][: rng.randrange(3)]
    found, day = [Happening("receive", received_on)], received_on
    for step in steps[: len(steps) if rng.random() < 0.7 else rng.randrange(len(steps))]:
        day += timedelta(days=rng.randrange(1, 15))
        if day > TODAY:
            break
        found.append(Happening(step, day))
    return found
