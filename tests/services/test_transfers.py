"""A case is not sent round for ever: the third move needs a leader, a return needs its reason."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlmodel import select

from models import AuditEntry, Case, CaseEvent
from models.enums import Kind, Role
from services import assignments, case_timeline, clocks, hand_overs, setting_values, transfers, unit_stock
from services.assignment_plans import PlanChanged
from services.case_forms import Seen
from services.transfers import ReturnNeedsReason, TransferNeedsLeader
from tests.conftest import NOW, TODAY


@pytest.fixture
def world(build):
    """Four divisions with an officer each, the inspector as an ordinary user, and the director."""
    department = build.department()
    units = {name: build.unit(f"Phòng {name}", parent=department) for name in "ABCD"}
    officers = {name: build.user(Role.OFFICER, unit=unit) for name, unit in units.items()}
    return SimpleNamespace(
        units=units,
        officers=officers,
        inspector=build.actor(Role.INSPECTOR, unit=build.unit("Đầu mối", parent=department)),
        director=build.actor(Role.DIRECTOR),
    )


@pytest.fixture
def case(build, world) -> Case:
    return build.case(unit=world.units["A"], due_on=TODAY)


def move(session, world, case, to: str, *, actor=None, reason: str = "") -> None:
    assignments.assign(
        session,
        case.id,
        officer_id=world.officers[to].id,
        seen=Seen(),
        actor=actor or world.inspector,
        now=NOW,
        return_reason=reason,
    )


def way(session, case) -> str:
    passage = transfers.passage_of(clocks.events_of(session, case))
    return "".join(f"{one.number}{'<' if one.returns else '>'}" for one in passage.transfers)


def test_the_third_move_needs_a_leader(session, world, case) -> None:
    move(session, world, case, "B")
    move(session, world, case, "C")

    with pytest.raises(TransferNeedsLeader) as raised:
        move(session, world, case, "D")
    assert raised.value.values["count"] == 2
    assert (case.unit_id, case.officer_id) == (world.units["C"].id, world.officers["C"].id)
    assert way(session, case) == "1>2>"

    move(session, world, case, "D", actor=world.director)

    assert case.unit_id == world.units["D"].id
    assert way(session, case) == "1>2>3>"


def test_the_limit_is_a_dated_setting(session, build, world, case) -> None:
    setting_values.set_value(
        session,
        "transfer.free",
        "1",
        valid_from=TODAY,
        basis="Quy chế",
        actor=build.actor(Role.ADMINISTRATOR),
        now=NOW,
    )
    move(session, world, case, "B")

    with pytest.raises(TransferNeedsLeader):
        move(session, world, case, "C")


def test_the_head_above_both_units_is_a_leader_and_the_head_of_one_is_not(
    session, build, world, case
) -> None:
    branch = build.unit("Chi cục", parent=build.department())
    teams = {name: build.unit(f"Đội {name}", parent=branch) for name in "XY"}
    world.officers |= {name: build.user(Role.OFFICER, unit=unit) for name, unit in teams.items()}
    above = build.actor(Role.UNIT_HEAD, unit=branch)
    for name in "BCX":
        move(session, world, case, name, actor=world.director)

    with pytest.raises(TransferNeedsLeader):
        move(session, world, case, "Y")
    move(session, world, case, "Y", actor=above)

    assert case.unit_id == teams["Y"].id


def test_a_return_is_refused_until_its_reason_is_given(session, world, case) -> None:
    move(session, world, case, "B")

    with pytest.raises(ReturnNeedsReason) as raised:
        move(session, world, case, "A")
    assert (raised.value.values["unit"], raised.value.field) == ("Phòng A", "return_reason")
    with pytest.raises(ReturnNeedsReason):
        move(session, world, case, "A", reason="  ")
    assert case.unit_id == world.units["B"].id

    move(session, world, case, "A", reason="Đúng lĩnh vực phòng A")

    assert case.unit_id == world.units["A"].id
    entries = case_timeline.entries(session, case, clocks.events_of(session, case))
    assert [(e.transfer, e.returns, e.note) for e in entries] == [
        (2, True, "Đúng lĩnh vực phòng A"),
        (1, False, ""),
    ]
    event = session.exec(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert "Đúng".encode() not in event.sealed_note
    trail = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (trail.details["returns"], trail.details["changes"]["unit_id"]) == (
        True,
        [world.units["B"].id, world.units["A"].id],
    )
    assert "lĩnh vực" not in str(trail.details)


def test_a_leader_returns_a_case_without_a_reason_and_it_is_flagged(session, world, case) -> None:
    move(session, world, case, "B")

    move(session, world, case, "A", actor=world.director)

    assert way(session, case) == "1>2<"


def test_another_officer_of_the_same_unit_is_no_move(session, build, world, case) -> None:
    world.officers["B2"] = build.user(Role.OFFICER, unit=world.units["B"])
    for name in ("B", "B2", "B", "B2"):
        move(session, world, case, name)

    assert way(session, case) == "1>"
    move(session, world, case, "C")


def test_a_denunciation_changes_officers_and_not_units(session, build, world) -> None:
    secret = build.case(unit=world.units["A"], kind=Kind.DENUNCIATION, due_on=TODAY)

    for name in "BCDB":
        move(session, world, secret, name)

    assert secret.unit_id == world.units["A"].id
    assert way(session, secret) == ""


def test_a_plan_keeps_back_what_may_not_move_and_says_why(session, build, world) -> None:
    tired, returning, fresh = (build.case(unit=world.units["A"], due_on=TODAY) for _number in range(3))
    for name in "CD":
        move(session, world, tired, name)
    move(session, world, returning, "C")
    ids = [tired.id, returning.id, fresh.id]
    to_a = [world.officers["A"].id]

    plan = assignments.plan(session, ids, officer_ids=to_a, actor=world.inspector, today=TODAY)
    assert [one.code for one in plan.moves] == [fresh.code]
    assert {one.code: type(one.refusal) for one in plan.refused} == {
        tired.code: TransferNeedsLeader,
        returning.code: ReturnNeedsReason,
    }

    told = assignments.plan(
        session, ids, officer_ids=to_a, actor=world.inspector, today=TODAY, return_reason="Đúng lĩnh vực"
    )
    assert {one.code: one.returns for one in told.moves} == {fresh.code: False, returning.code: True}
    with pytest.raises(PlanChanged):
        assignments.assign_many(session, told, actor=world.inspector, now=NOW)
    moved = assignments.assign_many(
        session, told, actor=world.inspector, now=NOW, return_reason="Đúng lĩnh vực"
    )
    assert moved == 2
    assert returning.unit_id == world.units["A"].id


def test_of_several_officers_one_is_chosen_whose_unit_may_have_the_case(session, build, world, case) -> None:
    move(session, world, case, "B")
    for _number in range(3):
        build.case(unit=world.units["C"], officer_id=world.officers["C"].id, due_on=TODAY)
    both = [world.officers["A"].id, world.officers["C"].id]

    plan = assignments.plan(session, [case.id], officer_ids=both, actor=world.inspector, today=TODAY)

    # The officer of unit A has less to do, but the case was there before.
    assert [one.officer_id for one in plan.moves] == [world.officers["C"].id]


def test_handing_over_keeps_to_the_same_limits(session, build, world, case) -> None:
    administrator = build.actor(Role.ADMINISTRATOR)
    for name in "BC":
        move(session, world, case, name)
    leaving, to = world.officers["C"].id, [world.officers["D"].id]

    plan = hand_overs.plan_hand_over(session, leaving, officer_ids=to, actor=administrator, today=TODAY)
    assert (plan.moves, [type(one.refusal) for one in plan.refused]) == ((), [TransferNeedsLeader])

    plan = hand_overs.plan_hand_over(session, leaving, officer_ids=to, actor=world.director, today=TODAY)
    hand_overs.hand_over(session, leaving, plan, reason="Nghỉ hưu", actor=world.director, now=NOW)
    assert case.unit_id == world.units["D"].id


def test_a_return_by_hand_over_needs_its_own_reason(session, world, case) -> None:
    move(session, world, case, "B")
    leaving, to = world.officers["B"].id, [world.officers["A"].id]
    plan = hand_overs.plan_hand_over(session, leaving, officer_ids=to, actor=world.inspector, today=TODAY)
    assert [type(one.refusal) for one in plan.refused] == [ReturnNeedsReason]

    why = {"return_reason": "Phòng A nhận lại"}
    plan = hand_overs.plan_hand_over(
        session, leaving, officer_ids=to, actor=world.inspector, today=TODAY, **why
    )
    hand_overs.hand_over(
        session, leaving, plan, reason="Chuyển công tác", actor=world.inspector, now=NOW, **why
    )

    entry = case_timeline.entries(session, case, clocks.events_of(session, case))[0]
    assert (entry.returns, entry.note) == (True, "Chuyển công tác\nPhòng A nhận lại")


def test_the_successor_of_an_ended_unit_was_sent_nothing_round(session, build, world, case) -> None:
    ended = world.units["A"]
    ended.valid_to, ended.successor_id = TODAY - timedelta(days=1), world.units["B"].id
    session.flush()
    unit_stock.pass_on_stock(session, ended.id, actor=build.actor(Role.ADMINISTRATOR), now=NOW, today=TODAY)
    assert way(session, case) == ""
    move(session, world, case, "C")

    with pytest.raises(ReturnNeedsReason):
        move(session, world, case, "B")
