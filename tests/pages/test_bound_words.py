"""What a person types reaches the database beside a statement and never within one."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from models.enums import Role
from services.facts.store import Facts
from services.filters import NAMES
from services.statistics import DIMENSIONS
from tests.ui.gated import BROWSER, asked, signing_in
from ui.routes import limits

# One word for the search, whose signs would end a text in SQL; the letters are nowhere else.
TYPED = "zqx'||(select+1)--\"zqx"
MARK = "zqx"


@pytest.fixture
def heard(sqlite: Engine, monkeypatch) -> Iterator[tuple[list[str], list[str]]]:
    """Statements of both engines, and what went beside them."""
    statements: list[str] = []
    beside: list[str] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        statements.append(statement)
        beside.append(str(parameters))

    def watched(name: str):
        real = getattr(Facts, name)

        def ask(self, sql: str):
            statements.append(sql)
            return real(self, sql)

        return ask

    for name in ("query", "frame"):
        monkeypatch.setattr(Facts, name, watched(name))
    event.listen(sqlite, "before_cursor_execute", note)
    yield statements, beside
    event.remove(sqlite, "before_cursor_execute", note)


@pytest.fixture
def director(page_build):
    unit = page_build.unit(parent=page_build.department())
    page_build.case(unit=unit)
    page_build.petition(unit=unit)
    user = page_build.user(Role.DIRECTOR, unit=unit)
    page_build.session.commit()
    return user


@pytest.mark.parametrize("page", ["cases", "petitions", "personal_data", "users"])
def test_searched_words_are_bound(open_page, page_build, director, heard, page: str) -> None:
    statements, beside = heard
    user = page_build.user(Role.ADMINISTRATOR) if page == "users" else director
    page_build.session.commit()
    screen = open_page(f"pages/{page}.py", user=user)
    fields = [one for one in screen.text_input if not one.disabled]

    for field in fields:
        field.set_value(TYPED)
    screen = screen.run()
    for button in screen.button:
        if "find" in str(button.key) or "search" in str(button.key):
            screen = button.click().run()
            break

    assert not screen.exception
    assert fields
    assert len(statements) > 10
    assert [one for one in statements if MARK in one.casefold()] == []
    assert any(MARK in one for one in beside)


def test_words_of_an_address_are_in_no_statement(open_page, director, heard) -> None:
    statements, _beside = heard
    names = ("measure", "search", "view", "sort", *NAMES, *(f"by_{name}" for name in DIMENSIONS))

    for page in ("cases", "rows", "statistics"):
        screen = open_page(f"pages/{page}.py", user=director, query=dict.fromkeys(names, TYPED))
        assert not screen.exception

    assert any("case_facts" in one for one in statements)
    assert [one for one in statements if MARK in one.casefold()] == []


def test_a_name_at_the_door_is_bound(page_build, heard, monkeypatch) -> None:
    statements, beside = heard
    limits.forget()
    monkeypatch.setattr(limits, "TARPIT_SECONDS", 0.0)

    answer = asked(signing_in(TYPED, TYPED, headers=BROWSER), address="203.0.113.77")[0]

    assert answer.status_code == 401
    assert [one for one in statements if MARK in one.casefold()] == []
    assert any(MARK in one for one in beside)
