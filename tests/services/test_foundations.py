"""The database layer keeps its promises on both engines."""

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import select

from models import Case, CaseEvent, Petition, Unit
from models.enums import Kind, Role
from services import changes, codes, database, vault
from services.permissions import visible_to
from tests.conftest import NOW


def test_a_write_stamps_every_followed_row_it_touched(session, build) -> None:
    unit = build.unit()
    session.commit()
    session.refresh(unit)
    first = unit.changed

    unit.name = "Phòng khác"
    session.commit()
    session.refresh(unit)

    assert first >= 1
    assert unit.changed == first + 1 == changes.current(session)


def test_eight_threads_never_get_the_same_code(engine) -> None:
    taken: list[str] = []

    def clerk() -> None:
        for _ in range(10):
            with database.transaction() as session:
                taken.append(codes.take(session, Kind.COMPLAINT, today=date(2026, 11, 23)))

    threads = [threading.Thread(target=clerk) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [f"2026-{n:05d}" for n in range(1, 81)]


def test_a_denunciation_with_plain_words_is_refused_by_the_database(session, build) -> None:
    petition = build.petition(kind=Kind.DENUNCIATION)

    petition.summary = "Ông X nhận tiền"

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_complaint_is_never_forwarded(session, build) -> None:
    petition = build.petition(kind=Kind.COMPLAINT)

    petition.outcome, petition.handled_on = "forward", date(2026, 11, 3)

    with pytest.raises(IntegrityError):
        session.flush()


def test_sealed_words_come_back_and_do_not_stand_in_the_file(sqlite, page_build, tmp_path) -> None:
    petition = page_build.petition(kind=Kind.DENUNCIATION, summary="Trần Thị Kín tố cáo")

    stored = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())

    assert vault.unseal(petition.sealed, purpose="petition", key=petition.sealed_key) == {
        "summary": "Trần Thị Kín tố cáo"
    }
    assert "Trần Thị Kín".encode() not in stored
    with pytest.raises(vault.CannotUnseal):
        vault.unseal(petition.sealed, purpose="case", key=petition.sealed_key)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_events SET action = 'x'",
        "DELETE FROM case_events",
        "UPDATE audit_entries SET actor = 'x'",
        "DELETE FROM audit_entries",
    ],
)
def test_histories_refuse_change(session, build, statement) -> None:
    from services import audit

    case, clerk = build.case(), build.clerk()
    session.add(
        CaseEvent(
            case_id=case.id,
            action="receive",
            happened_on=case.received_on,
            entered_at=NOW,
            entered_by_id=clerk.id,
        )
    )
    audit.write(session, "tested", actor=build.actor_of(clerk), now=NOW)
    session.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))


def test_two_writers_of_one_case_cannot_both_win(session, build, engine) -> None:
    from sqlalchemy.orm.exc import StaleDataError
    from sqlmodel import Session

    case = build.case()
    session.commit()

    with Session(engine) as other:
        other.get_one(Case, case.id).summary = "Người kia"
        other.commit()
    case.summary = "Người này"

    with pytest.raises(StaleDataError):
        session.flush()


def test_each_role_sees_its_rows(session, build) -> None:
    root = build.department()
    trade, energy = build.unit("Thương mại", parent=root), build.unit("Năng lượng", parent=root)
    build.case(unit=trade, code="A")
    build.case(unit=energy, code="B")
    build.case(unit=trade, kind=Kind.DENUNCIATION, code="C")

    def seen(role: Role, unit: Unit) -> str:
        rows = session.exec(visible_to(build.actor(role, unit=unit)))
        return "".join(sorted(case.code for case in rows))

    assert seen(Role.DIRECTOR, root) == "ABC"
    assert seen(Role.INSPECTOR, root) == "ABC"
    assert seen(Role.UNIT_HEAD, trade) == "AC"
    assert seen(Role.OFFICER, trade) == "A"
    assert seen(Role.OFFICER, root) == "AB"
    assert seen(Role.RECEPTION_CLERK, energy) == "B"
    assert seen(Role.VIEWER, root) == ""
    assert seen(Role.ADMINISTRATOR, root) == ""


def test_voided_petitions_keep_a_reason(session, build) -> None:
    petition = build.petition()

    petition.voided_at = NOW

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    assert session.exec(select(Petition)).all() == []


def test_rows_outlive_the_session_that_read_them(session, build) -> None:
    unit = build.unit(name="Phòng Thử")
    session.commit()

    with database.reading() as reader:
        found = reader.get(Unit, unit.id)

    assert found.name == "Phòng Thử"


def test_an_instant_is_kept_in_utc_and_one_without_a_zone_is_refused(session, build) -> None:
    in_hanoi = datetime(2026, 11, 26, 6, 30, tzinfo=timezone(timedelta(hours=7)))
    petition = build.petition(entered_at=in_hanoi)
    session.flush()
    session.expire(petition)

    kept = petition.entered_at

    assert kept == in_hanoi
    assert (kept.tzinfo, kept.day, kept.hour) == (UTC, 25, 23)
    with pytest.raises(StatementError, match="needs a time zone"):
        build.petition(entered_at=datetime(2026, 11, 26, 6, 30))  # noqa: DTZ001
