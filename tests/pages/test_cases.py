"""The list of cases: views with counts, search, masked denunciations, opening, bulk assignment."""

from datetime import timedelta

import pytest

from models import Case
from models.enums import CaseOutcome, CaseState, Kind, Role
from services import clock

PAGE = "pages/cases.py"
TABLE = "cases_table_0"


@pytest.fixture
def today():
    return clock.local_date(clock.now())


def table(page):
    return page.dataframe[0].value


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMINISTRATOR])
def test_who_may_not_read_cases_sees_none(open_page, page_build, role, today) -> None:
    page_build.case(due_on=today)

    page = open_page(PAGE, user=page_build.user(role))

    assert "right to open this page" in page.error[0].value
    assert not page.dataframe


@pytest.mark.parametrize(
    ("role", "seen"), [(Role.DIRECTOR, 2), (Role.INSPECTOR, 2), (Role.UNIT_HEAD, 1), (Role.OFFICER, 1)]
)
def test_each_role_sees_its_own_rows(open_page, page_build, role, seen, today) -> None:
    mine = page_build.unit(parent=page_build.department())
    other = page_build.unit(parent=page_build.department())
    page_build.case(unit=mine, due_on=today)
    page_build.case(unit=other, due_on=today)

    page = open_page(PAGE, user=page_build.user(role, unit=mine))

    assert not page.exception
    assert len(table(page)) == seen


def test_an_empty_list_says_what_to_do(open_page, page_build) -> None:
    page = open_page(PAGE, user=page_build.user(Role.DIRECTOR))

    assert not page.exception
    assert any("No case fits." in block.proto.body for block in page.get("html"))


def test_rows_go_by_nearest_breach_in_words_and_denunciations_are_masked(
    open_page, page_build, today
) -> None:
    page_build.case(summary="Chợ thu phí sai", due_on=today + timedelta(days=5), instance=2)
    page_build.case(kind=Kind.DENUNCIATION, summary="Ông X nhận tiền", due_on=today - timedelta(days=3))
    page_build.case(state=CaseState.CLOSED, outcome=CaseOutcome.RIGHT, closed_on=today)

    page = open_page(PAGE, user=page_build.user(Role.DIRECTOR))

    shown = table(page)
    assert [text.split(" · ")[1] for text in shown["Due on"]] == ["3 days overdue", "5 days left"]
    assert shown["Kind"].tolist() == ["Denunciation", "Second complaint"]
    assert shown["Content in short"].tolist() == ["(denunciation – content protected)", "Chợ thu phí sai"]
    assert "Ông X" not in shown.to_string()
    assert any("1–2 / 2" in caption.value for caption in page.caption)


def test_a_view_shows_as_many_rows_as_its_chip_says(open_page, page_build, today) -> None:
    page_build.case(due_on=today - timedelta(days=1))
    page_build.case(due_on=today + timedelta(days=30))
    page = open_page(PAGE, user=page_build.user(Role.DIRECTOR))
    chip = page.button(key="cases_view_overdue")
    assert chip.label == "Overdue · 1"

    chip.click().run()

    assert not page.exception
    assert len(table(page)) == 1
    assert page.query_params["view"] == "overdue"


def test_search_needs_no_accents_and_never_finds_denunciations_by_word(open_page, page_build, today) -> None:
    page_build.case(summary="Chợ Trung Tâm thu phí sai", due_on=today)
    page_build.case(summary="Cây xăng đong thiếu", due_on=today)
    page_build.case(kind=Kind.DENUNCIATION, summary="Chợ Trung Tâm nhận tiền", due_on=today)
    page = open_page(PAGE, user=page_build.user(Role.DIRECTOR))

    page.text_input(key="cases_search").set_value("cho trung tam").run()

    assert table(page)["Content in short"].tolist() == ["Chợ Trung Tâm thu phí sai"]


def test_a_whole_code_opens_its_case(open_page, page_build, today) -> None:
    page_build.case(kind=Kind.DENUNCIATION, code="TC-7K3Q9", due_on=today)
    page = open_page(PAGE, user=page_build.user(Role.DIRECTOR))

    page.text_input(key="cases_search").set_value("tc-7k3q9").run()

    assert page.session_state["_went_to"] == ("case", {"code": "TC-7K3Q9"})


def test_a_click_on_a_row_opens_its_case(open_page, page_build, today) -> None:
    page_build.case(due_on=today, code="2026-00007")
    page = open_page(PAGE, user=page_build.user(Role.DIRECTOR))

    page.session_state[TABLE] = {"selection": {"rows": [], "columns": [], "cells": [[0, "Unit"]]}}
    page.run()

    assert page.session_state["_went_to"] == ("case", {"code": "2026-00007"})


def test_several_cases_are_assigned_after_a_preview(open_page, page_build, today) -> None:
    director = page_build.user(Role.DIRECTOR)
    officer = page_build.user(Role.OFFICER, name="Trần Thị Hòa")
    cases = [page_build.case(due_on=today + timedelta(days=n)) for n in range(2)]
    mine = page_build.case(due_on=today + timedelta(days=5), officer_id=officer.id)
    page = open_page(PAGE, user=director)

    page.session_state[TABLE] = {"selection": {"rows": [0, 1, 2], "columns": [], "cells": []}}
    page.run()
    page.multiselect(key="bulk_officers").set_value([officer.id]).run()

    assert any("gets 2, will have 3" in text.value for text in page.markdown)
    assert f"{mine.code} stays: Trần Thị Hòa already has this case." in page.warning[0].value

    page.button(key="bulk_assign").click().run()

    assert not page.exception
    page_build.session.expire_all()
    assert {page_build.session.get(Case, case.id).officer_id for case in cases} == {officer.id}


def test_pages_turn_and_tell_where_they_are(open_page, page_build, today) -> None:
    for number in range(53):
        page_build.case(due_on=today + timedelta(days=number))
    page = open_page(PAGE, user=page_build.user(Role.DIRECTOR))
    assert any("1–50 / 53" in caption.value for caption in page.caption)

    page.button(key="cases_after").click().run()

    assert any("51–53 / 53" in caption.value for caption in page.caption)
    assert page.button(key="cases_after").disabled
