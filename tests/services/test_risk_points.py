"""Tables of points are published as a whole, checked line by line, and in force from their day on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models import AuditEntry, RiskPointVersion
from models.enums import RiskLevel, Role
from services.errors import FieldRequired, NotFound, NotPermitted
from services.filters import Filter
from services.hotspots import point_checks, point_effects, point_versions, points, risk
from services.hotspots.assessment import BOUND, CAPS, RULES, SENTENCES, Assessment, MatterFacts, assess
from services.hotspots.points import Band
from tests.builders import NOW, TODAY
from tests.services.test_risk import MATTERS, RISING, WARMING

SHIPPED = points.table_on(TODAY).lines()
LEVELS = list(RiskLevel)
CALM = MatterFacts()


def changed(name: str, place: int = 0, **values) -> list[Band]:
    """The shipped table with one line of a factor changed."""
    at = [number for number, line in enumerate(SHIPPED) if line.factor == name][place]
    return [replace(line, **values) if number == at else line for number, line in enumerate(SHIPPED)]


def faults(lines: list[Band]) -> list[tuple[str, int | None]]:
    found = point_versions.faults(list(enumerate(lines, start=1)))
    return [(type(one).__name__, one.values.get("line")) for one in found]


def publish(session, lines, actor, *, day=TODAY, basis="12/QĐ-SCT", previewed=None):
    seen = point_versions.mark(session, lines, effective_from=day) if previewed is None else previewed
    values = {"effective_from": day, "basis": basis, "previewed": seen}
    return point_versions.publish(session, lines, **values, actor=actor, now=NOW)


def test_the_shipped_table_has_no_fault() -> None:
    assert faults(SHIPPED) == []


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (changed("crowd_size", 1, points=7), ("PointsDoNotRise", 2)),
        (changed("crowd_size", 1, low=11), ("BandsDoNotMeet", 2)),
        (changed("crowd_size", 1, high=9), ("BandUpsideDown", 2)),
        (changed("crowd_size", 3, high=90), ("BandNeverEnds", 4)),
        (changed("crowd_size", 0, high=None), ("BandNeverEnds", 1)),
        (changed("crowd_size", 2, window_days=60), ("WindowWrong", 3)),
        (changed("units", 0, window_days=60), ("WindowNotAsked", 14)),
        (changed("units", 0, low=1), ("BandTooLow", 14)),
        (changed("over_level_reach", 0, low=2), ("BandTooLow", 8)),
        (changed("dialogue", points=4), ("PointsOutOfRange", 30)),
        (changed("crowd_size", 3, points=101), ("PointsOutOfRange", 4)),
        (changed("cap.crowd", points=21), ("CapTooLow", 32)),
        (changed("cap.time", points=20), ("TimeReachesTheList", 33)),
        (changed("level.warning", points=20), ("LevelsDoNotRise", 35)),
        (changed("level.warning", points=60), ("LevelsDoNotRise", 36)),
        (changed("rule.crowds_close", points=39), ("RuleBelowWarning", 38)),
        ([*SHIPPED, replace(SHIPPED[-1])], ("OneLineOnly", 40)),
        ([line for line in SHIPPED if line.factor != "media"], ("FactorMissing", None)),
        (changed("media", 0, factor="mood"), ("FactorUnknown", 26)),
    ],
)
def test_what_is_wrong_is_told_with_its_line(lines, fault) -> None:
    assert fault in faults(lines)


def test_a_published_table_holds_from_its_day_on(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    case = build.case()
    build.crowd(case_id=case.id, persons=6, gathered_on=TODAY - timedelta(days=3))
    session.commit()
    before = risk.hottest(session, Filter(), actor=director, today=TODAY)

    first = publish(session, changed("crowd_size", 0, points=13), director, day=TODAY + timedelta(days=1))
    second = publish(session, changed("crowd_size", 0, points=12), director)
    session.commit()

    assert (first.version, second.version) == (101, 102)
    assert [one.risk.points for one in before] == [10]
    after = risk.hottest(session, Filter(), actor=director, today=TODAY)
    assert [(one.risk.points, one.points_before) for one in after] == [(14, 0)]
    known = points.tables(session)
    on = [known.on(TODAY + timedelta(days=days)).points("crowd_size", 6) for days in (-1, 0, 1)]
    assert on == [8, 12, 13]
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "published_risk_points")).first()
    assert (entry.subject, entry.reason) == ("rule", "12/QĐ-SCT")


def test_publishing_reads_lists_anew(session, build) -> None:
    """The board of the hottest is kept between questions; another table makes other places."""
    director = build.actor(Role.DIRECTOR)
    crowded, late = build.case(), build.case()
    build.crowd(case_id=crowded.id, persons=6, gathered_on=TODAY - timedelta(days=3))
    build.crowd(case_id=late.id, persons=12, gathered_on=TODAY - timedelta(days=3))
    session.commit()
    assert [one.case_id for one in risk.hottest(session, Filter(), actor=director, today=TODAY, limit=1)] == [
        late.id
    ]
    lines = [replace(one, points=0) if one.factor == "crowd_size" else one for one in SHIPPED]

    publish(session, lines, director)
    session.commit()

    found = risk.hottest(session, Filter(), actor=director, today=TODAY)
    assert [(one.case_id, one.risk.points) for one in found] == [(crowded.id, 2), (late.id, 2)]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"day": TODAY - timedelta(days=1)}, point_versions.PointsInPast),
        ({"basis": " "}, FieldRequired),
        ({"lines": SHIPPED}, point_versions.PointsUnchanged),
        ({"lines": changed("cap.crowd", points=1)}, point_checks.CapTooLow),
        ({"previewed": ""}, point_versions.NotPreviewed),
    ],
)
def test_what_is_not_published(session, build, values, refusal) -> None:
    values = {"lines": changed("crowd_size", 0, points=9), **values}

    with pytest.raises(refusal):
        publish(session, values.pop("lines"), build.actor(Role.ADMINISTRATOR), **values)

    assert session.exec(select(RiskPointVersion)).all() == []


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.UNIT_HEAD, Role.OFFICER, Role.VIEWER])
def test_who_may_not_publish(session, build, role) -> None:
    with pytest.raises(NotPermitted):
        publish(session, changed("crowd_size", 0, points=9), build.actor(role))


def test_versions_tell_who_published_them_and_what_differs(session, build) -> None:
    admin = build.actor(Role.ADMINISTRATOR)
    lines = [one for one in changed("crowd_size", 3, points=20) if one.factor != "media"]
    lines += [Band("media", 1, None, None, 4, "D", "gộp")]
    publish(session, lines, admin)

    shipped, own = point_versions.versions(session, actor=admin)

    assert (shipped.published_by, own.published_by, own.basis) == ("", admin.name, "12/QĐ-SCT")
    found = point_versions.difference(shipped.table.lines(), own.table.lines())
    assert [
        (one.factor, one.before and one.before.points, one.after and one.after.points) for one in found
    ] == [
        ("crowd_size", 22, 20),
        ("media", 4, 4),
        ("media", 8, None),
    ]


# Tables that pass the checks, by other points and other ends of the bands.
@st.composite
def tables(draw):
    lines = []
    for factor in SENTENCES:
        shape = [line for line in SHIPPED if line.factor == factor]
        cools = factor in point_checks.COOLING
        values = sorted(draw(st.lists(st.integers(0, 30), min_size=len(shape), max_size=len(shape))))
        low = shape[0].low
        for number, (line, value) in enumerate(zip(shape, values, strict=True)):
            high = None if number == len(shape) - 1 else low + draw(st.integers(0, 40))
            lines.append(replace(line, low=low, high=high, points=-value if cools else value))
            low = (high or 0) + 1
    most = {factor: max(line.points for line in lines if line.factor == factor) for factor in SENTENCES}
    others = {"level.watch": 40, "level.warning": 50, "level.hot": 60, "trend.days": 0}
    others |= {cap: max([1, *(most[one] for one in CAPS[cap][0])]) for cap in CAPS}
    lines += [replace(line, points=others.get(line.factor, 50)) for line in SHIPPED[len(lines) :]]
    assert faults(lines) == []
    return points.table_of(101, lines)


@settings(deadline=None)
@given(tables(), MATTERS)
def test_without_a_factor_the_score_is_less_by_its_printed_points_unless_a_cap_says_so(table, facts) -> None:
    found = assess(facts, table)
    capped = {
        factor for cap in CAPS for factor in CAPS[cap][0] if any(r.factor == cap for r in found.reasons)
    }
    whole = unbounded(found)

    for reason in found.reasons:
        if reason.factor in (*CAPS, BOUND) or reason.factor in capped:
            continue
        without = assess(replace(facts, **{reason.factor: getattr(CALM, reason.factor)}), table)
        assert unbounded(without) == whole - reason.points


def unbounded(found: Assessment) -> int:
    """The sum of what is listed besides the ends of the scale."""
    return sum(reason.points for reason in found.reasons if reason.factor != BOUND)


@settings(deadline=None)
@given(
    tables(), MATTERS, st.sampled_from([factor for factors, _msgid in CAPS.values() for factor in factors])
)
def test_under_a_cap_a_factor_takes_away_its_points_less_what_the_cap_kept(table, facts, factor) -> None:
    """Two factors under one cap: the line of the cap tells what is left of them, and changes with them."""
    cap = next(name for name, (factors, _msgid) in CAPS.items() if factor in factors)
    found, without = (
        {one.factor: one.points for one in assess(each, table).reasons}
        for each in (facts, replace(facts, **{factor: getattr(CALM, factor)}))
    )
    most = table.single(cap).points
    pair = [found.get(one, 0) for one in CAPS[cap][0]]
    rest = sum(pair) - found.get(factor, 0)

    assert found.get(cap, 0) == min(0, most - sum(pair))
    assert without.get(cap, 0) == min(0, most - rest)
    assert factor not in without
    others = {*found, *without} - {factor, cap, BOUND}
    assert {one: found.get(one) for one in others} == {one: without.get(one) for one in others}
    taken = found.get(factor, 0) + found.get(cap, 0) - without.get(cap, 0)
    assert taken == min(most, sum(pair)) - min(most, rest)


@settings(deadline=None)
@given(tables(), MATTERS)
def test_every_level_is_reproduced_from_what_is_listed(table, facts) -> None:
    """From the printed points of reasons and rules alone, without the facts."""
    found = assess(facts, table)

    points_said = sum(reason.points for reason in found.reasons_shown if reason not in found.rules)
    weight = max([points_said, *(rule.points for rule in found.rules)])
    reached = [level for level in LEVELS[1:] if weight >= table.single(f"level.{level}").points]
    assert found.points == points_said
    assert found.level is (reached[-1] if reached else RiskLevel.NORMAL)


@settings(deadline=None)
@given(tables(), MATTERS, st.sampled_from(point_checks.COOLING))
def test_what_cools_never_raises_score_or_level(table, facts, factor) -> None:
    calm, cooled = (assess(replace(facts, **{factor: value}), table) for value in (0, 1))

    assert cooled.points <= calm.points
    assert LEVELS.index(cooled.level) <= LEVELS.index(calm.level)


def test_every_factor_is_drawn() -> None:
    """Or nothing was said about one of them above."""
    assert {*RISING} == {*SENTENCES, *(factor for factor, _msgid in RULES.values())}


@settings(deadline=None)
@given(tables(), MATTERS)
def test_the_same_facts_bring_the_same_score(table, facts) -> None:
    again = points.table_of(table.version, list(table.lines()))

    assert assess(facts, table) == assess(replace(facts), again)


@settings(deadline=None)
@given(tables(), MATTERS, st.sampled_from(WARMING), st.integers(1, 400))
def test_more_of_any_factor_never_lowers_score_or_level_by_any_table(table, facts, factor, more) -> None:
    if factor == "over_level_reach":
        more = 1
    worse = replace(facts, **{factor: (getattr(facts, factor) or 0) + more})

    before, after = assess(facts, table), assess(worse, table)

    assert after.points >= before.points
    assert LEVELS.index(after.level) >= LEVELS.index(before.level)


@settings(deadline=None)
@given(tables())
def test_a_table_is_read_as_it_was_written(table) -> None:
    text = points.written(table.lines())

    assert points._over_shipped(((101, TODAY, text),)).on(TODAY) == table  # noqa: SLF001


def test_what_was_seen_of_other_lines_another_day_or_before_another_version_is_no_preview(
    session, build
) -> None:
    admin = build.actor(Role.ADMINISTRATOR)
    lines = changed("crowd_size", 0, points=9)
    seen = point_effects.effect(session, lines, effective_from=TODAY, actor=admin, now=NOW).mark
    other = changed("crowd_size", 0, points=10)

    for values in ({"lines": other}, {"lines": lines, "day": TODAY + timedelta(days=1)}):
        with pytest.raises(point_versions.NotPreviewed):
            publish(session, values.pop("lines"), admin, previewed=seen, **values)
    publish(session, other, admin)
    with pytest.raises(point_versions.NotPreviewed):
        publish(session, lines, admin, previewed=seen)


def test_a_planned_version_is_withdrawn_before_it_begins_and_stays_to_be_read(session, build) -> None:
    admin, later = build.actor(Role.ADMINISTRATOR), TODAY + timedelta(days=5)
    planned = publish(session, changed("crowd_size", 0, points=13), admin, day=later)

    back = point_versions.withdraw(session, planned.version, basis="14/QĐ-SCT", actor=admin, now=NOW)

    assert (back.version, back.effective_from) == (planned.version + 1, later)
    assert points.tables(session).on(later).points("crowd_size", 6) == 8
    told = [(one.version, one.basis) for one in point_versions.versions(session, actor=admin)]
    assert told[1:] == [(planned.version, "12/QĐ-SCT"), (back.version, "14/QĐ-SCT")]
    with pytest.raises(point_versions.PointsUnchanged):
        point_versions.withdraw(session, planned.version, basis="14/QĐ-SCT", actor=admin, now=NOW)


def test_a_version_that_holds_is_not_withdrawn_nor_one_without_reason_or_right(session, build) -> None:
    admin = build.actor(Role.ADMINISTRATOR)
    now = publish(session, changed("crowd_size", 0, points=13), admin)
    later = publish(session, changed("crowd_size", 0, points=12), admin, day=TODAY + timedelta(days=5))

    for number, basis, who, refusal in (
        (now.version, "x", admin, point_versions.HoldsAlready),
        (later.version, " ", admin, FieldRequired),
        (later.version, "x", build.actor(Role.INSPECTOR), NotPermitted),
        (4711, "x", admin, NotFound),
    ):
        with pytest.raises(refusal):
            point_versions.withdraw(session, number, basis=basis, actor=who, now=NOW)
    assert points.tables(session).on(TODAY + timedelta(days=5)).points("crowd_size", 6) == 12
