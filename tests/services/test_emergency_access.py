"""Emergency access opens one sealed petition to one person for some hours, and somebody is told at once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import AuditEntry, CaseExclusion, EmergencyAccess, InboxItem, Setting, UnitHead, User
from models.enums import Kind, PartyRole, Role
from services import actors, emergency_access, emergency_list, identity, walls
from services.deputies import DEPUTY
from services.emergency_access import EmergencyNotNeeded, EmergencyRuns, EmergencyTooLong
from services.errors import FieldRequired, NotFound, NotPermitted
from tests.builders import START
from tests.conftest import NOW, TODAY

HOUR = timedelta(hours=1)


@pytest.fixture
def session(sqlite: Engine) -> Iterator[Session]:
    """One database is enough: what is asked of it is the scope, which both are asked elsewhere."""
    with Session(sqlite, expire_on_commit=False) as session:
        yield session


class Department:
    """A head, a vice head who is the deputy, a focal unit with its head, and one denunciation."""

    def __init__(self, build) -> None:
        self.build, root = build, build.department()
        self.unit, focal = build.unit(parent=root), build.unit(parent=root)
        self.head = build.user(Role.DIRECTOR, unit=root)
        self.deputy = build.user(Role.DIRECTOR, unit=root, username="pho.giamdoc")
        self.focal_head = build.user(Role.INSPECTOR, unit=focal)
        for unit, user in ((root, self.head), (focal, self.focal_head)):
            build.add(UnitHead(unit_id=unit.id, user_id=user.id, name=user.name, valid_from=START))
        build.add(Setting(key=DEPUTY, value="pho.giamdoc", valid_from=START))
        self.petition = build.petition(unit=self.unit, kind=Kind.DENUNCIATION)
        self.case = build.case(unit=self.unit, kind=Kind.DENUNCIATION, petition=self.petition)

    def denounce(self, user: User) -> None:
        self.build.party(
            self.petition, role=PartyRole.RESPONDENT, name="", user_id=user.id, is_protected=True
        )
        walls.raise_on_petition(self.build.session, self.petition, today=TODAY)
        walls.raise_on_case(self.build.session, self.case, self.petition, today=TODAY)


@pytest.fixture
def department(build) -> Department:
    return Department(build)


def open_for(session, department, user, *, hours=2, reason="Người tố cáo bị đe dọa", now=NOW, petition=None):
    actor = actors.actor_of(session, user, today=TODAY)
    found = petition or department.petition
    return emergency_access.open_for(session, found.id, hours=hours, reason=reason, actor=actor, now=now)


def runs(session, department, user, now) -> bool:
    actor = actors.actor_of(session, user, today=TODAY)
    return emergency_access.running(session, department.petition.id, actor, now)


def told(session) -> set[int]:
    items = session.exec(select(InboxItem)).all()
    assert {item.topic for item in items} == {"emergency_opened"}
    # Nothing that tells which petition it is.
    assert all(set(item.values) == {"who", "end"} and item.case_id is None for item in items)
    return {item.user_id for item in items}


def test_it_runs_for_its_hours_and_ends_by_itself(session, department) -> None:
    assert not runs(session, department, department.head, NOW)

    open_for(session, department, department.head)

    assert runs(session, department, department.head, NOW)
    assert runs(session, department, department.head, NOW + 2 * HOUR - timedelta(seconds=1))
    assert not runs(session, department, department.head, NOW + 2 * HOUR)
    assert not runs(session, department, department.deputy, NOW)
    assert told(session) == {department.focal_head.id}


def test_what_is_read_under_it_is_marked_in_the_trail_and_counted(session, build, department) -> None:
    director = build.actor_of(department.head)
    about = {"actor": director, "purpose": "Bảo vệ người tố cáo"}
    identity.read(session, department.petition.id, now=NOW, **about)
    row = open_for(session, department, department.head)
    identity.read(session, department.petition.id, now=NOW + HOUR, **about)
    identity.read(session, department.petition.id, now=NOW + 3 * HOUR, **about)

    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "identity.read")).all()
    assert [one.details.get("emergency") for one in entries] == [None, row.id, None]
    opened = session.exec(select(AuditEntry).where(AuditEntry.action == "emergency.open")).one()
    assert (opened.details["emergency"], opened.details["told"]) == (row.id, [department.focal_head.id])
    # The reason may carry names: it is sealed in its own row, and shown to who may see the petition.
    assert "đe dọa" not in str(opened.details) + opened.reason
    reader = build.actor_of(department.focal_head)
    [line] = emergency_list.lines(session, actor=reader, now=NOW + 3 * HOUR).lines
    assert (line.reason, line.reads, line.runs) == ("Người tố cáo bị đe dọa", 1, False)
    assert (line.opened_by, line.told) == (department.head.name, department.focal_head.name)


def test_it_can_be_given_back_before_its_hour_and_by_nobody_else(session, build, department) -> None:
    row = open_for(session, department, department.head)

    with pytest.raises(NotFound):
        emergency_access.give_back(session, row.id, actor=build.actor_of(department.deputy), now=NOW)
    emergency_access.give_back(session, row.id, actor=build.actor_of(department.head), now=NOW + HOUR)

    assert not runs(session, department, department.head, NOW + HOUR)
    with pytest.raises(NotFound):
        emergency_access.give_back(session, row.id, actor=build.actor_of(department.head), now=NOW + HOUR)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTOR])
def test_no_other_role_opens_it(session, build, department, role) -> None:
    user = build.user(role, unit=department.unit)

    with pytest.raises((NotPermitted, NotFound)):
        open_for(session, department, user)

    assert session.exec(select(EmergencyAccess)).all() == []
    assert not emergency_access.offered(
        session, department.petition.id, actor=build.actor_of(user), today=TODAY
    )


def test_a_denounced_head_is_passed_over_and_the_deputy_opens_it(session, build, department) -> None:
    department.denounce(department.head)
    other = build.user(Role.DIRECTOR)

    # What the head of the department is denounced for is closed to everybody in it but the deputy.
    for closed_out in (department.head, other):
        with pytest.raises(NotFound):
            open_for(session, department, closed_out)
    open_for(session, department, department.deputy)

    assert runs(session, department, department.deputy, NOW)
    assert not runs(session, department, department.head, NOW)


def test_a_wall_that_comes_later_ends_it(session, build, department) -> None:
    open_for(session, department, department.head)

    build.add(CaseExclusion(case_id=department.case.id, user_id=department.head.id))

    assert not runs(session, department, department.head, NOW)


def test_the_deputy_is_told_where_the_focal_head_is_kept_out(session, build, department) -> None:
    build.add(CaseExclusion(case_id=department.case.id, user_id=department.focal_head.id))

    open_for(session, department, department.head)

    assert told(session) == {department.deputy.id}
    walled = emergency_list.lines(session, actor=build.actor_of(department.focal_head), now=NOW)
    assert (walled.lines, walled.total) == ([], 0)
    assert emergency_list.lines(session, actor=build.actor_of(department.deputy), now=NOW).total == 1


def test_somebody_who_reads_the_trail_is_told_where_there_is_neither(session, build, department) -> None:
    build.add(CaseExclusion(case_id=department.case.id, user_id=department.focal_head.id))
    department.deputy.is_active = False
    second = build.user(Role.INSPECTOR)

    open_for(session, department, department.head)

    assert told(session) == {second.id}


def test_each_wrong_opening_is_refused_in_words(session, build, department) -> None:
    plain = build.petition(unit=department.unit)
    for refusal, wrong in (
        (FieldRequired, {"reason": " "}),
        (EmergencyTooLong, {"hours": 25}),
        (EmergencyTooLong, {"hours": 0}),
        (EmergencyNotNeeded, {"petition": plain}),
    ):
        with pytest.raises(refusal):
            open_for(session, department, department.head, **wrong)
    open_for(session, department, department.head)
    with pytest.raises(EmergencyRuns):
        open_for(session, department, department.head, now=NOW + HOUR)

    assert len(session.exec(select(EmergencyAccess)).all()) == 1


def test_the_system_and_an_administrator_never_open_it(session, build, department) -> None:
    for actor in (actors.system_actor("manage.py"), build.actor(Role.ADMINISTRATOR)):
        with pytest.raises((NotPermitted, NotFound)):
            emergency_access.open_for(
                session, department.petition.id, hours=1, reason="Thử", actor=actor, now=NOW
            )
