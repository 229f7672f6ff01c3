"""Recording a crowd asks four things; refusals are sentences and nothing typed is lost."""

from sqlmodel import Session, select

from models import CrowdEvent, OverLevelRecord
from models.enums import Role
from ui.session import today


def test_four_answers_record_a_crowd(open_page, page_build, sqlite) -> None:
    clerk = page_build.clerk()
    page = open_page("pages/crowds.py", user=clerk)

    page.number_input(key="crowd_persons").set_value(12)
    page.text_input(key="crowd_place").set_value("Cổng trụ sở")
    page.button(key="crowd_save").click().run()

    assert not page.exception
    with Session(sqlite) as session:
        crowd = session.exec(select(CrowdEvent)).one()
    assert (crowd.persons, crowd.place, crowd.is_ongoing) == (12, "Cổng trụ sở", True)
    assert page.number_input(key="crowd_persons").value is None
    assert page.selectbox(key="crowd_ending").options == ["12 · Cổng trụ sở"]


def test_a_refusal_keeps_what_was_typed(open_page, page_build) -> None:
    page = open_page("pages/crowds.py", user=page_build.clerk())

    page.number_input(key="crowd_persons").set_value(3)
    page.text_input(key="crowd_place").set_value("Cổng trụ sở")
    page.button(key="crowd_save").click().run()

    assert [error.value for error in page.error] == [
        "Fewer than 5 people are no crowd. Record a visit instead."
    ]
    assert page.text_input(key="crowd_place").value == "Cổng trụ sở"


def test_a_crowd_that_left_is_no_longer_there(open_page, page_build) -> None:
    page_build.crowd(gathered_on=today(), is_ongoing=True)
    page = open_page("pages/crowds.py", user=page_build.clerk())

    page.text_input(key="crowd_result").set_value("Đã tiếp, hẹn trả lời")
    page.button(key="crowd_end").click().run()

    assert not page.exception
    assert "crowd_ending" not in {box.key for box in page.selectbox}


def test_over_level_is_recorded_for_a_case(open_page, page_build, sqlite) -> None:
    director = page_build.user(Role.DIRECTOR)
    case = page_build.case()
    page = open_page("pages/crowds.py", user=director, query={"tab": "over_level", "case": case.code})

    page.button(key="over_level_save").click().run()

    assert not page.exception
    with Session(sqlite) as session:
        assert session.exec(select(OverLevelRecord.case_id)).one() == case.id


def test_a_directive_is_recorded_and_answered(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    case = page_build.case()
    page = open_page("pages/crowds.py", user=director, query={"case": case.code})

    page.text_input(key="directive_number").set_value("15/CV")
    page.text_input(key="directive_from").set_value("UBND tỉnh")
    page.button(key="directive_save").click().run()
    waiting = page.selectbox(key="answer_directive").options
    page.text_input(key="answer_number").set_value("8/BC")
    page.button(key="answer_save").click().run()

    assert waiting == [f"{case.code} · 15/CV · UBND tỉnh"]
    assert not page.exception
    assert "answer_directive" not in {box.key for box in page.selectbox}


def test_a_viewer_may_not_record(open_page, page_build) -> None:
    page = open_page("pages/crowds.py", user=page_build.user(Role.VIEWER))

    assert [error.value for error in page.error] == ["You do not have the right to open this page."]
