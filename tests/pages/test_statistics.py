"""Six charts over one filter, each with a subject and a unit, and an empty state with a next step."""

from models.enums import Kind, Role
from ui.session import today


def text_of(page) -> str:
    return " ".join([*(m.value for m in page.markdown), *(str(h.proto.body) for h in page.get("html"))])


def test_six_charts_name_their_subject_and_unit(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    unit = page_build.unit("Phòng Thương mại", parent=page_build.department())
    day = today()
    page_build.petition(unit=unit, received_on=day, field_id=page_build.subject_field().id)
    case = page_build.case(unit=unit, received_on=day, accepted_on=day, decided_on=day, settled_in_time=True)
    page_build.case(unit=unit, received_on=day.replace(year=day.year - 1), due_on=day.replace(day=1))
    page_build.crowd(unit=unit, gathered_on=day, case_id=case.id)

    page = open_page("pages/statistics.py", user=director)

    assert not page.exception
    shown = text_of(page)
    for title in (
        "Petitions received by month (petitions)",
        "Petitions by receiving unit (petitions)",
        "Petitions by field (petitions)",
        "Crowds and over-level by week (times)",
        "Settled cases by outcome (cases)",
    ):
        assert title in shown
    assert "See 1 (petitions)" in shown


def test_an_empty_period_says_why_and_what_next(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)

    page = open_page("pages/statistics.py", user=director, query={"period": "y2021"})

    assert not page.exception
    assert "Nothing to count in this period." in text_of(page)
    assert "Choose a longer period or another unit." in text_of(page)


def test_the_filter_narrows_every_chart(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    for kind in (Kind.COMPLAINT, Kind.RECOMMENDATION, Kind.RECOMMENDATION):
        page_build.petition(kind=kind, received_on=today())

    page = open_page("pages/statistics.py", user=director, query={"kind": "recommendation"})

    assert "See 2 (petitions)" in text_of(page)


def test_a_role_without_figures_is_refused(open_page, page_build) -> None:
    page = open_page("pages/statistics.py", user=page_build.user(Role.ADMINISTRATOR))

    assert [error.value for error in page.error] == ["You do not have the right to open this page."]
