"""The statistics screen: charts that filter each other, cross table, compared periods, what a link shows."""

import pytest
from sqlmodel import select

from models import NumberPassport
from models.enums import Kind, Role
from services import database
from ui.session import today
from ui.statistics import export, tabs


def text_of(page) -> str:
    notes = [*page.info, *page.caption, *page.markdown]
    return " ".join([*(m.value for m in notes), *(str(h.proto.body) for h in page.get("html"))])


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
        "Petitions by month and the year before (petitions)",
        "Age of open cases (cases)",
        "Settled on time by month (percent of cases)",
        "Petitions by field (petitions)",
        "Petitions by unit and all below it (petitions)",
        "Crowds and over-level by week (times)",
    ):
        assert title in shown
    assert "See 1 (petitions)" in shown
    # The definition stands at the figure.
    assert any("Counted over the chosen days." in m.proto.help for m in page.markdown)


def test_an_empty_period_says_why_and_what_next(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)

    page = open_page("pages/statistics.py", user=director, query={"period": "y2021"})

    assert not page.exception
    assert "There is nothing in this period under this filter." in text_of(page)
    assert "Nothing to count in this period." in text_of(page)
    assert "Choose a longer period or another unit, or remove a chip above." in text_of(page)


@pytest.mark.parametrize("tab", tabs.TABS)
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.VIEWER])
def test_every_tab_opens_with_and_without_rows(open_page, page_build, tab, role) -> None:
    reader = page_build.user(role)
    day = today()
    unit = page_build.unit(parent=page_build.department())
    page_build.petition(unit=unit, received_on=day, outcome="accept", handled_on=day)
    page_build.case(
        unit=unit,
        received_on=day,
        accepted_on=day,
        decided_on=day,
        settled_in_time=True,
        outcome="right",
        field_id=page_build.subject_field().id,
    )

    page = open_page("pages/statistics.py", user=reader, query={"tab": tab}, language="vi")

    assert not page.exception
    assert not page.error


def test_a_role_begins_with_its_tab_and_a_link_with_the_one_it_names(open_page, page_build) -> None:
    head = page_build.user(Role.UNIT_HEAD, unit=page_build.unit(parent=page_build.department()))

    fresh = open_page("pages/statistics.py", user=head)
    linked = open_page("pages/statistics.py", user=head, query={"period": "ry2026"})

    assert fresh.query_params["tab"] == "places"
    assert "Petitions by commune (petitions)" in text_of(fresh)
    assert "tab" not in linked.query_params
    assert "Age of open cases (cases)" in text_of(linked)


def test_a_mark_of_the_link_narrows_the_charts_and_its_chip_takes_it_away(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    for kind in (Kind.COMPLAINT, Kind.RECOMMENDATION, Kind.RECOMMENDATION):
        page_build.petition(kind=kind, received_on=today())

    page = open_page("pages/statistics.py", user=director, query={"by_kind": "recommendation"})
    narrowed = text_of(page)
    chip = page.button(key="drop_kind")
    label = chip.label
    chip.click().run()

    assert label == "Kind: Recommendation, reflection"
    assert "See 2 (petitions)" in narrowed
    assert "See 3 (petitions)" in text_of(page)
    assert "by_kind" not in page.query_params


def test_a_mark_that_the_reader_may_not_use_is_left_out_and_said(open_page, page_build) -> None:
    own, other = (page_build.unit(parent=page_build.department()) for _ in range(2))
    head = page_build.user(Role.UNIT_HEAD, unit=own)
    page_build.petition(unit=own, received_on=today())

    link = {"by_unit": str(other.id), "by_kind": "complaint"}
    page = open_page("pages/statistics.py", user=head, query=link)

    assert "A mark of this link is unknown or not among what you may see; it was left out." in text_of(page)
    assert [button.key for button in page.button if button.key.startswith("drop_")] == ["drop_kind"]
    assert "See 1 (petitions)" in text_of(page)


def test_an_ended_unit_of_a_link_is_its_successor_and_the_screen_says_so(open_page, page_build) -> None:
    root = page_build.department()
    heir = page_build.unit("Phòng Mới", parent=root)
    day = today()
    ended = page_build.unit(
        "Phòng Cũ", parent=root, valid_to=day.replace(year=day.year - 1), successor_id=heir.id
    )

    page = open_page(
        "pages/statistics.py", user=page_build.user(Role.DIRECTOR), query={"unit": str(ended.id)}
    )

    assert "The unit of this link has ended; Phòng Mới took over." in text_of(page)


def test_what_a_chart_cannot_know_of_a_mark_it_says(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    channel = page_build.channel("desk")
    page_build.petition(channel_id=channel.id, received_on=today())

    page = open_page("pages/statistics.py", user=director, query={"by_channel": str(channel.id)})

    assert "Not narrowed by: Way it came" in text_of(page)


def test_the_cross_table_of_a_link_has_its_figure_rows_columns_and_totals(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    unit = page_build.unit("Phòng Thương mại", parent=page_build.department(), short_name="TM")
    for kind in (Kind.COMPLAINT, Kind.RECOMMENDATION, Kind.RECOMMENDATION):
        page_build.case(unit=unit, kind=kind, received_on=today())
    link = {"tab": "cross", "figure": "open", "rows": "unit", "columns": "kind"}

    page = open_page("pages/statistics.py", user=director, query=link)

    table = page.dataframe[0].value
    assert list(table.columns) == ["Unit", "Complaint", "Recommendation, reflection", "Total"]
    assert table.to_numpy().tolist() == [["TM", 1, 2, 3], ["Total", 1, 2, 3]]
    assert page.selectbox(key="cross_figure").value == "open"
    # The grid prints what is in view alone: on paper stands all of it.
    on_paper = next(h.proto.body for h in page.get("html") if "td-paper" in str(h.proto.body))
    assert "<tr><td>TM</td><td>1</td><td>2</td><td>3</td></tr>" in on_paper


def test_the_numbers_that_open_rows_have_codes(open_page, page_build) -> None:
    page_build.petition(received_on=today())

    page = open_page("pages/statistics.py", user=page_build.user(Role.DIRECTOR))

    noted = page.session_state["_figures"]
    assert [(one.measure, one.value) for one in noted][:2] == [("received", 1.0), ("cases_new", 0.0)]


def test_a_cross_table_of_one_dimension_twice_asks_for_another(open_page, page_build) -> None:
    link = {"tab": "cross", "rows": "kind", "columns": "kind"}

    page = open_page("pages/statistics.py", user=page_build.user(Role.DIRECTOR), query=link)

    assert "Rows and columns are the same." in text_of(page)


def test_a_period_is_compared_with_any_days_by_figure_and_by_unit(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    day = today()
    before = day.replace(year=day.year - 1, day=1)
    for received in (day, day, before):
        page_build.petition(received_on=received)
    days = f"{before.isoformat()}..{before.isoformat()}"
    link = {"tab": "periods", "against": "days", "against_days": days}

    page = open_page("pages/statistics.py", user=director, query=link)

    figures, units = (one.value for one in page.dataframe)
    assert figures.iloc[0].tolist() == ["Petitions received (petitions)", "2", "1", "▲ 1"]
    assert units["Now"].tolist() == ["2"]
    on_paper = [h.proto.body for h in page.get("html") if "<table" in str(h.proto.body)]
    assert [body.count("<tr>") for body in on_paper] == [len(figures) + 1, len(units) + 1]
    assert units["Then"].tolist() == ["1"]


def test_what_is_on_the_screen_can_leave_as_files_for_who_may_export(open_page, page_build) -> None:
    page_build.petition(received_on=today())

    mine = open_page("pages/statistics.py", user=page_build.user(Role.DIRECTOR))
    viewers = open_page("pages/statistics.py", user=page_build.user(Role.VIEWER))

    assert [one.proto.label for one in mine.get("download_button")] == ["Excel", "CSV"]
    assert viewers.get("download_button") == []


def test_a_file_of_the_screen_lists_its_figures_with_the_codes_that_open_them(
    open_page, page_build, monkeypatch
) -> None:
    page_build.case(received_on=today())
    director = page_build.user(Role.DIRECTOR)
    written: list[str] = []

    def download(_label: str, data, *, file_name: str, **_more) -> None:
        if file_name.endswith(".csv"):
            written.append(data().decode("utf-8-sig"))

    monkeypatch.setattr(export.st, "download_button", download)
    assert not open_page("pages/statistics.py", user=director).exception

    lines = [line.split(",") for line in written[-1].splitlines()]
    listed = lines[lines.index(["Figure codes"]) + 3 :]
    coded = {line[-1]: line for line in listed if len(line) >= 3}
    assert len(coded) >= 3
    with database.reading() as session:
        kept = {row.code for row in session.exec(select(NumberPassport))}
    assert set(coded) <= kept


def test_a_single_denunciation_is_counted_for_its_readers_and_leaves_no_trace_for_others(
    open_page, page_build, monkeypatch
) -> None:
    unit = page_build.unit("Phòng Thương mại", parent=page_build.department(), short_name="TM")
    readers = {
        role: page_build.user(role, unit=None if role is not Role.OFFICER else unit)
        for role in (Role.DIRECTOR, Role.OFFICER, Role.VIEWER)
    }
    page_build.case(unit=unit, kind=Kind.COMPLAINT, received_on=today())
    link = {"tab": "cross", "figure": "open", "rows": "unit", "columns": "kind"}
    written: list[str] = []

    def download(_label: str, data, *, file_name: str, **_more) -> None:
        if file_name.endswith(".csv"):
            written.append(data().decode("utf-8-sig"))

    monkeypatch.setattr(export.st, "download_button", download)

    def seen(role: Role) -> tuple[list[str], list[list], list[str]]:
        written.clear()
        page = open_page("pages/statistics.py", user=readers[role], query=link)
        assert not page.exception
        table = page.dataframe[0].value
        # The exact time of the file is no part of it.
        return list(table.columns), table.to_numpy().tolist(), list(written)

    before = {role: seen(role) for role in readers}
    page_build.case(unit=unit, kind=Kind.DENUNCIATION, received_on=today())
    after = {role: seen(role) for role in readers}

    # Nothing is hidden from who may open the row itself: cells, totals and file say one.
    headings, rows, (file,) = after[Role.DIRECTOR]
    assert headings == ["Unit", "Complaint", "Denunciation", "Total"]
    assert rows == [["TM", 1, 1, 2], ["Total", 1, 1, 2]]
    assert "Denunciation" in file
    # For the others no cell, no heading, no total and no line of the file differs.
    assert after[Role.OFFICER] == before[Role.OFFICER]
    assert after[Role.VIEWER] == before[Role.VIEWER]
    assert before[Role.OFFICER][2] != []
    assert after[Role.VIEWER][2] == []


def test_the_filter_narrows_every_chart(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    for kind in (Kind.COMPLAINT, Kind.RECOMMENDATION, Kind.RECOMMENDATION):
        page_build.petition(kind=kind, received_on=today())

    page = open_page("pages/statistics.py", user=director, query={"kind": "recommendation"})

    assert "See 2 (petitions)" in text_of(page)


def test_a_role_without_figures_is_refused(open_page, page_build) -> None:
    page = open_page("pages/statistics.py", user=page_build.user(Role.ADMINISTRATOR))

    assert [error.value for error in page.error] == ["You do not have the right to open this page."]
