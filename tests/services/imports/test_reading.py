"""Files of every kind become rows of cells, or are refused by name."""

import datetime as dt
import io
import unicodedata
import zipfile

import pytest

from services.imports import reading
from services.imports.bounds import Bounds
from services.imports.errors import (
    FileEmpty,
    FileTooLarge,
    SheetMissing,
    TooManyRows,
    WorkbookProtected,
    WorkbookUnreadable,
    WrongFileType,
)
from tests.services.imports.files import PETITIONS, as_text, as_xls, as_xlsx, petition_row, read, register

TABLE = register(petition_row(name="Đặng Thị Huệ", content="Khiếu nại việc ngừng cấp điện, không báo trước"))
NAME = (2, 2)


def cell(sheets: list[reading.Sheet], place: tuple[int, int]) -> reading.Cell:
    return sheets[0].rows[place[0]][place[1]]


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (as_xlsx(TABLE), "so.xlsx"),
        (as_xls(TABLE), "so.xls"),
        (as_text(TABLE).encode("utf-8"), "so.csv"),
        (as_text(TABLE, ";").encode("utf-8-sig"), "so.csv"),
        (as_text(TABLE, "\t").encode("utf-16"), "so.csv"),
        (as_text(TABLE, ";").encode("utf-16-le"), "so.csv"),
        (as_text(TABLE, ";").encode("utf-16-be"), "so.csv"),
    ],
)
def test_workbooks_and_texts_give_the_same_words(data: bytes, filename: str) -> None:
    sheets = read(data, filename)

    assert cell(sheets, NAME) == "Đặng Thị Huệ"
    assert cell(sheets, (2, 7)) == "Khiếu nại việc ngừng cấp điện, không báo trước"


def windows_1258(text: str) -> bytes:
    """As Windows writes Vietnamese: letters with their tone as a mark of its own."""
    out = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            decomposed = unicodedata.normalize("NFD", letter)
            tones = [mark for mark in decomposed if mark in "\u0300\u0301\u0303\u0309\u0323"]
            rest = "".join(mark for mark in decomposed if mark not in tones)
            out += (unicodedata.normalize("NFC", rest) + "".join(tones)).encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize(
    "words",
    [
        "Đặng Thị Huệ",
        "Nguyễn Thụy Phượng Ưng",
        "tổ dân phố 8, xã Hòa Sơn",
        "Kiến nghị giảm giá thuê quầy sạp",
    ],
)
def test_windows_1258_is_composed_to_whole_letters(words: str) -> None:
    data = windows_1258(as_text(register(petition_row(name=words)), ";"))

    found = cell(read(data, "so.csv"), NAME)

    assert found == words
    assert unicodedata.is_normalized("NFC", str(found))


def test_decomposed_text_becomes_nfc_in_workbooks_and_texts() -> None:
    table = register(petition_row(name=unicodedata.normalize("NFD", "Nguyễn Thị Huệ")))

    for sheets in (read(as_xlsx(table)), read(as_text(table).encode(), "so.csv")):
        assert cell(sheets, NAME) == unicodedata.normalize("NFC", "Nguyễn Thị Huệ")


def test_quoted_cells_keep_separators_and_line_breaks() -> None:
    sheets = read('STT,Nội dung\r\n1,"Chợ, điện\r\nvà nước"'.encode(), "so.csv")

    assert sheets[0].rows[1] == ["1", "Chợ, điện\r\nvà nước"]


def test_a_table_that_begins_further_right_keeps_its_columns() -> None:
    sheets = read(as_xlsx([[None, None, "a"], [], [None, None, dt.date(2026, 1, 2)]]))

    assert sheets[0].rows[0] == [None, None, "a"]
    assert sheets[0].rows[2] == [None, None, dt.date(2026, 1, 2)]


def test_an_unreadable_workbook_is_refused_by_name() -> None:
    whole = PETITIONS.read_bytes()

    for broken in (whole[: len(whole) // 2], b"PK\x03\x04 not a package", as_xls(TABLE)[:1500]):
        with pytest.raises(WorkbookUnreadable):
            read(broken, "so.xlsx")


def test_text_under_the_name_of_a_workbook_is_unreadable() -> None:
    with pytest.raises(WorkbookUnreadable):
        read(b"<html><table><tr><td>1</td></tr></table></html>", "so.xls")


def zip_of(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (b"%PDF-1.7 \x00\x01 scan", "don.pdf"),
        (b"%PDF-1.7 \x00\x01 scan", "so-theo-doi.xlsx"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "don.jpg"),
        (zip_of("word/document.xml"), "don.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an older letter", "don.doc"),
        ("một tờ thư".encode(), "don.html"),
    ],
)
def test_a_file_of_another_type_is_refused_by_name(data: bytes, filename: str) -> None:
    with pytest.raises(WrongFileType) as refusal:
        read(data, filename)

    assert refusal.value.values["filename"] == filename


def test_a_protected_workbook_is_refused_by_name() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")

    with pytest.raises(WorkbookProtected):
        read(data, "so.xlsx")


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", as_xlsx([])])
def test_an_empty_file_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(FileEmpty):
        read(data, "so.csv")


def test_a_too_large_file_is_refused_before_it_is_opened() -> None:
    with pytest.raises(FileTooLarge) as refusal:
        reading.read(b"1" * 2_000_001, filename="so.csv", bounds=Bounds(max_bytes=2_000_000, max_rows=10))

    assert refusal.value.values["limit"] == 2


def test_a_workbook_that_unpacks_to_no_end_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "0" * 3_000_000)

    with pytest.raises(FileTooLarge):
        reading.read(
            buffer.getvalue(), filename="so.xlsx", bounds=Bounds(100_000, 10, max_unpacked=2_000_000)
        )


def test_too_many_rows_are_refused_with_the_limit() -> None:
    lines = [["1", "a"]] * 300

    with pytest.raises(TooManyRows):
        reading.read(as_text(lines).encode(), filename="so.csv", bounds=Bounds(1_000_000, 50))


def test_a_missing_sheet_is_refused_with_what_there_is() -> None:
    sheets = read(as_xlsx(TABLE, sheet="Quý I", more={"Quý II": TABLE}))

    with pytest.raises(SheetMissing) as refusal:
        reading.sheet_named(sheets, "Quý III")

    assert refusal.value.values["present"] == "“Quý I”, “Quý II”"
    assert reading.sheet_named(sheets, "quý ii").name == "Quý II"
