"""The weekly briefing on the screen: slides, rows, presenting, conclusions, comparing, files."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from pptx import Presentation
from pypdf import PdfReader
from sqlmodel import select

from models import AuditEntry, BriefingDecision, BriefingSnapshot, NumberPassport, Unit, User
from models.enums import Kind, Role
from services import actors, clock, database, facts
from services.briefing import exporting, freezing, presentation, weeks
from services.briefing.deck import DeckTable
from services.briefing.exporting import Form
from ui.briefing import codes, deck, reading
from ui.i18n import in_language

PAGE = "pages/briefing.py"


def text_of(page) -> str:
    return " ".join([*(m.value for m in page.markdown), *(str(h.proto.body) for h in page.get("html"))])


@pytest.fixture(autouse=True)
def _fresh_facts():
    facts.forget()
    yield
    facts.forget()


def last_week():
    return weeks.monday(clock.local_date(clock.now())) - weeks.WEEK


@pytest.fixture
def frozen(page_build):
    """A director in front of a frozen week: three petitions, two cases, one crowd, one denunciation."""
    monday = last_week()
    unit = page_build.unit("Phòng Quản lý thương mại", parent=page_build.department())
    field = page_build.subject_field("Xăng dầu")
    for _ in range(3):
        page_build.petition(unit=unit, received_on=monday, field_id=field.id)
    case = page_build.case(unit=unit, received_on=monday, summary="Tranh chấp ki ốt chợ")
    page_build.case(unit=unit, received_on=monday)
    page_build.case(unit=unit, received_on=monday, kind=Kind.DENUNCIATION)
    page_build.crowd(unit=unit, gathered_on=monday, persons=60, case_id=case.id)
    director = page_build.user(Role.DIRECTOR)
    page_build.user(Role.VIEWER, username="xem")
    page_build.user(Role.ADMINISTRATOR, username="quantri")
    freeze(director, monday)
    return director, case, monday


def freeze(director, monday) -> None:
    now = clock.now()
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=clock.local_date(now))
        freezing.freeze(session, monday, actor=actor, now=now)


def account(page_build, username: str) -> User:
    return page_build.session.exec(select(User).where(User.username == username)).one()


@pytest.mark.parametrize(
    ("slide", "said"),
    [
        (1, "Petitions received: 3 (the week before 0"),
        (2, "New cases: 2."),
        (3, "Overdue: 0 cases"),
        (4, "Crowds: 1, people in all 60"),
        (5, "Nothing was promised in earlier weeks"),
        (6, "No case falls due from"),
        (7, "No conclusion has been taken down yet."),
    ],
)
def test_each_slide_says_its_subject(open_page, frozen, slide: int, said: str) -> None:
    director, _case, _monday = frozen

    page = open_page(PAGE, user=director, query={"slide": str(slide)})

    assert not page.exception
    assert said in text_of(page)


def test_a_sentence_opens_its_rows_and_tells_how_many_one_may_see(open_page, frozen) -> None:
    director, case, _monday = frozen

    page = open_page(PAGE, user=director, query={"slide": "2"})
    page.button(key="briefing_open_0").click().run()

    assert not page.exception
    assert page.query_params["open"] in ("received", ["received"])
    tables = [frame.value for frame in page.dataframe]
    assert any(case.code in table.to_string() for table in tables)


def test_presenting_shows_the_slide_alone_and_the_buttons_that_keys_press(open_page, frozen) -> None:
    director, _case, _monday = frozen

    page = open_page(PAGE, user=director, query={"slide": "2", "present": "1"})

    assert not page.exception
    assert not page.selectbox
    assert {"slide_next", "slide_previous", "slide_first", "slide_last", "slide_end"} == {
        button.key for button in page.button
    }
    page.button(key="slide_next").click().run()
    assert page.query_params["slide"] in ("3", ["3"])


def test_a_conclusion_is_taken_down_in_the_room(open_page, frozen, page_build) -> None:
    director, _case, monday = frozen
    page = open_page(PAGE, user=director, query={"slide": "7"})

    page.text_area(key="briefing_text").set_value("Đối thoại với tiểu thương")
    unit = page_build.session.exec(select(Unit).where(Unit.name == "Phòng Quản lý thương mại")).one()
    page.selectbox(key="briefing_unit").set_value(unit.id)
    next(button for button in page.button if button.label == "Take down the conclusion").click().run()

    assert not page.exception
    assert not page.error
    page_build.session.rollback()
    row = page_build.session.exec(select(BriefingDecision)).one()
    assert (row.monday, row.case_id) == (monday, None)
    # The form is empty again, so that nobody takes it down twice.
    assert page.text_area(key="briefing_text").value == ""
    assert any("Đối thoại với tiểu thương" in frame.value.to_string() for frame in page.dataframe)


def test_two_weeks_are_compared_with_exactly_what_changed(open_page, frozen) -> None:
    director, _case, monday = frozen
    freeze(director, monday - weeks.WEEK)

    page = open_page(PAGE, user=director)

    assert not page.exception
    chosen = next(one for one in page.button_group if "New cases (2)" in list(one.options))
    assert list(chosen.options) == ["New cases (2)", "Rose to a hotter level (1)", "Crowds (1)"]


def test_nothing_frozen_says_what_will_happen_and_a_leader_freezes(open_page, page_build) -> None:
    director, viewer = page_build.user(Role.DIRECTOR), page_build.user(Role.VIEWER)

    assert not [button.key for button in open_page(PAGE, user=viewer).button]
    page = open_page(PAGE, user=director)
    assert "No week has been frozen yet." in text_of(page)
    page.button(key="briefing_freeze").click().run()

    assert not page.exception
    assert page_build.session.exec(select(BriefingSnapshot.monday)).all() == [last_week()]


def test_a_reader_of_figures_has_the_slides_and_neither_rows_nor_files(open_page, frozen, page_build) -> None:
    page = open_page(PAGE, user=account(page_build, "xem"), query={"slide": "4"})

    assert not page.exception
    assert "Crowds: 1" in text_of(page)
    assert not [button.key for button in page.button if button.key.startswith("briefing_open")]
    shown = " ".join(frame.value.to_string() for frame in page.dataframe) + text_of(page)
    assert "Tranh chấp" not in shown
    assert frozen[1].code not in shown


def test_an_administrator_is_refused_and_a_strange_address_opens_the_newest_week(
    open_page, frozen, page_build
) -> None:
    page = open_page(PAGE, user=account(page_build, "quantri"))
    assert [error.value for error in page.error] == ["You do not have the right to open this page."]

    query = {"week": "w2026-99", "slide": "-4", "version": "77777777", "open": "x", "measure": "y"}
    page = open_page(PAGE, user=frozen[0], query=query)
    assert not page.exception
    assert [error.value for error in page.error] == ["This record does not exist, or you may not see it."]


def exported(director, monday, form: Form) -> tuple[object, bytes]:
    now = clock.now()
    with database.reading() as session:
        actor = actors.actor_of(session, director, today=clock.local_date(now))
    with in_language("vi"):
        made = deck.make(reading.read(monday, version=0, actor=actor, today=clock.local_date(now)))
    with database.transaction() as session:
        return made, exporting.export(session, made, form, actor=actor, now=now)


def test_the_presentation_has_native_charts_with_the_numbers_of_the_snapshot(frozen, page_build) -> None:
    director, _case, monday = frozen

    made, data = exported(director, monday, Form.PPTX)

    pages = Presentation(BytesIO(data)).slides
    drawn = [shape.chart for page in pages for shape in page.shapes if shape.has_chart]
    decked = [slide.chart for slide in made.slides if slide.chart]
    assert len(drawn) == len(decked) >= 3
    for chart, source in zip(drawn, decked, strict=True):
        assert [(one.name, tuple(one.values)) for one in chart.plots[0].series] == [
            (one.name, one.values) for one in source.series
        ]
        assert tuple(chart.plots[0].categories) == source.categories
    with database.reading() as session:
        week = freezing.of_week(session, monday, actor=actors.system_actor("test"))
    received = week.series["received"]
    assert tuple(drawn[0].plots[0].series[0].values) == received
    assert received[-1] == 3
    entry = page_build.session.exec(select(AuditEntry).where(AuditEntry.action == "briefing.export")).one()
    assert entry.details["form"] == "pptx"


def test_word_and_pdf_say_what_the_deck_says_in_vietnamese(frozen) -> None:
    director, case, monday = frozen

    made, word = exported(director, monday, Form.DOCX)
    _made, pdf = exported(director, monday, Form.PDF)

    paper = Document(BytesIO(word))
    paragraphs = [paragraph.text for paragraph in paper.paragraphs]
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    printed = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    for slide in made.slides:
        assert f"{slide.number}. {slide.title}" in paragraphs
        for line in slide.lines:
            assert line.text in paragraphs
            assert line.text in printed
        for row in slide.table.rows if slide.table else ():
            assert set(row) <= cells
    assert "Trong tuần tiếp nhận 3 đơn" in printed
    assert case.code in printed
    assert {figure.value for figure in made.slides[0].figures} <= cells
    assert len(paper.inline_shapes) == sum(1 for slide in made.slides if slide.chart)


@pytest.mark.parametrize("form", list(Form))
def test_figures_in_a_file_have_codes_that_open_what_was_frozen(frozen, form) -> None:
    director, _case, monday = frozen
    now, today = clock.now(), clock.local_date(clock.now())
    with database.reading() as session:
        actor = actors.actor_of(session, director, today=today)
    with in_language("vi"):
        found = reading.read(monday, version=0, actor=actor, today=today)
        made = codes.printed(deck.make(found), found.briefing, actor=actor, today=today, now=now)
    with database.transaction() as session:
        data = exporting.export(session, made, form, actor=actor, now=now)

    if form is Form.PPTX:
        shapes = [shape for page in Presentation(BytesIO(data)).slides for shape in page.shapes]
        said = " ".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    elif form is Form.DOCX:
        paper = Document(BytesIO(data))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        said = " ".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])
    else:
        said = " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    figures = made.slides[0].figures
    assert len({one.code for one in figures}) == len(figures) == 6
    lines = [line for slide in made.slides for line in slide.lines if line.code]
    assert lines
    for one in (*figures, *lines):
        assert one.code in said
    with database.reading() as session:
        kept = session.exec(select(NumberPassport).where(NumberPassport.code == figures[0].code)).one()
    assert (kept.figure, kept.value) == (figures[0].name, found.briefing.figures[figures[0].name].value)


def test_who_counts_one_unit_gets_files_without_codes(frozen, page_build) -> None:
    _director, _case, monday = frozen
    now, today = clock.now(), clock.local_date(clock.now())
    actor = page_build.actor(Role.UNIT_HEAD, unit=page_build.unit("Phòng Riêng"))
    found = reading.read(monday, version=0, actor=actor, today=today)

    made = codes.printed(deck.make(found), found.briefing, actor=actor, today=today, now=now)

    assert [one.code for slide in made.slides for one in (*slide.figures, *slide.lines) if one.code] == []


def test_a_long_table_goes_on_the_next_slide_and_loses_no_row(frozen) -> None:
    director, _case, monday = frozen
    made, _data = exported(director, monday, Form.PDF)
    rows = tuple((f"Đơn vị {number}", str(number)) for number in range(40))
    long = replace(made.slides[2], table=DeckTable(("Đơn vị", "Số"), rows, frozenset({1})))

    data = presentation.pptx(replace(made, slides=(long,)))

    shapes = [shape for page in Presentation(BytesIO(data)).slides for shape in page.shapes]
    tables = [shape.table for shape in shapes if shape.has_table]
    assert [row.cells[0].text for table in tables for row in list(table.rows)[1:]] == [row[0] for row in rows]


def test_a_week_frozen_late_says_so(frozen) -> None:
    director, _case, monday = frozen
    old = monday - 3 * weeks.WEEK
    freeze(director, old)

    made, _data = exported(director, old, Form.PDF)

    assert any("Chốt muộn" in note for note in made.notes)
    assert monday - old == timedelta(days=21)
