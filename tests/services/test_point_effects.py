"""Before points are published it is counted which levels they change, and told by what the reader sees."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models import CaseExclusion
from models.enums import Kind, RiskLevel, Role
from services.errors import NotPermitted
from services.hotspots import point_checks, point_effects, point_versions, points, risk
from services.hotspots.point_effects import Moved
from tests.builders import NOW, TODAY

SHIPPED = points.table_on(TODAY).lines()
# Crowds of 5 to 9 people bring 8 points; with a second day 2 more. The level "watch" begins at 20.
HOTTER = [replace(one, points=22) if one.factor == "crowd_size" else one for one in SHIPPED]
COOLER = [replace(one, points=0) if one.factor in ("crowd_size", "crowd_count") else one for one in SHIPPED]


def effect(session, lines, actor, *, day=TODAY):
    return point_effects.effect(session, lines, effective_from=day, actor=actor, now=NOW)


@pytest.fixture
def crowded(session, build):
    """Twelve cases with a small crowd, one with a large one, one with nothing, one that is closed."""
    small = [build.case() for _ in range(12)]
    for case in small:
        build.crowd(case_id=case.id, persons=6, gathered_on=TODAY - timedelta(days=3))
    large = build.case()
    build.crowd(case_id=large.id, persons=60, gathered_on=TODAY - timedelta(days=3))
    build.case()
    session.commit()
    return small, large


def test_levels_are_counted_before_and_after_from_the_same_cases(session, build, crowded) -> None:
    small, _large = crowded
    director = build.actor(Role.DIRECTOR)

    found = effect(session, HOTTER, director)

    normal, watch, warning, hot = (
        RiskLevel.NORMAL,
        RiskLevel.WATCH,
        RiskLevel.WARNING,
        RiskLevel.HOT,
    )
    assert found.before == {hot: 0, warning: 1, watch: 0, normal: 13}
    assert found.after == {hot: 0, warning: 1, watch: 12, normal: 1}
    assert (found.rising, found.falling) == (12, 0)
    assert found.told_rising == tuple(Moved(case.code, normal, watch) for case in small[:10])
    assert found.told_falling == ()


def test_what_was_counted_is_what_publishing_brings(session, build, crowded) -> None:
    small, large = crowded
    admin = build.actor(Role.ADMINISTRATOR)
    found = effect(session, HOTTER, admin)

    point_versions.publish(
        session,
        HOTTER,
        effective_from=TODAY,
        basis="12/QĐ",
        previewed=point_versions.mark(session, HOTTER, effective_from=TODAY),
        actor=admin,
        now=NOW,
    )
    session.commit()

    levels = [one.level for one in risk.of_cases(session, [*small, large], today=TODAY).values()]
    for level in (RiskLevel.WATCH, RiskLevel.WARNING, RiskLevel.HOT):
        assert found.after[level] == levels.count(level)


def test_cases_fall_where_points_go(session, build, crowded) -> None:
    _small, large = crowded

    found = effect(session, COOLER, build.actor(Role.DIRECTOR))

    # The rule of thirty people in one crowd holds whatever a crowd costs.
    assert (found.rising, found.falling) == (0, 0)
    calm = [replace(one, low=99) if one.factor == "rule.crowd_persons" else one for one in COOLER]
    found = effect(session, calm, build.actor(Role.DIRECTOR))
    assert found.told_falling == (Moved(large.code, RiskLevel.WARNING, RiskLevel.NORMAL),)
    assert found.falling == 1


def test_a_version_that_is_planned_is_compared_with_on_its_days(session, build, crowded) -> None:
    director = build.actor(Role.DIRECTOR)
    later = TODAY + timedelta(days=5)
    point_versions.publish(
        session,
        HOTTER,
        effective_from=later,
        basis="12/QĐ",
        previewed=point_versions.mark(session, HOTTER, effective_from=later),
        actor=director,
        now=NOW,
    )

    assert effect(session, HOTTER, director).rising == 12
    assert effect(session, HOTTER, director, day=later).rising == 0


def test_who_sees_no_case_is_told_numbers_without_codes_and_without_denunciations(session, build) -> None:
    admin, director = build.user(Role.ADMINISTRATOR), build.user(Role.DIRECTOR)
    plain, denounced, walled = build.case(), build.case(kind=Kind.DENUNCIATION), build.case()
    for case in (plain, denounced, walled):
        build.crowd(case_id=case.id, persons=6, gathered_on=TODAY - timedelta(days=3))
    build.add(CaseExclusion(case_id=walled.id, user_id=director.id, reason="accused"))
    session.commit()

    of_admin = effect(session, HOTTER, build.actor_of(admin))
    of_director = effect(session, HOTTER, build.actor_of(director))

    assert (of_admin.rising, of_admin.told_rising) == (2, ())
    assert of_director.rising == 2
    assert {one.code for one in of_director.told_rising} == {plain.code, denounced.code}


@pytest.mark.parametrize(
    "role", [Role.INSPECTOR, Role.UNIT_HEAD, Role.OFFICER, Role.RECEPTION_CLERK, Role.VIEWER]
)
def test_who_may_not_publish_may_not_count(session, build, role) -> None:
    with pytest.raises(NotPermitted):
        effect(session, HOTTER, build.actor(role))


def test_a_table_with_a_fault_is_not_counted(session, build) -> None:
    wrong = [replace(one, points=1) if one.factor == "cap.crowd" else one for one in SHIPPED]

    with pytest.raises(point_checks.CapTooLow):
        effect(session, wrong, build.actor(Role.DIRECTOR))
