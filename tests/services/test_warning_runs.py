"""A week is scored once, an alarm lives from its first to its last week, and can be computed again."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, WarningAlarm, WarningRun, WarningSignal
from models.enums import AlarmColour, AlarmLabel, AlarmScope, Kind, Role, WarningStream
from services import facts
from services.errors import FieldRequired, NotFound, NotPermitted
from services.warning import backtest, curves, judging, listing, packing, replaying, running, weeks
from services.warning.streams import COUNTED
from tests.services.warned import LAST, NOW, SYSTEM, TODAY, Province


@pytest.fixture(autouse=True)
def _no_store_is_left():
    yield
    facts.forget()


@pytest.fixture
def province(session, build) -> Province:
    return Province(session, build)


def alarms(session, **values) -> list[WarningAlarm]:
    query = select(WarningAlarm).where(
        *(getattr(WarningAlarm, name) == value for name, value in values.items())
    )
    return list(session.exec(query))


def moved_away(session, petitions) -> None:
    """They came half a year earlier, as was found out later."""
    for number, petition in enumerate(petitions):
        petition.received_on -= timedelta(weeks=24 + 2 * number)
    session.commit()


def test_many_matters_in_one_place_are_a_red_alarm_with_their_numbers(session, build, province) -> None:
    province.outbreak(LAST, count=8)

    told = province.scored()

    commune, field = province.communes[0], province.fields[0]
    [alarm] = alarms(session, commune_id=commune.id, field_id=field.id, stream=WarningStream.TOGETHER)
    assert (alarm.scope, alarm.colour, alarm.first_week) == (AlarmScope.CELL, AlarmColour.RED, LAST)
    [signal] = session.exec(select(WarningSignal).where(WarningSignal.alarm_id == alarm.id))
    assert signal.seen >= 8
    assert [part["stream"] for part in signal.parts] == list(COUNTED)
    assert signal.expected < 3
    assert signal.p < 0.001
    assert told.new == len(alarms(session))
    director = build.actor(Role.DIRECTOR)
    line = listing.standing(session, actor=director, today=TODAY)[0]
    assert (line.commune, line.field[0], line.is_new) == (commune.name, field.name, True)
    assert line.reason.matters == signal.seen
    assert line.reason.odds >= 1000


def test_a_quiet_province_has_few_alarms_and_none_of_them_red(session, province) -> None:
    province.scored()

    assert alarms(session, colour=AlarmColour.RED) == []
    assert len(alarms(session)) <= 3


def test_two_matters_are_no_alarm_however_rare(session, build) -> None:
    province = Province(session, build, a_week=1)
    lonely = build.subject_field("Hóa chất")
    for _one in range(2):
        province.petition(LAST, province.communes[5], lonely)

    province.scored()

    assert alarms(session, field_id=lonely.id) == []


def test_an_alarm_goes_on_and_is_closed_after_four_quiet_weeks(session, province) -> None:
    first = LAST - 15 * weeks.WEEK
    province.outbreak(first, count=9)
    where = {"commune_id": province.communes[0].id, "field_id": province.fields[0].id}
    where["stream"] = WarningStream.TOGETHER
    province.scored(first)
    [alarm] = alarms(session, **where)
    for number in range(1, 16):
        province.scored(first + number * weeks.WEEK)
        session.refresh(alarm)
        if alarm.closed_week:
            break

    assert alarm.first_week == first
    assert alarm.closed_week == alarm.last_week + 4 * weeks.WEEK
    assert len(alarms(session, **where)) == 1


def test_a_week_scored_again_takes_back_what_its_older_version_found(session, build, province) -> None:
    province.outbreak(LAST, count=8)
    gone = province.outbreak(LAST, commune=4, field=1, count=9)
    first = province.scored()
    [kept] = alarms(session, commune_id=province.communes[0].id, stream=WarningStream.TOGETHER)
    [lost] = alarms(session, commune_id=province.communes[4].id, stream=WarningStream.TOGETHER)
    moved_away(session, gone)

    again = province.scored()

    assert (first.run.version, again.run.version, again.new) == (1, 2, 0)
    director = build.actor(Role.DIRECTOR)
    session.refresh(lost)
    assert lost.superseded_by_id == again.run.id
    standing = listing.standing(session, actor=director, today=TODAY)
    assert kept.id in {line.id for line in standing}
    assert lost.id not in {line.id for line in standing}
    assert listing.one(session, lost.id, actor=director, today=TODAY).is_superseded
    assert replaying.replay(session, first.run.id, actor=SYSTEM).agrees
    assert replaying.replay(session, again.run.id, actor=SYSTEM).agrees


def test_an_alarm_of_earlier_weeks_is_put_back_to_them(session, province) -> None:
    before = LAST - 10 * weeks.WEEK
    province.outbreak(before, count=9)
    province.scored(before)
    [alarm] = alarms(session, commune_id=province.communes[0].id, stream=WarningStream.TOGETHER)
    more = province.outbreak(LAST, count=9)
    province.scored()
    session.refresh(alarm)
    assert alarm.last_week == LAST
    moved_away(session, more)

    province.scored()

    session.refresh(alarm)
    # Weeks that nobody scored lie between: it is closed as soon as one is scored.
    assert (alarm.first_week, alarm.last_week, alarm.closed_week) == (before, before, LAST)
    assert alarm.superseded_by_id is None


def test_a_week_that_is_not_over_is_refused(session, province) -> None:
    for monday in (LAST + weeks.WEEK, LAST + timedelta(days=1)):
        with pytest.raises(running.WeekNotOver):
            running.run(session, monday, actor=SYSTEM, now=NOW)


def test_alarms_go_forward_in_time(session, province) -> None:
    province.scored()
    again = province.scored()

    assert again.run.version == 2
    with pytest.raises(running.LaterWeekScored):
        running.run(session, LAST - weeks.WEEK, actor=SYSTEM, now=NOW)


def test_the_timer_scores_a_week_once(session, province) -> None:
    first = running.run_due(session, actor=SYSTEM, now=NOW)
    again = running.run_due(session, actor=SYSTEM, now=NOW)

    assert (first.run.monday, again) == (LAST, None)
    assert (
        session.exec(select(AuditEntry).where(AuditEntry.action == "warning.run")).one().subject == "warning"
    )


def test_an_empty_register_raises_nothing(session, build) -> None:
    told = running.run(session, LAST, actor=SYSTEM, now=NOW)

    assert (told.new, told.run.settings["amber"]["together"]) == (0, None)


def test_a_new_commune_is_scored_and_says_that_it_borrows(session, build, province) -> None:
    young = build.commune("xã Mới", tile_row=1, tile_column=0, valid_from=LAST - 8 * weeks.WEEK)
    for _one in range(9):
        province.petition(LAST, young, province.fields[1])

    province.scored()

    [alarm] = alarms(session, commune_id=young.id, stream=WarningStream.TOGETHER)
    line = listing.one(session, alarm.id, actor=build.actor(Role.DIRECTOR), today=TODAY)
    assert line.reason.borrowed
    assert line.reason.history_weeks <= 9


def test_a_run_follows_from_the_counts_that_it_kept(session, province) -> None:
    province.outbreak(LAST, count=8)
    run = province.scored().run
    # The register goes on; what was scored then does not change.
    province.outbreak(LAST, count=30, commune=3)

    found = replaying.replay(session, run.id, actor=SYSTEM)

    assert found.kept > 0
    assert found.agrees


def test_a_kept_signal_that_does_not_follow_is_found(session, province) -> None:
    province.outbreak(LAST, count=8)
    run = province.scored().run
    signal = session.exec(select(WarningSignal).where(WarningSignal.run_id == run.id)).first()
    other = WarningSignal(
        **{**signal.model_dump(exclude={"id", "alarm_id"}), "seen": 99, "alarm_id": signal.alarm_id + 50}
    )
    alarm = session.get(WarningAlarm, signal.alarm_id)
    session.add(WarningAlarm(**{**alarm.model_dump(exclude={"id"}), "id": other.alarm_id}))
    session.flush()
    session.add(other)
    session.flush()

    assert not replaying.replay(session, run.id, actor=SYSTEM).agrees


def test_counts_of_a_newer_version_are_refused_with_a_sentence(session, province) -> None:
    run = province.scored().run

    with pytest.raises(packing.RunOfAnotherVersion):
        packing.unpack(run.counts, packing.FORMAT + 1)


def test_the_course_of_an_alarm_has_a_year_and_its_band(session, build, province) -> None:
    province.outbreak(LAST, count=8)
    province.scored()
    [alarm] = alarms(
        session, commune_id=province.communes[0].id, field_id=province.fields[0].id, stream="together"
    )

    courses = curves.courses(session, alarm.id, actor=build.actor(Role.DIRECTOR))

    assert list(courses) == list(COUNTED)
    course = courses[WarningStream.RECEIVED]
    assert len(course.mondays) == 52
    assert course.mondays[-1] == LAST
    assert course.seen[-1] >= 8 > course.high[-1] >= course.expected[-1] >= course.low[-1]


def test_who_counts_one_unit_sees_no_alarm_of_communes(session, build, province) -> None:
    province.outbreak(LAST, count=8)
    province.scored()
    unit = build.unit("Phòng Một", parent=build.department())
    head, viewer, officer = (
        build.actor(role, unit=unit) for role in (Role.UNIT_HEAD, Role.VIEWER, Role.OFFICER)
    )

    assert listing.standing(session, actor=head, today=TODAY) == []
    assert listing.standing(session, actor=officer, today=TODAY) == []
    assert len(listing.standing(session, actor=viewer, today=TODAY)) == len(alarms(session))
    with pytest.raises(NotPermitted):
        listing.standing(session, actor=build.actor(Role.ADMINISTRATOR), today=TODAY)


def test_a_unit_with_a_surge_has_an_alarm_that_its_head_sees(session, build, province) -> None:
    unit = build.unit("Phòng Một", parent=build.department())
    for back in range(60, 0, -1):
        for _one in range(4):
            province.petition(
                LAST - back * weeks.WEEK, province.communes[back % 6], province.fields[back % 2], unit=unit
            )
    for number in range(30):
        province.petition(LAST, province.communes[number % 6], province.fields[number % 2], unit=unit)
    province.scored()

    [alarm] = alarms(session, unit_id=unit.id, stream=WarningStream.RECEIVED)
    assert alarm.scope is AlarmScope.UNIT
    head = build.actor(Role.UNIT_HEAD, unit=unit)
    assert [line.unit for line in listing.standing(session, actor=head, today=TODAY)] == ["Phòng Một"]
    assert curves.courses(session, alarm.id, actor=head)[WarningStream.RECEIVED].seen[-1] == 30


def test_the_latest_word_counts_and_needs_its_reason(session, build, province) -> None:
    province.outbreak(LAST, count=8)
    province.scored()
    director = build.actor(Role.DIRECTOR)
    line = listing.standing(session, actor=director, today=TODAY)[0]
    waiting = listing.unsettled(session, actor=director)

    judging.judge(session, line.id, AlarmLabel.NOTED, note="", actor=director, now=NOW)
    with pytest.raises(FieldRequired):
        judging.judge(session, line.id, AlarmLabel.KNOWN, note=" ", actor=director, now=NOW)
    judging.judge(session, line.id, AlarmLabel.KNOWN, note="Dự án chợ mới", actor=director, now=NOW)

    told = listing.one(session, line.id, actor=director, today=TODAY).said
    assert (told.label, told.note) == (AlarmLabel.KNOWN, "Dự án chợ mới")
    assert listing.unsettled(session, actor=director) == waiting - 1
    assert [said.label for said in judging.history(session, line.id, actor=director)] == ["noted", "known"]
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "warning.judge")).all()
    assert "chợ mới" not in str([entry.model_dump() for entry in entries])
    viewer = build.actor(Role.VIEWER)
    assert listing.one(session, line.id, actor=viewer, today=TODAY).said.note == ""
    with pytest.raises(NotPermitted):
        judging.judge(session, line.id, AlarmLabel.NOTED, note="", actor=viewer, now=NOW)


def test_an_alarm_of_others_is_not_there(session, build, province) -> None:
    province.outbreak(LAST, count=8)
    province.scored()
    [alarm, *_rest] = alarms(session)
    head = build.actor(Role.UNIT_HEAD, unit=build.unit("Phòng Hai", parent=build.department()))

    for ask in (
        lambda: listing.one(session, alarm.id, actor=head, today=TODAY),
        lambda: curves.courses(session, alarm.id, actor=head),
        lambda: judging.judge(session, alarm.id, AlarmLabel.NOTED, note="", actor=head, now=NOW),
    ):
        with pytest.raises(NotFound):
            ask()


def test_the_trial_tells_of_a_crowd_that_was_announced_and_of_one_that_was_not(
    session, build, province
) -> None:
    crowd_week = LAST - 4 * weeks.WEEK
    for back in (5, 4, 3):
        province.outbreak(crowd_week - back * weeks.WEEK, commune=0, count=6)
    day = crowd_week + timedelta(days=3)
    build.crowd(persons=40, commune_id=province.communes[0].id, gathered_on=day)
    build.crowd(persons=40, commune_id=province.communes[4].id, gathered_on=day)
    session.commit()

    backtest.run(session, actor=SYSTEM, now=NOW)

    monday, tried = backtest.newest(session, actor=build.actor(Role.DIRECTOR))
    by_commune = {event.commune_id: event for event in tried.events}
    assert monday == LAST
    announced = by_commune[province.communes[0].id]
    assert announced.warned_since is not None
    assert announced.warned_since <= (day - timedelta(days=14)).isoformat()
    assert by_commune[province.communes[4].id].warned_since is None
    assert tried.warned == 1
    assert backtest.newest(session, actor=build.actor(Role.OFFICER)) is None


def test_alarms_rest_on_no_denunciation(session, build, province) -> None:
    for _one in range(12):
        province.petition(LAST, province.communes[2], province.fields[0], kind=Kind.DENUNCIATION)
    province.scored()

    assert alarms(session, commune_id=province.communes[2].id) == []
    assert session.exec(select(WarningRun)).one().monday == LAST
