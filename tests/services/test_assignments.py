"""Cases are given to people: one or many with a preview, everything at once, for some days."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import CaseEvent, CaseExclusion, InboxItem
from models.enums import CaseState, Kind, Role
from services import assignments, delegations, hand_overs, inbox, my_work
from services.assignment_plans import CaseClosedAlready, OfficerHasCase, OfficerWalled, PlanChanged
from services.case_forms import Seen
from services.delegations import DelegationOverlaps, DelegationPast, DelegationReversed
from services.errors import FieldRequired, NotFound, NotPermitted
from services.my_work import Waiting
from services.officers import OfficerOutOfReach
from tests.conftest import NOW, TODAY


@pytest.fixture
def division(build):
    return build.unit("Phòng Thương mại", parent=build.department())


@pytest.fixture
def head(build, division):
    return build.actor(Role.UNIT_HEAD, unit=division)


def test_a_head_gives_cases_to_people_of_his_own_units_only(session, build, division, head) -> None:
    inside = build.user(Role.OFFICER, unit=division)
    outside = build.user(Role.OFFICER, unit=build.unit(parent=build.department()))
    case = build.case(unit=division, due_on=TODAY)

    assignments.assign(session, case.id, officer_id=inside.id, seen=Seen(), actor=head, now=NOW)

    assert case.officer_id == inside.id
    event = session.exec(select(CaseEvent)).one()
    assert (event.action, event.officer_id) == ("assign", inside.id)
    message = session.exec(select(InboxItem)).one()
    assert (message.user_id, message.topic) == (inside.id, "assigned")
    with pytest.raises(OfficerOutOfReach):
        assignments.assign(session, case.id, officer_id=outside.id, seen=Seen(), actor=head, now=NOW)


def test_an_officer_assigns_nothing(session, build, division) -> None:
    officer = build.actor(Role.OFFICER, unit=division)
    case = build.case(unit=division)

    with pytest.raises(NotPermitted):
        assignments.plan(session, [case.id], officer_ids=[officer.user_id], actor=officer, today=TODAY)


def test_the_unit_follows_the_officer_except_for_denunciations(session, build, division) -> None:
    director = build.actor(Role.DIRECTOR)
    officer = build.user(Role.OFFICER, unit=division)
    complaint, secret = build.case(), build.case(kind=Kind.DENUNCIATION)
    held_by = secret.unit_id

    for case in (complaint, secret):
        assignments.assign(session, case.id, officer_id=officer.id, seen=Seen(), actor=director, now=NOW)

    assert complaint.unit_id == division.id
    assert secret.unit_id == held_by
    moved = session.exec(select(CaseEvent).where(CaseEvent.case_id == complaint.id)).one()
    assert (moved.from_unit_id, moved.to_unit_id) == (held_by, division.id)


def test_the_preview_shares_by_load_and_says_what_stays_and_why(session, build, division, head) -> None:
    busy = build.user(Role.OFFICER, unit=division, name="An")
    idle = build.user(Role.OFFICER, unit=division, name="Bình")
    for _ in range(3):
        build.case(unit=division, officer_id=busy.id, due_on=TODAY)
    waiting = [build.case(unit=division, due_on=TODAY + timedelta(days=n)) for n in range(3)]
    closed = build.case(unit=division, state=CaseState.CLOSED, outcome="right", closed_on=date(2026, 11, 20))
    elsewhere = build.case(unit=build.unit(parent=build.department()))
    ids = [case.id for case in (*waiting, closed, elsewhere)]

    plan = assignments.plan(session, ids, officer_ids=[busy.id, idle.id], actor=head, today=TODAY)

    assert (plan.gets(busy.id), plan.gets(idle.id)) == (0, 3)
    assert [(one.code, type(one.refusal)) for one in plan.refused] == [(closed.code, CaseClosedAlready)]
    assert all(case.officer_id is None for case in waiting)


def test_bulk_assignment_does_what_the_preview_said(session, build, division, head) -> None:
    officer = build.user(Role.OFFICER, unit=division)
    waiting = [build.case(unit=division, due_on=TODAY) for _ in range(3)]
    plan = assignments.plan(
        session, [c.id for c in waiting], officer_ids=[officer.id], actor=head, today=TODAY
    )

    count = assignments.assign_many(session, plan, actor=head, now=NOW)

    assert count == 3
    assert {case.officer_id for case in waiting} == {officer.id}


def test_a_plan_that_no_longer_holds_moves_nothing(session, build, division, head) -> None:
    officer, other = build.user(Role.OFFICER, unit=division), build.user(Role.OFFICER, unit=division)
    first, second = (build.case(unit=division, due_on=TODAY) for _ in range(2))
    plan = assignments.plan(session, [first.id, second.id], officer_ids=[officer.id], actor=head, today=TODAY)
    assignments.assign(session, second.id, officer_id=other.id, seen=Seen(), actor=head, now=NOW)

    with pytest.raises(PlanChanged):
        assignments.assign_many(session, plan, actor=head, now=NOW)

    assert first.officer_id is None


def test_who_is_behind_the_wall_or_has_the_case_gets_it_not(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    accused, officer = build.user(Role.OFFICER), build.user(Role.OFFICER)
    case = build.case(kind=Kind.DENUNCIATION, due_on=TODAY, officer_id=officer.id)
    session.add(CaseExclusion(case_id=case.id, user_id=accused.id))
    session.flush()

    with pytest.raises(OfficerWalled):
        assignments.assign(session, case.id, officer_id=accused.id, seen=Seen(), actor=director, now=NOW)
    with pytest.raises(OfficerHasCase):
        assignments.assign(session, case.id, officer_id=officer.id, seen=Seen(), actor=director, now=NOW)


def test_everything_of_a_leaving_officer_is_handed_over(session, build, division, head) -> None:
    leaving = build.user(Role.OFFICER, unit=division, name="Lê Thị Đi")
    first, second = build.user(Role.OFFICER, unit=division), build.user(Role.OFFICER, unit=division)
    theirs = [build.case(unit=division, officer_id=leaving.id, due_on=TODAY) for _ in range(4)]
    loose = build.petition(unit=division, officer_id=leaving.id)
    plan = hand_overs.plan_hand_over(
        session, leaving.id, officer_ids=[first.id, second.id], actor=head, today=TODAY
    )
    assert (plan.gets(first.id), plan.gets(second.id), len(plan.petition_ids)) == (2, 2, 1)

    moved = hand_overs.hand_over(session, leaving.id, plan, reason="Nghỉ hưu", actor=head, now=NOW)

    assert moved == 4
    assert leaving.id not in {case.officer_id for case in theirs} | {loose.officer_id}
    actions = set(session.exec(select(CaseEvent.action)))
    assert actions == {"hand_over"}
    messages = session.exec(select(InboxItem)).all()
    assert {(m.user_id, m.values["count"], m.values["officer"]) for m in messages} == {
        (first.id, 2, "Lê Thị Đi"),
        (second.id, 2, "Lê Thị Đi"),
    }


def test_an_administrator_hands_over_without_seeing_the_cases(session, build, division) -> None:
    administrator = build.actor(Role.ADMINISTRATOR)
    leaving, officer = build.user(Role.OFFICER, unit=division), build.user(Role.OFFICER, unit=division)
    case = build.case(unit=division, officer_id=leaving.id)
    plan = hand_overs.plan_hand_over(
        session, leaving.id, officer_ids=[officer.id], actor=administrator, today=TODAY
    )

    hand_overs.hand_over(session, leaving.id, plan, reason="Chuyển công tác", actor=administrator, now=NOW)

    assert case.officer_id == officer.id


def test_a_hand_over_needs_a_reason_and_a_right(session, build, division, head) -> None:
    leaving, officer = build.user(Role.OFFICER, unit=division), build.user(Role.OFFICER, unit=division)
    plan = hand_overs.plan_hand_over(session, leaving.id, officer_ids=[officer.id], actor=head, today=TODAY)

    with pytest.raises(FieldRequired):
        hand_overs.hand_over(session, leaving.id, plan, reason=" ", actor=head, now=NOW)
    with pytest.raises(NotPermitted):
        hand_overs.plan_hand_over(
            session, leaving.id, officer_ids=[officer.id], actor=build.actor_of(officer), today=TODAY
        )


def delegate(session, actor, to, *, start=TODAY, end=TODAY + timedelta(days=5), reason="Đi học", **more):
    return delegations.create(
        session, to_user_id=to.id, valid_from=start, valid_to=end, reason=reason, actor=actor, now=NOW, **more
    )


def test_a_delegation_shows_the_work_for_its_days_and_can_be_revoked(session, build, division) -> None:
    absent, deputy = build.user(Role.OFFICER, unit=division), build.user(Role.OFFICER)
    secret = build.case(kind=Kind.DENUNCIATION, officer_id=absent.id, due_on=TODAY)
    assert my_work.of(session, actor=build.actor_of(deputy), today=TODAY).now == []

    delegation = delegate(session, build.actor_of(absent), deputy)

    work = my_work.of(session, actor=build.actor_of(deputy), today=TODAY)
    assert [task.row.code for task in work.now] == [secret.code]
    assert build.actor_of(deputy, today=TODAY + timedelta(days=6)).scope.officer_ids == {deputy.id}
    shown = delegations.standing(session, actor=build.actor_of(deputy), today=TODAY)
    assert [(one.from_id, one.reason) for one in shown] == [(absent.id, "Đi học")]

    delegations.revoke(session, delegation.id, actor=build.actor_of(deputy), now=NOW)

    assert my_work.of(session, actor=build.actor_of(deputy), today=TODAY).now == []
    assert delegations.standing(session, actor=build.actor_of(deputy), today=TODAY) == []


def test_delegations_are_refused_by_name(session, build, division) -> None:
    actor, deputy = build.actor(Role.OFFICER, unit=division), build.user(Role.OFFICER)
    viewer = build.user(Role.VIEWER)
    yesterday = TODAY - timedelta(days=1)

    with pytest.raises(DelegationReversed):
        delegate(session, actor, deputy, end=yesterday)
    with pytest.raises(DelegationPast):
        delegate(session, actor, deputy, start=yesterday, end=yesterday)
    with pytest.raises(FieldRequired):
        delegate(session, actor, deputy, reason="")
    with pytest.raises(OfficerOutOfReach):
        delegate(session, actor, viewer)
    delegate(session, actor, deputy)
    with pytest.raises(DelegationOverlaps):
        delegate(session, actor, deputy, start=TODAY + timedelta(days=3), end=TODAY + timedelta(days=9))


def test_a_head_delegates_for_an_absent_officer_and_a_stranger_may_not_revoke(
    session, build, division, head
) -> None:
    absent, deputy = build.user(Role.OFFICER, unit=division), build.user(Role.OFFICER, unit=division)

    delegation = delegate(session, head, deputy, from_user_id=absent.id)

    with pytest.raises(NotFound):
        delegations.revoke(session, delegation.id, actor=build.actor(Role.OFFICER), now=NOW)
    delegations.revoke(session, delegation.id, actor=head, now=NOW)
    assert delegation.revoked_at == NOW


def test_work_falls_into_three_lists_by_nearest_breach(session, build, division) -> None:
    officer = build.user(Role.OFFICER, unit=division)
    mine = {"unit": division, "officer_id": officer.id}
    late = build.case(**mine, due_on=date(2026, 11, 20), state=CaseState.VERIFYING)
    today = build.case(**mine, due_on=TODAY, state=CaseState.PUBLISHED, step="sending")
    week = build.case(**mine, due_on=date(2026, 11, 30))
    build.case(**mine, due_on=date(2026, 12, 30))
    suspended = build.case(**mine, state=CaseState.SUSPENDED)
    urged = build.case(**mine, state=CaseState.NEW)
    build.case(unit=division, due_on=TODAY)

    work = my_work.of(session, actor=build.actor_of(officer), today=TODAY)

    assert [task.row.code for task in work.now] == [late.code, today.code]
    assert [task.action and task.action.action for task in work.now] == [None, "send"]
    assert [task.row.code for task in work.week] == [week.code]
    assert work.later_total == 1
    assert {task.row.code: task.waiting for task in work.waiting} == {
        suspended.code: Waiting.SUSPENSION,
        urged.code: Waiting.URGED_BODY,
    }


def test_a_head_sees_what_nobody_has_and_what_waits_for_his_officers(session, build, division, head) -> None:
    officer = build.user(Role.OFFICER, unit=division)
    unassigned = build.case(unit=division, due_on=TODAY)
    late = build.case(unit=division, officer_id=officer.id, due_on=date(2026, 11, 20))
    build.case(unit=division, officer_id=officer.id, due_on=TODAY)
    petition = build.petition(unit=division, handling_due_on=date(2026, 11, 25))

    work = my_work.of(session, actor=head, today=TODAY)

    assert [(task.row.code, task.needs_officer) for task in work.now] == [(unassigned.code, True)]
    assert [(task.row.code, task.waiting) for task in work.waiting] == [(late.code, Waiting.OFFICER)]
    assert [one.code for one in work.petitions] == [petition.code]


def test_messages_are_read_by_their_owner_only(session, build, division, head) -> None:
    officer, other = build.actor(Role.OFFICER, unit=division), build.actor(Role.OFFICER, unit=division)
    inbox.send(session, officer.user_id, "assigned", actor=head, now=NOW, code="2026-00001")
    session.flush()
    message = inbox.unread(session, actor=officer)[0]

    assert inbox.mark_read(session, [message.id], actor=other, now=NOW) == 0
    assert inbox.mark_read(session, [message.id], actor=officer, now=NOW) == 1
    assert inbox.unread(session, actor=officer) == []
