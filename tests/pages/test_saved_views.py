"""On lists a saved view also holds search, ready-made view and order; on rows it holds the figure."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import SavedView
from models.enums import Kind, PetitionOutcome, Role
from services import periods
from ui.session import today as local_today

CASES, ROWS, PETITIONS = "pages/cases.py", "pages/rows.py", "pages/petitions.py"


@pytest.fixture
def today():
    return local_today()


@pytest.fixture
def director(page_build):
    return page_build.user(Role.DIRECTOR)


def codes(page) -> list[str]:
    return page.dataframe[0].value["Code"].tolist()


def keep(build, user, page: str, query: str, **values):
    return build.add(SavedView(user_id=user.id, page=page, name="Của tôi", query=query, **values))


def press(page, key: str):
    page.session_state["saved_views"] = True
    page.run()
    page.session_state["saved_views"] = True
    return page.button(key=key).click().run()


@pytest.fixture
def market_cases(page_build, today):
    """Two late cases about markets, one that is not late, and a late one about petrol."""
    late, received = today - timedelta(days=9), today - timedelta(days=40)
    page_build.case(code="2026-00001", summary="Chợ Trung Tâm", due_on=late, received_on=received)
    page_build.case(
        code="2026-00002",
        summary="Chợ đầu mối",
        due_on=late + timedelta(days=1),
        received_on=received + timedelta(days=1),
    )
    page_build.case(code="2026-00003", summary="Chợ nổi", due_on=today + timedelta(days=30))
    page_build.case(code="2026-00004", summary="Xăng dầu", due_on=late, received_on=received)


def test_the_default_of_case_tracking_brings_its_search_view_and_order(
    open_page, page_build, director, market_cases
) -> None:
    keep(
        page_build,
        director,
        "cases",
        "period=now%3Ary&view=overdue&sort=received&search=cho",
        is_default=True,
    )

    page = open_page(CASES, user=director)

    assert not page.exception
    assert codes(page) == ["2026-00002", "2026-00001"]
    assert page.text_input(key="cases_search").value == "cho"
    assert page.selectbox(key="cases_sort").value == "received"
    shown = dict(page.query_params)
    assert shown.pop("period").startswith("ry")
    assert shown == {"view": "overdue", "sort": "received", "search": "cho"}


def test_the_link_of_a_saved_view_shows_the_same_list(open_page, page_build, director, market_cases) -> None:
    query = {"view": "overdue", "sort": "received", "search": "cho", "period": "last12"}

    page = open_page(CASES, user=director, query=query)

    assert codes(page) == ["2026-00002", "2026-00001"]
    assert dict(page.query_params) == query


def test_what_is_typed_stays_out_of_the_url_and_takes_saved_words_out(
    open_page, page_build, director, market_cases
) -> None:
    page = open_page(CASES, user=director, query={"search": "cho", "period": "last12"})

    page.text_input(key="cases_search").set_value("xăng dầu").run()

    assert codes(page) == ["2026-00004"]
    assert dict(page.query_params) == {"period": "last12"}


def test_a_view_of_case_tracking_is_saved_with_all_that_is_chosen(
    open_page, page_build, director, market_cases
) -> None:
    page = open_page(CASES, user=director, query={"period": "last12", "view": "overdue"})
    page.text_input(key="cases_search").set_value("chợ").run()
    page.selectbox(key="cases_sort").set_value("received").run()
    page.session_state["saved_views"] = True
    page.run()

    page.text_input(key="saved_name_0").set_value("Chợ quá hạn")
    press(page, "saved_save")

    assert not page.exception
    (view,) = page_build.session.exec(select(SavedView)).all()
    assert (view.name, view.query) == (
        "Chợ quá hạn",
        "period=last12&view=overdue&sort=received&search=ch%E1%BB%A3",
    )


def test_another_view_empties_the_search(open_page, page_build, director, market_cases) -> None:
    view = keep(page_build, director, "cases", "period=last12&view=overdue")
    page = open_page(CASES, user=director, query={"period": "last12", "search": "cho"})

    press(page, f"saved_open_{view.id}")

    assert page.text_input(key="cases_search").value == ""
    assert codes(page) == ["2026-00001", "2026-00004", "2026-00002"]
    assert dict(page.query_params) == {"period": "last12", "view": "overdue"}


def test_the_order_of_the_list_is_chosen_and_stands_in_the_url(
    open_page, page_build, director, market_cases
) -> None:
    page = open_page(CASES, user=director, query={"period": "last12", "view": "overdue"})
    assert codes(page) == ["2026-00001", "2026-00004", "2026-00002"]

    page.selectbox(key="cases_sort").set_value("received").run()

    assert codes(page)[0] == "2026-00002"
    assert page.query_params["sort"] == "received"

    page.selectbox(key="cases_sort").set_value("due").run()
    assert "sort" not in page.query_params
    page.button(key="cases_view_all").click().run()
    assert page.selectbox(key="cases_sort").disabled


def test_the_default_of_the_rows_brings_its_figure(open_page, page_build, director, today) -> None:
    page_build.case(code="2026-00001", due_on=today - timedelta(days=9))
    page_build.case(code="2026-00002", due_on=today - timedelta(days=9), kind=Kind.RECOMMENDATION)
    query = "period=now%3Ary&measure=overdue&by_kind=recommendation"
    keep(page_build, director, "rows", query, is_default=True)

    page = open_page(ROWS, user=director)

    assert not page.exception
    assert codes(page) == ["2026-00002"]
    assert page.query_params["measure"] == "overdue"
    assert page.query_params["period"] == periods.default(today).code


def test_a_figure_that_was_clicked_is_stronger_than_the_default(
    open_page, page_build, director, today
) -> None:
    page_build.case(code="2026-00001", due_on=today - timedelta(days=9))
    keep(page_build, director, "rows", "period=last12&measure=settled", is_default=True)

    page = open_page(ROWS, user=director, query={"measure": "overdue"})

    assert codes(page) == ["2026-00001"]
    assert page.query_params["measure"] == "overdue"


@pytest.fixture
def petitions(page_build, today):
    """An old complaint and a recommendation of today that wait, and a complaint that is handled."""
    old = today - timedelta(days=800)
    page_build.petition(code="2026-00001", received_on=old, summary="Chợ Trung Tâm")
    page_build.petition(code="2026-00002", received_on=today, kind=Kind.RECOMMENDATION, summary="Chợ nổi")
    handled = {"handled_on": today, "outcome": PetitionOutcome.GUIDE}
    page_build.petition(code="2026-00003", received_on=today, summary="Chợ đầu mối", **handled)


def lines(page) -> set[str]:
    text = " ".join(markdown.value for markdown in page.markdown)
    return {code for code in ("2026-00001", "2026-00002", "2026-00003") if code in text}


def test_petitions_follow_the_filter_and_hide_nothing_old_by_themselves(
    open_page, page_build, director, petitions
) -> None:
    page = open_page(PETITIONS, user=director)
    assert not page.exception
    assert lines(page) == {"2026-00001", "2026-00002"}
    assert any("whenever they were received" in caption.value for caption in page.caption)

    page.pills(key="filter_kinds").set_value([Kind.RECOMMENDATION]).run()
    assert lines(page) == {"2026-00002"}
    assert page.query_params["kind"] == "recommendation"


def test_a_view_of_petitions_brings_its_list_and_its_search(
    open_page, page_build, director, petitions
) -> None:
    query = "period=last12&kind=complaint&view=latest&search=cho"
    keep(page_build, director, "petitions", query, is_default=True)

    page = open_page(PETITIONS, user=director)

    assert not page.exception
    assert lines(page) == {"2026-00003"}
    assert page.segmented_control(key="petitions_view").value == "latest"
    assert page.text_input(key="petitions_search").value == "cho"
    assert dict(page.query_params) == {
        "period": "last12",
        "kind": "complaint",
        "view": "latest",
        "search": "cho",
    }

    page.segmented_control(key="petitions_view").set_value("waiting").run()
    assert page.query_params["view"] == "waiting"
    assert lines(page) == set()
    assert any("No petition fits." in str(text.proto.body) for text in page.get("html"))
