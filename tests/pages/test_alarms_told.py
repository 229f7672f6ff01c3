"""The alarms of the early warning beyond their own screen: in the briefing, on the wall, by their number."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from models import BriefingSnapshot, WarningAlarm, WarningSignal
from models.enums import Role
from services import database, facts
from services.briefing.deck import Deck, DeckChart, DeckLine, DeckSeries, DeckTable
from tests.pages.test_alarms import alarm_of, province
from tests.pages.test_briefing import freeze, text_of
from tests.pages.test_case import director, now, today
from ui.briefing import deck
from ui.wall import alarms, screens

__all__ = ["director", "now", "province", "today"]
HOT = {"slide": "4"}


@pytest.fixture(autouse=True)
def _fresh_facts():
    facts.forget()
    yield
    facts.forget()


def test_an_alarm_of_the_week_is_a_sentence_of_the_briefing_with_its_figure(
    open_page, province, director
) -> None:
    freeze(director, province.last)

    page = open_page("pages/briefing.py", user=director, query=HOT)

    assert not page.exception
    said = text_of(page)
    assert f"#{alarm_of(province)} xã Số 0 · Xăng dầu (Red, new this week): " in said
    assert "new matters in" in said
    assert "Early warning up to the week of" in said


def test_the_briefing_tells_what_stood_when_it_was_frozen(open_page, province, director, now) -> None:
    freeze(director, province.last)
    with database.transaction() as session:
        alarm = session.get_one(WarningAlarm, alarm_of(province))
        alarm.closed_week = alarm.last_week + timedelta(weeks=4)

    said = text_of(open_page("pages/briefing.py", user=director, query=HOT))

    assert f"#{alarm_of(province)} xã Số 0" in said


def test_a_week_frozen_after_later_ones_were_scored_keeps_no_alarm(open_page, province, director) -> None:
    freeze(director, province.last - timedelta(weeks=1))

    said = text_of(open_page("pages/briefing.py", user=director, query=HOT))

    assert "no alarms on record for this week" in said


def test_a_snapshot_from_before_opens_and_says_so(open_page, province, director) -> None:
    freeze(director, province.last)
    with database.transaction() as session:
        row = session.get_one(BriefingSnapshot, 1)
        held = {name: value for name, value in row.content.items() if name != "warned"}
        old = BriefingSnapshot(
            monday=row.monday,
            version=2,
            day=row.day,
            format=1,
            content=held,
            matters=row.matters,
            frozen_at=row.frozen_at,
        )
        session.add(old)

    page = open_page("pages/briefing.py", user=director, query=HOT)

    assert not page.exception
    assert "frozen before alarms were kept with it" in text_of(page)


def test_who_counts_one_unit_reads_of_no_commune(open_page, province, director, page_build) -> None:
    freeze(director, province.last)
    head = page_build.user(Role.UNIT_HEAD, unit=page_build.unit("Phòng A", parent=page_build.department()))

    page = open_page("pages/briefing.py", user=head, query=HOT)

    assert not page.exception
    assert "no alarm stood" in text_of(page)
    assert "xã Số" not in text_of(page)


def test_the_wall_has_a_screen_of_alarms_for_who_counts_the_department(
    open_page, province, director, page_build, monkeypatch
) -> None:
    monkeypatch.setattr(screens, "SCREENS", ((screens.ALARMS, alarms.show),))

    page = open_page("pages/wall.py", user=director)

    assert not page.exception
    said = " ".join(str(html.proto.body) for html in page.get("html"))
    assert "xã Số 0 · Xăng dầu" in said
    told = " ".join(one.value for one in page.caption)
    assert "Counted: matters, repeats, crowds and over-level visits" in told


def test_the_wall_counts_all_four_numbers_of_an_alarm(open_page, province, director, monkeypatch) -> None:
    monkeypatch.setattr(screens, "SCREENS", ((screens.ALARMS, alarms.show),))
    with database.reading() as session:
        signal = session.exec(
            select(WarningSignal).where(WarningSignal.alarm_id == alarm_of(province))
        ).all()[-1]

    said = text_of(open_page("pages/wall.py", user=director))

    assert len(signal.parts) == 4
    assert f"<td>{sum(part['seen'] for part in signal.parts)}</td>" in said


def test_the_wall_of_one_unit_has_no_alarms_of_communes(page_build) -> None:
    unit = page_build.unit("Phòng A", parent=page_build.department())

    shown = screens.of(page_build.actor(Role.UNIT_HEAD, unit=unit))

    assert [title for title, _draw in shown] == [title for title, _draw in screens.SCREENS[:-1]]


def test_the_number_of_an_alarm_opens_it_where_codes_are_typed(open_page, province, director) -> None:
    page = open_page("pages/figure.py", user=director, query={"code": f"#{alarm_of(province)}"})

    assert not page.exception
    assert page.session_state["_went_to"] == ("alarms", {"alarm": str(alarm_of(province))})


def test_presented_are_only_as_many_alarms_as_a_wall_holds(
    open_page, province, director, monkeypatch
) -> None:
    freeze(director, province.last)
    lines = tuple(DeckLine(f"Cảnh báo thứ {number}", wide=True) for number in range(9))
    rows = tuple((f"2026-0000{number}", "chợ") for number in range(8))
    chart = DeckChart("columns", "Đoàn", ("01/11",), (DeckSeries("Đoàn", (1.0,), "#0072B2"),))
    original = deck.make

    def make(found) -> Deck:
        made = original(found)
        full = replace(made.slides[3], lines=lines, chart=chart, table=DeckTable(("Mã", "Ở"), rows))
        return replace(made, slides=(*made.slides[:3], full, *made.slides[4:]))

    monkeypatch.setattr(deck, "make", make)

    presented = text_of(open_page("pages/briefing.py", user=director, query=HOT | {"present": "1"}))
    worked_with = text_of(open_page("pages/briefing.py", user=director, query=HOT))

    assert "Cảnh báo thứ 2" in presented
    assert "Cảnh báo thứ 3" not in presented
    assert "6 more on the page of the briefing" in presented
    assert ("2026-00002" in presented, "2026-00003" in presented) == (True, False)
    assert "5 more on the page of the briefing" in presented
    assert "Cảnh báo thứ 8" in worked_with
