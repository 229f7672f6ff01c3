"""What leaves a screen as a file: native numbers, text that computes nothing, an entry in the trail."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from models import AuditEntry
from models.enums import Role
from services import screen_export, sheets
from services.errors import NotPermitted
from services.sheets import Sheet
from tests.builders import NOW

TABLES = [
    Sheet(
        "Đơn theo lĩnh vực: [đơn]",
        "Toàn Sở · 2 / 2 dòng",
        ["Lĩnh vực", "Đơn", "Đúng hạn"],
        # Figures come as floats; what was counted is whole in every file.
        [["=1+1", 1234.0, 0.915], ["Chợ", 3, None]],
        ("", sheets.WHOLE, sheets.SHARE),
    ),
    Sheet("Đơn theo lĩnh vực: [đơn]", "Toàn Sở", ["Tháng"], [["11/2026"]]),
]

# The facts are proven alike on both databases elsewhere; these are asked of one.
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@ON_SQLITE
def test_each_table_is_a_sheet_with_its_filter_and_native_numbers(session, build) -> None:
    made = screen_export.workbook(
        session, TABLES, page="statistics", actor=build.actor(Role.DIRECTOR), now=NOW
    )

    book = load_workbook(BytesIO(made))
    sheet = book.worksheets[0]
    titles = [one.title for one in book.worksheets]
    assert titles == [
        "1. Đơn theo lĩnh vực   đơn",
        "2. Đơn theo lĩnh vực   đơn",
    ]
    assert sheet["A2"].value == "Toàn Sở · 2 / 2 dòng"
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=1+1", "s")
    assert (sheet["B5"].value, sheet["B5"].number_format) == (1234, "#,##0")
    assert (sheet["C5"].value, sheet["C5"].number_format) == (0.915, "0.0%")


@ON_SQLITE
def test_the_text_of_tables_is_disarmed_and_has_the_mark_of_its_letters(session, build) -> None:
    made = screen_export.text(session, TABLES, page="statistics", actor=build.actor(Role.DIRECTOR), now=NOW)

    lines = made.decode("utf-8-sig").splitlines()
    assert made.startswith(b"\xef\xbb\xbf")
    assert lines[:4] == [
        "Đơn theo lĩnh vực: [đơn]",
        "Toàn Sở · 2 / 2 dòng",
        "Lĩnh vực,Đơn,Đúng hạn",
        "'=1+1,1234,0.915",
    ]


def test_the_export_of_a_screen_is_in_the_trail(session, build) -> None:
    screen_export.workbook(session, TABLES, page="statistics", actor=build.actor(Role.DIRECTOR), now=NOW)

    entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.details) == ("figures.export", {"page": "statistics", "rows": 3})


@ON_SQLITE
def test_who_may_not_export_gets_no_file(session, build) -> None:
    for make in (screen_export.workbook, screen_export.text):
        with pytest.raises(NotPermitted):
            make(session, TABLES, page="statistics", actor=build.actor(Role.VIEWER), now=NOW)
