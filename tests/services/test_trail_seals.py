"""The sealed trail: whatever is changed, removed, added or moved is named, on both databases."""

import hashlib
import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from models import (
    AuditEntry,
    BriefingSnapshot,
    CaseEvent,
    InboxItem,
    NumberPassport,
    OfficialQuarter,
    RiskPointVersion,
    WarningAlarm,
    WarningBacktest,
    WarningJudgement,
    WarningRun,
    WarningSignal,
)
from models.enums import Role
from services import audit, database, database_roles
from services.actors import system_actor
from services.errors import NotPermitted
from services.settings import settings
from services.trail import checking, entries, night, seal_files, seal_sheet, sealing, seals
from services.trail.checking import Fault
from tests.conftest import NOW, TODAY

OPERATOR = system_actor("manage.py (test)")


def note(session, count: int = 1, *, action: str = "petition.receive") -> None:
    """Entries such as services write."""
    for number in range(count):
        audit.write(
            session,
            action,
            actor=OPERATOR,
            now=NOW,
            subject="petition",
            subject_id=number + 1,
            code="Đơn “x”",
        )
    session.commit()


def seal(days: int = 0):
    return sealing.seal(actor=OPERATOR, now=NOW + timedelta(days=days))


def verify(against=()):
    with database.reading() as session:
        return checking.verify(session, actor=OPERATOR, against=against)


def exported():
    with database.transaction() as session:
        found = seal_files.export(session, actor=OPERATOR, now=NOW)
    return seal_files.read(seal_files.as_json(found), name="seals.json")


def tamper(engine, *statements: str) -> None:
    """What somebody with all rights on the database, but without the key, may do."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            found = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'")
            )
            for name in found.scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def another_key(patch: pytest.MonkeyPatch, *, older: str = "") -> None:
    """The server with another master key than before, and with older ones that are still known."""
    patch.setenv("TIEPDAN_KEY", "another key for tests only, nothing real")
    patch.setenv("TIEPDAN_OLD_KEYS", older)
    settings.cache_clear()


@pytest.fixture
def sealed(session):
    """Two seals of five entries each, and one entry that is not sealed yet: ids 1-5, 6-10 and 11-12."""
    note(session, 5)
    seal()
    note(session, 4)
    seal(1)
    note(session, 1)
    return session


MOVED = (
    "UPDATE audit_entries SET id = 1000 WHERE id = 3",
    "UPDATE audit_entries SET id = 3 WHERE id = 4",
    "UPDATE audit_entries SET id = 4 WHERE id = 1000",
)
COPY = (
    "INSERT INTO audit_entries (id, at, actor, action, subject, subject_id, details, reason) "
    "SELECT {to}, at, actor, action, subject, subject_id, details, reason FROM audit_entries WHERE id = {of}"
)


@pytest.mark.parametrize(
    ("statements", "faults"),
    [
        (["UPDATE audit_entries SET actor = 'x' WHERE id = 3"], [(Fault.ENTRY_CHANGED, 1, 3)]),
        (["UPDATE audit_entries SET details = '{}' WHERE id = 7"], [(Fault.ENTRY_CHANGED, 2, 7)]),
        (["UPDATE audit_entries SET reason = ' ' WHERE id = 10"], [(Fault.ENTRY_CHANGED, 2, 10)]),
        (
            ["UPDATE audit_entries SET at = '2026-11-23 02:30:00.000001' WHERE id = 1"],
            [(Fault.ENTRY_CHANGED, 1, 1)],
        ),
        (["DELETE FROM audit_entries WHERE id = 2"], [(Fault.ENTRY_MISSING, 1, 2)]),
        (MOVED, [(Fault.ENTRY_CHANGED, 1, 3), (Fault.ENTRY_CHANGED, 1, 4)]),
        # Taken out and put back elsewhere: what stands there now is not what was sealed.
        (
            ["DELETE FROM audit_entries WHERE id = 5", COPY.format(to=5, of=4)],
            [(Fault.ENTRY_CHANGED, 1, 5)],
        ),
        (["UPDATE audit_seals SET entries = 4 WHERE id = 1"], [(Fault.SEAL_CHANGED, 1, None)]),
        (
            ["UPDATE audit_seals SET sealed_at = '2026-11-22 02:30:00.000000+00:00' WHERE id = 2"],
            [(Fault.SEAL_CHANGED, 2, None)],
        ),
        (["UPDATE audit_seals SET ranges = 'x' WHERE id = 2"], [(Fault.SEAL_CHANGED, 2, None)]),
        (
            ["DELETE FROM audit_seals WHERE id = 1", "DELETE FROM audit_entries WHERE id = 2"],
            [(Fault.SEAL_MISSING, 1, None)],
        ),
    ],
)
def test_what_was_done_to_the_trail_is_named(sealed, engine, statements, faults) -> None:
    assert verify().faults == 0

    tamper(engine, *statements)

    found = verify().findings
    assert [(one.fault, one.seal, one.entry) for one in found] == faults


def test_an_entry_slipped_into_a_gap_is_named(session, engine) -> None:
    """Numbers that were given out and rolled back are not missing; a row that fills one was added."""
    note(session, 2)
    session.execute(text(COPY.format(to=5, of=1)))
    if engine.dialect.name == "postgresql":
        session.execute(text("SELECT setval('audit_entries_id_seq', 5)"))
    session.commit()
    made = seal()

    assert (made.ranges, made.entries, verify().faults) == ("1-2,5-5", 3, 0)
    tamper(engine, COPY.format(to=4, of=2))

    assert [(one.fault, one.entry) for one in verify().findings] == [(Fault.ENTRY_ADDED, 4)]


def test_bytes_that_are_no_text_are_a_changed_entry_and_no_crash(sqlite) -> None:
    with Session(sqlite) as session:
        note(session, 2)
    seal()

    tamper(sqlite, "UPDATE audit_entries SET reason = CAST(x'ff00' AS TEXT), subject = x'00' WHERE id = 2")

    assert [(one.fault, one.entry) for one in verify().findings] == [(Fault.ENTRY_CHANGED, 2)]


def test_a_forger_without_the_key_cannot_seal_his_own_trail(sealed, engine, monkeypatch) -> None:
    """Everything is rewritten and sealed anew, under a key that is not the server's."""
    tamper(engine, "DELETE FROM audit_seals", "DELETE FROM audit_entries WHERE id = 3")
    with monkeypatch.context() as elsewhere:
        another_key(elsewhere)
        seal()
        assert verify().faults == 0
    settings.cache_clear()

    found = verify().findings

    assert [(one.fault, one.seal) for one in found] == [(Fault.SEAL_OF_ANOTHER_KEY, 1)]
    with pytest.raises(sealing.KeyIsAnother):
        seal(2)


def test_after_a_change_of_the_key_one_seal_holds_the_earlier_ones(sealed, monkeypatch) -> None:
    another_key(monkeypatch)

    with pytest.raises(sealing.KeyIsAnother):
        seal(2)
    made = sealing.seal(actor=OPERATOR, now=NOW, new_key=True)

    assert made.id == 3
    assert verify().faults == 0


def rewritten(engine, number: int) -> None:
    """An entry is bent and its seal made to fit, as far as that goes without the key."""
    tamper(engine, f"UPDATE audit_entries SET actor = 'x' WHERE id = {5 * number - 2}")
    with Session(engine) as session:
        known = {one.id: one for one in seals.kept(session)}[number]
        rows = [row for row in entries.stored(session) if known.first_id <= row[0] <= known.last_id]
        found = [entries.digest(row) for row in rows]
    running = hashlib.sha256(known.previous.encode() + b"".join(found)).hexdigest()
    marks = b"".join(one[: entries.MARK] for one in found).hex()
    sql = f"'\\x{marks}'::bytea" if engine.dialect.name == "postgresql" else f"x'{marks}'"
    tamper(engine, f"UPDATE audit_seals SET digest = '{running}', marks = {sql} WHERE id = {number}")


@pytest.mark.parametrize("ring", ["", "a key for tests only, nothing real here"])
@pytest.mark.parametrize("number", [1, 2])
def test_seals_of_an_earlier_key_hold_their_entries_with_that_key_and_without(
    sealed, engine, monkeypatch, ring: str, number: int
) -> None:
    another_key(monkeypatch, older=ring)
    sealing.seal(actor=OPERATOR, now=NOW, new_key=True)
    assert verify().faults == 0

    rewritten(engine, number)

    assert [(one.fault, one.seal) for one in verify().findings] == [(Fault.SEAL_CHANGED, number)]
    with pytest.raises(sealing.SealsDoNotHold):
        seal(3)


def test_a_seal_whose_free_half_is_made_to_fit_breaks_the_chain(sealed, engine, monkeypatch) -> None:
    """The earlier key is gone, and with it the only thing that a forger cannot compute."""
    another_key(monkeypatch)
    sealing.seal(actor=OPERATOR, now=NOW, new_key=True)
    rewritten(engine, 1)
    with Session(engine) as session:
        forged = seals.sign(seals.kept(session)[0])
    tamper(engine, f"UPDATE audit_seals SET seal = '{forged}' WHERE id = 1")

    assert [(one.fault, one.seal) for one in verify().findings] == [(Fault.SEAL_UNCHAINED, 2)]


@pytest.mark.parametrize(
    ("statements", "faults"),
    [
        # The end is cut off, seal and all: only who kept the seal can tell.
        (
            ["DELETE FROM audit_seals WHERE id = 2", "DELETE FROM audit_entries WHERE id > 6"],
            [(Fault.SEAL_MISSING, 2, None), *[(Fault.ENTRY_MISSING, 2, n) for n in (7, 8, 9, 10)]],
        ),
        (
            ["DELETE FROM audit_seals", "DELETE FROM audit_entries WHERE id > 1"],
            [
                (Fault.SEAL_MISSING, 1, None),
                (Fault.SEAL_MISSING, 2, None),
                *[(Fault.ENTRY_MISSING, 1, n) for n in range(2, 6)],
                *[(Fault.ENTRY_MISSING, 2, n) for n in range(6, 11)],
            ],
        ),
    ],
)
def test_a_seal_kept_elsewhere_shows_what_was_cut_off(sealed, engine, statements, faults) -> None:
    kept = exported()

    tamper(engine, *statements)

    assert verify().faults == 0
    assert [(one.fault, one.seal, one.entry) for one in verify(kept).findings] == faults


def test_a_trail_sealed_anew_with_the_right_key_is_told_by_the_seal_kept_elsewhere(sealed, engine) -> None:
    """Somebody has the key too: what he sealed anew holds, but it is not what was kept."""
    kept = exported()
    tamper(engine, "DELETE FROM audit_seals", "UPDATE audit_entries SET actor = 'x' WHERE id = 8")
    seal()

    assert verify().faults == 0
    found = verify(kept).findings

    assert [(one.fault, one.seal, one.entry) for one in found] == [
        (Fault.SEAL_REPLACED, 1, None),
        (Fault.SEAL_MISSING, 2, None),
        (Fault.ENTRY_CHANGED, 2, 8),
    ]
    by_hand = seal_files.read(seal_files.as_text(kept[:1]), name="seal.txt")
    assert [one.fault for one in verify(by_hand).findings] == [Fault.SEAL_REPLACED]


def test_a_damaged_file_of_seals_is_refused(sealed) -> None:
    content = seal_files.as_json(exported())

    for damaged in (content.replace('"entries": 5', '"entries": 6'), content[:40], "{}", "", "1 abcd"):
        with pytest.raises(seal_files.NotASealFile):
            seal_files.read(damaged, name="seals.json")


def test_nothing_is_sealed_on_top_of_a_broken_chain(sealed, engine) -> None:
    tamper(engine, "UPDATE audit_seals SET previous = digest WHERE id = 2")

    with pytest.raises(sealing.SealsDoNotHold):
        seal(2)

    assert [(one.fault, one.seal) for one in verify().findings] == [
        (Fault.SEAL_CHANGED, 2),
        (Fault.SEAL_UNCHAINED, 2),
        (Fault.ENTRIES_DIFFER, 2),
    ]


def test_a_quiet_day_has_no_seal(sealed) -> None:
    last = seal(2)

    # The sealing itself stands in the trail: the next seal has that to cover, and after it the one before.
    assert last.entries == 2
    assert sealing.seal(actor=OPERATOR, now=NOW).entries == 1


def test_only_those_who_watch_seal_and_only_those_who_read_the_trail_print(session, build) -> None:
    note(session)
    seal()
    director, officer = build.actor(Role.DIRECTOR), build.actor(Role.OFFICER)
    for actor in (director, officer):
        with pytest.raises(NotPermitted):
            sealing.seal(actor=actor, now=NOW)
        with pytest.raises(NotPermitted):
            checking.verify(session, actor=actor)
    with pytest.raises(NotPermitted):
        seal_sheet.of(session, 1, actor=officer, today=TODAY)

    sheet = seal_sheet.of(session, 1, actor=director, today=TODAY)

    assert len(sheet.groups) == 16
    assert seal_sheet.pdf(sheet).startswith(b"%PDF")
    with pytest.raises(seal_files.NothingSealed):
        seal_sheet.of(session, 9, actor=director, today=TODAY)


def test_the_night_tells_of_a_broken_trail_once(session, build, engine) -> None:
    inspector = build.user(Role.INSPECTOR)
    note(session, 3)

    assert night.run(actor=OPERATOR, now=NOW).faults == 0
    tamper(engine, "DELETE FROM audit_entries WHERE id = 2")
    for later in (1, 2):
        assert night.run(actor=OPERATOR, now=NOW + timedelta(days=later)).faults == 1

    told = session.exec(select(InboxItem)).all()
    assert [(one.user_id, one.topic) for one in told] == [(inspector.id, night.BROKEN)]
    with database.reading() as fresh:
        assert night.last_check(fresh) == night.LastCheck(NOW + timedelta(days=2), 1)
        noted = fresh.exec(select(AuditEntry).where(AuditEntry.action == night.CHECKED)).all()
    assert noted[-1].details == {
        "entries": 7,
        "seals": 3,
        "faults": 1,
        "fault": "entry_missing",
        "seal": 1,
        "entry": 2,
    }


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_smaller_number_that_is_committed_late_is_waited_for(session, engine) -> None:
    """On PostgreSQL somebody took number 1 and has not committed when number 2 is there already."""
    slow = Session(engine)
    audit.write(slow, "petition.receive", actor=OPERATOR, now=NOW)
    slow.flush()
    note(session, 1)

    with pytest.raises(entries.EntriesStillBeingWritten):
        sealing.seal(actor=OPERATOR, now=NOW, patience=0.1)
    threading.Timer(0.3, slow.commit).start()
    made = sealing.seal(actor=OPERATOR, now=NOW, patience=10)

    slow.close()
    assert (made.ranges, verify().faults) == ("1-2", 0)


def test_no_row_of_a_history_can_be_changed_removed_or_replaced(sealed, engine, build) -> None:
    case = build.case()
    build.papers(case, "decision")
    event = {"case_id": case.id, "action": "receive", "happened_on": TODAY, "entered_at": NOW}
    build.add(CaseEvent(entered_by_id=build.clerk().id, **event))
    quarter = {"code": "2026-III", "start": TODAY, "end": TODAY, "threshold": 3, "figures": {}}
    build.add(OfficialQuarter(published_by_id=build.clerk().id, published_at=NOW, **quarter))
    passport = {"code": "7K3Q9XM", "figure": "open", "question": "", "seen_on": TODAY, "made_at": NOW}
    build.add(NumberPassport(user_id=build.clerk().id, **passport))
    week = {"monday": date(2026, 11, 16), "day": date(2026, 11, 22), "format": 1, "content": {}}
    build.add(BriefingSnapshot(matters=b"", frozen_at=NOW, **week))
    points = {"version": 101, "effective_from": TODAY, "lines": "", "basis": "1/TB", "published_at": NOW}
    build.add(RiskPointVersion(published_by_id=build.clerk().id, **points))
    run = build.add(
        WarningRun(monday=week["monday"], format=1, method="m", as_of=NOW, settings={}, notes={}, counts=b"1")
    )
    alarm = build.add(
        WarningAlarm(
            stream="received", scope="field", colour="red", first_week=run.monday, last_week=run.monday
        )
    )
    numbers = dict.fromkeys(
        ("expected", "zone_expected", "p", "q", "score", "seen", "zone_seen", "history_weeks"), 1
    )
    of_run = {"run_id": run.id, "alarm_id": alarm.id, "colour": "red", "window_weeks": 1, "zone": []}
    build.add(WarningSignal(**of_run, **numbers))
    build.add(WarningJudgement(alarm_id=alarm.id, label="noted", said_by_id=build.clerk().id, said_at=NOW))
    build.add(WarningBacktest(monday=run.monday, weeks=1, content={}, made_at=NOW))
    sealed.commit()
    sqlite = engine.dialect.name == "sqlite"
    last = "INSERT OR REPLACE INTO {0} SELECT * FROM {0}" if sqlite else "TRUNCATE {0} CASCADE"

    for table in database_roles.APPEND_ONLY:
        for attempt in ("UPDATE {0} SET id = id", "DELETE FROM {0}", last):
            with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
                connection.execute(text(attempt.format(table)))


def test_ids_are_kept_in_short() -> None:
    assert seals.ranges_of([1, 2, 3, 7, 9, 10]) == "1-3,7-7,9-10"
