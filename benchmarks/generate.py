"""Many fictional cases straight into a SQLite file, in seconds; for benchmarks only."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.random import Generator

from services import database, word_search

TODAY = date(2026, 11, 23)
YEARS = 5
UNITS, OFFICERS, FIELDS, COMMUNES, CHANNELS = 22, 60, 12, 150, 5
AT = "2026-11-23 02:30:00.000000"
BLOCK = 100_000
KINDS = np.array(["complaint", "denunciation", "recommendation"])
LEVELS = np.array(["unit", "department", "province", "centre"])
TOPICS = (
    "về giá bán xăng dầu tại cửa hàng",
    "về tiếng ồn của cụm công nghiệp",
    "về việc sắp xếp lại chợ",
    "về đấu nối điện cho khu dân cư",
    "về hàng hóa không rõ nguồn gốc",
)
Columns = dict[str, Sequence[object] | np.ndarray]


def generate(path: Path, cases: int, *, seed: int = 1) -> None:
    """A migrated file with so many cases over five years, and what belongs to them; the same for a seed."""
    path.unlink(missing_ok=True)
    database.migrate(f"sqlite:///{path}")
    random = np.random.default_rng(seed)
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-262144"):
        connection.execute(f"PRAGMA {pragma}")
    # Indexes are built once at the end, sorted, instead of row by row; those of words likewise.
    indexes = connection.execute(
        "SELECT type, name, sql FROM sqlite_master "
        "WHERE type = 'index' AND sql IS NOT NULL OR type = 'trigger' AND name LIKE '%_words_added'"
    ).fetchall()
    connection.execute("BEGIN")
    for kind, name, _sql in indexes:
        connection.execute(f"DROP {kind} {name}")
    _lists(connection)
    # Numbers grow with time, as in a register.
    received = _days(random, cases)
    for start in range(0, cases, BLOCK):
        _block(connection, random, start + 1, received[start : start + BLOCK], cases)
    for _kind, _name, sql in indexes:
        connection.execute(sql)
    for table in word_search.INDEXED:
        connection.execute(f"INSERT INTO {table}_words ({table}_words) VALUES ('rebuild')")
    connection.execute("UPDATE change_counter SET value = 1")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("ANALYZE")
    connection.close()


def insert(connection: sqlite3.Connection, table: str, columns: Columns) -> None:
    """Insert columns of equal length, arrays or lists; a list of one is repeated for every row."""
    length = next(len(values) for values in columns.values() if isinstance(values, np.ndarray))
    plain = [_plain(values, length) for values in columns.values()]
    marks = ", ".join("?" * len(columns))
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", zip(*plain, strict=True)
    )


def _plain(values: Sequence[object] | np.ndarray, length: int) -> Iterable[object]:
    if isinstance(values, np.ndarray):
        if values.dtype.kind == "M":
            text = np.datetime_as_string(values, unit="D").astype(object)
            text[np.isnat(values)] = None
            return text.tolist()
        return values.tolist()
    return list(values) * length if len(values) == 1 and length != 1 else values


def _lists(connection: sqlite3.Connection) -> None:
    since, ids = ["2015-01-01"], np.arange(1, UNITS + 1)
    insert(
        connection,
        "units",
        {
            "id": ids,
            "code": [f"U{i}" for i in ids],
            "name": [f"Phòng số {i}" for i in ids],
            "short_name": [""],
            "folded": [f"phong so {i}" for i in ids],
            "kind": ["department" if i == 1 else "division" if i < 14 else "subordinate" for i in ids],
            "parent_id": [None if i == 1 else 1 for i in ids],
            "path": ["/1/" if i == 1 else f"/1/{i}/" for i in ids],
            "valid_from": since,
            "changed": [1],
        },
    )
    people = np.arange(1, OFFICERS + 1)
    insert(
        connection,
        "users",
        {
            "id": people,
            "username": [f"can-bo-{i}" for i in people],
            "name": [f"Cán bộ {i}" for i in people],
            "folded": [f"can bo {i}" for i in people],
            "email": [""],
            "phone": [""],
            "password_hash": [""],
            "must_change_password": [0],
            "is_active": [1],
            "is_sample": [0],
            "language": ["vi"],
            "failed_sign_ins": [0],
            "created_at": [AT],
        },
    )
    roles = ["director"] + ["officer"] * (OFFICERS - 1)
    insert(
        connection,
        "role_assignments",
        {"user_id": people, "role": roles, "unit_id": 1 + people % UNITS, "valid_from": since},
    )
    for table, count, more in (
        ("subject_fields", FIELDS, {"name_en": [""], "position": [0], "folded": [""]}),
        ("communes", COMMUNES, {"is_remote": [0], "folded": [""]}),
        ("channels", CHANNELS, {"name_en": [""], "position": [0], "from_body": [0]}),
    ):
        numbers = np.arange(1, count + 1)
        named: Columns = {"id": numbers, "code": [f"{table[0]}{i}" for i in numbers]}
        named |= {"name": [f"Danh mục {i}" for i in numbers], "valid_from": since, "changed": [1], **more}
        insert(connection, table, named)


def _days(random: Generator, count: int) -> np.ndarray:
    """Days of receipt: more every year, few around Tết, none on Sundays."""
    days = np.arange(np.datetime64(TODAY) - 365 * YEARS, np.datetime64(TODAY) + 1)
    weight = np.linspace(1.0, 1.5, len(days))
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    weight *= np.where(month == 2, 0.6, 1.0) * np.where((days.astype(int) + 4) % 7 == 0, 0.0, 1.0)
    return np.sort(random.choice(days, count, p=weight / weight.sum()))


def _block(
    connection: sqlite3.Connection, random: Generator, first: int, received: np.ndarray, total: int
) -> None:
    """A block of cases with ids from `first`, received on the days given."""
    count = len(received)
    ids, today = np.arange(first, first + count), np.datetime64(TODAY)
    never = np.datetime64("NaT")
    kind = random.choice(3, count, p=[0.25, 0.12, 0.63])
    unit = 1 + np.minimum(random.geometric(0.15, count) - 1, UNITS - 1)
    accepted = received + random.integers(0, 11, count)
    accepted[(accepted > today) | (random.random(count) < 0.25)] = never
    term = np.choose(kind, [30, 60, 30])
    took = np.minimum(random.lognormal(3.3, 0.6, count), 1500).astype(int) + 1
    decided = accepted + took
    decided[decided > today] = never
    closed = decided + random.integers(5, 40, count)
    refused = np.isnat(accepted) & (random.random(count) < 0.98)
    closed[refused] = (received + random.integers(3, 20, count))[refused]
    closed[closed > today] = never
    is_open = np.isnat(closed)
    handling_due, settlement_due = received + 14, accepted + term
    due = np.where(
        np.isnat(accepted), handling_due, np.where(np.isnat(decided), settlement_due, decided + 15)
    )
    step = np.where(np.isnat(accepted), "handling", np.where(np.isnat(decided), "settlement", "publication"))
    due[~is_open] = never
    in_time = np.where(np.isnat(decided), None, (decided <= settlement_due).astype(object))
    state = np.where(np.isnat(accepted), "new", np.where(np.isnat(decided), "verifying", "decided"))
    state = np.where(is_open, np.where(random.random(count) < 0.01, "suspended", state), "closed")
    outcome = np.where(is_open, None, np.where(refused, "guided", "answered"))
    secret = kind == 1
    words = np.array(TOPICS, dtype=object)[random.integers(0, len(TOPICS), count)]
    summary = np.where(secret, "", words)
    officer = np.where(random.random(count) < 0.97, 1 + random.integers(0, OFFICERS, count), None)
    place: Columns = {
        "field_id": 1 + random.integers(0, FIELDS, count),
        "commune_id": 1 + random.integers(0, COMMUNES, count),
    }
    shared: Columns = {
        "kind": KINDS[kind],
        "summary": summary,
        "search": summary,
        "is_protected": [0],
        "unit_id": unit,
        "persons": [1],
        "addressed_level": LEVELS[random.choice(4, count, p=[0.1, 0.8, 0.08, 0.02])],
        "is_estimated": [0],
        "void_reason": [""],
        "changed": [1],
        **place,
    }
    insert(
        connection,
        "cases",
        {
            "id": ids,
            "code": [f"V{i:08d}" for i in ids],
            "instance": [1],
            "disciplinary": [0],
            "further": [0],
            "state": state,
            "outcome": outcome,
            "officer_id": officer,
            "complexity": ["plain"],
            "remote": [0],
            "received_on": received,
            "accepted_on": accepted,
            "decided_on": decided,
            "closed_on": closed,
            "settled_in_time": in_time,
            "step": np.where(is_open, step, None),
            "due_on": due,
            "target_on": due,
            "version": [1],
            **shared,
        },
    )
    _petitions(connection, random, ids, received, shared, total)
    _clocks(
        connection,
        ids,
        [("handling", received, handling_due, np.where(np.isnat(accepted), closed, accepted))],
    )
    _clocks(connection, ids, [("settlement", accepted, settlement_due, decided)])
    _clocks(connection, ids, [("publication", decided, decided + 15, closed)])
    _events(connection, random, ids, received, unit)
    _watching(connection, random, ids, received, unit, place)


def _petitions(
    connection: sqlite3.Connection,
    random: Generator,
    cases: np.ndarray,
    received: np.ndarray,
    shared: Columns,
    total: int,
) -> None:
    """One petition per case, a second one for every seventh."""
    for offset, chosen in ((0, np.full(len(cases), True)), (total, random.random(len(cases)) < 0.15)):
        ids, days = cases[chosen] + offset, received[chosen]
        own = {name: v[chosen] if isinstance(v, np.ndarray) else v for name, v in shared.items()}
        handled = days + random.integers(1, 12, len(ids))
        handled[handled > np.datetime64(TODAY)] = np.datetime64("NaT")
        blank = ("backdate_reason", "sender_body", "sender_number", "eoffice_number", "content_hash")
        blank += ("outcome_number", "outcome_body")
        insert(
            connection,
            "petitions",
            {
                "id": ids,
                "code": [f"P{i:08d}" for i in ids],
                "state": np.where(np.isnat(handled), "received", "handled"),
                "received_on": days,
                "entered_at": [AT],
                "entered_by_id": [1],
                "channel_id": 1 + random.integers(0, CHANNELS, len(ids)),
                "is_anonymous": [0],
                "eligible": [1],
                "outcome": np.where(np.isnat(handled), None, "accept"),
                "handled_on": handled,
                "signatories": [1],
                **{name: [""] for name in blank},
                **own,
            },
        )
        insert(connection, "petition_cases", {"petition_id": ids, "case_id": cases[chosen], "part": [1]})


def _clocks(
    connection: sqlite3.Connection,
    cases: np.ndarray,
    clocks: list[tuple[str, np.ndarray, np.ndarray, np.ndarray]],
) -> None:
    for step, started, due, met in clocks:
        runs = ~np.isnat(started)
        insert(
            connection,
            "deadlines",
            {
                "case_id": cases[runs],
                "step": [step],
                "rule_id": ["BENCH"],
                "rule_version": [1],
                "started_on": started[runs],
                "raw_end": due[runs],
                "due_on": due[runs],
                "target_on": due[runs],
                "paused_days": [0],
                "extensions": [0],
                "met_on": met[runs],
                "changed": [1],
            },
        )


def _events(
    connection: sqlite3.Connection, random: Generator, ids: np.ndarray, received: np.ndarray, unit: np.ndarray
) -> None:
    """The receipt of every case, and a hand-over for every twelfth."""
    blank: Columns = {name: [""] for name in ("backdate_reason", "document_number", "signer")}
    blank |= {"entered_at": [AT], "entered_by_id": [1]}
    insert(
        connection, "case_events", {"case_id": ids, "action": ["receive"], "happened_on": received, **blank}
    )
    moved = random.random(len(ids)) < 0.08
    columns: Columns = {
        "case_id": ids[moved],
        "action": ["transfer"],
        "happened_on": np.minimum(received[moved] + 3, np.datetime64(TODAY)),
        "from_unit_id": 1 + unit[moved] % UNITS,
        "to_unit_id": unit[moved],
    }
    insert(connection, "case_events", columns | blank)


def _watching(
    connection: sqlite3.Connection,
    random: Generator,
    ids: np.ndarray,
    received: np.ndarray,
    unit: np.ndarray,
    place: Columns,
) -> None:
    """Crowds and over-level records for one case in fifty each, visits for one in ten, a few directives."""
    today = np.datetime64(TODAY)
    entered: Columns = {"entered_by_id": [1], "entered_at": [AT], "changed": [1]}
    for table, day, share, more in (
        ("crowd_events", "gathered_on", 0.02, ("place", "received_by", "result", "remark", "void_reason")),
        ("over_level_records", "recorded_on", 0.02, ("body", "void_reason")),
        ("visits", "received_on", 0.1, ("guided_to", "guide_number", "settled_before_by", "void_reason")),
        ("directives", "issued_on", 0.005, ("answer_number",)),
    ):
        chosen = random.random(len(ids)) < share
        count = int(chosen.sum())
        days = np.minimum(received[chosen] + random.integers(0, 60, count), today)
        columns: Columns = {"case_id": ids[chosen], day: days, **{name: [""] for name in more}, **entered}
        if table == "directives":
            columns |= {"number": ["1/UBND"], "from_body": ["UBND tỉnh"], "due_on": days + 20}
            columns["answered_on"] = np.where(random.random(count) < 0.9, days + 10, np.datetime64("NaT"))
        else:
            columns |= {name: values[chosen] for name, values in place.items()}  # type: ignore[call-overload]
            columns |= {"unit_id": unit[chosen], "persons": 5 + random.geometric(0.1, count)}
        if table == "crowd_events":
            columns |= {"level": LEVELS[random.integers(1, 4, count)], "is_ongoing": [0]}
        if table == "over_level_records":
            columns |= {"level": ["province"], "competent_level": ["department"]}
        if table == "visits":
            columns |= {"kind": KINDS[random.integers(0, 3, count)], "by_head": [0]}
        insert(connection, table, columns)
