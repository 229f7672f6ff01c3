"""Related cases on the page of hot spots: suggested, confirmed by a leader, read by an officer."""

from sqlmodel import select

from models import ClusterMember
from models.enums import Kind, Role
from services import database
from tests.pages.test_case import director, texts

__all__ = ["director"]
PAGE = "pages/hotspots.py"


def test_a_leader_confirms_a_suggestion(open_page, page_build, director) -> None:
    for _turn in range(2):
        page_build.case(summary="Dự án Cảng Mỹ Thủy")
    page = open_page(PAGE, user=director)
    assert "Dự án Cảng Mỹ Thủy" in texts(page)
    assert "Same project · 2 cases" in texts(page)

    page.button(key="cluster_confirm_project_du an cang my thuy").click().run()

    assert not page.exception
    with database.reading() as session:
        assert [one.is_confirmed for one in session.exec(select(ClusterMember))] == [True, True]
    page.button(key="cluster_confirm_project_du an cang my thuy").click().run()
    assert "Choose the cases first." in [one.value for one in page.error]


def test_a_refusal_is_taken_back_where_it_was_made(open_page, page_build, director) -> None:
    for _turn in range(2):
        page_build.case(summary="Dự án Cảng Mỹ Thủy")
        page_build.case(summary="Dự án Đường Một")
    page = open_page(PAGE, user=director)

    page.button(key="cluster_refuse_project_du an duong mot").click().run()

    assert "Dự án Cảng Mỹ Thủy" in texts(page)
    assert not [one for one in page.button if one.key == "cluster_refuse_project_du an duong mot"]
    page.button(key="cluster_again_project_du an duong mot").click().run()

    assert not page.exception
    with database.reading() as session:
        assert session.exec(select(ClusterMember)).all() == []
    assert page.button(key="cluster_refuse_project_du an duong mot")


def test_an_officer_reads_and_does_not_decide(open_page, page_build) -> None:
    unit = page_build.unit(parent=page_build.department())
    for _turn in range(2):
        page_build.case(unit=unit, summary="Dự án Cảng Mỹ Thủy")
    page_build.case(unit=unit, kind=Kind.DENUNCIATION, summary="Dự án Cảng Mỹ Thủy, ông Kín")

    page = open_page(PAGE, user=page_build.user(Role.OFFICER, unit=unit))

    assert "Same project · 2 cases" in texts(page)
    assert "Kín" not in texts(page)
    assert not [one for one in page.button if str(one.key).startswith("cluster_")]


def test_nothing_related_says_so(open_page, director) -> None:
    assert "No cases in your sight name the same" in texts(open_page(PAGE, user=director))
