"""Reminders go to the right people once per band, in working hours, and never past a wall."""

import threading
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlmodel import select

from models import (
    AuditEntry,
    Case,
    CaseExclusion,
    Delegation,
    InboxItem,
    Reminder,
    ReminderRecipient,
    Setting,
    SupervisorGap,
    UnitHead,
)
from models.enums import Complexity, Kind, PetitionState, Recipient, Role
from services import actors, case_actions, cases, clock, database, inbox, setting_values
from services.case_forms import ActionForm, Seen
from services.errors import FieldInvalid, FieldRequired, NotFound, NotPermitted
from services.reminders import band_editing, gaps, messages, reading, sending
from services.reminders.band_editing import BandTwice
from services.reminders.bands import Anchor, Band, BandRowInvalid, BandUnit, in_force, load_bands
from tests.conftest import NOW, TODAY

SYSTEM = actors.system_actor("test")
PAPER = {"document_number": "12/TB", "signer": "Minh", "backdate_reason": "Nhập bù"}


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """An instant on the department's clock."""
    return datetime.strptime(day, "%d/%m/%Y").replace(hour=hour, minute=minute, tzinfo=clock.zone())


def day(text: str) -> date:
    return at(text).date()


@pytest.fixture
def world(session, build):
    """A division with its head and officer, the focal unit, a director, an administrator."""
    department = build.department()
    division = build.unit("Phòng Thương mại", parent=department)
    focal = build.unit("Phòng Pháp chế", parent=department)
    people = SimpleNamespace(
        division=division,
        focal=focal,
        director=build.user(Role.DIRECTOR),
        inspector=build.user(Role.INSPECTOR, unit=focal),
        head=build.user(Role.UNIT_HEAD, unit=division),
        officer=build.user(Role.OFFICER, unit=division),
        administrator=build.user(Role.ADMINISTRATOR),
    )
    session.commit()
    return people


@pytest.fixture
def case(session, build, world) -> Case:
    """A complaint accepted on 5 November: target Friday 4 December, due Monday 7 December."""
    return accepted(session, build, world)


def accepted(
    session,
    build,
    world,
    *,
    kind: Kind = Kind.COMPLAINT,
    on: str = "05/11/2026",
    complexity: Complexity = Complexity.PLAIN,
) -> Case:
    petition = build.petition(
        unit=world.division,
        kind=kind,
        received_on=date(2026, 11, 2),
        eligible=True,
        state=PetitionState.CLASSIFIED,
        summary="Chợ thu phí sai",
    )
    petition.officer_id = world.officer.id
    director = build.actor_of(world.director)
    found = cases.open_case(session, petition, actor=director, now=NOW, today=TODAY, complexity=complexity)
    step(session, build, world, found, "accept", on)
    for item in session.exec(select(InboxItem)):
        session.delete(item)
    session.commit()
    return found


def step(session, build, world, case, action: str, on: str, **values) -> None:
    form = ActionForm(happened_on=day(on), **{**PAPER, **values})
    director = build.actor_of(world.director)
    case_actions.perform(session, case.id, action, form=form, actor=director, now=max(NOW, at(on)))
    session.commit()


def run(now: datetime, **values):
    return sending.run(actor=SYSTEM, now=now, **values)


def told(session) -> list[tuple[int, str, str | None]]:
    """Who got which message about which code, in the order in which they were left."""
    session.rollback()
    found = session.exec(select(InboxItem).order_by(InboxItem.id))
    return [(item.user_id, item.topic, item.values.get("code")) for item in found]


def capacities(session) -> dict[int, str]:
    session.rollback()
    return {one.user_id: one.capacity.value for one in session.exec(select(ReminderRecipient))}


def test_each_band_tells_its_people_on_its_day_and_once(session, case, world) -> None:
    seen = []
    for offset in range(40):
        today = day("24/11/2026") + timedelta(days=offset)
        for hour in (8, 12, 16):
            result = run(datetime(today.year, today.month, today.day, hour, tzinfo=clock.zone()))
            seen += [(f"{today:%d/%m}", one.band, one.capacities) for one in result.told]

    head, focal = "unit_head", "focal_unit"
    assert seen == [
        ("27/11", "before_target_5", ("officer",)),
        ("02/12", "before_target_2", ("officer",)),
        ("04/12", "target_day", ("officer", head)),
        ("08/12", "overdue_1", ("officer", head)),
        # The fifth day after is a Saturday: nobody is told before Monday.
        ("14/12", "overdue_5", (head, focal)),
        ("22/12", "overdue_15", (head, focal, "director")),
    ]
    assert [topic for user, topic, _ in told(session) if user == world.director.id] == [messages.OVER]
    assert len(session.exec(select(Reminder)).all()) == 6


def test_a_message_has_the_code_the_step_and_the_day_and_leads_to_the_case(session, case, world) -> None:
    run(at("27/11/2026"))

    session.rollback()
    item = session.exec(select(InboxItem)).one()
    values = {name: item.values[name] for name in ("code", "step", "due", "days")}
    assert values == {"code": case.code, "step": "Settlement", "due": "07/12/2026", "days": 6}
    assert (item.user_id, item.case_id, item.read_at) == (world.officer.id, case.id, None)
    assert "Chợ" not in str(item.values)


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        (at("27/11/2026", 7, 59), False),
        (at("27/11/2026", 8, 0), True),
        (at("27/11/2026", 16, 59), True),
        (at("27/11/2026", 17, 0), False),
        (at("28/11/2026", 9), False),  # Saturday
        (at("29/11/2026", 9), False),
        (at("30/11/2026", 9), True),
    ],
)
def test_nobody_is_told_outside_working_hours(session, case, now, sent) -> None:
    result = run(now)

    assert (result.in_hours, result.reminders) == (sent, int(sent))
    assert len(told(session)) == int(sent)


def test_public_holidays_are_quiet_and_make_up_saturdays_are_not(session, build, world, case) -> None:
    assert run(at("01/01/2027")).in_hours is False
    assert run(at("10/01/2026")).in_hours is True  # worked for 2 January
    assert run(at("02/01/2026")).in_hours is False


def test_the_hours_are_a_dated_setting(session, build, world, case) -> None:
    administrator = build.actor_of(world.administrator)
    setting_values.set_value(
        session,
        "reminder.hours",
        "13 15",
        valid_from=day("27/11/2026"),
        basis="QĐ 5",
        actor=administrator,
        now=NOW,
    )
    session.commit()

    assert run(at("27/11/2026", 9)).in_hours is False
    assert run(at("27/11/2026", 13)).reminders == 1
    with pytest.raises(FieldInvalid):
        setting_values.checked_value("reminder.hours", "8 25")
    with pytest.raises(FieldInvalid):
        setting_values.checked_value("reminder.hours", "17 8")


def test_two_runs_at_once_tell_nobody_twice(session, case, world) -> None:
    threads = [threading.Thread(target=run, args=(at("08/12/2026"),)) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(user for user, _topic, _code in told(session)) == sorted([world.officer.id, world.head.id])
    assert len(session.exec(select(Reminder)).all()) == 1


STILL = {
    "met": [
        ("decide", "10/11/2026", {"outcome": "right"}),
        ("send", "11/11/2026"),
        ("publish", "12/11/2026"),
    ],
    "suspended": [("suspend", "10/11/2026", {"reason": "Chờ giám định"})],
    "withdrawn": [("withdraw", "10/11/2026", {"reason": "Tự nguyện"})],
}


@pytest.mark.parametrize("why", STILL)
def test_a_clock_that_does_not_run_tells_nobody(session, build, world, case, why) -> None:
    for action, on, *more in STILL[why]:
        step(session, build, world, case, action, on, **(more[0] if more else {}))
    for item in session.exec(select(InboxItem)):
        session.delete(item)
    session.commit()

    assert run(at("27/11/2026")).told == []
    assert told(session) == []


def test_voided_and_undone_clocks_tell_nobody(session, build, world, case) -> None:
    director = build.actor_of(world.director)
    undone = accepted(session, build, world)
    case_actions.undo(session, undone.id, reason="Nhầm", seen=Seen(), actor=director, now=NOW)
    case.voided_at, case.void_reason = NOW, "nhập nhầm"
    session.commit()

    result = run(at("27/11/2026"))

    # Of the undone one only the handling runs again.
    assert [(one.code, one.step) for one in result.told] == [(undone.code, "handling")]


def test_a_case_suspended_after_its_term_is_still_late(session, build, world, case) -> None:
    step(session, build, world, case, "suspend", "21/12/2026", reason="Chờ giám định")

    assert [one.band for one in run(at("22/12/2026")).told] == ["overdue_15"]


def test_bands_that_were_passed_over_are_not_made_up_for(session, case) -> None:
    assert [one.band for one in run(at("14/12/2026")).told] == ["overdue_5"]
    assert run(at("15/12/2026")).told == []


def test_a_band_before_the_clock_began_says_nothing(session, build, world, case) -> None:
    step(session, build, world, case, "decide", "24/11/2026", outcome="right")

    # Sending is due in three working days: both early bands lie before its start.
    bands = [
        (f"{d}/11", [o.band for o in run(at(f"{d}/11/2026")).told if o.step == "sending"])
        for d in (25, 26, 27)
    ]

    assert bands == [("25/11", ["before_target_2"]), ("26/11", []), ("27/11", ["target_day"])]


def test_an_extended_term_is_told_of_anew(session, build, world) -> None:
    case = accepted(session, build, world, kind=Kind.DENUNCIATION, complexity=Complexity.COMPLEX)
    assert [one.band for one in run(at("04/12/2026")).told] == ["target_day"]
    # Decided while the term ran: decided later it would move nothing.
    step(session, build, world, case, "extend", "07/12/2026", reason="Phức tạp")
    assert case.due_on == day("04/01/2027")

    assert run(at("09/12/2026")).told == []
    assert [one.band for one in run(at("25/12/2026")).told] == ["before_target_5"]


def test_who_stands_in_for_the_officer_is_told_too(session, build, world, case) -> None:
    deputy, late = build.user(Role.OFFICER, unit=world.division), build.user(Role.OFFICER)
    for user, first, last in ((deputy, "26/11/2026", "30/11/2026"), (late, "01/12/2026", "05/12/2026")):
        session.add(
            Delegation(
                from_user_id=world.officer.id,
                to_user_id=user.id,
                valid_from=day(first),
                valid_to=day(last),
                reason="Nghỉ phép",
                created_at=NOW,
            )
        )
    session.commit()

    run(at("27/11/2026"))

    assert {user for user, _topic, _code in told(session)} == {world.officer.id, deputy.id}


@pytest.mark.parametrize("account", ["none", "closed"])
def test_a_case_that_nobody_works_on_is_told_to_the_head(session, world, case, account) -> None:
    if account == "closed":
        world.officer.is_active = False
    else:
        case.officer_id = None
    session.add_all([world.officer, case])
    session.commit()

    run(at("27/11/2026"))

    assert capacities(session) == {world.head.id: "unit_head"}


def test_the_dated_head_of_the_unit_goes_before_the_role(session, build, world, case) -> None:
    acting = build.user(Role.UNIT_HEAD, unit=world.division)
    former = build.user(Role.UNIT_HEAD, unit=world.division)
    session.add(
        UnitHead(
            unit_id=world.division.id,
            user_id=former.id,
            name="Cũ",
            valid_from=day("01/01/2025"),
            valid_to=day("30/06/2026"),
        )
    )
    session.add(
        UnitHead(unit_id=world.division.id, user_id=acting.id, name="Mới", valid_from=day("01/07/2026"))
    )
    session.commit()

    run(at("04/12/2026"))

    assert capacities(session) == {world.officer.id: "officer", acting.id: "unit_head"}


def name_fallback(session, build, world) -> object:
    """The person for missing supervisors: the director's deputy."""
    deputy = build.user(Role.DIRECTOR, username="pho.giamdoc")
    setting_values.set_value(
        session,
        "reminder.fallback",
        "pho.giamdoc",
        valid_from=TODAY,
        basis="",
        actor=build.actor_of(world.administrator),
        now=NOW,
    )
    session.commit()
    return deputy


def reports(session) -> list[tuple[int, str]]:
    return [
        (user, topic)
        for user, topic, _code in told(session)
        if topic in (messages.MISSING, messages.UNREACHED)
    ]


def test_a_missing_head_falls_back_to_the_named_person_and_is_reported_once(
    session, build, world, case
) -> None:
    deputy = name_fallback(session, build, world)
    world.head.is_active = False
    session.add(world.head)
    session.commit()

    first = run(at("04/12/2026"))
    second = run(at("08/12/2026"))

    assert (first.gaps, second.gaps) == (1, 0)
    assert capacities(session)[deputy.id] == "fallback"
    both = sorted([(world.administrator.id, messages.MISSING), (world.inspector.id, messages.MISSING)])
    assert sorted(reports(session)) == both
    item = session.exec(select(InboxItem).where(InboxItem.topic == messages.MISSING)).first()
    assert (item.values["unit"], item.values["missing"]) == ("Phòng Thương mại", "head of the unit")
    inspector = build.actor_of(world.inspector)
    assert [(one.unit, one.missing) for one in gaps.standing(session, actor=inspector)] == [
        ("Phòng Thương mại", Recipient.UNIT_HEAD)
    ]

    world.head.is_active = True
    session.add(world.head)
    session.commit()
    run(at("14/12/2026"))
    session.rollback()
    assert gaps.standing(session, actor=inspector) == []

    world.head.is_active = False
    session.add(world.head)
    session.commit()
    assert run(at("22/12/2026")).gaps == 1
    assert len(reports(session)) == 4


def test_without_a_named_person_the_clock_reaches_nobody_and_that_is_reported_once(
    session, build, world, case
) -> None:
    world.head.is_active = False
    case.officer_id = None
    session.add_all([world.head, case])
    session.commit()

    first, second = run(at("27/11/2026")), run(at("30/11/2026"))

    assert (first.unreached, first.reminders, first.gaps) == (1, 0, 2)
    assert (second.unreached, second.gaps) == (1, 0)
    assert (world.administrator.id, messages.UNREACHED) in reports(session)
    assert session.exec(select(Reminder)).all() == []

    name_fallback(session, build, world)

    # As soon as there is somebody, he is told.
    assert run(at("30/11/2026", 10)).reminders == 1
    session.rollback()
    assert {gap.missing.value for gap in session.exec(select(SupervisorGap)) if not gap.closed_at} == {
        "unit_head"
    }


def test_a_missing_focal_unit_and_director_are_reported_too(session, build, world, case) -> None:
    name_fallback(session, build, world)
    for user in (world.inspector, world.director):
        user.is_active = False
        session.add(user)
    deputy = session.exec(select(Setting).where(Setting.key == "reminder.fallback")).one()
    assert deputy.value == "pho.giamdoc"
    session.commit()

    result = run(at("22/12/2026"))

    # The deputy is a director himself; the focal unit has nobody.
    assert result.gaps == 1
    session.rollback()
    assert session.exec(select(SupervisorGap)).one().missing is Recipient.FOCAL_UNIT


def test_whoever_is_behind_the_wall_is_never_told(session, build, world) -> None:
    deputy = name_fallback(session, build, world)
    secret = accepted(session, build, world, kind=Kind.DENUNCIATION)
    for user in (world.head, world.inspector):
        session.add(CaseExclusion(case_id=secret.id, user_id=user.id))
    session.commit()

    results = [run(at(f"{d}/12/2026")) for d in ("04", "08", "14", "22")]

    assert [one.gaps for one in results] == [0, 0, 0, 0]
    users = {user for user, _topic, _code in told(session)}
    assert users == {world.officer.id, world.director.id, deputy.id}
    assert capacities(session)[deputy.id] in ("fallback", "director")


def test_a_denunciation_is_told_to_whom_it_is_assigned_and_not_to_his_colleagues(
    session, build, world
) -> None:
    colleague = build.user(Role.OFFICER, unit=world.division)
    session.add(
        Delegation(
            from_user_id=world.head.id,
            to_user_id=colleague.id,
            valid_from=TODAY,
            valid_to=day("31/12/2026"),
            created_at=NOW,
        )
    )
    accepted(session, build, world, kind=Kind.DENUNCIATION)

    run(at("04/12/2026"))

    # The head's stand-in may not see a denunciation that is not assigned to the head.
    assert {user for user, _topic, _code in told(session)} == {world.officer.id, world.head.id}


def test_many_reminders_are_one_message_that_opens_exactly_them(session, build, world) -> None:
    known = [accepted(session, build, world) for _number in range(5)]

    result = run(at("04/12/2026"))

    assert (result.reminders, result.messages, result.people) == (5, 2, 2)
    assert told(session) == [
        (world.head.id, messages.MANY, None),
        (world.officer.id, messages.MANY, None),
    ]
    officer = build.actor_of(world.officer)
    item = inbox.unread(session, actor=officer)[0]
    assert {name: item.values[name] for name in ("count", "late", "soon")} == {
        "count": 5,
        "late": 0,
        "soon": 5,
    }
    rows, total = reading.behind(session, item.id, actor=officer)
    assert (sorted(row.code for row in rows), total) == (sorted(one.code for one in known), 5)
    with pytest.raises(NotFound):
        reading.behind(session, item.id, actor=build.actor_of(world.inspector))

    step(session, build, world, known[0], "withdraw", "04/12/2026", reason="Tự nguyện")
    session.add(CaseExclusion(case_id=known[1].id, user_id=world.officer.id))
    session.commit()

    rows, total = reading.behind(session, item.id, actor=officer)
    assert total == 4
    assert {row.code for row in rows if row.is_settled} == {known[0].code}


def test_a_petition_without_a_case_has_its_own_clock(session, build, world) -> None:
    petition = build.petition(
        unit=world.division,
        received_on=day("16/11/2026"),
        handling_due_on=day("30/11/2026"),
        handling_target_on=day("30/11/2026"),
    )
    petition.officer_id = world.officer.id
    session.commit()

    result = run(at("26/11/2026"))

    assert [(one.code, one.band) for one in result.told] == [(petition.code, "before_target_2")]
    session.rollback()
    item = session.exec(select(InboxItem)).one()
    assert (item.topic, item.values["petition"]) == (f"{messages.AHEAD}_petition", petition.code)
    assert run(at("27/11/2026")).told == []

    petition.handled_on, petition.outcome = day("27/11/2026"), "accept"
    session.commit()
    assert run(at("30/11/2026")).told == []


def test_a_dry_run_says_what_would_be_sent_and_writes_nothing(session, case) -> None:
    result = run(at("28/11/2026"), dry_run=True)

    assert [(one.code, one.band, one.capacities) for one in result.told] == [
        (case.code, "before_target_5", ("officer",))
    ]
    assert result.in_hours is False
    assert told(session) == []
    assert session.exec(select(Reminder)).all() == []


def test_a_run_is_on_the_trail_and_an_empty_one_is_not(session, case, build, world) -> None:
    run(at("26/11/2026"))
    run(at("27/11/2026"))

    session.rollback()
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "reminders.sent")).all()
    assert [(one.actor, one.user_id, one.details["reminders"]) for one in entries] == [("test", None, 1)]
    with pytest.raises(NotPermitted):
        sending.run(actor=build.actor_of(world.director), now=at("27/11/2026"))
    with pytest.raises(NotPermitted), database.transaction() as other:
        sending.remind(other, actor=build.actor_of(world.director), now=at("27/11/2026"))


def test_the_case_tells_when_and_in_which_capacity_people_were_reminded(session, case, world) -> None:
    run(at("27/11/2026"))
    run(at("04/12/2026"))

    session.rollback()
    lines = reading.of_case(session, session.get(Case, case.id))
    assert [(one.step.value, one.sent_at, one.capacities) for one in lines] == [
        ("settlement", at("04/12/2026"), (Recipient.OFFICER, Recipient.UNIT_HEAD)),
        ("settlement", at("27/11/2026"), (Recipient.OFFICER,)),
    ]


def band(code: str = "own_1", offset: int = 3, *recipients: Recipient) -> Band:
    return Band(code, Anchor.DUE, offset, BandUnit.CALENDAR_DAY, recipients or (Recipient.DIRECTOR,))


def test_an_administrator_adds_changes_and_switches_off_bands_by_date(session, build, world, case) -> None:
    administrator = build.actor_of(world.administrator)
    keep = {"basis": "QĐ 12/QĐ-SCT", "actor": administrator, "now": NOW}
    band_editing.set_band(session, band(), valid_from=day("10/12/2026"), **keep)
    band_editing.switch_off(session, "before_target_5", valid_from=day("01/11/2026"), **keep)
    changed = Band("overdue_1", Anchor.DUE, 1, BandUnit.CALENDAR_DAY, (Recipient.DIRECTOR,))
    band_editing.set_band(session, changed, valid_from=TODAY, **keep)
    session.commit()

    assert [one.band for one in run(at("27/11/2026")).told] == []
    assert [one.capacities for one in run(at("08/12/2026")).told] == [("director",)]
    assert [one.band for one in run(at("10/12/2026")).told] == ["own_1"]
    codes = {one.code for one in in_force(session, today=TODAY)}
    assert "own_1" not in codes
    line = next(
        one for one in band_editing.lines(session, actor=administrator, today=TODAY) if one.code == "own_1"
    )
    assert (line.now, line.planned and line.planned.valid_from) == (None, day("10/12/2026"))
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "set_setting")).first()
    assert entry.details["key"] == "escalation.own_1"


def test_faulty_bands_are_refused_by_name(session, build, world) -> None:
    administrator = build.actor_of(world.administrator)
    keep = {"valid_from": TODAY, "basis": "QĐ 12", "actor": administrator, "now": NOW}

    with pytest.raises(BandTwice):
        band_editing.set_band(session, band("own_1", 5), **keep)
    with pytest.raises(FieldInvalid):
        band_editing.set_band(session, band("own_1", 400), **keep)
    with pytest.raises(FieldInvalid):
        band_editing.set_band(session, band("Mốc mới", 3), **keep)
    with pytest.raises(FieldRequired):
        band_editing.set_band(session, Band("own_1", Anchor.DUE, 3, BandUnit.WORKING_DAY, ()), **keep)
    with pytest.raises(FieldRequired):
        band_editing.set_band(session, band(), **{**keep, "basis": " "})
    with pytest.raises(NotFound):
        band_editing.switch_off(session, "unknown", **keep)
    with pytest.raises(NotPermitted):
        band_editing.set_band(session, band(), **{**keep, "actor": build.actor_of(world.director)})
    assert session.exec(select(Setting)).all() == []


def test_a_band_entered_by_mistake_is_taken_back(session, build, world) -> None:
    administrator = build.actor_of(world.administrator)
    keep = {"valid_from": TODAY, "basis": "QĐ 12", "actor": administrator, "now": NOW}
    row = band_editing.switch_off(session, "overdue_15", **keep)
    assert "overdue_15" not in {one.code for one in in_force(session, today=TODAY)}

    band_editing.take_back(session, row.id, actor=administrator, now=NOW)

    assert "overdue_15" in {one.code for one in in_force(session, today=TODAY)}


def test_the_preview_counts_terms_that_reach_the_band_soon(session, build, world, case) -> None:
    administrator = build.actor_of(world.administrator)
    session.commit()
    soon = Band("own_1", Anchor.DUE, -10, BandUnit.CALENDAR_DAY, (Recipient.OFFICER,))

    assert band_editing.effect(session, soon, actor=administrator, today=TODAY) == 1
    assert band_editing.effect(session, band("own_1", 30), actor=administrator, today=TODAY) == 0


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,middle,1,working_day,officer,2014-07-01,b,D", "anchor"),
        ("x,due,soon,working_day,officer,2014-07-01,b,D", "offset"),
        ("x,due,1,week,officer,2014-07-01,b,D", "unit"),
        ("x,due,1,working_day,everybody,2014-07-01,b,D", "recipients"),
        ("x,due,1,working_day,fallback,2014-07-01,b,D", "recipients"),
        ("x,due,1,working_day,officer,July,b,D", "valid_from"),
    ],
)
def test_a_wrong_cell_of_the_table_is_refused_by_name(tmp_path, row, column) -> None:
    file = tmp_path / "escalation.csv"
    file.write_text("code,anchor,offset,unit,recipients,valid_from,basis,confidence\n" + row + "\n", "utf-8")

    with pytest.raises(BandRowInvalid) as raised:
        load_bands(file)

    assert raised.value.values["column"] == column
