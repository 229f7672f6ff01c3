"""Registers are known by their headings, wherever the table stands in the sheet."""

import datetime as dt

import pytest

from models.enums import Kind
from services.imports import layouts, tables
from services.imports.columns import OWN_LAYOUT, Column, Mapping, Register
from services.imports.errors import (
    MappingInvalid,
    MappingMisfit,
    MappingTwice,
    MappingWithoutContent,
    MappingWithoutDate,
    MappingWithoutKind,
)
from tests.services.imports.files import (
    PETITIONS,
    RECEPTIONS,
    as_text,
    as_xlsx,
    judged,
    petition_row,
    read,
    register,
)

OLDER_HEADINGS = [
    [
        *("STT", "Ngày tiếp", "Họ tên - Địa chỉ", "CMND/Hộ chiếu", "Nội dung vụ việc"),
        *("Phân loại đơn/Số người", "Cơ quan đã giải quyết", "Hướng xử lý", None, None),
        *("Theo dõi kết quả giải quyết", "Ghi chú"),
    ],
    [None] * 7 + ["Thụ lý để giải quyết", "Trả lại đơn và hướng dẫn", "Chuyển đơn đến cơ quan có thẩm quyền"],
    [f"({number})" for number in range(1, 13)],
]


def older_row(kind: str = "KN/01", **changes: object) -> list[object]:
    cells: dict[str, object] = {
        "number": 1,
        "on": dt.date(2025, 5, 6),
        "who": "Trần Văn Thử - thôn 2, xã An Bình",
        "paper": "012345678901",
        "content": "Khiếu nại việc ngừng cấp điện",
        "kind": kind,
        "before": None,
        "accepted": None,
        "returned": None,
        "forwarded": None,
        "result": None,
        "note": None,
    }
    return list((cells | changes).values())


def test_the_petition_register_is_known_through_merged_headings() -> None:
    mapping = layouts.recognise(read(PETITIONS.read_bytes())[0])

    assert mapping.layout == "petition-register"
    assert mapping.first_row == 14
    assert mapping.columns[Column.DENUNCIATION_MARK] == 5
    assert mapping.columns[Column.OPEN_MARK] == 12
    assert mapping.unmarked_kind is Kind.RECOMMENDATION


def test_the_reception_register_of_13_columns_is_known() -> None:
    mapping = layouts.recognise(read(RECEPTIONS.read_bytes())[0])

    assert mapping.layout == "reception-register-13"
    assert mapping.register is Register.RECEPTIONS
    assert sorted(mapping.columns.values()) == list(range(13))


def test_the_older_reception_register_of_12_columns_is_known() -> None:
    data = as_xlsx([["SỔ TIẾP CÔNG DÂN NĂM 2025"], *OLDER_HEADINGS, older_row("TC (12 người)")])

    (row,) = judged(data)

    assert row.place.startswith("reception-register-12|so tiep cong dan nam 2025|2025|1")
    assert row.record.kind is Kind.DENUNCIATION
    assert row.record.persons_same_content == 12
    assert row.record.name == "Trần Văn Thử"
    assert row.record.commune == "xã An Bình"


def test_the_same_register_saved_as_text_is_known_too() -> None:
    table = register(petition_row(number=1), petition_row(number=2, name="Lê Thị Khác"))

    assert [row.number for row in judged(as_text(table, ";").encode(), "so.csv")] == [1, 2]


def test_letterhead_title_and_signatures_are_no_rows() -> None:
    sheet = read(PETITIONS.read_bytes())[0]

    table = tables.table_in(sheet, layouts.recognise(sheet), fallback_title="so")

    assert table.title == "SỔ THEO DÕI ĐƠN THƯ KHIẾU NẠI - TỐ CÁO"
    assert [line.number for line in table.lines] == list(range(1, 73))
    assert table.not_read == [88, 89]


def test_rows_prepared_with_a_number_only_are_empty() -> None:
    rows = judged(as_xlsx(register(petition_row(), [2], [3])))

    assert [row.number for row in rows] == [1]


def test_a_signature_under_the_column_of_content_is_no_row() -> None:
    signature = [None] * 7 + ["Người lập sổ"]

    rows = judged(as_xlsx(register(petition_row(), [], signature)))

    assert len(rows) == 1


@pytest.mark.parametrize("suffix", ["", "QUYỂN SỐ: 2"])
def test_two_volumes_of_one_register_are_told_apart(suffix: str) -> None:
    first = judged(as_xlsx([[suffix], *register(petition_row())]))[0]
    second = judged(as_xlsx([["QUYỂN SỐ: 3"], *register(petition_row())]))[0]

    assert first.place != second.place


def test_the_year_comes_from_the_title_or_else_from_the_first_date() -> None:
    titled, untitled = (
        judged(as_xlsx(register(petition_row(received="05/01/2026"), title=title)))[0]
        for title in ("SỔ THEO DÕI ĐƠN NĂM 2025", "SỔ THEO DÕI ĐƠN")
    )

    assert titled.place.split("|")[2] == "2025"
    assert untitled.place.split("|")[2] == "2026"


def test_a_title_given_by_a_person_replaces_the_one_in_the_file() -> None:
    row = judged(as_xlsx(register(petition_row())), title="Sổ của Trung tâm năm 2024")[0]

    assert row.place == "petition-register|so cua trung tam nam 2024|2024|1"


OWN = [["Mã", "Ngày nhận", "Người gửi", "Trích yếu"], ["A1", "05/01/2026", "Lê Thị Thử", "Phản ánh bụi"]]


def test_a_sheet_of_another_form_is_not_guessed_but_suggested() -> None:
    sheet = read(as_xlsx(OWN))[0]

    assert layouts.recognise(sheet) is None
    assert layouts.suggest(sheet).columns == {Column.RECEIVED_ON: 1, Column.NAME: 2, Column.CONTENT: 3}
    assert layouts.suggest(sheet).first_row == 2


def test_a_mapping_survives_json_and_reads_the_sheet() -> None:
    sheet = read(as_xlsx(OWN))[0]
    suggested = layouts.suggest(sheet)
    mapping = Mapping(
        OWN_LAYOUT,
        Register.PETITIONS,
        suggested.first_row,
        suggested.columns,
        unmarked_kind=Kind.RECOMMENDATION,
        headings=suggested.headings,
    )

    again = Mapping.from_json(mapping.to_json())
    table = tables.table_in(sheet, again, fallback_title="phản ánh")

    assert again == mapping
    assert [line.line for line in table.lines] == [2]


def test_a_mapping_whose_headings_moved_is_refused() -> None:
    mapping = layouts.suggest(read(as_xlsx(OWN))[0])
    moved = [[None, *cells] for cells in OWN]

    with pytest.raises(MappingMisfit):
        tables.table_in(read(as_xlsx(moved))[0], mapping, fallback_title="so")


@pytest.mark.parametrize(
    ("columns", "kind", "refusal"),
    [
        ({Column.CONTENT: 1}, Kind.COMPLAINT, MappingWithoutDate),
        ({Column.RECEIVED_ON: 1}, Kind.COMPLAINT, MappingWithoutContent),
        ({Column.RECEIVED_ON: 1, Column.CONTENT: 2}, None, MappingWithoutKind),
        ({Column.RECEIVED_ON: 1, Column.CONTENT: 1}, Kind.COMPLAINT, MappingTwice),
    ],
)
def test_an_incomplete_mapping_is_refused_by_what_it_lacks(columns, kind, refusal) -> None:
    mapping = Mapping(OWN_LAYOUT, Register.PETITIONS, 2, columns, kind)

    with pytest.raises(refusal):
        mapping.check()


@pytest.mark.parametrize("data", [{}, {"layout": "own"}, {"columns": []}, {"columns": {"ghost": 1}}])
def test_a_damaged_mapping_is_refused(data: dict) -> None:
    with pytest.raises(MappingInvalid):
        Mapping.from_json(data)
