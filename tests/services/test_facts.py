"""Facts follow every committed write, show nothing that does not count, and survive a restart."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, delete

from models import CaseEvent, CaseExclusion, ImportBatch, Setting
from models.enums import BatchState, Kind, Role
from services import changes, facts, statistics
from services.facts import Facts
from services.filters import Filter
from services.permissions import Actor
from tests.builders import Builder
from tests.conftest import NOW, TODAY


@pytest.fixture(autouse=True)
def _no_store_is_left() -> Iterator[None]:
    yield
    facts.forget()


def figure(name: str, actor: Actor, filter: Filter | None = None) -> float | None:
    return statistics.figure(name, filter or Filter(), actor=actor, today=TODAY)


def test_a_committed_case_is_counted_and_an_uncommitted_one_is_not(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    build.case()
    session.commit()
    before = figure("open", director)

    build.case()
    uncommitted = figure("open", director)
    session.commit()

    assert (before, uncommitted, figure("open", director)) == (1, 1, 2)


def test_a_closed_and_a_voided_case_leave_the_stock(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    closed, voided, _kept = build.case(), build.case(), build.case()
    session.commit()
    before = figure("open", director)

    closed.state, closed.outcome, closed.closed_on = "closed", "answered", date(2026, 11, 20)
    voided.voided_at, voided.void_reason = NOW, "nhập nhầm"
    session.commit()

    assert (before, figure("open", director)) == (3, 1)
    assert figure("cases_new", director) == 2


def test_a_deleted_row_goes_by_its_tombstone(session: Session, build: Builder) -> None:
    case = build.case()
    walled = build.user(Role.DIRECTOR)
    wall = build.add(CaseExclusion(case_id=case.id, user_id=walled.id))
    actor = build.actor_of(walled)
    session.commit()
    before = figure("open", actor)

    changes.entomb(session, CaseExclusion, wall.id, today=TODAY)
    session.exec(delete(CaseExclusion).where(CaseExclusion.id == wall.id))
    session.commit()

    assert (before, figure("open", actor)) == (0, 1)


def test_rows_of_a_batch_count_from_its_completion_on(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    batch = build.add(
        ImportBatch(
            file_name="so.xlsx",
            file_sha256="0",
            layout="register",
            imported_by_id=build.clerk().id,
            imported_at=NOW,
        )
    )
    petition = build.petition(batch_id=batch.id)
    build.case(batch_id=batch.id, petition=petition, kind=Kind.DENUNCIATION)
    session.commit()
    staging = figure("received", director), figure("open", director)

    batch.state = BatchState.COMPLETE
    session.commit()

    assert staging == (0, 0)
    assert (figure("received", director), figure("open", director)) == (1, 1)
    with facts.store().cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM link_facts").fetchone() == (1,)


def test_a_moved_unit_takes_its_cases_along(session: Session, build: Builder) -> None:
    first, second = build.unit(parent=build.department()), build.unit(parent=build.department())
    moving = build.unit(parent=first)
    build.case(unit=moving)
    director = build.actor(Role.DIRECTOR)
    session.commit()
    before = figure("open", director, Filter(unit_id=second.id))

    moving.parent_id, moving.path = second.id, f"{second.path}{moving.id}/"
    session.commit()

    assert (before, figure("open", director, Filter(unit_id=second.id))) == (0, 1)
    assert figure("open", director, Filter(unit_id=first.id)) == 0


def test_a_hand_over_moves_the_stock_and_not_the_inflow(session: Session, build: Builder) -> None:
    first, second = build.unit(parent=build.department()), build.unit(parent=build.department())
    case = build.case(unit=first, received_on=date(2026, 3, 2))
    director = build.actor(Role.DIRECTOR)
    session.commit()
    figure("open", director)

    case.unit_id = second.id
    moved = {"from_unit_id": first.id, "to_unit_id": second.id, "happened_on": date(2026, 5, 4)}
    by = build.clerk().id
    build.add(CaseEvent(case_id=case.id, action="transfer", entered_at=NOW, entered_by_id=by, **moved))
    session.commit()
    spring = Filter(start=date(2026, 1, 1), end=date(2026, 3, 31))

    for unit, then, now, inflow in ((first, 1, 0, 1), (second, 0, 1, 0)):
        own = Filter(unit_id=unit.id, start=spring.start, end=spring.end)
        assert figure("open", director, own) == then
        assert figure("open", director, Filter(unit_id=unit.id)) == now
        assert figure("cases_new", director, own) == inflow


def test_a_crowd_follows_the_kind_of_its_case(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    case = build.case(kind=Kind.RECOMMENDATION)
    build.crowd(case_id=case.id)
    session.commit()
    complaints = Filter(kinds=frozenset({Kind.COMPLAINT}))
    before = figure("crowds", director, complaints)

    case.kind = Kind.COMPLAINT
    session.commit()

    assert (before, figure("crowds", director, complaints)) == (0, 1)


def test_a_dated_threshold_decides_what_is_due_soon(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    build.case(due_on=TODAY + timedelta(days=9))
    session.commit()
    before = figure("due_soon", director)

    build.add(Setting(key="due_soon.days", value="10", valid_from=date(2026, 1, 1)))
    build.add(Setting(key="due_soon.days", value="3", valid_from=date(2027, 1, 1)))
    session.commit()

    assert (before, figure("due_soon", director)) == (0, 1)


def test_nothing_in_the_facts_is_a_name_or_a_text(session: Session, build: Builder) -> None:
    petition = build.petition(summary="Bí mật của bà Thử")
    build.party(petition, "Nguyễn Thị Thử")
    build.case(petition=petition, summary="Bí mật của bà Thử")
    session.commit()
    store = facts.store()
    store.refresh()

    with store.cursor() as cursor:
        types = cursor.execute(
            "SELECT table_name || '.' || column_name, data_type FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()

    assert [name for name, kind in types if kind == "VARCHAR"] == ["unit_facts.path"]
    assert len(types) > 100


def _restarted(engine: Engine, folder: Path) -> Facts:
    fresh = Facts(engine, folder)
    fresh.refresh()
    return fresh


def _cases(store: Facts) -> int:
    return store.query("SELECT count(*) FROM case_facts")[0][0]


def test_a_restart_loads_the_snapshot_and_what_changed_since(
    engine: Engine, session: Session, build: Builder, tmp_path: Path
) -> None:
    kept, voided = build.case(), build.case()
    batch = build.add(
        ImportBatch(
            file_name="so.xlsx",
            file_sha256="0",
            layout="register",
            imported_by_id=build.clerk().id,
            imported_at=NOW,
        )
    )
    build.case(batch_id=batch.id)
    session.commit()
    first = _restarted(engine, tmp_path / "facts")
    path = first.save()

    voided.voided_at, voided.void_reason = NOW, "nhập nhầm"
    build.case()
    build.case()
    batch.state = BatchState.COMPLETE
    session.commit()
    second = _restarted(engine, tmp_path / "facts")

    assert path is not None
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert first.loaded["case_facts"].rows == 2
    assert second.loaded == {}
    assert _cases(second) == 4
    assert second.query(f"SELECT count(*) FROM case_facts WHERE id IN ({kept.id}, {voided.id})") == [(1,)]


def test_a_snapshot_of_another_database_is_not_used(
    engine: Engine, session: Session, build: Builder, tmp_path: Path
) -> None:
    build.case()
    session.commit()
    _restarted(engine, tmp_path / "facts").save()

    session.execute(text("UPDATE settings SET value = 'another' WHERE key = 'facts.database'"))
    session.commit()
    fresh = _restarted(engine, tmp_path / "facts")

    assert fresh.loaded["case_facts"].rows == 1


def test_a_snapshot_from_before_a_restored_backup_is_not_used(
    engine: Engine, session: Session, build: Builder, tmp_path: Path
) -> None:
    entry = "INSERT INTO audit_entries (id, at, actor, action, subject, details, reason) VALUES "
    build.case()
    session.execute(text(f"{entry}(7, '2026-11-22 01:00:00+00:00', 'x', 'x', '', '{{}}', '')"))
    session.commit()
    _restarted(engine, tmp_path / "facts").save()

    # The backup had no entry 7; the one written after it was restored is another one.
    trigger = "session_replication_role = replica" if engine.dialect.name == "postgresql" else ""
    with engine.begin() as connection:
        if trigger:
            connection.execute(text(f"SET LOCAL {trigger}"))
            connection.execute(text("DELETE FROM audit_entries"))
        else:
            for (name,) in connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entries'")
            ).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("DELETE FROM audit_entries"))
        connection.execute(text(f"{entry}(7, '2026-11-23 02:00:00+00:00', 'x', 'x', '', '{{}}', '')"))
    fresh = _restarted(engine, tmp_path / "facts")

    assert fresh.loaded["case_facts"].rows == 1


def test_a_broken_snapshot_file_is_left_aside(
    engine: Engine, session: Session, build: Builder, tmp_path: Path
) -> None:
    build.case()
    session.commit()
    (tmp_path / "facts.duckdb").write_bytes(b"not a database at all" * 400)

    fresh = _restarted(engine, tmp_path)

    assert _cases(fresh) == 1


def test_a_database_that_went_back_is_loaded_anew(engine: Engine, session: Session, build: Builder) -> None:
    build.case()
    session.commit()
    store = _restarted(engine, None)
    session.execute(text("DELETE FROM cases"))
    session.execute(text("UPDATE change_counter SET value = 0"))
    session.commit()

    store.refresh()

    assert (store.mark, _cases(store)) == (0, 0)


def test_readers_and_writers_meet_without_half_a_write(
    sqlite: Engine, session_of: Session, tmp_path: Path
) -> None:
    build = Builder(session_of)
    build.case(petition=build.petition())
    session_of.commit()
    store = _restarted(sqlite, None)
    stop, seen = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            store.refresh()
            [pair] = store.query(
                "SELECT (SELECT count(*) FROM case_facts), (SELECT count(*) FROM petition_facts)"
            )
            seen.append(pair)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for _ in range(30):
        build.case(petition=build.petition())
        session_of.commit()
    stop.set()
    for reader in readers:
        reader.join()
    store.refresh()

    assert [pair for pair in seen if pair[0] != pair[1]] == []
    assert _cases(store) == 31
    assert store.as_of > datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def session_of(sqlite: Engine) -> Iterator[Session]:
    with Session(sqlite, expire_on_commit=False) as session:
        yield session


def test_a_bulk_write_is_followed_like_any_other(session: Session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    cases = [build.case() for _ in range(20)]
    session.commit()
    figure("overdue", director)

    session.execute(
        text("UPDATE cases SET due_on = '2026-11-01', target_on = '2026-11-01', step = 'handling'")
    )
    changes.record(session, type(cases[0]), [case.id for case in cases])
    session.commit()

    assert figure("overdue", director) == 20
