"""Text that means to be a formula, a field, markup or a program leaves every file as the text it was."""

import csv
import zipfile
from dataclasses import replace
from io import BytesIO, StringIO

import docx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from models.enums import Role
from services import cell_text, receipts, row_export, rule_export, spreadsheets
from services.documents.fields import FIELDS, Shape
from services.documents.rendering import render
from services.imports import held_back, reading
from services.imports.bounds import Bounds
from services.imports.held_back import HeldBackRow
from services.imports.reasons import Code, Reason
from services.legal_rules import rule_of
from tests.builders import NOW, TODAY
from tests.services.documents.files import template

FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://example.org?"&A1)',
    "+84 912 345 678",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    " =1+1",
]
WORDS = ["Nguyễn Văn Thử", "'=1", "a=b", "12-11", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_known_and_comes_back_from_a_table_of_text(text: str) -> None:
    kept = cell_text.in_csv(text)

    assert kept[0] == "'"
    assert cell_text.out_of_csv(kept) == text


@pytest.mark.parametrize("text", WORDS)
def test_other_words_are_left_alone(text: str) -> None:
    assert cell_text.in_csv(text) == text


def assert_all_text(sheet) -> list[str]:
    """Every text of a sheet is a text; what looks like a formula stays one when it is edited."""
    found = []
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                # openpyxl leaves a carriage return as it is written in the file.
                text = cell.value.replace("_x000D_", "\r")
                found.append(text)
                assert cell.data_type == "s"
                assert cell.hyperlink is None
                assert cell.quotePrefix == cell_text.is_like_formula(text)
    return found


def test_rows_behind_a_figure_keep_text_as_text_and_numbers_as_numbers(session, build) -> None:
    made = row_export.workbook(
        session,
        title=FORMULAS[0],
        scope=FORMULAS[4],
        headings=[FORMULAS[1], "Số"],
        rows=[*([text, -5] for text in FORMULAS), ["http://example.org", -2.5]],
        counted="1 / 1",
        measure="open",
        actor=build.actor(Role.DIRECTOR),
        now=NOW,
    )

    sheet = load_workbook(BytesIO(made)).active
    found = assert_all_text(sheet)
    assert set(FORMULAS) <= set(found)
    assert [cell.value for cell in sheet["B"][4:]] == [*[-5] * len(FORMULAS), -2.5]


def test_a_list_of_passwords_keeps_names_as_text() -> None:
    made = spreadsheets.table("Danh sách", ["Tên", "Mật khẩu"], [[text, text] for text in FORMULAS])

    assert_all_text(load_workbook(BytesIO(made)).active)


def test_rows_held_back_go_out_as_text_and_come_in_as_they_were() -> None:
    texts = [text for text in FORMULAS if not {"\t", "\r"} & set(text)]
    reason = Reason(Code.DATE_UNREADABLE, {"text": "=1+1"})

    made = held_back.workbook(
        [[FORMULAS[0]], ["Nội dung"]],
        [HeldBackRow(number, [text, -7], [reason]) for number, text in enumerate(texts, start=1)],
        sheet="=Sổ",
        say=str,
    )

    assert_all_text(load_workbook(BytesIO(made)).active)
    (sheet,) = reading.read(made, filename="so.xlsx", bounds=Bounds(1_000_000, 100))
    assert [row[:2] for row in sheet.rows[2:]] == [[text, -7] for text in texts]


def test_an_import_keeps_what_looks_like_a_formula_as_its_text() -> None:
    data = "\n".join(f'"{text}";x' for text in ("=1+1", "-5", "@SUM(1)")).encode()

    (sheet,) = reading.read(data, filename="so.csv", bounds=Bounds(1_000_000, 100))

    assert [row[0] for row in sheet.rows] == ["=1+1", "-5", "@SUM(1)"]


def test_exported_terms_are_no_formulas_and_can_be_read_again(session, build, monkeypatch) -> None:
    from services import rule_versions

    table = rule_versions.table(session)
    rule = replace(table.versions(table.ids()[0])[0], basis='=HYPERLINK("http://example.org")')
    monkeypatch.setattr(table, "_by_id", {rule.id: [rule]})
    monkeypatch.setattr(rule_versions, "table", lambda _session: table)

    data = rule_export.as_csv(session, actor=build.actor(Role.DIRECTOR), now=NOW).decode()

    (row,) = csv.DictReader(StringIO(data))
    assert row["basis"].startswith("'=")
    assert rule_of(row, 2).basis == rule.basis


MARKUP = [
    '<w:p><w:r><w:instrText>DDEAUTO c:\\cmd "x"</w:instrText></w:r></w:p>',
    "{{ nguoi_ky }} {% for x in y %}",
    "</w:t></w:r><w:r><w:t>x",
    "&lt;b&gt; &amp; ]]>",
    '=HYPERLINK("http://example.org")',
]


@pytest.mark.parametrize("text", MARKUP)
def test_a_word_document_shows_markup_as_it_was_typed(text: str) -> None:
    values = {token: [text, text] if field.shape is Shape.LIST else text for token, field in FIELDS.items()}

    made = render(template("Kính gửi {{ nguoi_gui }}.", "{{ ly_do }}"), values, title=text, now=NOW)

    with zipfile.ZipFile(BytesIO(made)) as package:
        body = package.read("word/document.xml").decode()
        assert not [name for name in package.namelist() if name.endswith(".bin")]
    assert "<w:instrText" not in body
    assert "<w:fldSimple" not in body
    words = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(made)).paragraphs)
    assert f"Kính gửi {text}." in words.replace("\u2060", "")


@pytest.mark.parametrize(
    "text", ["#strong[x] *y* _z_ $x^2$ @ref", '#read("/etc/passwd")', "<script>x</script>"]
)
def test_a_receipt_shows_markup_as_it_was_typed(session, build, text: str) -> None:
    facts = receipts.facts_of(session, build.petition(entered_by_id=build.clerk().id), today=TODAY)

    made = receipts.pdf(replace(facts, sender=text, department=text, unit=text, address=text))

    read = " ".join(PdfReader(BytesIO(made)).pages[0].extract_text().split())
    assert f"Người gửi: {text}" in read
