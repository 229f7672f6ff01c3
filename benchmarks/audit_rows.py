"""A department with a long trail, for the benchmark of it: fictional, the same for a size."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from models import (
    AuditEntry,
    Case,
    CaseExclusion,
    Channel,
    Petition,
    PetitionCase,
    RoleAssignment,
    Unit,
    UnitRole,
    User,
)
from models.enums import CaseState, Kind, PetitionState, Role, UnitKind, UnitRoleName
from services.bulk import add_rows
from services.petition_input import PersonInput, PetitionInput
from services.text import fold

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
SINCE = date(2015, 1, 1)
PEOPLE, DAYS, CHUNK = 60, 1_100, 20_000
INSPECTOR, WALLED, ENTERED_BY = 1, 2, 3
# How many entries a matter has on average.
PER_CASE = 8
DEEDS = (
    ("petition.receive", "petition", 12),
    ("petition.handle", "petition", 12),
    ("scan.add", "petition", 10),
    ("case.open", "case", 12),
    ("case.assign", "case", 10),
    ("case.action", "case", 30),
    ("note.write", "case", 5),
    ("document.make", "case", 6),
    ("identity.read", "petition", 1),
    ("scan.read", "petition", 1),
    ("signed_in", "user", 12),
    ("changed_user", "user", 1),
)


def fill(session: Session, entries: int) -> None:
    """Units, people, cases with their petitions, walls, and so many entries over three years."""
    rng = random.Random(1)
    cases = max(20, entries // PER_CASE)
    session.add(Unit(id=1, code="SCT", name="Sở", kind=UnitKind.DEPARTMENT, path="/1/", valid_from=SINCE))
    session.add(Channel(id=1, code="post", name="Bưu chính", valid_from=SINCE))
    session.add(UnitRole(unit_id=1, role=UnitRoleName.FOCAL_UNIT, valid_from=SINCE))
    session.flush()
    roles = {INSPECTOR: Role.INSPECTOR, WALLED: Role.DIRECTOR}
    _many(session, User, [_user(number) for number in range(1, PEOPLE + 1)])
    _many(
        session,
        RoleAssignment,
        [
            {"user_id": n, "role": roles.get(n, Role.OFFICER), "unit_id": 1, "valid_from": SINCE}
            for n in range(1, PEOPLE + 1)
        ],
    )
    for start in range(1, cases + 1, CHUNK):
        numbers = range(start, min(start + CHUNK, cases + 1))
        add_rows(session, Petition, [_petition(number) for number in numbers])
        add_rows(session, Case, [_case(number) for number in numbers])
        pairs = [{"petition_id": n, "case_id": n, "part": 1} for n in numbers]
        add_rows(session, PetitionCase, pairs)
    # Every fiftieth denunciation is against somebody near the director.
    walls = [{"id": n, "case_id": n * 500, "user_id": WALLED} for n in range(1, cases // 500 + 1)]
    add_rows(session, CaseExclusion, walls)
    rows: list[dict[str, Any]] = []
    for row in _entries(rng, entries, cases):
        rows.append(row)
        if len(rows) == CHUNK:
            session.execute(insert(AuditEntry), rows)
            rows = []
    if rows:
        session.execute(insert(AuditEntry), rows)


def entry(number: int) -> PetitionInput:
    """A petition that can be taken in."""
    return PetitionInput(
        kind=Kind.COMPLAINT,
        received_on=TODAY,
        channel_id=1,
        summary=f"Khiếu nại việc thu hồi giấy chứng nhận cửa hàng số {number} của ngày {number * 7}",
        people=[PersonInput(name=f"Trần Thị Thử {number}", address="Thôn 3", phone="0912 345 678")],
        unit_id=1,
    )


def _many(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    session.execute(insert(model), rows)


def _user(number: int) -> dict[str, Any]:
    name = f"Cán bộ {number}"
    return {"username": f"u{number}", "name": name, "folded": fold(name), "created_at": NOW}


def _common(number: int) -> dict[str, Any]:
    secret = number % 10 == 0
    return {
        "id": number,
        "code": f"TC-{number:06d}" if secret else f"2026-{number:05d}",
        "kind": Kind.DENUNCIATION if secret else Kind.COMPLAINT,
        "unit_id": 1,
        "received_on": TODAY - timedelta(days=number % DAYS),
        "sealed": b"x" if secret else None,
    }


def _petition(number: int) -> dict[str, Any]:
    about = {"entered_at": NOW, "entered_by_id": ENTERED_BY, "channel_id": 1, "state": PetitionState.RECEIVED}
    return {**_common(number), **about}


def _case(number: int) -> dict[str, Any]:
    return {**_common(number), "state": CaseState.NEW}


def _entries(rng: random.Random, count: int, cases: int) -> Iterator[dict[str, Any]]:
    names = [(action, subject) for action, subject, _weight in DEEDS]
    weights = [weight for _action, _subject, weight in DEEDS]
    first, step = NOW - timedelta(days=DAYS), timedelta(days=DAYS) / count
    for number, (action, subject) in enumerate(rng.choices(names, weights, k=count)):
        user_id = rng.randrange(1, PEOPLE + 1)
        yield {
            "at": first + number * step,
            "user_id": user_id,
            "actor": f"Cán bộ {user_id}",
            "action": action,
            "subject": subject,
            "subject_id": user_id if subject == "user" else rng.randrange(1, cases + 1),
            "details": {"event_id": number, "changes": {"officer_id": [None, user_id]}},
            "reason": "",
        }
