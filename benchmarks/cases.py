"""The list of cases at 200,000 cases: one page with its count, per reader and per view, on SQLite."""

import json
import os
import random
import tempfile
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter, thread_time
from typing import Any
from unittest import mock

from sqlmodel import Session

from benchmarks import machine
from models import Case, CrowdEvent, Directive, RoleAssignment, SubjectField, Unit, UnitRole, User
from models.enums import CaseOutcome, CaseState, Kind, Role, Step, UnitKind, UnitRoleName
from services import actors, case_list, database, word_search
from services.bulk import add_rows
from services.case_conditions import View
from services.case_list import list_page, view_counts
from services.filters import Filter, Status
from services.permissions import Actor
from services.text import fold

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
# Three years of cases, of which this share is open: a department under strain.
OPEN = 0.15
RUNS = 5
WORDS = " ".join(
    (
        "Chợ trung tâm thu phí sai quy định cửa hàng xăng dầu đong thiếu cụm công nghiệp bồi thường đất",
        "nhà máy xả thải ban đêm thủy điện xả lũ gây ngập ruộng điện lực cắt điện không báo trước hóa",
        "chất kho vật liệu nổ gần khu dân cư quản lý thị trường tạm giữ hàng khuyến công hỗ trợ chậm",
    )
).split(" ")


def run(cases: int = 200_000, as_json: bool = False) -> dict[str, Any]:
    """Fill a fresh SQLite file, ask every list as every reader, print and return medians in ms."""
    kept = {name: os.environ.get(name) for name in ("DATA_DIR", "DATABASE_URL")}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        database.dispose()
        database.migrate()
        with database.transaction() as session:
            readers = fill(session, cases)
        with database.reading() as session:
            actors_by_role = {
                name: actors.actor_of(session, user, today=TODAY) for name, user in readers.items()
            }
        lists = _lists(actors_by_role)
        searches = _searches(actors_by_role)
        database.dispose()
    for name, value in kept.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    result = {
        "benchmark": "cases",
        "cases": cases,
        "runs": RUNS,
        "slowest_list_ms": max(one["median_ms"] for one in lists),
        "slowest_list_cpu_ms": max(one["cpu_ms"] for one in lists),
        "worst_index_to_reading": max(one["index_to_reading"] for one in searches),
        "lists": lists,
        "searches": searches,
        "targets": {"slowest_list_ms": 100},
        "machine": machine.described(),
    }
    print(json.dumps(result, ensure_ascii=False, indent=2) if as_json else _table(result))
    return result


def _table(result: dict[str, Any]) -> str:
    lines = [f"{'reader':10} {'list':26} {'median ms':>10} {'longest ms':>11} {'cpu ms':>8} {'total':>8}"]
    lines += [
        f"{one['reader']:10} {one['list']:26} {one['median_ms']:>10} "
        f"{one['longest_ms']:>11} {one['cpu_ms']:>8} {one['total']:>8}"
        for one in result["lists"]
    ]
    lines += ["", f"{'reader':10} {'search':26} {'index ms':>10} {'reading ms':>11} {'ratio':>8}"]
    lines += [
        f"{one['reader']:10} {one['list']:26} {one['index_ms']:>10} "
        f"{one['reading_ms']:>11} {one['index_to_reading']:>8}"
        for one in result["searches"]
    ]
    slowest = f"slowest list {result['slowest_list_ms']} ms, {result['slowest_list_cpu_ms']} of the processor"
    return "\n".join([*lines, "", slowest])


OPEN_ONES = Filter(status=Status.OPEN)
# Name -> the arguments of list_page; the count of the views is measured beside them.
QUESTIONS: dict[str, dict[str, Any]] = {
    "open": {"wanted": OPEN_ONES},
    "open, page 100": {"wanted": OPEN_ONES, "offset": 5_000},
    "open, latest received": {"wanted": OPEN_ONES, "sort": "received"},
    "overdue": {"wanted": OPEN_ONES, "view": View.OVERDUE},
    "mine": {"wanted": OPEN_ONES, "view": View.MINE},
    "unassigned": {"wanted": OPEN_ONES, "view": View.UNASSIGNED},
    "with a crowd": {"wanted": OPEN_ONES, "view": View.CROWD},
    "receipt not confirmed": {"wanted": OPEN_ONES, "view": View.ESTIMATED},
    "open, one kind": {"wanted": Filter(status=Status.OPEN, kinds=frozenset({Kind.COMPLAINT}))},
    "open, one unit": {"wanted": Filter(status=Status.OPEN, unit_id=3)},
    "open, search": {"wanted": OPEN_ONES, "search": "thuy dien ruong"},
    "closed": {"wanted": Filter(status=Status.CLOSED)},
    "all": {"wanted": Filter()},
    "search all": {"wanted": Filter(), "search": "thuy dien ruong"},
    # In two cases of three, in nearly all of them, in two of a thousand, in none.
    "search all, common word": {"wanted": Filter(), "search": "dien"},
    "search all, two letters": {"wanted": Filter(), "search": "th"},
    "search all, seven words": {"wanted": Filter(), "search": "thu phi sai quy dinh cua hang"},
    "search all, unknown word": {"wanted": Filter(), "search": "xyz"},
    "open, search common word": {"wanted": OPEN_ONES, "search": "dien"},
    "code": {"wanted": Filter(), "search": "2026-42"},
    "counts of the views": {},
}


def _lists(actors_by_role: dict[str, Actor]) -> list[dict[str, Any]]:
    """Every question of every reader, one round after the other."""
    spent: dict[tuple[str, str], list[tuple[float, float]]] = {}
    totals: dict[tuple[str, str], int] = {}
    for _round in range(RUNS):
        for reader, actor in actors_by_role.items():
            for name, question in QUESTIONS.items():
                took, worked, totals[reader, name] = _asked(actor, question)
                spent.setdefault((reader, name), []).append((took, worked))
    return [
        {
            "reader": reader,
            "list": name,
            "median_ms": round(median(took for took, _ in times), 1),
            "longest_ms": round(max(took for took, _ in times), 1),
            "cpu_ms": round(median(worked for _, worked in times), 1),
            "total": totals[reader, name],
        }
        for (reader, name), times in spent.items()
    ]


def _searches(actors_by_role: dict[str, Actor]) -> list[dict[str, Any]]:
    """The searches in turn with the index and by reading every text, which has to find as many.

    Time of the processor: the ratio then holds on a busy machine too.
    """
    found = []
    for reader, actor in actors_by_role.items():
        for name, question in QUESTIONS.items():
            if not name.startswith("search all"):
                continue
            index, reading = [], []
            for _round in range(RUNS):
                _, worked, total = _asked(actor, question)
                index.append(worked)
                with mock.patch.object(word_search, "narrowed", _by_reading):
                    _, worked, same = _asked(actor, question)
                reading.append(worked)
                assert same == total, name
            ratio = median(i / r for i, r in zip(index, reading, strict=True))
            figures = {"index_ms": round(median(index), 1), "reading_ms": round(median(reading), 1)}
            found.append({"reader": reader, "list": name, **figures, "index_to_reading": round(ratio, 2)})
    return found


def _by_reading(_session: Session, statement: Any, model: Any, words: list[str]) -> Any:
    return statement.where(word_search.by_reading(model, words))


def _asked(actor: Actor, question: dict[str, Any]) -> tuple[float, float, int]:
    """Milliseconds, those of them that this process worked, and the total of one question."""
    with database.reading() as session:
        case_list.forget_counts()
        began, began_work = perf_counter(), thread_time()
        if question:
            total = list_page(session, actor=actor, today=TODAY, **question).total
        else:
            total = sum(view_counts(session, actor=actor, today=TODAY).values())
        worked = thread_time() - began_work
        return (perf_counter() - began) * 1000, worked * 1000, total


def fill(session: Session, count: int) -> dict[str, User]:
    """A department of 12 units and 60 officers with `count` cases; returns readers by role."""
    rng = random.Random(1)
    start = date(2020, 1, 1)
    root = Unit(code="SCT", name="Sở Công Thương", kind=UnitKind.DEPARTMENT, valid_from=start)
    session.add(root)
    session.flush()
    root.path = f"/{root.id}/"
    units = [
        Unit(code=f"P{i}", name=f"Phòng {i}", kind=UnitKind.DIVISION, parent_id=root.id, valid_from=start)
        for i in range(12)
    ]
    session.add_all(units)
    session.flush()
    for unit in units:
        unit.path = f"/{root.id}/{unit.id}/"
    field = SubjectField(code="X", name="Xăng dầu", valid_from=start)
    session.add(field)
    users = [User(username=f"u{i}", name=f"Cán bộ {i}", created_at=NOW) for i in range(62)]
    session.add_all(users)
    session.flush()
    roles = [Role.DIRECTOR, Role.UNIT_HEAD] + [Role.OFFICER] * 60
    for place, (user, role) in enumerate(zip(users, roles, strict=True)):
        unit = root if role is Role.DIRECTOR else units[place % 12]
        session.add(RoleAssignment(user_id=user.id, role=role, unit_id=unit.id, valid_from=start))
    session.add(UnitRole(unit_id=units[0].id, role=UnitRoleName.FOCAL_UNIT, valid_from=start))
    session.flush()
    officers = [user.id for user in users[2:]]
    rows = [_case(rng, number, units, officers, field) for number in range(1, count + 1)]
    add_rows(session, Case, rows)
    for case_id in rng.sample(range(1, count + 1), count // 100):
        session.add(
            Directive(
                case_id=case_id,
                number="1/UBND",
                from_body="UBND tỉnh",
                issued_on=TODAY,
                entered_by_id=users[0].id,
                entered_at=NOW,
            )
        )
        session.add(
            CrowdEvent(
                case_id=case_id,
                persons=9,
                gathered_on=TODAY,
                unit_id=root.id,
                entered_by_id=users[0].id,
                entered_at=NOW,
            )
        )
    return {"director": users[0], "unit head": users[1], "officer": users[2]}


def _case(
    rng: random.Random, number: int, units: list[Unit], officers: list[int | None], field: SubjectField
) -> dict[str, Any]:
    received_on = TODAY - timedelta(days=rng.randrange(3 * 365))
    is_open = rng.random() < OPEN
    kind = rng.choices(list(Kind), weights=(30, 5, 65))[0]
    summary = " ".join(rng.choice(WORDS) for _ in range(28))
    due_on = TODAY + timedelta(days=int(rng.gauss(12, 25)))
    place = rng.randrange(12)
    sealed = kind is Kind.DENUNCIATION
    return {
        "id": number,
        "code": f"TC-{number:05d}" if sealed else f"2026-{number:05d}",
        "kind": kind,
        "state": CaseState.VERIFYING if is_open else CaseState.CLOSED,
        "outcome": None if is_open else CaseOutcome.ANSWERED,
        "summary": "" if sealed else summary,
        "search": "" if sealed else fold(summary),
        "sealed": bytes(200) if sealed else None,
        "unit_id": units[place].id,
        "officer_id": None if rng.random() < 0.1 else officers[place + 12 * rng.randrange(5)],
        "field_id": field.id,
        "received_on": received_on,
        "closed_on": None if is_open else min(TODAY, received_on + timedelta(days=40)),
        "step": Step.SETTLEMENT if is_open else None,
        "due_on": due_on if is_open else None,
        "target_on": due_on if is_open else None,
        # A department that imported the registers of its first year.
        "is_estimated": received_on < TODAY - timedelta(days=2 * 365),
    }
