"""Suggestions of related cases at 200,000 cases, as the page of hot spots asks for them, on SQLite."""

import json
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from benchmarks import machine
from benchmarks.generate import TODAY
from benchmarks.place import generated
from models import RoleAssignment, User
from models.enums import Role
from services import actors, database
from services.hotspots import cluster_views
from services.permissions import Actor

RUNS = 5
TARGET_MS = 300
READERS = (Role.DIRECTOR, Role.OFFICER)
# Every third open matter names something: more than any department will see.
NAMED = (
    "Khiếu nại dự án Đường vành đai {n}",
    "Phản ánh công ty cổ phần Hóa chất Bình Minh {n} xả thải",
    "Kiến nghị của tiểu thương chợ Trung Tâm {n}",
)


def run(cases: int = 200_000, as_json: bool = False) -> dict[str, Any]:
    """Ask as every reader, the first time and again; print and return milliseconds."""
    found = []
    with generated(cases):
        with database.transaction() as session:
            _name_things(session)
        for role in READERS:
            actor = _reader(role, today=TODAY)
            times = [_asked(actor) for _ in range(RUNS)]
            found.append(
                {
                    "reader": role.value,
                    "clusters": times[0][1],
                    "first_ms": round(times[0][0], 1),
                    "median_ms": round(median(took for took, _clusters in times), 1),
                }
            )
        database.dispose()
    result = {
        "benchmark": "clusters",
        "cases": cases,
        "runs": RUNS,
        "slowest_ms": max(one["median_ms"] for one in found),
        "readers": found,
        "targets": {"slowest_ms": TARGET_MS},
        "machine": machine.described(),
    }
    print(json.dumps(result, ensure_ascii=False, indent=2) if as_json else _table(found))
    return result


def _table(found: list[dict[str, Any]]) -> str:
    lines = [f"{'reader':12} {'clusters':>9} {'first ms':>10} {'median ms':>10}"]
    lines += [
        f"{one['reader']:12} {one['clusters']:>9} {one['first_ms']:>10} {one['median_ms']:>10}"
        for one in found
    ]
    return "\n".join(lines)


def _asked(actor: Actor) -> tuple[float, int]:
    began = perf_counter()
    with database.reading() as session:
        found = cluster_views.seen(session, actor=actor, today=TODAY)
    return (perf_counter() - began) * 1000, len(found)


def _reader(role: Role, *, today: date) -> Actor:
    with database.reading() as session:
        query = select(User).join(RoleAssignment, col(RoleAssignment.user_id) == col(User.id))
        user = session.exec(query.where(RoleAssignment.role == role).order_by(col(User.id))).first()
        if user is None:
            raise LookupError(role)
        return actors.actor_of(session, user, today=today)


def _name_things(session: Session) -> None:
    for place, words in enumerate(NAMED):
        session.execute(
            text(
                "UPDATE cases SET summary = replace(:words, '{n}', CAST(id % 40 AS TEXT)) "
                "WHERE closed_on IS NULL AND kind <> 'denunciation' AND id % 9 = :place"
            ),
            {"words": words, "place": place},
        )
