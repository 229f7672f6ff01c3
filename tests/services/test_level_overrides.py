"""A level set by a leader stands beside the points, ends by itself on its day, and is judged afterwards."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, CaseExclusion, LevelOverride
from models.enums import Kind, OverrideOutcome, RiskLevel, Role
from services import setting_values
from services.errors import FieldRequired, NotFound, NotPermitted
from services.filters import Filter
from services.hotspots import override_views, overrides, risk
from services.hotspots.overrides import OverrideInput
from tests.builders import NOW, TODAY

END = TODAY + timedelta(days=10)
AFTER = timedelta(days=11)


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


def set_level(session, case, actor, level=RiskLevel.HOT, **values) -> LevelOverride:
    entry = OverrideInput(**{"level": level, "reason": "Bà Kín sẽ tới đông người", "ends_on": END, **values})
    return overrides.set_level(session, case.id, entry, actor=actor, now=NOW)


def test_the_points_stay_beside_what_was_set(session, build, director) -> None:
    case = build.case()
    build.crowd(case_id=case.id, persons=6, gathered_on=TODAY - timedelta(days=3))

    row = set_level(session, case, director)

    assert (row.level_by_points, row.points) == (RiskLevel.NORMAL, 10)
    assert risk.of_case(session, case, today=TODAY).level is RiskLevel.NORMAL
    session.commit()
    [hot] = risk.hottest(session, Filter(), actor=director, today=TODAY)
    assert (hot.risk.level, hot.level) == (RiskLevel.NORMAL, RiskLevel.HOT)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "level.set")).one()
    assert (entry.subject, entry.subject_id) == ("case", case.id)
    assert entry.details["changes"]["level"] == ["normal", "hot"]
    assert "Kín" not in str(entry)


def test_it_ends_by_itself_after_its_last_day(session, build, director) -> None:
    case = build.case()
    set_level(session, case, director)

    def held(days: int) -> bool:
        return bool(override_views.of_cases(session, [case.id], today=END + timedelta(days=days)))

    assert held(0)
    assert not held(1)
    assert override_views.standing(session, actor=director, today=END) == [case.id]
    assert override_views.standing(session, actor=director, today=END + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"level": RiskLevel.NORMAL}, overrides.LevelAsByPoints),
        ({"reason": " "}, FieldRequired),
        ({"ends_on": None}, FieldRequired),
        ({"ends_on": TODAY}, overrides.EndNotAhead),
        ({"ends_on": TODAY + timedelta(days=93)}, overrides.EndTooFar),
    ],
)
def test_what_a_leader_may_not_set(session, build, director, values, refusal) -> None:
    case = build.case()

    with pytest.raises(refusal):
        set_level(session, case, director, **values)

    assert session.exec(select(LevelOverride)).all() == []


def test_how_long_a_level_may_hold_is_a_setting(session, build, director) -> None:
    case = build.case()
    values = {"valid_from": TODAY, "basis": "12/QĐ-SCT", "actor": build.actor(Role.ADMINISTRATOR), "now": NOW}
    setting_values.set_value(session, overrides.LEVEL_DAYS, "200", **values)

    row = set_level(session, case, director, ends_on=TODAY + timedelta(days=200))

    assert row.ends_on == TODAY + timedelta(days=200)


@pytest.mark.parametrize(
    ("role", "other_unit", "refusal"),
    [
        (Role.OFFICER, False, NotPermitted),
        (Role.ADMINISTRATOR, False, NotPermitted),
        (Role.UNIT_HEAD, True, NotFound),
    ],
)
def test_who_may_not_set_a_level(session, build, role, other_unit, refusal) -> None:
    mine, other = (build.unit(parent=build.department()) for _place in range(2))
    case = build.case(unit=other if other_unit else mine)

    with pytest.raises(refusal):
        set_level(session, case, build.actor(role, unit=mine))


def test_one_level_at_a_time_and_a_lifted_one_makes_room(session, build, director) -> None:
    case = build.case()
    first = set_level(session, case, director)
    with pytest.raises(overrides.LevelIsSet):
        set_level(session, case, director, RiskLevel.WATCH)

    overrides.lift(session, first.id, actor=director, now=NOW)

    assert override_views.of_cases(session, [case.id], today=TODAY) == {}
    with pytest.raises(overrides.LevelHoldsNoMore):
        overrides.lift(session, first.id, actor=director, now=NOW)
    set_level(session, case, director, RiskLevel.WATCH)
    assert override_views.of_cases(session, [case.id], today=TODAY)[case.id].level is RiskLevel.WATCH


def test_it_is_judged_only_when_it_is_over_and_the_trail_keeps_what_was_said_before(
    session, build, director
) -> None:
    case = build.case()
    row = set_level(session, case, director)

    def judge(outcome=OverrideOutcome.CALMED, now=NOW + AFTER, actor=director) -> None:
        overrides.judge(session, row.id, outcome, note="Đã đối thoại", actor=actor, now=now)

    with pytest.raises(overrides.LevelStillHolds):
        judge(now=NOW)
    assert override_views.unjudged(session, actor=director, today=TODAY) == []
    [waiting] = override_views.unjudged(session, actor=director, today=TODAY + AFTER)
    assert (waiting.code, waiting.ended_on) == (case.code, END)
    with pytest.raises(NotPermitted):
        judge(actor=build.actor(Role.OFFICER))
    judge(OverrideOutcome.WRONG)
    judge()

    assert override_views.unjudged(session, actor=director, today=TODAY + AFTER) == []
    [read] = override_views.of_case(session, case.id, actor=director, today=TODAY + AFTER)
    assert (read.outcome, read.judgement) == (OverrideOutcome.CALMED, "Đã đối thoại")
    entries = session.exec(
        select(AuditEntry).where(AuditEntry.action == "level.judge").order_by(AuditEntry.id)
    )
    assert [one.details["changes"]["outcome"] for one in entries] == [[None, "wrong"], ["wrong", "calmed"]]


def test_lists_keep_to_scope_and_filter_and_hold_no_words(session, build, director) -> None:
    division = build.unit(parent=build.department())
    secret, walled = build.case(unit=division, kind=Kind.DENUNCIATION), build.case(unit=division)
    for case in (secret, walled):
        set_level(session, case, director)
    head = build.user(Role.UNIT_HEAD, unit=division)
    build.add(CaseExclusion(case_id=walled.id, user_id=head.id, reason="accused"))
    session.commit()

    def listed(actor, **chosen) -> set[str]:
        found = risk.hottest(session, Filter(**chosen), actor=actor, today=TODAY)
        assert "Kín" not in str(found)
        return {hot.code for hot in found}

    assert listed(director) == {secret.code, walled.code}
    assert listed(director, kinds=frozenset({Kind.COMPLAINT})) == {walled.code}
    assert listed(build.actor_of(head)) == {secret.code}
    assert listed(build.actor(Role.OFFICER, unit=division)) == {walled.code}
    assert "Kín" not in str(override_views.unjudged(session, actor=director, today=TODAY + AFTER))


def test_a_case_set_down_sinks_in_the_list_and_one_set_up_rises(session, build, director) -> None:
    hot, calm, middle = (build.case() for _place in range(3))
    for case, persons in ((hot, 40), (middle, 12)):
        build.crowd(case_id=case.id, persons=persons, gathered_on=TODAY - timedelta(days=2))
    set_level(session, hot, director, RiskLevel.NORMAL)
    set_level(session, calm, director, RiskLevel.HOT)
    session.commit()

    listed = [one.case_id for one in risk.hottest(session, Filter(), actor=director, today=TODAY)]

    assert listed == [calm.id, hot.id, middle.id]
