"""The trail is read within one's rights: behind a wall nothing is there, not in lists, counts or files."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, CaseExclusion, PetitionExclusion
from models.enums import Kind, PartyRole, Role
from services import audit, readings
from services.actors import system_actor
from services.errors import NotPermitted
from services.trail import handing_out, reading
from services.trail.reading import SYSTEM, TrailFilter
from tests.conftest import NOW, TODAY

OPERATOR = system_actor("manage.py (test)")
EVERYTHING = TrailFilter()


def note(session, action: str, subject: str = "", subject_id: int | None = None, *, actor=OPERATOR, **more):
    now = more.pop("now", NOW)
    audit.write(session, action, actor=actor, now=now, subject=subject, subject_id=subject_id, **more)
    session.flush()


def deeds(session, actor, asked: TrailFilter = EVERYTHING) -> list[str]:
    found = reading.page(session, asked, actor=actor)
    assert found.total == len(found.lines)
    return sorted(line.action for line in found.lines)


@pytest.fixture
def world(session, build):
    """One entry about a complaint, one about a denunciation and its petition, one about an account."""
    complaint = build.case(unit=build.unit("Phòng A", parent=build.department()))
    petition = build.petition(kind=Kind.DENUNCIATION)
    denunciation = build.case(kind=Kind.DENUNCIATION, petition=petition)
    note(session, "case.assign", "case", complaint.id)
    note(session, "case.action", "case", denunciation.id, taken="accept")
    note(session, "identity.read", "petition", petition.id)
    note(session, "changed_user", "user", build.clerk().id, changed={"is_active": [True, False]})
    note(session, "rows.export", measure="open", rows=3)
    return complaint, petition, denunciation


ALL = ["case.action", "case.assign", "changed_user", "identity.read", "rows.export"]


@pytest.mark.parametrize(
    ("role", "seen"),
    [(Role.DIRECTOR, ALL), (Role.INSPECTOR, ALL), (Role.ADMINISTRATOR, ["changed_user"])],
)
def test_who_reads_what(session, build, world, role, seen) -> None:
    assert deeds(session, build.actor(role)) == seen


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.OFFICER, Role.RECEPTION_CLERK, Role.VIEWER])
def test_others_read_only_what_they_did_themselves(session, build, world, role) -> None:
    actor = build.actor(role)
    note(session, "signed_in", "user", actor.user_id, actor=actor)

    with pytest.raises(NotPermitted):
        reading.page(session, EVERYTHING, actor=actor)
    with pytest.raises(NotPermitted):
        handing_out.as_csv(session, EVERYTHING, headings=[], rows=[], actor=actor, now=NOW)
    assert deeds(session, actor, TrailFilter(mine=True)) == ["signed_in"]


def test_behind_a_wall_there_is_no_entry_in_list_count_or_search(session, build, world) -> None:
    _complaint, petition, denunciation = world
    director = build.user(Role.DIRECTOR)
    build.add(CaseExclusion(case_id=denunciation.id, user_id=director.id))
    actor = build.actor_of(director)
    note(session, "case.assign", "case", denunciation.id, actor=actor)

    assert deeds(session, actor) == ["case.assign", "changed_user", "rows.export"]
    for asked in (
        TrailFilter(code=denunciation.code),
        TrailFilter(code=petition.code),
        TrailFilter(group="protected"),
        TrailFilter(action="case.action"),
        TrailFilter(mine=True),
    ):
        assert deeds(session, actor, asked) == []
    found = deeds(session, build.actor(Role.DIRECTOR), TrailFilter(code=denunciation.code.lower()))
    assert found == ["case.action", "case.assign"]


def test_the_accused_sees_nothing_of_the_petition_that_names_him(session, build) -> None:
    accused = build.user(Role.DIRECTOR)
    petition = build.petition(kind=Kind.DENUNCIATION)
    build.party(petition, "", role=PartyRole.RESPONDENT, user_id=accused.id)
    build.add(PetitionExclusion(petition_id=petition.id, user_id=accused.id))
    note(session, "petition.receive", "petition", petition.id)

    assert deeds(session, build.actor_of(accused)) == []
    assert deeds(session, build.actor(Role.INSPECTOR)) == ["petition.receive"]


def test_an_inspector_without_the_focal_role_sees_his_units_only(session, build, world) -> None:
    complaint, _petition, _denunciation = world
    from models import UnitRole

    elsewhere = build.unit("Phòng B", parent=build.department())
    inspector = build.user(Role.INSPECTOR, unit=elsewhere)
    for role in session.exec(select(UnitRole)):
        session.delete(role)
    session.flush()
    own = build.case(unit=elsewhere)
    note(session, "case.open", "case", own.id)

    assert deeds(session, build.actor_of(inspector)) == ["case.open", "changed_user", "rows.export"]
    assert complaint.code not in [
        line.about for line in reading.page(session, EVERYTHING, actor=build.actor_of(inspector)).lines
    ]


def test_an_entry_about_something_unknown_is_for_nobody(session, build) -> None:
    note(session, "something.new", "something", 1)

    assert deeds(session, build.actor(Role.DIRECTOR)) == []


def test_crowds_and_directives_go_with_their_case(session, build) -> None:
    secret = build.case(kind=Kind.DENUNCIATION)
    walled = build.user(Role.DIRECTOR)
    build.add(CaseExclusion(case_id=secret.id, user_id=walled.id))
    crowd, free = build.crowd(case_id=secret.id), build.crowd()
    note(session, "crowd.record", "crowd", crowd.id)
    note(session, "crowd.end", "crowd", free.id)

    assert deeds(session, build.actor_of(walled)) == ["crowd.end"]
    assert deeds(session, build.actor(Role.DIRECTOR)) == ["crowd.end", "crowd.record"]


def test_filters_narrow_by_day_person_deed_group_and_code(session, build, world) -> None:
    complaint, petition, _denunciation = world
    director = build.actor(Role.DIRECTOR)
    someone = build.actor(Role.OFFICER)
    # 23:30 of the day before, and the first minute of today, on the wall clock of the department.
    note(session, "signed_in", "user", someone.user_id, actor=someone, now=NOW - timedelta(hours=10))
    note(
        session, "case.correct", "case", complaint.id, actor=someone, now=NOW - timedelta(hours=9, minutes=29)
    )

    def found(**asked):
        return deeds(session, director, TrailFilter(**asked))

    assert found(since=TODAY, until=TODAY, user_id=someone.user_id) == ["case.correct"]
    assert found(until=TODAY - timedelta(days=1)) == ["signed_in"]
    assert found(user_id=someone.user_id) == ["case.correct", "signed_in"]
    assert found(user_id=SYSTEM) == ALL
    assert found(action="case.assign") == ["case.assign"]
    assert found(group="protected") == ["identity.read"]
    assert found(group="no such group") == []
    assert found(code=f" {complaint.code} ") == ["case.assign", "case.correct"]
    assert found(code=petition.code) == ["identity.read"]
    assert found(code="2026-99999") == []


def test_a_line_tells_names_and_not_numbers(session, build) -> None:
    unit, officer = (
        build.unit("Phòng Năng lượng", parent=build.department()),
        build.user(name="Chuyên viên A"),
    )
    case = build.case(unit=unit)
    changes = {"officer_id": [None, officer.id], "unit_id": [unit.id, unit.id]}
    note(session, "case.assign", "case", case.id, changes=changes, reason="đúng việc")

    line = reading.page(session, EVERYTHING, actor=build.actor(Role.DIRECTOR)).lines[0]

    assert (line.about, line.page, line.reason, line.who) == (case.code, "case", "đúng việc", OPERATOR.name)
    assert line.changed["officer_id"] == [None, "Chuyên viên A"]
    assert line.changed["unit_id"][0] == "Phòng Năng lượng"


def test_a_count_that_takes_too_long_says_so(session, build, monkeypatch) -> None:
    monkeypatch.setattr(reading, "COUNTED", 3)
    for number in range(5):
        note(session, "signed_in", "user", number)

    found = reading.page(session, EVERYTHING, limit=2, actor=build.actor(Role.DIRECTOR))

    assert (len(found.lines), found.total, found.is_more) == (2, 3, True)


def test_an_export_of_the_trail_stands_in_the_trail(session, build, world) -> None:
    director = build.actor(Role.DIRECTOR)
    rows = [["=SUM(A1)", "Giám đốc"]]
    asked = TrailFilter(group="protected", code="Nguyễn Văn Kín")

    data = handing_out.as_csv(session, asked, headings=["a", "b"], rows=rows, actor=director, now=NOW)

    assert data.decode("utf-8-sig") == "a,b\r\n'=SUM(A1),Giám đốc\r\n"
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "audit.export")).one()
    assert entry.user_id == director.user_id
    # What was typed to search may be a name.
    assert entry.details == {"rows": 1, "form": "csv", "filter": {"group": "protected", "code": "…"}}


def test_a_sealed_matter_is_noted_once_a_sitting(session, build) -> None:
    case = build.case(kind=Kind.DENUNCIATION)
    inspector, other = build.actor(Role.INSPECTOR), build.actor(Role.DIRECTOR)

    def opened(actor, minutes: int) -> bool:
        moment = NOW + timedelta(minutes=minutes)
        due = readings.is_due(session, "case", case.id, actor=actor, now=moment)
        if due:
            readings.note(session, "case", case.id, actor=actor, now=moment)
        return due

    assert [opened(inspector, m) for m in (0, 1, 29, 31)] == [True, False, False, True]
    assert opened(other, 2)
