"""The rows behind a figure: the same count, within scope, masked, with ways on and back."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from models import CaseExclusion, NumberPassport, OverLevelRecord
from models.enums import Kind, Level, Role
from services import database, statistics
from services.filters import Filter
from services.statistics import MEASURES
from tests.builders import NOW
from ui import row_table
from ui.session import today


def table_of(page):
    (table,) = page.dataframe
    return table.value


@pytest.fixture
def matters(page_build):
    """A unit with three overdue cases, one of them a denunciation, and one case that is in time."""
    day = today()
    unit = page_build.unit("Phòng Thương mại", parent=page_build.department())
    received = day - timedelta(days=80)
    for kind in (Kind.COMPLAINT, Kind.RECOMMENDATION, Kind.DENUNCIATION):
        page_build.case(unit=unit, kind=kind, received_on=received, due_on=day - timedelta(days=20))
    page_build.case(unit=unit, received_on=received, due_on=day + timedelta(days=90))
    return unit


def test_the_list_has_the_count_of_the_figure_and_its_definition(open_page, page_build, matters) -> None:
    director = page_build.user(Role.DIRECTOR)

    page = open_page("pages/rows.py", user=director, query={"measure": "overdue"})

    assert not page.exception
    assert page.title[0].value == "Overdue cases"
    assert page.caption[0].value == MEASURES["overdue"].definition
    assert page.caption[1].value == "1–3 / 3"
    assert len(table_of(page)) == 3


def test_words_of_a_denunciation_never_stand_in_the_list(open_page, page_build, matters) -> None:
    director = page_build.user(Role.DIRECTOR)
    page_build.case(
        unit=matters,
        kind=Kind.DENUNCIATION,
        summary="Ông Nguyễn Văn Bí Mật",
        received_on=today() - timedelta(days=80),
        due_on=today() - timedelta(days=3),
    )

    table = table_of(open_page("pages/rows.py", user=director, query={"measure": "overdue"}))

    assert "Bí Mật" not in table.to_string()
    assert list(table["Content in short"]).count("Content protected") == 2


def test_scope_and_wall_hold_for_rows_and_figure_alike(open_page, page_build, matters) -> None:
    officer, director = page_build.user(Role.OFFICER, unit=matters), page_build.user(Role.DIRECTOR)
    hidden = page_build.case(
        unit=matters, received_on=today() - timedelta(days=80), due_on=today() - timedelta(days=9)
    )
    page_build.add(CaseExclusion(case_id=hidden.id, user_id=director.id, reason="accused"))

    of_officer = open_page("pages/rows.py", user=officer, query={"measure": "overdue"})
    of_director = open_page("pages/rows.py", user=director, query={"measure": "overdue"})

    assert len(table_of(of_officer)) == 3
    assert len(table_of(of_director)) == 3
    assert hidden.code not in table_of(of_director).to_string()


def test_a_bar_narrows_the_list_and_its_chip_widens_it_again(open_page, page_build, matters) -> None:
    director = page_build.user(Role.DIRECTOR)
    query = {"measure": "overdue", "by_kind": "complaint", "by_age_band": "16-30"}
    page = open_page("pages/rows.py", user=director, query=query)
    narrowed = len(table_of(page))

    label = page.button(key="drop_kind").label
    page.button(key="drop_kind").click().run()

    assert (narrowed, label) == (1, "Kind: Complaint")
    assert len(table_of(page)) == 3
    assert "by_kind" not in page.query_params


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"measure": "nonsense"},
        {"measure": "overdue", "by_age_band": "x"},
        {"measure": "open", "by_due": "?"},
    ],
)
def test_a_link_that_names_no_figure_is_refused_in_words(open_page, page_build, query) -> None:
    page = open_page("pages/rows.py", user=page_build.user(Role.DIRECTOR), query=query)

    assert not page.exception
    assert [error.value for error in page.error] == [
        "This link names no figure that is counted here. Open it again from its chart."
    ]


def test_a_viewer_of_figures_gets_no_row(open_page, page_build, matters) -> None:
    page = open_page("pages/rows.py", user=page_build.user(Role.VIEWER), query={"measure": "overdue"})

    assert not page.exception
    assert not page.dataframe


def test_long_lists_are_paged_and_say_where_one_is(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    for _number in range(53):
        page_build.petition(received_on=today())
    page = open_page("pages/rows.py", user=director, query={"measure": "received"})
    first = page.caption[1].value

    page.button(key="rows_after").click().run()

    assert first == "1–50 / 53"
    assert page.caption[1].value == "51–53 / 53"
    assert len(table_of(page)) == 3
    assert page.button(key="rows_after").disabled


def test_every_measure_lists_as_many_rows_as_it_counts(open_page, page_build, matters) -> None:
    director = page_build.user(Role.DIRECTOR)
    day = today()
    case = page_build.case(unit=matters, received_on=day, accepted_on=day, decided_on=day)
    page_build.crowd(unit=matters, gathered_on=day, case_id=case.id)
    page_build.petition(unit=matters, received_on=day, kind=Kind.DENUNCIATION)
    page_build.add(
        OverLevelRecord(
            recorded_on=day,
            level=Level.PROVINCE,
            case_id=case.id,
            unit_id=matters.id,
            entered_by_id=director.id,
            entered_at=NOW,
        )
    )
    actor = page_build.actor_of(director, today=day)
    filter = Filter(period="custom", start=date(2020, 1, 1), end=day)

    for name, measure in MEASURES.items():
        page = open_page("pages/rows.py", user=director, query={"measure": name, **filter.to_query()})
        number = statistics.figure(name, filter, actor=actor, today=day)

        assert not page.exception
        listed = len(table_of(page)) if page.dataframe else 0
        if measure.is_count:
            assert listed == (number or 0), name


def test_the_workbook_of_rows_bears_the_code_of_its_figure(
    open_page, page_build, matters, monkeypatch
) -> None:
    files: list[bytes] = []
    monkeypatch.setattr(row_table.st, "download_button", lambda _label, data, **_more: files.append(data()))
    director = page_build.user(Role.DIRECTOR)

    assert not open_page("pages/rows.py", user=director, query={"measure": "open"}).exception

    page = load_workbook(BytesIO(files[-1])).active
    with database.reading() as session:
        kept = session.exec(select(NumberPassport).where(NumberPassport.figure == "open")).one()
    assert f"Figure code {kept.code}" in page["A2"].value
