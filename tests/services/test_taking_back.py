"""What was entered in a hot spot's file by mistake is taken back, by whoever may, and stays to be read."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, HotSpotMeasure
from models.enums import Kind, MeasureKind, Role
from services.errors import FieldRequired
from services.hotspots import file_views, files, taking_back
from services.hotspots.files import FileInput
from tests.builders import NOW, TODAY

SOON = TODAY + timedelta(days=14)
LATER = NOW + timedelta(days=3)


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


@pytest.fixture
def unit(build):
    return build.unit("Phòng Thương mại", parent=build.department())


def opened(session, case, director):
    return files.open_file(
        session, case.id, FileInput(plan="x", next_review_on=SOON), actor=director, now=NOW
    )


def measure(session, file, actor) -> HotSpotMeasure:
    entry = {"taken_on": TODAY, "note": "Báo công an xã"}
    return files.take_measure(session, file.id, MeasureKind.POLICE, **entry, actor=actor, now=NOW)


def test_a_measure_is_taken_back_once_with_its_reason_under_the_key_of_the_case(
    session, build, director, unit
) -> None:
    case = build.case(unit=unit, kind=Kind.DENUNCIATION)
    file = opened(session, case, director)
    row = measure(session, file, director)

    with pytest.raises(FieldRequired):
        taking_back.take_back(session, row.id, reason=" ", actor=director, now=LATER)
    taking_back.take_back(session, row.id, reason="Ghi nhầm vụ bà Kín", actor=director, now=LATER)

    [read] = file_views.of_case(session, case.id, actor=director)
    [line] = read.measures
    assert (line.note, line.void_reason, line.voided_at) == ("Báo công an xã", "Ghi nhầm vụ bà Kín", LATER)
    assert line.voided_by == director.name
    assert "Kín".encode() not in row.sealed_void_reason
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "hotspot.take_back")).one()
    assert (entry.subject, entry.subject_id) == ("case", case.id)
    assert "Kín" not in str(entry.details)
    with pytest.raises(files.TakenBackAlready):
        taking_back.take_back(session, row.id, reason="x", actor=director, now=LATER)


def test_a_colleague_takes_back_his_own_entries_and_no_others(session, build, director, unit) -> None:
    file = opened(session, build.case(unit=unit), director)
    officer = build.actor(Role.OFFICER, unit=unit)
    own, other = measure(session, file, officer), measure(session, file, director)

    taking_back.take_back(session, own.id, reason="Nhầm", actor=officer, now=LATER)
    with pytest.raises(files.EnteredByOthers):
        taking_back.take_back(session, other.id, reason="Nhầm", actor=officer, now=LATER)

    assert (own.voided_at, other.voided_at) == (LATER, None)


def test_a_closed_file_is_opened_again_and_tells_why_it_was_closed(session, build, director, unit) -> None:
    case = build.case(unit=unit)
    file = opened(session, case, director)
    files.close_file(session, file.id, reason="Các hộ đồng ý", actor=director, now=NOW)
    row = session.exec(select(HotSpotMeasure)).one()
    with pytest.raises(files.FileIsClosed):
        taking_back.take_back(session, row.id, reason="x", actor=director, now=LATER)

    again = {"reason": "Lại tụ tập", "actor": director, "now": LATER}
    for day, refusal in ((None, FieldRequired), (TODAY, files.ReviewNotAhead)):
        with pytest.raises(refusal), session.begin_nested():
            taking_back.reopen(session, file.id, next_review_on=day, **again)
    taking_back.reopen(session, file.id, next_review_on=SOON, **again)

    [read] = file_views.of_case(session, case.id, actor=director)
    assert (read.closed_on, read.next_review_on, read.reason) == (None, SOON, "")
    [line] = read.measures
    assert (line.kind, line.note, line.void_reason) == (MeasureKind.CLOSING, "Các hộ đồng ý", "Lại tụ tập")
    with pytest.raises(files.FileStillOpen):
        taking_back.reopen(session, file.id, next_review_on=SOON, **again)


def test_a_file_closed_before_closings_were_entries_keeps_its_reason(session, build, director, unit) -> None:
    case = build.case(unit=unit)
    file = opened(session, case, director)
    files.close_file(session, file.id, reason="Đã yên", actor=director, now=NOW)
    session.delete(session.exec(select(HotSpotMeasure)).one())
    session.flush()

    taking_back.reopen(session, file.id, reason="Chưa", next_review_on=SOON, actor=director, now=LATER)

    [read] = file_views.of_case(session, case.id, actor=director)
    assert [(one.note, one.void_reason) for one in read.measures] == [("Đã yên", "Chưa")]


def test_a_case_has_one_open_file_at_most(session, build, director, unit) -> None:
    case = build.case(unit=unit)
    closed = opened(session, case, director)
    files.close_file(session, closed.id, reason="Đã yên", actor=director, now=NOW)
    opened(session, case, director)

    with pytest.raises(files.FileIsOpen):
        taking_back.reopen(session, closed.id, reason="x", next_review_on=SOON, actor=director, now=LATER)
