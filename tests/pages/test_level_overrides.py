"""The level that a leader sets, as it is set, seen in every list beside the points, and judged."""

from datetime import timedelta

from sqlmodel import select

from models import LevelOverride
from models.enums import OverrideOutcome, RiskLevel, Role
from services import actors, database
from services.hotspots import overrides
from services.hotspots.overrides import OverrideInput
from tests.pages.test_case import PAGE, director, now, opened, texts, today

__all__ = ["director", "now", "today"]


def a_level(case, director, now, today, days: int = 10) -> int:
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        end = today + timedelta(days=days)
        entry = OverrideInput(level=RiskLevel.HOT, reason="Sắp có đoàn đông người", ends_on=end)
        return overrides.set_level(session, case.id, entry, actor=actor, now=now).id


def widget(page, kind: str, field: str):
    return next(one for one in getattr(page, kind) if f"_level_{field}_" in one.key)


def test_a_leader_sets_and_lifts_a_level(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    page = open_page(PAGE, user=director, query={"code": case.code})

    page.button(key="level_save").click().run()
    assert any("is empty" in one.value for one in page.error)
    widget(page, "selectbox", "level").set_value(RiskLevel.HOT)
    widget(page, "text_area", "reason").set_value("Sắp có đoàn đông người")
    page.button(key="level_save").click().run()

    assert not page.exception
    assert "Set by a leader: **Hot**; by points then Normal · 0" in texts(page)
    assert "Set by a leader: Hot, until" in texts(page)
    with database.reading() as session:
        row = session.exec(select(LevelOverride)).one()
    page.button(key=f"level_lift_{row.id}").click().run()
    assert not page.exception
    assert "Set by a leader: Hot, until" not in texts(page)


def test_every_list_tells_the_points_and_what_was_set(open_page, page_build, director, now, today) -> None:
    case = page_build.case()
    a_level(case, director, now, today)

    hot = open_page("pages/hotspots.py", user=director)
    tracked = open_page("pages/cases.py", user=director)

    assert not hot.exception
    assert "Normal 0" in texts(hot)
    assert "Set by a leader: Hot, until" in texts(hot)
    assert "set by leaders: 1" in texts(hot)
    [table] = [one.value for one in tracked.dataframe if "Heat" in one.value.columns]
    assert list(table["Heat"]) == ["Normal · 0; set: Hot"]


def test_a_level_that_is_over_is_judged(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    row_id = a_level(case, director, now - timedelta(days=20), today - timedelta(days=20))

    [table] = [
        one.value
        for one in open_page("pages/hotspots.py", user=director).dataframe
        if "By points then" in one.value.columns
    ]
    assert list(table["Code"]) == [case.code]
    page = open_page(PAGE, user=director, query={"code": case.code})
    widget(page, "selectbox", f"outcome_{row_id}").set_value(OverrideOutcome.CALMED)
    page.button(key=f"level_judge_{row_id}").click().run()

    assert not page.exception
    assert "What was feared was calmed" in texts(page)


def test_an_officer_sees_the_level_and_may_not_change_it(open_page, page_build, director, now, today) -> None:
    unit = page_build.unit(parent=page_build.department())
    case = opened(page_build, director, now, today, unit=unit)
    a_level(case, director, now, today)

    page = open_page(PAGE, user=page_build.user(Role.OFFICER, unit=unit), query={"code": case.code})

    assert not page.exception
    assert "Set by a leader: Hot, until" in texts(page)
    assert not [one for one in page.button if str(one.key).startswith("level_")]
