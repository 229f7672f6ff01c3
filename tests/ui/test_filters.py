"""The filter bar and the URL say the same, in both directions, and what a link may not show is said."""

from models.enums import Role


def shown(page, key):
    return page.session_state[key]


def test_without_a_link_the_reporting_year_is_shown_and_written(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)

    page = open_page("pages/statistics.py", user=director)

    assert not page.exception
    assert page.query_params["period"].startswith("ry")


def test_a_link_sets_every_chip(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    unit = page_build.unit("Phòng A", parent=page_build.department())
    field, commune = page_build.subject_field(), page_build.commune()
    query = {
        "unit": str(unit.id),
        "period": "m2026-10",
        "kind": "complaint,denunciation",
        "field": str(field.id),
        "commune": str(commune.id),
        "status": "overdue",
    }

    page = open_page("pages/statistics.py", user=director, query=query)

    assert dict(page.query_params) == query
    assert shown(page, "filter_unit") == unit.id
    assert shown(page, "filter_period") == "m2026-10"
    assert shown(page, "filter_fields") == [field.id]
    assert shown(page, "filter_communes") == [commune.id]
    assert page.button(key="filter_clear").label == "Clear"


def test_a_choice_is_written_into_the_url_and_clear_takes_it_out(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    unit = page_build.unit("Phòng A", parent=page_build.department())
    page = open_page("pages/statistics.py", user=director, query={"period": "ry2026"})

    page.radio(key="filter_unit").set_value(unit.id).run()
    written = page.query_params["unit"]
    page.button(key="filter_clear").click().run()

    assert written == str(unit.id)
    assert "unit" not in page.query_params
    assert shown(page, "filter_unit") == 0


def test_another_kind_of_period_begins_with_its_latest(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    page = open_page("pages/statistics.py", user=director, query={"period": "ry2026"})

    page.selectbox(key="filter_family").set_value("last12").run()
    last12 = page.query_params["period"]
    page.selectbox(key="filter_family").set_value("m").run()
    month = page.query_params["period"]
    page.selectbox(key="filter_family").set_value("custom").run()

    assert last12 == "last12"
    assert month.startswith("m2")
    assert page.query_params["period"] == "custom"
    assert page.query_params["from"].endswith("-01")
    assert not page.exception


def test_a_forbidden_unit_is_clipped_with_a_notice(open_page, page_build) -> None:
    mine = page_build.unit("Phòng A", parent=page_build.department())
    other = page_build.unit("Phòng B", parent=page_build.department())
    head = page_build.user(Role.UNIT_HEAD, unit=mine)

    page = open_page("pages/statistics.py", user=head, query={"unit": str(other.id), "period": "ry2026"})

    assert "unit" not in page.query_params
    assert [notice.value for notice in page.info] == [
        "The unit of this link is unknown or not among yours; all your units are shown."
    ]


def test_lists_are_searched_without_marks(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    page_build.commune("xã Đức Thuận")
    page_build.commune("phường Trung Tâm")
    page = open_page("pages/statistics.py", user=director)

    page.text_input(key="filter_search").set_value("duc thuan").run()

    assert page.multiselect(key="filter_communes").options == ["xã Đức Thuận"]
