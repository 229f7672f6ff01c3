"""The page of a code shows then and now; a screen lists its codes and writes only when they are opened."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import NumberPassport
from models.enums import Role
from services import database
from ui.session import today


def text_of(page) -> str:
    return " ".join([*(m.value for m in page.markdown), *(c.value for c in page.caption)])


def kept() -> list[NumberPassport]:
    with Session(database.engine()) as session:
        return list(session.exec(select(NumberPassport)))


@pytest.fixture
def matters(page_build):
    """A unit with two open cases."""
    unit = page_build.unit("Phòng Thương mại", parent=page_build.department())
    for _number in range(2):
        page_build.case(unit=unit, received_on=today() - timedelta(days=20))
    return unit


@pytest.fixture
def code_of_open(open_page, page_build, matters):
    """The director, and the code of his open cases, taken from the list of their rows."""
    director = page_build.user(Role.DIRECTOR)
    page = open_page("pages/rows.py", user=director, query={"measure": "open"})
    before = len(kept())
    page.session_state["figure_codes"] = True
    page.run()
    return director, page.code[0].value, before


def test_a_screen_writes_its_codes_when_they_are_asked_for_and_once(code_of_open) -> None:
    _director, code, before = code_of_open

    assert before == 0
    assert [(one.code, one.figure, one.value) for one in kept()] == [(code, "open", 2)]


def test_a_code_says_that_the_figure_differs_and_opens_both_lists(
    open_page, page_build, matters, code_of_open
) -> None:
    director, code, _before = code_of_open
    page_build.case(unit=matters, received_on=today())

    page = open_page("pages/figure.py", user=director, query={"code": code})

    assert not page.exception
    assert page.subheader[0].value == "Open cases"
    assert page.warning[0].value.startswith("Differs: you saw 2 at ")
    assert page.warning[0].value.endswith("; today it is 3 for you.")
    assert "**2** seen by you at" in text_of(page)
    assert "**3** today" in text_of(page)
    assert text_of(page).count("Open the rows") == 2


def test_another_reader_sees_his_own_figure_and_a_viewer_no_rows(open_page, page_build, code_of_open) -> None:
    _director, code, _before = code_of_open

    page = open_page("pages/figure.py", user=page_build.user(Role.VIEWER), query={"code": code})

    assert not page.exception
    assert page.info[0].value == (
        "You have not seen this figure under its code before. Today it is 2 for you."
    )
    assert "Open the rows" not in text_of(page)


@pytest.mark.parametrize("code", ["2222222", "<b>x</b>", "' OR 1=1"])
def test_a_code_that_is_none_is_refused_in_words(open_page, page_build, code) -> None:
    page = open_page("pages/figure.py", user=page_build.user(Role.DIRECTOR), query={"code": code})

    assert not page.exception
    assert [error.value for error in page.error] == [
        "There is no figure with this code that you may see. Check its seven letters and digits."
    ]


def test_a_code_can_be_typed(open_page, page_build, code_of_open) -> None:
    director, code, _before = code_of_open
    page = open_page("pages/figure.py", user=director)
    empty = page.info[0].value

    page.text_input(key="figure_code").set_value(f"{code[:3].lower()} {code[3:]}").run()

    assert empty.startswith("Seven letters and digits")
    assert page.success[0].value.startswith("Unchanged: you saw 2 at ")
    assert page.query_params["code"]
