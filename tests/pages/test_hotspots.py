"""Hot spots: matters with their reasons within the reader's scope, crowds now, and ways to record them."""

from datetime import timedelta

from models.enums import Kind, Role
from ui.session import today


def text_of(page) -> str:
    return " ".join([*(m.value for m in page.markdown), *(str(h.proto.body) for h in page.get("html"))])


def test_a_matter_shows_level_reasons_and_what_is_not_recorded(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    case = page_build.case(summary="Khiếu nại <b>bồi thường</b>")
    page_build.crowd(case_id=case.id, persons=31, gathered_on=today() - timedelta(days=3))

    page = open_page("pages/hotspots.py", user=director)

    assert not page.exception
    shown = text_of(page)
    assert "Rule: a crowd of 31 people is at least a warning" in shown
    assert "Over-level: not recorded" in shown
    assert "▲ 20 in 28 days" in shown
    assert "<b>bồi" not in shown


def test_a_denunciation_is_named_by_its_kind_only(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    case = page_build.case(kind=Kind.DENUNCIATION, summary="Tên người bị tố cáo")
    page_build.crowd(case_id=case.id, gathered_on=today() - timedelta(days=3))

    shown = text_of(open_page("pages/hotspots.py", user=director))

    assert "Denunciation" in shown
    assert "bị tố cáo" not in shown


def test_a_crowd_that_is_there_stands_on_top(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    page_build.crowd(persons=40, gathered_on=today(), is_ongoing=True, place="Cổng trụ sở")

    shown = text_of(open_page("pages/hotspots.py", user=director))

    assert "40 people · Cổng trụ sở" in shown
    assert "Record a crowd" in shown


def test_nothing_hot_says_so(open_page, page_build) -> None:
    page = open_page("pages/hotspots.py", user=page_build.user(Role.DIRECTOR))

    assert "No matter has risk points." in text_of(page)


def test_a_viewer_is_told_that_he_sees_figures_only_and_gets_no_buttons(open_page, page_build) -> None:
    case = page_build.case()
    page_build.crowd(case_id=case.id, gathered_on=today() - timedelta(days=3))

    page = open_page("pages/hotspots.py", user=page_build.user(Role.VIEWER))

    assert not page.exception
    assert "Your role shows figures only." in text_of(page)
    assert case.code not in text_of(page)
    assert "Record a crowd" not in text_of(page)


def test_alarms_stand_in_the_line_of_today_and_open_as_many_matters(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    case = page_build.case(summary="Khiếu nại bồi thường", received_on=today() - timedelta(days=100))
    page_build.crowd(case_id=case.id, persons=31, gathered_on=today() - timedelta(days=3))
    page_build.case(received_on=today() - timedelta(days=100), due_on=today() - timedelta(days=50))

    monitor = open_page("pages/monitor.py", user=director)
    page = open_page("pages/hotspots.py", user=director, query={"alarms": "1"})

    assert "**1** hot spots in alarm" in text_of(monitor)
    shown = text_of(page)
    assert "Hot spots in alarm" in shown
    assert shown.count("in 28 days") == 1
    assert case.code in shown
