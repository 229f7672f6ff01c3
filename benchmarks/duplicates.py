"""Duplicate suggestions while typing, at 200,000 petitions on SQLite, per question and reader."""

import json
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from models import (
    Case,
    Channel,
    Identity,
    Party,
    Petition,
    PetitionCase,
    RoleAssignment,
    Unit,
    UnitRole,
    User,
)
from models.enums import CaseOutcome, CaseState, Kind, Role, UnitKind, UnitRoleName
from services import actors, database, vault
from services.bulk import add_rows
from services.duplicates import Question, find
from services.permissions import Actor
from services.text import fold, sorted_words

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
RUNS = 15
UNITS, COMMUNES, FIELDS = 12, 150, 12
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Lý")
MIDDLE = ("Văn", "Thị", "Đức", "Ngọc", "Minh", "Thanh", "Xuân", "Hữu", "Quang", "Thu", "Kim", "Hồng")
GIVEN = (
    *("An", "Bình", "Chi", "Cường", "Dũng", "Dung", "Đạt", "Giang", "Hà", "Hải", "Hạnh", "Hiền", "Hòa"),
    *("Hùng", "Huệ", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Oanh", "Phong", "Phúc", "Quân"),
    *("Sơn", "Tâm", "Thảo", "Thắng", "Thủy", "Toàn", "Trang", "Tuấn", "Tú", "Vân", "Vinh", "Yến"),
)
# Phrases of the trade: petitions share them, so that nothing is told apart by one word.
PHRASES = (
    "khiếu nại quyết định thu hồi giấy chứng nhận",
    "đề nghị xem xét lại việc cắt điện",
    "phản ánh cửa hàng xăng dầu đong thiếu",
    "kiến nghị di dời kho hóa chất gần khu dân cư",
    "không đồng ý mức bồi thường tại cụm công nghiệp",
    "đề nghị giảm giá thuê ki ốt trong chợ",
    "phản ánh xe chở than làm hỏng đường thôn",
    "khiếu nại biên bản kiểm tra của quản lý thị trường",
    "đề nghị hỗ trợ khuyến công chậm chi trả",
    "phản ánh nhà máy xả khói vào ban đêm",
)
PLACES = ["thôn", "tổ", "khu", "xóm", "ấp", "bản", "đội", "làng"]


def run(cases: int = 200_000, as_json: bool = False) -> dict[str, Any]:
    """Fill a fresh SQLite file, ask every question as every reader, print and return medians in ms."""
    kept = {name: os.environ.get(name) for name in ("DATA_DIR", "DATABASE_URL")}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        database.dispose()
        database.migrate()
        with database.transaction() as session:
            readers = fill(session, cases)
        with database.reading() as session:
            sample = _sample(session)
            found = [
                _measured(session, reader, actor, name, question)
                for reader, actor in readers.items()
                for name, question in _questions(sample).items()
            ]
        database.dispose()
    for name, value in kept.items():
        if value is not None:
            os.environ[name] = value
    result = {"petitions": cases, "runs": RUNS, "slowest_ms": max(one["median_ms"] for one in found)}
    if as_json:
        print(json.dumps({**result, "questions": found}, ensure_ascii=False, indent=2))
    else:
        print(f"{'reader':10} {'question':26} {'median ms':>10} {'longest ms':>11} {'shown':>6}")
        for one in found:
            print(
                f"{one['reader']:10} {one['question']:26} {one['median_ms']:>10} "
                f"{one['longest_ms']:>11} {one['shown']:>6}"
            )
    return {**result, "questions": found}


def fill(session: Session, count: int) -> dict[str, Actor]:
    """A department with `count` petitions of five years and their people; returns readers by role."""
    rng = random.Random(1)
    start = date(2020, 1, 1)
    root = Unit(code="SCT", name="Sở Công Thương", kind=UnitKind.DEPARTMENT, path="/1/", valid_from=start)
    session.add(root)
    session.flush()
    for number in range(2, UNITS + 2):
        path = f"/1/{number}/"
        kind = UnitKind.DIVISION
        session.add(
            Unit(
                code=f"P{number}", name=f"Phòng {number}", kind=kind, path=path, parent_id=1, valid_from=start
            )
        )
    session.add(Channel(code="paper", name="Nộp đơn trực tiếp", valid_from=start))
    users = [User(username=f"u{i}", name=f"Cán bộ {i}", created_at=NOW) for i in range(3)]
    session.add_all(users)
    session.flush()
    roles = (Role.INSPECTOR, Role.RECEPTION_CLERK, Role.OFFICER)
    for user, role, unit_id in zip(users, roles, (1, 1, 2), strict=True):
        session.add(RoleAssignment(user_id=user.id, role=role, unit_id=unit_id, valid_from=start))
    session.add(UnitRole(unit_id=1, role=UnitRoleName.FOCAL_UNIT, valid_from=start))
    session.flush()
    petitions, parties, identities, cases = [], [], [], []
    for number in range(1, count + 1):
        name = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
        petition = _petition(rng, number)
        sealed = petition["kind"] is Kind.DENUNCIATION
        petitions.append(petition)
        cases.append(
            {
                **{name: petition[name] for name in ("id", "code", "kind", "received_on", "unit_id")},
                **{name: petition[name] for name in ("summary", "search", "sealed")},
                "state": CaseState.CLOSED,
                "outcome": CaseOutcome.ANSWERED,
                "closed_on": TODAY,
            }
        )
        parties.append(
            {
                "id": number,
                "petition_id": number,
                "is_protected": sealed,
                "name": "" if sealed else name,
                "folded": "" if sealed else fold(name),
                "name_key": "" if sealed else sorted_words(name),
            }
        )
        identities.append(
            {
                "id": number,
                "party_id": number,
                "sealed": bytes(120),
                "number_hash": vault.number_hash(f"{10**11 + number}"),
                "name_hash": vault.name_hash(name) if sealed else "",
            }
        )
    links = [{"petition_id": case["id"], "case_id": case["id"]} for case in cases]
    for model, rows in (
        (Petition, petitions),
        (Party, parties),
        (Identity, identities),
        (Case, cases),
        (PetitionCase, links),
    ):
        add_rows(session, model, rows)
    return {
        role.value: actors.actor_of(session, user, today=TODAY)
        for role, user in zip(roles, users, strict=True)
    }


def _petition(rng: random.Random, number: int) -> dict[str, Any]:
    kind = rng.choices(list(Kind), weights=(30, 5, 65))[0]
    phrases = rng.sample(PHRASES, 3)
    place = f"tại {rng.choice(PLACES)} {rng.randrange(1, 40)} xã số {rng.randrange(COMMUNES)}"
    day = f"ngày {rng.randrange(1, 29)} tháng {rng.randrange(1, 13)} số {rng.randrange(1, 999)}"
    summary = f"{phrases[0]} {place}, {phrases[1]} {day}, {phrases[2]}"
    sealed = kind is Kind.DENUNCIATION
    return {
        "id": number,
        "code": f"TC-{number:06d}" if sealed else f"2026-{number:06d}",
        "kind": kind,
        "received_on": TODAY - timedelta(days=rng.randrange(5 * 365)),
        "entered_at": NOW,
        "entered_by_id": 1,
        "channel_id": 1,
        "summary": "" if sealed else summary,
        "search": "" if sealed else fold(summary),
        "sealed": vault.seal({"summary": summary}, purpose="petition") if sealed else None,
        "content_hash": vault.content_hash(summary),
        "unit_id": rng.randrange(1, UNITS + 2),
    }


def _sample(session: Session) -> tuple[Petition, str]:
    """A petition in the middle of the table, and its sender's name."""
    petition = session.get(Petition, 777)
    number = 777
    while petition is None or petition.kind is Kind.DENUNCIATION:
        number += 1
        petition = session.get(Petition, number)
    party = session.get(Party, petition.id)
    return petition, party.name if party else ""


def _questions(sample: tuple[Petition, str]) -> dict[str, Question]:
    petition, name = sample
    turned = " ".join(reversed(name.split()))
    kind = petition.kind
    return {
        "name": Question(kind, names=(turned,)),
        "identity number": Question(kind, numbers=(f"{10**11 + (petition.id or 0)}",)),
        "content, the same": Question(kind, summary=petition.summary.upper()),
        "content, half typed": Question(kind, summary=petition.summary[: len(petition.summary) // 2]),
        "everything": Question(
            kind,
            names=(turned,),
            numbers=(f"{10**11 + (petition.id or 0)}",),
            summary=f"{petition.summary} lần thứ hai",
            commune_id=3,
            field_id=3,
        ),
        "nothing alike": Question(
            kind, names=("Tên Không Ai Có",), summary="một việc hoàn toàn khác chưa ai viết đến bao giờ"
        ),
        "denunciation": Question(Kind.DENUNCIATION, names=(turned,), summary=petition.summary),
    }


def _measured(session: Session, reader: str, actor: Actor, name: str, question: Question) -> dict[str, Any]:
    spent, shown = [], 0
    for _run in range(RUNS):
        session.expunge_all()
        began = time.perf_counter()
        found = find(session, question, actor=actor, today=TODAY)
        spent.append((time.perf_counter() - began) * 1000)
        shown = len(found.suggestions)
    return {
        "reader": reader,
        "question": name,
        "median_ms": round(statistics.median(spent), 1),
        "longest_ms": round(max(spent), 1),
        "shown": shown,
    }
