"""The import screen: file, columns, trial run, import, held-back rows, undo; every refusal in words."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from sqlmodel import func, select

from models import Case, ImportBatch, Petition, SavedMapping
from models.enums import BatchState, Role
from services import database
from services.imports import registers, returning
from tests.builders import Builder
from tests.services.imports.files import PETITIONS, RECEPTIONS, as_xlsx, petition_row, register

PAGE = "pages/imports.py"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def inspector(build: Builder):
    return build.user(Role.INSPECTOR, unit=build.unit("Phòng Pháp chế", parent=build.department()))


def with_file(page, data: bytes, name: str = "so.xlsx"):
    page.file_uploader(key="import_file").set_value((name, data, XLSX)).run()
    assert not page.exception
    return page


def stored(model, *conditions) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(model).where(*conditions)).one()


def metrics(page) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.VIEWER, Role.ADMINISTRATOR])
def test_who_may_not_import_sees_no_uploader(open_page, page_build, role) -> None:
    page = open_page(PAGE, user=page_build.user(role))

    assert not page.exception
    assert "right to open this page" in page.error[0].value
    assert not page.file_uploader


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.UNIT_HEAD, Role.OFFICER, Role.RECEPTION_CLERK])
def test_without_a_file_the_page_says_what_to_do(open_page, page_build, role) -> None:
    page = open_page(PAGE, user=page_build.user(role))

    assert not page.exception
    assert page.title[0].value == "Import registers"
    assert "recognised by their headings" in page.caption[0].value
    assert "Nothing has been imported yet" in page.info[0].value
    assert not page.button


def test_a_register_is_checked_first_and_imported_after(open_page, page_build) -> None:
    page = with_file(open_page(PAGE, user=inspector(page_build)), PETITIONS.read_bytes())
    assert page.button(key="import_go").disabled

    page.button(key="import_check").click().run()

    assert not page.exception
    assert metrics(page)["Rows in the register"] == "72"
    assert metrics(page)["Held back"] == "3"
    assert "nothing has been written yet" in page.info[0].value
    assert stored(Petition) == 0

    page.button(key="import_go").click().run()

    assert not page.exception
    assert "complete" in page.success[1].value
    assert stored(Petition) == 69
    assert stored(ImportBatch, ImportBatch.state == BatchState.COMPLETE) == 1
    assert page.button(key="import_go").disabled


def test_the_reasons_of_each_row_are_shown_and_can_be_narrowed(open_page, page_build) -> None:
    page = with_file(open_page(PAGE, user=inspector(page_build)), PETITIONS.read_bytes())
    page.button(key="import_check").click().run()

    page.button_group(key="import_shown").set_value("held_back").run()

    table = page.dataframe[0].value
    assert table["Row in the register"].tolist() == [23, 40, 58]
    assert "The date “31/02/2026” cannot be read" in table["Reasons"][0]


def test_another_choice_asks_for_another_trial_run(open_page, page_build) -> None:
    page = with_file(open_page(PAGE, user=inspector(page_build)), RECEPTIONS.read_bytes())
    page.button(key="import_check").click().run()
    assert not page.button(key="import_go").disabled

    page.text_input(key="import_title").set_value("Sổ của Trung tâm").run()

    assert page.button(key="import_go").disabled
    assert not page.metric


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (PETITIONS.read_bytes()[:4000], "so.xlsx", "is damaged or incomplete"),
        (b"%PDF-1.7 \x00 scan", "don.csv", "is not a workbook"),
        (b"", "trong.csv", "has no rows"),
        (b"1;2\n" * 6_400_000, "to.csv", "is larger than 25 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(open_page, page_build, data, name, sentence) -> None:
    page = with_file(open_page(PAGE, user=inspector(page_build)), data, name)

    assert sentence in page.error[0].value
    assert not page.button


OWN = [
    ["Mã", "Ngày nhận", "Người gửi", "Trích yếu"],
    ["A1", "05/01/2026", "Lê Thị Thử", "Phản ánh bụi nhà máy"],
    ["A2", "06/01/2026", "Lê Thị Hai", "Phản ánh tiếng ồn"],
]


def test_a_sheet_of_another_form_is_read_by_columns_that_are_chosen_and_saved(open_page, page_build) -> None:
    user = inspector(page_build)
    page = with_file(open_page(PAGE, user=user), as_xlsx(OWN))
    assert "no known register" in page.info[0].value
    assert "Choose a column that tells the kind" in page.error[0].value

    page.selectbox(key="import_unmarked_kind").set_value("recommendation").run()
    page.text_input(key="import_mapping_name").set_value("Sổ phản ánh").run()
    page.button(key="import_mapping_save").click().run()
    assert not page.exception
    assert stored(SavedMapping) == 1

    again = with_file(open_page(PAGE, user=user), as_xlsx(OWN))
    again.selectbox(key="import_saved_mapping").set_value("Sổ phản ánh").run()
    again.button(key="import_check").click().run()
    again.button(key="import_go").click().run()

    assert not again.exception
    assert stored(Petition) == 2


def test_a_mapping_without_the_content_is_refused_by_what_it_lacks(open_page, page_build) -> None:
    page = with_file(open_page(PAGE, user=inspector(page_build)), as_xlsx(OWN))

    page.selectbox(key="import_column_3").set_value("note").run()

    assert "column that holds the content" in page.error[0].value
    assert "import_check" not in {button.key for button in page.button}


def test_an_import_is_undone_with_a_reason(open_page, page_build) -> None:
    page = with_file(open_page(PAGE, user=inspector(page_build)), as_xlsx(register(petition_row(1))))
    page.button(key="import_check").click().run()
    page.button(key="import_go").click().run()
    page.button(key="import_undo_button_1").click().run()
    assert "“Reason” is empty" in page.error[0].value

    page.text_input(key="import_undo_reason_1").set_value("nhập nhầm sổ").run()
    page.button(key="import_undo_button_1").click().run()

    assert not page.exception
    assert stored(ImportBatch, ImportBatch.state == BatchState.VOIDED) == 1
    assert stored(Case, Case.void_reason == "nhập nhầm sổ") == 1


def test_the_held_back_rows_are_offered_as_a_file(open_page, page_build) -> None:
    page = with_file(open_page(PAGE, user=inspector(page_build)), PETITIONS.read_bytes())
    page.button(key="import_check").click().run()
    page.button(key="import_go").click().run()

    assert page.download_button[0].label == "Download the 3 rows held back"


def test_what_was_imported_stands_in_the_list_of_earlier_imports(open_page, page_build) -> None:
    user = inspector(page_build)
    page = with_file(open_page(PAGE, user=user), as_xlsx(register(petition_row(1))), "thang-3.xlsx")
    page.button(key="import_check").click().run()
    page.button(key="import_go").click().run()

    table = open_page(PAGE, user=user).dataframe[0].value

    assert table["File name"].tolist() == ["thang-3.xlsx"]
    assert table["Taken in"].tolist() == [1]
    assert table["State of the import"].tolist() == ["Complete"]


def test_the_file_of_held_back_rows_is_a_workbook_with_the_reason(sqlite, page_build) -> None:
    actor = page_build.actor_of(inspector(page_build))
    now = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    result = registers.import_register(
        PETITIONS.read_bytes(), filename="so.xlsx", actor=actor, today=date(2026, 11, 23), now=now
    )

    with database.transaction() as session:
        data = returning.held_back_file(session, result.batch_id, actor=actor, now=now, say=str)

    assert openpyxl.load_workbook(io.BytesIO(data)).active["N12"].value == "Why it was held back"
