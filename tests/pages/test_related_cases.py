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

    page.button(key="cluster_confirm_0").click().run()

    assert not page.exception
    with database.reading() as session:
        assert [one.is_confirmed for one in session.exec(select(ClusterMember))] == [True, True]
    page.button(key="cluster_confirm_0").click().run()
    assert "Choose the cases first." in [one.value for one in page.error]


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
