"""Open clocks that wait for a decision: who learns what, moving them, keeping them; calendar days too."""

from datetime import date

import pytest
from sqlmodel import select

from models import AuditEntry, CaseEvent, InboxItem, Petition
from models.enums import CaseState, Kind, Recount, Role
from services import (
    calendar_days,
    case_timeline,
    clock_effects,
    clock_moves,
    clocks,
    rule_edits,
    vault,
    waiting_clocks,
)
from services.errors import FieldRequired, NotPermitted
from services.rule_overlay import FIRST_OWN_VERSION
from services.waiting_clocks import Change
from services.working_days import YearWithoutData
from tests.services.rule_world import (
    LATER,
    TODAY,
    administrator,
    closed_case,
    entry,
    event,
    handling,
    running_case,
)

BASIS = "Công văn 21/SCT-TTr"
ACC1 = Change("KN-ACC1", FIRST_OWN_VERSION)


@pytest.fixture
def admin(build):
    return administrator(build)


def new_version(session, admin, **values) -> None:
    rule_edits.add(session, entry(**values), actor=admin, now=LATER)
    session.expire_all()


def day_off(session, admin, day: date, **values) -> int:
    values = {"is_working": False, "reason": "Nghỉ theo công điện", **values}
    waiting = calendar_days.set_day(session, day, actor=admin, now=LATER, **values)
    session.expire_all()
    return waiting


def move_all(session, admin, change) -> int:
    lines = [
        (line.kind, line.unit_id)
        for group in waiting_clocks.groups(session, actor=admin, today=TODAY)
        if group.change == change
        for line in group.effect.lines
    ]
    portions = waiting_clocks.chosen(session, change, lines, actor=admin)
    moved = sum(clock_moves.move(session, ids, basis=BASIS, actor=admin, now=LATER) for ids in portions)
    session.expire_all()
    return moved


def test_a_confirmed_clock_is_pinned_to_the_new_version(session, build, admin) -> None:
    officer = build.user(Role.OFFICER)
    case = running_case(build, officer=officer)
    petition = session.exec(select(Petition)).one()
    new_version(session, admin)

    moved = move_all(session, admin, ACC1)

    deadline = handling(session, case)
    assert moved == 1
    assert (deadline.rule_version, deadline.due_on) == (FIRST_OWN_VERSION, date(2026, 11, 23))
    assert deadline.recount is None
    assert case.due_on == date(2026, 11, 23)
    assert (petition.handling_due_on, petition.handling_rule_version) == (case.due_on, FIRST_OWN_VERSION)
    assert waiting_clocks.groups(session, actor=admin, today=TODAY) == []


def test_the_move_stands_in_the_history_the_trail_and_the_inbox(session, build, admin) -> None:
    officer = build.user(Role.OFFICER)
    case = running_case(build, officer=officer)
    new_version(session, admin)

    move_all(session, admin, ACC1)

    left = session.exec(select(CaseEvent).where(CaseEvent.action == "recount")).one()
    note = vault.unseal(left.sealed_note, purpose="event", key=case.sealed_key)
    assert note == f"KN-ACC1 · v2 → v{FIRST_OWN_VERSION} · 26/11/2026 → 23/11/2026 · {BASIS}"
    told = case_timeline.entries(session, case, clocks.events_of(session, case))[0]
    assert (told.what, told.note) == ("Term counted anew", note)
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "case.recount")).one()
    assert (trail.subject_id, trail.reason) == (case.id, BASIS)
    assert trail.details["due_on"] == ["2026-11-26", "2026-11-23"]
    assert trail.details["version"] == [2, FIRST_OWN_VERSION]
    message = session.exec(select(InboxItem)).one()
    assert (message.user_id, message.topic, message.values["code"]) == (officer.id, "recounted", case.code)
    assert (message.values["before"], message.values["after"]) == ("26/11/2026", "23/11/2026")


def test_an_officer_with_many_moved_cases_gets_one_message(session, build, admin) -> None:
    officer = build.user(Role.OFFICER)
    for _number in range(clock_moves.FEW + 1):
        running_case(build, officer=officer)
    new_version(session, admin)

    move_all(session, admin, ACC1)

    message = session.exec(select(InboxItem)).one()
    assert (message.topic, message.values["count"]) == ("recounted_many", clock_moves.FEW + 1)


def test_only_the_chosen_units_are_moved(session, build, admin) -> None:
    here, there = (build.unit(name, parent=build.department()) for name in ("Phòng A", "Phòng B"))
    moved, left = running_case(build, unit=here), running_case(build, unit=there)
    new_version(session, admin)

    portions = waiting_clocks.chosen(session, ACC1, [(Kind.COMPLAINT, here.id)], actor=admin)
    for ids in portions:
        clock_moves.move(session, ids, basis=BASIS, actor=admin, now=LATER)
    session.expire_all()

    assert handling(session, moved).rule_version == FIRST_OWN_VERSION
    assert handling(session, left).rule_version == 2
    assert handling(session, left).recount is Recount.WAITING


def test_many_clocks_are_moved_in_portions(session, build, admin, monkeypatch) -> None:
    monkeypatch.setattr(waiting_clocks, "CHUNK", 2)
    for _number in range(5):
        running_case(build)
    new_version(session, admin)

    lines = waiting_clocks.groups(session, actor=admin, today=TODAY)[0].effect.lines
    portions = waiting_clocks.chosen(session, ACC1, [(x.kind, x.unit_id) for x in lines], actor=admin)

    assert [len(ids) for ids in portions] == [2, 2, 1]


def test_kept_clocks_wait_no_longer_and_stay_as_they_are(session, build, admin) -> None:
    case = running_case(build)
    before = case.due_on
    new_version(session, admin)

    ids = waiting_clocks.chosen(session, ACC1, [(Kind.COMPLAINT, case.unit_id)], actor=admin)[0]
    kept = clock_moves.keep(session, ids, basis=BASIS, actor=admin, now=LATER)
    session.expire_all()
    clocks.restart_clocks(session, case, today=TODAY)

    deadline = handling(session, case)
    assert (kept, deadline.recount, deadline.rule_version) == (1, Recount.KEPT, 2)
    assert case.due_on == before
    assert waiting_clocks.groups(session, actor=admin, today=TODAY) == []
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "kept_clocks")).one()
    assert (trail.details["key"], trail.details["clocks"], trail.reason) == ("KN-ACC1", 1, BASIS)


def test_a_decision_needs_its_basis(session, build, admin) -> None:
    case = running_case(build)
    new_version(session, admin)
    ids = waiting_clocks.chosen(session, ACC1, [(Kind.COMPLAINT, case.unit_id)], actor=admin)[0]

    for decide in (clock_moves.move, clock_moves.keep):
        with pytest.raises(FieldRequired):
            decide(session, ids, basis=" ", actor=admin, now=LATER)

    assert handling(session, case).recount is Recount.WAITING


def test_a_case_that_was_closed_meanwhile_is_passed_over(session, build, admin) -> None:
    case = running_case(build)
    new_version(session, admin)
    ids = waiting_clocks.chosen(session, ACC1, [(Kind.COMPLAINT, case.unit_id)], actor=admin)[0]
    case.state, case.closed_on, case.outcome = CaseState.CLOSED, TODAY, "withdrawn"
    case.step = case.due_on = case.target_on = None
    session.flush()

    moved = clock_moves.move(session, ids, basis=BASIS, actor=admin, now=LATER)

    assert moved == 0
    assert session.exec(select(CaseEvent).where(CaseEvent.action == "recount")).all() == []


def test_readers_see_codes_within_their_scope_and_administrators_none(session, build, admin) -> None:
    here, there = (build.unit(name, parent=build.department()) for name in ("Phòng A", "Phòng B"))
    mine, other = running_case(build, unit=here), running_case(build, unit=there)
    secret = running_case(build, unit=here, kind=Kind.DENUNCIATION)
    new_version(session, admin)
    new_version(session, admin, rule_id="TC-INI")
    head = build.actor(Role.UNIT_HEAD, unit=here)
    officer = build.actor(Role.OFFICER, unit=here)
    tc = Change("TC-INI", FIRST_OWN_VERSION)

    assert [x.code for x in waiting_clocks.listed(session, ACC1, actor=head)[0]] == [mine.code]
    assert waiting_clocks.listed(session, ACC1, actor=build.actor(Role.DIRECTOR))[1] == 2
    assert waiting_clocks.listed(session, ACC1, actor=admin) == ([], 0)
    assert [x.code for x in waiting_clocks.listed(session, tc, actor=head)[0]] == [secret.code]
    assert waiting_clocks.listed(session, tc, actor=officer) == ([], 0)
    assert other.code


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_decides(session, build, admin, role) -> None:
    case = running_case(build)
    new_version(session, admin)
    ids = waiting_clocks.chosen(session, ACC1, [(Kind.COMPLAINT, case.unit_id)], actor=admin)[0]
    actor = build.actor(role)

    for decide in (clock_moves.move, clock_moves.keep):
        with pytest.raises(NotPermitted):
            decide(session, ids, basis=BASIS, actor=actor, now=LATER)
    if role is Role.VIEWER:
        with pytest.raises(NotPermitted):
            waiting_clocks.groups(session, actor=actor, today=TODAY)


def test_a_suspended_clock_is_moved_with_its_pauses(session, build, admin) -> None:
    case = running_case(build, received_on=date(2026, 9, 1))
    states = {"from_state": CaseState.NEW, "to_state": CaseState.ACCEPTED}
    event(build, case, "accept", date(2026, 10, 5), **states)
    event(
        build,
        case,
        "suspend",
        date(2026, 10, 10),
        from_state=CaseState.ACCEPTED,
        to_state=CaseState.SUSPENDED,
    )
    event(
        build,
        case,
        "resume",
        date(2026, 10, 20),
        from_state=CaseState.SUSPENDED,
        to_state=CaseState.ACCEPTED,
    )
    case.state, case.accepted_on = CaseState.ACCEPTED, date(2026, 10, 5)
    clocks.restart_clocks(session, case, today=TODAY)
    new_version(session, admin, rule_id="KN-RES1", n=45, unit="calendar_day", basis="Luật thử")

    moved = move_all(session, admin, Change("KN-RES1", FIRST_OWN_VERSION))

    settlement = next(d for d in clocks.deadlines_of(session, case) if d.step == "settlement")
    # 45 days from 05/10/2026 and the ten days of the suspension.
    assert (moved, settlement.raw_end, settlement.paused_days) == (1, date(2026, 11, 29), 10)
    assert settlement.due_on == case.due_on == date(2026, 11, 30)


def test_a_clock_that_cannot_be_counted_anew_can_only_be_kept(session, build, admin) -> None:
    case = running_case(build, received_on=date(2026, 9, 1), kind=Kind.DENUNCIATION)
    states = {"from_state": CaseState.NEW, "to_state": CaseState.ACCEPTED}
    event(build, case, "accept", date(2026, 10, 5), **states)
    for day in (date(2026, 11, 3), date(2026, 11, 20)):
        event(build, case, "extend", day, from_state=CaseState.ACCEPTED, to_state=CaseState.ACCEPTED)
    case.state, case.accepted_on = CaseState.ACCEPTED, date(2026, 10, 5)
    clocks.restart_clocks(session, case, today=TODAY)
    before = case.due_on
    once = {"unit": "calendar_day", "extension_days": 30, "max_extensions": 1}
    new_version(session, admin, rule_id="TC-RESXX", n=60, **once)
    new_version(session, admin, rule_id="TC-RES", n=25, unit="calendar_day", extension_days=30)
    change = Change("TC-RES", FIRST_OWN_VERSION)

    effect = waiting_clocks.groups(session, actor=admin, today=TODAY)[0].effect
    moved = move_all(session, admin, change)
    lines = [(Kind.DENUNCIATION, None)]
    portions = waiting_clocks.chosen(session, change, lines, countable=False, actor=admin)
    kept = sum(clock_moves.keep(session, ids, basis=BASIS, actor=admin, now=LATER) for ids in portions)

    # What was decided under the earlier version stands, and the case can still be read and worked.
    clocks.restart_clocks(session, case, today=TODAY)
    assert (effect.clocks, effect.against) == (1, 1)
    assert (moved, kept, case.due_on) == (0, 1, before)
    assert clocks.explained(session, case).rows[1].dates.extensions == 2


def test_a_petition_without_a_case_waits_and_is_moved_too(session, build, admin) -> None:
    dates = {"handling_due_on": date(2026, 11, 26), "handling_target_on": date(2026, 11, 26)}
    pin = {"handling_rule_id": "KN-ACC1", "handling_rule_version": 2}
    petition = build.petition(received_on=date(2026, 11, 16), **dates, **pin)

    new_version(session, admin)
    effect = waiting_clocks.groups(session, actor=admin, today=TODAY)[0].effect
    waited = petition.handling_recount
    moved = move_all(session, admin, ACC1)

    assert (effect.clocks, effect.petitions, waited) == (0, 1, Recount.WAITING)
    assert (moved, petition.handling_due_on) == (1, date(2026, 11, 23))
    assert (petition.handling_rule_version, petition.handling_recount) == (FIRST_OWN_VERSION, None)


def test_a_changed_day_leaves_every_case_its_day_until_it_is_confirmed(session, build, admin) -> None:
    case = running_case(build)
    wednesday = date(2026, 11, 25)

    preview = calendar_days.effect(session, wednesday, actor=admin, today=TODAY)
    waiting = day_off(session, admin, wednesday)
    clocks.restart_clocks(session, case, today=TODAY)
    kept = (case.due_on, handling(session, case).recount, clocks.explained(session, case).due_on)
    group = waiting_clocks.groups(session, actor=admin, today=TODAY)[0]
    moved = move_all(session, admin, Change())

    assert (preview.clocks, preview.lines[0].later, waiting) == (1, 1, 1)
    assert kept == (date(2026, 11, 26), Recount.WAITING, date(2026, 11, 26))
    assert group.change.is_calendar
    assert (moved, case.due_on) == (1, date(2026, 11, 27))
    # What is stored is what a recomputation from the events says.
    assert clock_effects.mark_all(session) == 0
    assert [row.anew for row in clocks.explained(session, case).rows] == [None]


def test_the_calendar_moves_a_clock_under_its_own_version(session, build, admin) -> None:
    case = running_case(build)
    day_off(session, admin, date(2026, 11, 25))

    move_all(session, admin, Change())

    assert handling(session, case).rule_version == 2
    note = session.exec(select(CaseEvent).where(CaseEvent.action == "recount")).one().sealed_note
    assert "KN-ACC1 · v2 · 26/11/2026 → 27/11/2026" in vault.unseal(
        note, purpose="event", key=case.sealed_key
    )


def test_a_changed_day_never_touches_what_is_over(session, build, admin) -> None:
    case = closed_case(build)
    before = [(d.due_on, d.target_on) for d in clocks.deadlines_of(session, case)]

    waiting = day_off(session, admin, date(2026, 11, 10))

    stored = clocks.deadlines_of(session, case)
    assert waiting == 0
    assert [(d.due_on, d.target_on) for d in stored] == before
    assert [d.recount for d in stored] == [Recount.KEPT]
    assert clocks.explained(session, case).rows[0].dates.due_on == before[0][0]


def test_a_day_taken_back_ends_the_waiting(session, build, admin) -> None:
    case = running_case(build)
    day_off(session, admin, date(2026, 11, 25))

    calendar_days.remove_day(session, date(2026, 11, 25), actor=admin, now=LATER)
    session.expire_all()

    assert handling(session, case).recount is None
    assert waiting_clocks.groups(session, actor=admin, today=TODAY) == []


def test_an_extension_counts_a_waiting_clock_anew(session, build, admin) -> None:
    case = running_case(build, received_on=date(2026, 10, 1), kind=Kind.DENUNCIATION, complexity="complex")
    states = {"from_state": CaseState.NEW, "to_state": CaseState.ACCEPTED}
    event(build, case, "accept", date(2026, 10, 26), **states)
    clocks.restart_clocks(session, case, today=TODAY)
    day_off(session, admin, date(2026, 11, 25))
    before = case.due_on

    stays = {"from_state": CaseState.ACCEPTED, "to_state": CaseState.ACCEPTED}
    event(build, case, "extend", TODAY, **stays)
    clocks.restart_clocks(session, case, today=TODAY)

    settlement = next(d for d in clocks.deadlines_of(session, case) if d.step == "settlement")
    assert before == date(2026, 11, 25)
    assert (settlement.extensions, settlement.due_on, settlement.recount) == (1, date(2026, 12, 25), None)


def test_a_day_of_a_year_without_data_is_refused(session, admin) -> None:
    with pytest.raises(YearWithoutData) as refused:
        day_off(session, admin, date(2031, 5, 4))

    assert "2031" in str(refused.value)
