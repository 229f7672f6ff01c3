"""Saved views in the filter bar: opened into the URL, saved by name, managed, undone, shared."""

import pytest
from sqlmodel import select

from models import SavedView
from models.enums import Role
from services import opened_views, periods, saved_view_lists
from ui.session import today

PAGE = "pages/statistics.py"
OVERDUE = "period=ry2026&status=overdue"


def keep(build, user, name: str = "Quá hạn", query: str = OVERDUE, page: str = "statistics", **values):
    return build.add(SavedView(user_id=user.id, page=page, name=name, query=query, **values))


def stored(build) -> list[SavedView]:
    # A new transaction: the one before would still see what it saw.
    build.session.rollback()
    build.session.expire_all()
    return list(build.session.exec(select(SavedView).order_by(SavedView.id)))


def labels(page) -> list[str]:
    return [button.label for button in page.button if str(button.key).startswith("saved_open_")]


def chip(page) -> str:
    """The words on the button that opens the saved views."""
    found = [block.proto.popover.label for block in page.get("popover")]
    return next(label for label in found if label in ("Saved filters", "Quá hạn", "Bao nhiêu", "Mới"))


def press(page, key: str):
    """Click a button inside the popover; a page test does not remember by itself that it is open."""
    page.session_state["saved_views"] = True
    return page.button(key=key).click().run()


@pytest.fixture
def director(page_build):
    return page_build.user(Role.DIRECTOR)


@pytest.fixture
def popped(open_page, director):
    """A page with the popover of saved views open: `popped(query={...})`."""

    def run(path: str = PAGE, *, user=director, **values):
        page = open_page(path, user=user, **values)
        page.session_state["saved_views"] = True
        return page.run()

    return run


def test_closed_it_lists_and_asks_nothing(open_page, page_build, director, monkeypatch) -> None:
    keep(page_build, director)
    for module, name in ((saved_view_lists, "listed"), (opened_views, "default_of")):
        monkeypatch.setattr(module, name, lambda *_a, **_k: pytest.fail("a query was made"))

    page = open_page(PAGE, user=director, query={"period": "ry2026"}).run()

    assert not page.exception
    assert chip(page) == "Saved filters"
    assert labels(page) == []


def test_a_click_puts_the_view_into_the_url(popped, page_build, director) -> None:
    view = keep(page_build, director)
    page = popped(query={"period": "m2026-10", "kind": "complaint"})
    assert labels(page) == ["Quá hạn"]

    press(page, f"saved_open_{view.id}")

    assert not page.exception
    assert dict(page.query_params) == {"period": "ry2026", "status": "overdue"}
    assert page.session_state["filter_status"] == "overdue"
    assert page.session_state["filter_kinds"] == []
    assert chip(page) == "Quá hạn"
    assert labels(page) == []


def test_the_name_of_the_view_goes_when_the_filter_is_another(popped, page_build, director) -> None:
    view = keep(page_build, director)
    page = popped()
    press(page, f"saved_open_{view.id}")

    page.selectbox(key="filter_family").set_value("last12").run()

    assert chip(page) == "Saved filters"


def test_what_is_shown_is_saved_under_a_name(popped, page_build, director) -> None:
    page = popped(query={"period": "m2026-10", "kind": "complaint"})

    page.text_input(key="saved_name_0").set_value("Mới").run()
    press(page, "saved_save")

    assert not page.exception
    (view,) = stored(page_build)
    assert (view.user_id, view.page, view.name, view.query) == (
        director.id,
        "statistics",
        "Mới",
        "period=m2026-10&kind=complaint",
    )
    assert [toast.value for toast in page.toast] == ["The filter is saved as “Mới”."]
    assert chip(page) == "Mới"


def test_the_current_period_moves_along_unless_one_says_no(popped, page_build) -> None:
    page = popped()
    page.text_input(key="saved_name_0").set_value("Luôn").run()
    press(page, "saved_save")
    page.session_state["saved_views"] = True
    page.run()
    page.checkbox(key="saved_moves_along").set_value(False).run()
    page.text_input(key="saved_name_1").set_value("Cố định").run()
    press(page, "saved_save")

    assert not page.exception
    moving, fixed = (view.query for view in stored(page_build))
    assert moving == "period=now%3Ary"
    assert fixed.startswith("period=ry2")


def test_a_taken_name_is_said_and_replaced_on_demand(popped, page_build, director) -> None:
    keep(page_build, director)
    page = popped(query={"period": "m2026-10"})

    page.text_input(key="saved_name_0").set_value("quá hạn").run()
    press(page, "saved_save")

    assert [warning.value for warning in page.warning] == [
        "You already have a saved filter “Quá hạn” on this page. Replace it, or choose another name."
    ]
    assert page.text_input(key="saved_name_0").value == "quá hạn"
    assert [view.query for view in stored(page_build)] == [OVERDUE]

    press(page, "saved_replace")

    assert [(view.name, view.query) for view in stored(page_build)] == [("Quá hạn", "period=m2026-10")]


def test_an_empty_name_is_refused_in_words(popped, page_build) -> None:
    page = popped()

    press(page, "saved_save")

    assert [error.value for error in page.error] == ["“Name of the filter” is empty. Fill it in."]
    assert stored(page_build) == []


def test_a_view_is_renamed_and_made_the_default(popped, page_build, director) -> None:
    view = keep(page_build, director)
    page = popped()
    press(page, f"saved_manage_{view.id}")

    page.text_input(key=f"saved_rename_{view.id}").set_value("Mới").run()
    press(page, f"saved_rename_{view.id}_button")
    page.checkbox(key=f"saved_default_{view.id}").set_value(True).run()

    assert not page.exception
    assert [(v.name, v.is_default) for v in stored(page_build)] == [("Mới", True)]
    assert any("The page now opens with this filter." in caption.value for caption in page.caption)


def test_a_view_is_shared_with_the_unit_or_all(popped, page_build) -> None:
    unit = page_build.unit("Phòng A", parent=page_build.department())
    head = page_build.user(Role.UNIT_HEAD, unit=unit)
    view = keep(page_build, head)
    page = popped(user=head)
    press(page, f"saved_manage_{view.id}")
    radio = page.radio(key=f"saved_share_{view.id}")
    assert radio.options == ["Only me", "Phòng A", "Whole department"]

    radio.set_value(unit.id).run()

    assert not page.exception
    assert [v.shared_unit_id for v in stored(page_build)] == [unit.id]


def test_a_deleted_view_can_be_taken_back_at_once(popped, page_build, director) -> None:
    view = keep(page_build, director)
    page = popped()
    press(page, f"saved_manage_{view.id}")

    press(page, f"saved_delete_{view.id}")

    assert stored(page_build) == []
    assert labels(page) == []
    assert any("“Quá hạn” is deleted." in text.value for text in page.markdown)

    press(page, "saved_undo_button")

    assert not page.exception
    assert [(v.name, v.query) for v in stored(page_build)] == [("Quá hạn", OVERDUE)]
    assert labels(page) == ["Quá hạn"]


def test_a_broken_view_says_so_and_can_only_be_deleted(popped, page_build, director) -> None:
    view = keep(page_build, director, query="kind=bribery")
    page = popped()
    assert labels(page) == []
    assert any("Quá hạn · cannot be read any more" in text.value for text in page.markdown)

    press(page, f"saved_manage_{view.id}")
    assert [warning.value for warning in page.warning] == [
        "This saved filter cannot be read any more. Delete it and save the filter anew."
    ]
    assert not any(str(box.key).startswith("saved_default") for box in page.checkbox)
    press(page, f"saved_delete_{view.id}")

    assert stored(page_build) == []


def test_a_shared_view_is_clipped_to_the_reader_and_says_so(popped, page_build, director) -> None:
    mine = page_build.unit("Phòng A", parent=page_build.department())
    theirs = page_build.unit("Phòng B", parent=page_build.department())
    head = page_build.user(Role.UNIT_HEAD, unit=mine)
    shared = page_build.department().id
    view = keep(page_build, director, query=f"unit={theirs.id}&{OVERDUE}", shared_unit_id=shared)
    keep(page_build, director, "Riêng", shared_unit_id=None)
    page = popped(user=head)
    assert labels(page) == [f"Quá hạn · shared by {director.name}"]
    assert not any(str(button.key).startswith("saved_manage_") for button in page.button)

    press(page, f"saved_open_{view.id}")

    assert dict(page.query_params) == {"period": "ry2026", "status": "overdue"}
    assert [notice.value for notice in page.info] == [
        "The unit of this saved filter is unknown or not among yours; all your units are shown."
    ]


def test_a_page_without_a_filter_opens_with_the_default(open_page, page_build, director) -> None:
    keep(page_build, director, is_default=True)

    page = open_page(PAGE, user=director)

    assert not page.exception
    assert dict(page.query_params) == {"period": "ry2026", "status": "overdue"}
    assert chip(page) == "Quá hạn"


def test_a_link_with_a_filter_is_stronger_than_the_default(open_page, page_build, director) -> None:
    keep(page_build, director, is_default=True)

    page = open_page(PAGE, user=director, query={"period": "m2026-10"})

    assert dict(page.query_params) == {"period": "m2026-10"}


def test_clear_clears_the_default_too(open_page, page_build, director) -> None:
    keep(page_build, director, is_default=True)
    page = open_page(PAGE, user=director)

    page.button(key="filter_clear").click().run()

    assert "status" not in page.query_params
    assert page.session_state["filter_status"] is None


def test_a_default_is_no_choice_for_other_pages(open_page, page_build, director) -> None:
    keep(page_build, director, is_default=True)
    page = open_page(PAGE, user=director)
    assert "_filter_query" not in page.session_state

    page.selectbox(key="filter_family").set_value("last12").run()

    assert page.session_state["_filter_query"] == {"period": "last12", "status": "overdue"}


def test_any_days_begin_with_the_days_on_show(open_page, page_build, director) -> None:
    keep(page_build, director, query="period=m2026-10", is_default=True)
    page = open_page(PAGE, user=director)

    page.selectbox(key="filter_family").set_value("custom").run()

    assert page.query_params["from"] == "2026-10-01"
    assert page.query_params["to"] == "2026-10-31"


def test_a_view_tells_what_it_holds(popped, page_build, director) -> None:
    field = page_build.subject_field("Xăng dầu")
    view = keep(page_build, director, query=f"period=ry2026&kind=complaint&field={field.id}&status=overdue")
    page = popped()

    told = page.button(key=f"saved_open_{view.id}").proto.help

    assert told == "Whole department · Reporting year 2026 · Complaint · Xăng dầu · Overdue"


def test_a_view_that_moves_along_says_so(popped, page_build, director) -> None:
    view = keep(page_build, director, query="period=now%3Ary", is_default=True)
    page = popped(query={"period": "m2026-10"})

    told = page.button(key=f"saved_open_{view.id}").proto.help

    year = periods.report_year(today())
    assert told == f"Default · Whole department · Reporting year {year}, always the current one"
