"""One dated definition says what over-level is: to the ledger, to the flag of a petition, to the points."""

from datetime import date
from itertools import product

import pytest
from sqlmodel import select

from models import Case, OverLevelRecord
from models.enums import Level, Role
from services import over_level, over_level_rule, petitions
from services.errors import AppError
from services.hotspots.matters import Matter
from services.hotspots.points import table_on
from services.over_level import OverLevelInput
from services.over_level_checks import LevelNotBelow, over_level_problems
from services.over_level_rule import NotOverLevel, definition_on, is_over_level
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry

EVERYTHING = list(product(Level, Level, (False, True)))


def test_above_the_competent_level_before_its_turn_is_over_level() -> None:
    found = {
        (level, competent)
        for level, competent, turn in EVERYTHING
        if is_over_level(level, competent, lower_had_its_turn=turn, on=TODAY)
    }

    assert found == {
        (Level.DEPARTMENT, Level.UNIT),
        (Level.PROVINCE, Level.UNIT),
        (Level.PROVINCE, Level.DEPARTMENT),
        (Level.CENTRE, Level.UNIT),
        (Level.CENTRE, Level.DEPARTMENT),
        (Level.CENTRE, Level.PROVINCE),
    }
    assert not any(
        is_over_level(level, competent, lower_had_its_turn=True, on=TODAY)
        for level, competent, _ in EVERYTHING
    )


@pytest.mark.parametrize(("level", "competent", "turn"), EVERYTHING)
def test_the_ledger_and_the_petition_agree_with_the_definition(
    session, build, level, competent, turn
) -> None:
    director = build.actor(Role.DIRECTOR)
    expected = is_over_level(level, competent, lower_had_its_turn=turn, on=TODAY)

    try:
        over_level.record_over_level(
            session, OverLevelInput(TODAY, level, competent, turn), actor=director, now=NOW
        )
        by_ledger = True
    except NotOverLevel:
        by_ledger = False
    said = {"over_level": True, "addressed_level": level, "competent_level": competent}
    # What the ledger asks in words, an entry tells by its instance.
    by_petition = not over_level_problems(entry(build, instance=2 if turn else 1, **said))

    assert (by_ledger, by_petition) == (expected, expected)


def test_a_second_complaint_is_not_over_level(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    said = {"over_level": True, "addressed_level": Level.PROVINCE, "competent_level": Level.DEPARTMENT}

    with pytest.raises(NotOverLevel) as refusal:
        petitions.receive(session, entry(build, instance=2, **said), actor=clerk, now=NOW, today=TODAY)

    assert refusal.value.field == "over_level"
    assert session.exec(select(OverLevelRecord)).all() == []


def test_a_level_that_is_not_below_is_told_at_its_field(build) -> None:
    said = {"over_level": True, "addressed_level": Level.DEPARTMENT, "competent_level": Level.PROVINCE}

    found: list[AppError] = over_level_problems(entry(build, **said))

    assert [(type(one), one.field) for one in found] == [(LevelNotBelow, "competent_level")]


def test_both_ways_follow_the_definition_of_the_day(session, build, tmp_path, monkeypatch) -> None:
    lines = ["version,effective_from,effective_to,level,rank,lower_comes_first,basis,confidence"]
    for version, days, first in ((1, "2012-07-01,2026-10-31", "false"), (2, "2026-11-01,", "true")):
        lines += [f"{version},{days},{level},{place},{first},,D" for place, level in enumerate(Level, 1)]
    file = tmp_path / "over_level.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(over_level_rule, "FILE", file)
    director = build.actor(Role.DIRECTOR)
    said = {"over_level": True, "addressed_level": Level.PROVINCE, "competent_level": Level.DEPARTMENT}

    before, since = date(2026, 10, 31), date(2026, 11, 1)
    of_old = OverLevelInput(before, Level.PROVINCE, Level.DEPARTMENT, lower_has_answered_or_is_late=True)
    over_level.record_over_level(session, of_old, actor=director, now=NOW)
    of_new = OverLevelInput(since, Level.PROVINCE, Level.DEPARTMENT, lower_has_answered_or_is_late=True)
    with pytest.raises(NotOverLevel):
        over_level.record_over_level(session, of_new, actor=director, now=NOW)

    assert over_level_problems(entry(build, instance=2, received_on=before, **said)) == []
    assert over_level_problems(entry(build, instance=2, received_on=since, **said)) != []


def test_a_day_before_any_version_is_judged_by_the_first() -> None:
    assert definition_on(date(2000, 1, 1)) is definition_on(date(2012, 7, 1))


def test_the_points_rank_levels_by_the_same_definition(build) -> None:
    case = Case(code="2026-00001", unit_id=1, over_level=True, received_on=TODAY)
    order = definition_on(TODAY).order

    reached = [
        Matter(case, over_levels=[(TODAY, level)]).facts_on(TODAY, table_on(TODAY)).over_level_reach
        for level in order
    ]

    assert reached == [1, 2, 3, 4]
