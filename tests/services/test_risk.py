"""The risk level of a matter follows from its listed reasons, and every factor only ever adds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import CaseEvent, CaseExclusion, Decision, Directive, OverLevelRecord, PetitionCase
from models.enums import CaseOutcome, CaseState, Kind, Level, Role
from services import setting_values
from services.errors import FieldInvalid
from services.filters import Filter
from services.hotspots import points, risk
from services.hotspots.assessment import HIGHEST, MatterFacts, RiskLevel, assess
from tests.builders import NOW, TODAY

TABLE = points.table_on(TODAY)
RISING = {
    "crowd_size": st.integers(0, 500),
    "crowd_count": st.integers(0, 20),
    "crowds_close": st.integers(0, 10),
    "over_level_reach": st.one_of(st.none(), st.integers(0, 4)),
    "over_level_count": st.one_of(st.none(), st.integers(0, 12)),
    "repetition": st.integers(0, 30),
    "units": st.integers(1, 12),
    "days_late": st.one_of(st.none(), st.integers(0, 2000)),
    "months_open": st.integers(0, 120),
    "days_unenforced": st.one_of(st.none(), st.integers(-1, 900)),
    "media": st.one_of(st.none(), st.integers(0, 2)),
    "directive": st.integers(0, 2),
    "dialogue": st.integers(0, 1),
    "agreement": st.integers(0, 1),
}
MATTERS = st.builds(MatterFacts, **RISING)
WARMING = sorted(set(RISING) - {"dialogue", "agreement"})
LEVELS = [RiskLevel.NORMAL, RiskLevel.WATCH, RiskLevel.WARNING, RiskLevel.HOT]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (MatterFacts(), 0),
        (MatterFacts(crowd_size=9, crowd_count=1), 8 + 2),
        (MatterFacts(crowd_size=10, crowd_count=2), 14 + 6),
        (MatterFacts(crowd_size=50, crowd_count=4), 26),
        (MatterFacts(over_level_reach=3, over_level_count=3), 6 + 4),
        (MatterFacts(over_level_reach=4, over_level_count=1), 12),
        (MatterFacts(days_late=91, months_open=24), 18),
        (MatterFacts(days_late=15, months_open=5), 3),
        (MatterFacts(days_unenforced=0), 5),
        (MatterFacts(days_unenforced=31), 10),
        (MatterFacts(repetition=7, units=5, directive=2), 12 + 8 + 8),
        (MatterFacts(dialogue=1, agreement=1), 0),
        (MatterFacts(directive=2, dialogue=1), 4),
    ],
)
def test_the_points_are_those_of_the_table(facts: MatterFacts, expected: int) -> None:
    assert assess(facts, TABLE).points == expected


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (MatterFacts(repetition=7, directive=1), RiskLevel.NORMAL),
        (MatterFacts(repetition=7, directive=2), RiskLevel.WATCH),
        (MatterFacts(crowd_size=30, crowd_count=1), RiskLevel.WARNING),
        (MatterFacts(crowd_size=5, crowd_count=2, crowds_close=2), RiskLevel.WARNING),
        (
            MatterFacts(crowd_size=50, crowd_count=4, over_level_reach=4, repetition=7, days_unenforced=31),
            RiskLevel.HOT,
        ),
    ],
)
def test_levels_follow_points_and_hard_rules(facts: MatterFacts, level: RiskLevel) -> None:
    assert assess(facts, TABLE).level is level


@given(MATTERS)
def test_the_points_are_the_sum_of_the_listed_reasons(facts: MatterFacts) -> None:
    found = assess(facts, TABLE)

    assert found.points == sum(reason.points for reason in found.reasons)
    assert 0 <= found.points <= HIGHEST
    assert all(reason.msgid.format(**reason.values) for reason in found.reasons_shown)


@given(MATTERS, st.sampled_from(WARMING), st.integers(1, 400))
def test_more_of_any_factor_never_lowers_points_or_level(facts: MatterFacts, factor: str, more: int) -> None:
    value = getattr(facts, factor)
    worse = replace(facts, **{factor: (value or 0) + more})

    before, after = assess(facts, TABLE), assess(worse, TABLE)

    assert after.points >= before.points
    assert LEVELS.index(after.level) >= LEVELS.index(before.level)


@given(MATTERS)
def test_lateness_and_length_alone_never_reach_the_list(facts: MatterFacts) -> None:
    only_time = MatterFacts(days_late=facts.days_late, months_open=facts.months_open)

    assert assess(only_time, TABLE).level is RiskLevel.NORMAL


def test_what_is_not_recorded_is_marked_and_costs_nothing() -> None:
    facts = MatterFacts(over_level_reach=None, over_level_count=None, days_late=None, days_unenforced=None)

    found = assess(facts, TABLE)

    assert found.points == 0
    assert found.missing == (
        "Over-level: not recorded",
        "Legal deadline: not recorded",
        "Day of legal effect: not recorded",
        "Press and social media: not recorded",
    )


def test_a_matter_shows_its_reasons_and_its_rise_over_four_weeks(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    unit = build.unit("Phòng Quản lý thương mại", parent=build.department())
    case = build.case(unit=unit, due_on=date(2026, 10, 1), received_on=date(2026, 1, 2))
    case.accepted_on = date(2026, 1, 5)
    build.case(unit=unit, due_on=date(2026, 10, 1))
    build.crowd(unit=unit, case_id=case.id, persons=12, gathered_on=date(2026, 11, 20))
    build.add(
        OverLevelRecord(
            recorded_on=date(2026, 9, 1),
            level=Level.PROVINCE,
            case_id=case.id,
            unit_id=unit.id,
            entered_by_id=director.user_id,
            entered_at=NOW,
        )
    )
    build.add(
        Directive(
            case_id=case.id,
            number="15/CV",
            from_body="UBND tỉnh",
            issued_on=date(2026, 11, 1),
            due_on=date(2026, 11, 15),
            entered_by_id=director.user_id,
            entered_at=NOW,
        )
    )
    session.commit()

    (hot,) = risk.hottest(session, Filter(), actor=director, today=TODAY)

    # Crowd 14 + 2, province 6, 53 days late 10, ten months 3, late answer 8.
    assert hot.risk.points == 43
    assert hot.risk.level is RiskLevel.WARNING
    # Four weeks ago: province 6, 25 days late 6, nine months 3.
    assert hot.points_before == 15
    assert hot.change == 28
    assert [reason.factor for reason in hot.risk.reasons_shown][:3] == [
        "crowd_size",
        "days_late",
        "directive",
    ]


def test_an_undone_dialogue_does_not_cool(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    case = build.case(state=CaseState.DIALOGUE)
    values = {"case_id": case.id, "entered_at": NOW, "entered_by_id": director.user_id}
    held = build.add(CaseEvent(action="hold_dialogue", happened_on=date(2026, 11, 10), **values))
    cooled = risk.of_case(session, case, today=TODAY)
    build.add(CaseEvent(action="undo", happened_on=date(2026, 11, 12), undoes_id=held.id, **values))

    after = risk.of_case(session, case, today=TODAY)

    assert [(reason.factor, reason.points) for reason in cooled.reasons_shown] == [
        ("dialogue", -4),
        ("bound", 4),
    ]
    assert after.reasons == ()


def test_petitions_after_the_answer_and_late_enforcement_heat_a_matter(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    case = build.case(decided_on=date(2026, 8, 1))
    build.add(
        Decision(
            case_id=case.id,
            kind=Kind.COMPLAINT,
            number="9/QĐ",
            outcome=CaseOutcome.RIGHT,
            decided_on=date(2026, 8, 1),
            effective_on=date(2026, 9, 1),
            entered_by_id=director.user_id,
            entered_at=NOW,
        )
    )
    for day in (date(2026, 7, 1), date(2026, 9, 1), date(2026, 10, 1)):
        build_petition_of(build, case, day)

    found = risk.of_case(session, case, today=TODAY)

    assert {reason.factor: reason.values["value"] for reason in found.reasons} == {
        "repetition": 2,
        "days_unenforced": 83,
    }


def build_petition_of(build, case, day: date) -> None:
    petition = build.petition(received_on=day)
    build.add(PetitionCase(petition_id=petition.id, case_id=case.id))


def test_the_list_keeps_to_filter_scope_and_wall(session, build) -> None:
    division = build.unit(parent=build.department())
    other = build.unit(parent=build.department())
    mine, hidden = build.case(unit=division), build.case(unit=division)
    elsewhere = build.case(unit=other)
    for case in (mine, hidden, elsewhere):
        build.crowd(case_id=case.id, gathered_on=TODAY - timedelta(days=3))
    head = build.user(Role.UNIT_HEAD, unit=division)
    build.add(CaseExclusion(case_id=hidden.id, user_id=head.id, reason="accused"))
    director, viewer = build.actor(Role.DIRECTOR), build.actor(Role.VIEWER)
    session.commit()

    def listed(actor, **chosen) -> set[str]:
        return {hot.code for hot in risk.hottest(session, Filter(**chosen), actor=actor, today=TODAY)}

    assert listed(build.actor_of(head)) == {mine.code}
    assert listed(director) == {mine.code, hidden.code, elsewhere.code}
    assert listed(director, unit_id=other.id) == {elsewhere.code}
    assert listed(director, kinds=frozenset({Kind.RECOMMENDATION})) == set()
    assert listed(viewer) == set()


def test_the_list_follows_what_is_written_and_what_a_day_changes(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    quiet, heated = build.case(), build.case()
    build.crowd(case_id=quiet.id, persons=6, gathered_on=TODAY - timedelta(days=3))
    session.commit()

    def listed(today: date = TODAY) -> list[tuple[str, int]]:
        found = risk.hottest(session, Filter(), actor=director, today=today)
        return [(hot.code, hot.risk.points) for hot in found]

    before = listed()
    crowd = build.crowd(case_id=heated.id, persons=40, gathered_on=TODAY - timedelta(days=1))
    session.commit()
    after = listed()
    quiet.closed_on, quiet.state, quiet.outcome = TODAY, CaseState.CLOSED, CaseOutcome.RIGHT
    crowd.persons = 12
    session.add_all([quiet, crowd])
    session.commit()
    closed = listed()
    later = listed(TODAY + timedelta(days=200))

    assert before == [(quiet.code, 10)]
    assert after == [(heated.code, 20), (quiet.code, 10)]
    assert closed == [(heated.code, 16)]
    assert [code for code, _points in later] == []


def test_an_alarm_is_a_hot_matter_or_a_warning_that_rises(session, build) -> None:
    unit = build.unit("Phòng Thương mại", parent=build.department())
    rising = build.case(unit=unit, received_on=TODAY - timedelta(days=200))
    build.crowd(case_id=rising.id, persons=31, gathered_on=TODAY - timedelta(days=3))
    standing = build.case(unit=unit, received_on=TODAY - timedelta(days=200))
    build.crowd(case_id=standing.id, persons=31, gathered_on=TODAY - timedelta(days=60))
    build.case(unit=unit, received_on=TODAY - timedelta(days=200), due_on=TODAY - timedelta(days=95))
    session.commit()
    director = build.actor(Role.DIRECTOR)
    walled = build.actor(Role.OFFICER, unit=build.unit("Phòng Công nghiệp", parent=build.department()))

    found = risk.alarming(session, Filter(), actor=director, today=TODAY)
    listed = risk.listed_cases(session, found, actor=director, today=TODAY)

    assert found == [rising.id]
    assert [(one.case_id, one.risk.level, one.change > 0) for one in listed] == [
        (rising.id, RiskLevel.WARNING, True)
    ]
    assert risk.alarming(session, Filter(), actor=walled, today=TODAY) == []
    assert risk.listed_cases(session, found, actor=walled, today=TODAY) == []
    # Another setting, from its day on: any matter at the level of a warning.
    admin = build.actor(Role.ADMINISTRATOR)
    values = {"valid_from": TODAY, "basis": "12/QĐ-SCT", "actor": admin, "now": NOW}
    setting_values.set_value(session, "hotspot.alarm_level", "2", **values)
    session.commit()
    assert set(risk.alarming(session, Filter(), actor=director, today=TODAY)) == {rising.id, standing.id}
    setting_values.set_value(session, "hotspot.alarm_level", "3", **values)
    setting_values.set_value(session, "hotspot.rising_level", "3", **values)
    session.commit()
    assert risk.alarming(session, Filter(), actor=director, today=TODAY) == []
    with pytest.raises(FieldInvalid):
        setting_values.set_value(session, "hotspot.alarm_level", "4", **values)
    # The crowd of sixty days ago holds its matter at the level of a warning, without a rise.
    hottest = risk.hottest(session, Filter(), actor=director, today=TODAY)
    assert {one.case_id for one in hottest} >= {rising.id, standing.id}
