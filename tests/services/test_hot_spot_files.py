"""A hot spot's file: opened, reviewed and closed by whoever may, and never open without a next review."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models import AuditEntry, CaseExclusion, CaseRelation, HotSpotFile, HotSpotMeasure
from models.enums import CaseState, Kind, MeasureKind, Role
from services import case_merging, setting_values
from services.case_forms import Seen
from services.entries import TextTooLong
from services.errors import DateInFuture, FieldRequired, NotFound, NotPermitted
from services.hotspots import file_views, files
from services.hotspots.files import FileInput
from services.officers import OfficerOutOfReach
from tests.builders import NOW, TODAY

SOON = TODAY + timedelta(days=14)
PLAN = "Đối thoại với bà Kín tại chợ"


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


def opened(session, case, director, **values) -> HotSpotFile:
    entry = FileInput(**{"plan": PLAN, "next_review_on": SOON, **values})
    return files.open_file(session, case.id, entry, actor=director, now=NOW)


def test_a_file_has_owner_plan_and_next_review(session, build, director) -> None:
    unit = build.unit("Phòng Thương mại", parent=build.department())
    case = build.case(unit=unit)
    officer = build.user(Role.OFFICER, unit=unit, name="Trần Văn Việc")

    file = opened(session, case, director, owner_id=officer.id)

    assert (file.opened_on, file.next_review_on) == (TODAY, SOON)
    [read] = file_views.of_case(session, case.id, actor=director)
    assert (read.plan, read.owner) == (PLAN, "Trần Văn Việc · Phòng Thương mại")
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "hotspot.open_file")).one()
    assert (entry.subject, entry.subject_id) == ("case", case.id)
    assert entry.details["changes"] == {"next_review_on": [None, str(SOON)]}
    assert "Kín" not in str(entry)
    with pytest.raises(files.FileIsOpen):
        opened(session, case, director)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"plan": "  "}, FieldRequired),
        ({"plan": "x" * 2001}, TextTooLong),
        ({"next_review_on": None}, FieldRequired),
        ({"next_review_on": TODAY}, files.ReviewNotAhead),
        ({"next_review_on": TODAY + timedelta(days=93)}, files.ReviewTooFar),
        ({"owner_id": 4711}, OfficerOutOfReach),
    ],
)
def test_a_file_is_not_opened_without_plan_review_and_somebody_who_answers(
    session, build, director, values, refusal
) -> None:
    case = build.case()

    with pytest.raises(refusal):
        opened(session, case, director, **values)

    assert session.exec(select(HotSpotFile)).all() == []


def test_how_far_off_a_review_may_lie_is_a_setting_with_its_days(session, build, director) -> None:
    case, later = build.case(), build.case()
    values = {"valid_from": TODAY, "basis": "12/QĐ-SCT", "actor": build.actor(Role.ADMINISTRATOR), "now": NOW}
    setting_values.set_value(session, files.REVIEW_DAYS, "30", **values)

    with pytest.raises(files.ReviewTooFar) as refused:
        opened(session, case, director, next_review_on=TODAY + timedelta(days=31))
    setting_values.set_value(session, files.REVIEW_DAYS, "20", **(values | {"valid_from": SOON}))

    assert refused.value.values["days"] == 30
    assert opened(session, later, director, next_review_on=TODAY + timedelta(days=30)).id


def test_who_may_not_see_the_case_does_not_answer_for_it(session, build, director) -> None:
    division = build.unit(parent=build.department())
    case = build.case(unit=division, kind=Kind.DENUNCIATION)
    colleague = build.user(Role.OFFICER, unit=division)
    walled = build.user(Role.UNIT_HEAD, unit=division)
    build.add(CaseExclusion(case_id=case.id, user_id=walled.id, reason="accused"))

    with pytest.raises(files.OwnerSeesNothing):
        opened(session, case, director, owner_id=colleague.id)
    with pytest.raises(OfficerOutOfReach):
        opened(session, case, director, owner_id=walled.id)


@pytest.mark.parametrize(
    ("role", "other_unit", "refusal"),
    [
        (Role.OFFICER, False, NotPermitted),
        (Role.VIEWER, False, NotPermitted),
        (Role.UNIT_HEAD, True, NotFound),
    ],
)
def test_who_may_not_open_a_file(session, build, role, other_unit, refusal) -> None:
    mine, other = (build.unit(parent=build.department()) for _place in range(2))
    case = build.case(unit=other if other_unit else mine)
    actor = build.actor(role, unit=mine)

    with pytest.raises(refusal):
        opened(session, case, actor)


def test_every_review_demands_the_next_and_a_passed_one_is_overdue(session, build, director) -> None:
    case = build.case()
    file = opened(session, case, director)
    later = NOW + timedelta(days=15)

    [before] = file_views.of_case(session, case.id, actor=director)
    assert not before.is_overdue(SOON)
    assert before.is_overdue(SOON + timedelta(days=1))
    for day, refusal in ((None, FieldRequired), (SOON, files.ReviewNotAhead)):
        with pytest.raises(refusal):
            files.review(session, file.id, note="Yên", next_review_on=day, actor=director, now=later)
    files.review(
        session,
        file.id,
        note="Còn 3 hộ chưa đồng ý",
        next_review_on=SOON + timedelta(days=20),
        actor=director,
        now=later,
    )

    [after] = file_views.of_case(session, case.id, actor=director)
    assert not after.is_overdue(SOON + timedelta(days=1))
    assert [(one.kind, one.note) for one in after.measures] == [(MeasureKind.REVIEW, "Còn 3 hộ chưa đồng ý")]


def test_measures_are_recorded_by_who_works_on_the_case(session, build, director) -> None:
    unit = build.unit(parent=build.department())
    case = build.case(unit=unit)
    file = opened(session, case, director)
    officer = build.actor(Role.OFFICER, unit=unit)

    def take(kind: MeasureKind, day: date = TODAY, note: str = "", actor=officer) -> HotSpotMeasure:
        return files.take_measure(session, file.id, kind, taken_on=day, note=note, actor=actor, now=NOW)

    take(MeasureKind.POLICE)
    take(MeasureKind.OTHER, note="Gặp đại diện")
    with pytest.raises(DateInFuture):
        take(MeasureKind.DIALOGUE, day=TODAY + timedelta(days=1))
    with pytest.raises(FieldRequired):
        take(MeasureKind.OTHER)
    with pytest.raises(NotFound):
        take(MeasureKind.REVIEW, note="x")
    with pytest.raises(NotFound):
        take(MeasureKind.POLICE, actor=build.actor(Role.OFFICER, unit=build.unit(parent=build.department())))

    [read] = file_views.of_case(session, case.id, actor=officer)
    assert {(one.kind, one.note) for one in read.measures} == {
        (MeasureKind.POLICE, ""),
        (MeasureKind.OTHER, "Gặp đại diện"),
    }


def test_a_file_is_closed_with_a_reason_and_stays_closed(session, build, director) -> None:
    case = build.case()
    file = opened(session, case, director)

    with pytest.raises(FieldRequired):
        files.close_file(session, file.id, reason=" ", actor=director, now=NOW)
    files.close_file(session, file.id, reason="Các hộ đã đồng ý", actor=director, now=NOW)

    [read] = file_views.of_case(session, case.id, actor=director)
    assert (read.closed_on, read.next_review_on, read.reason) == (TODAY, None, "Các hộ đã đồng ý")
    assert file_views.open_lines(session, actor=director) == []
    with pytest.raises(files.FileIsClosed):
        files.review(session, file.id, note="x", next_review_on=SOON, actor=director, now=NOW)
    assert opened(session, case, director).id != file.id


def test_the_database_keeps_no_open_file_without_a_review(session, build, director) -> None:
    file = opened(session, build.case(), director)
    file.next_review_on = None

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_list_holds_visible_files_and_no_words(session, build, director) -> None:
    division = build.unit(parent=build.department())
    seen, secret = build.case(unit=division), build.case(unit=division, kind=Kind.DENUNCIATION)
    for case in (seen, secret):
        opened(session, case, director)

    def listed(actor) -> set[str]:
        return {line.code for line in file_views.open_lines(session, actor=actor)}

    assert listed(director) == {seen.code, secret.code}
    assert listed(build.actor(Role.OFFICER, unit=division)) == {seen.code}
    assert listed(build.actor(Role.VIEWER)) == set()
    assert "Kín" not in str(file_views.open_lines(session, actor=director))
    assert file_views.next_reviews(session, [seen.id]) == {seen.id: SOON}


def test_a_merged_case_takes_its_file_along_and_gets_it_back(session, build, director) -> None:
    kept = build.case(received_on=date(2026, 11, 1), state=CaseState.NEW)
    case = build.case(received_on=date(2026, 11, 5), state=CaseState.NEW)
    file = opened(session, case, director)
    files.take_measure(
        session, file.id, MeasureKind.OTHER, taken_on=TODAY, note="Gặp bà Kín", actor=director, now=NOW
    )

    case_merging.merge(session, case.id, kept.code, reason="Cùng việc", seen=Seen(), actor=director, now=NOW)

    [read] = file_views.of_case(session, kept.id, actor=director)
    assert (read.plan, [one.note for one in read.measures]) == (PLAN, ["Gặp bà Kín"])
    relation = session.exec(select(CaseRelation)).one()
    case_merging.unmerge(session, relation.id, reason="Nhầm", actor=director, now=NOW)

    assert file_views.of_case(session, kept.id, actor=director) == []
    [back] = file_views.of_case(session, case.id, actor=director)
    assert (back.plan, [one.note for one in back.measures]) == (PLAN, ["Gặp bà Kín"])
