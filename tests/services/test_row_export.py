"""A workbook of rows holds text as text, says how many of how many, and leaves an entry in the trail."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from models import AuditEntry
from models.enums import Role
from services import row_export
from services.errors import NotPermitted
from tests.builders import NOW

VALUES = {
    "title": "Vụ việc quá hạn",
    "scope": "15/12/2025–14/12/2026",
    "headings": ["Mã", "Trích yếu", "Số người"],
    "rows": [["2026-00001", '=HYPERLINK("http://x")', 3], ["2026-00002", "+84 912", None]],
    "counted": "2 / 2.000",
    "measure": "overdue",
    "now": NOW,
}


def test_what_looks_like_a_formula_stays_text(session, build) -> None:
    director = build.actor(Role.DIRECTOR)

    made = row_export.workbook(session, actor=director, **VALUES)

    sheet = load_workbook(BytesIO(made)).active
    assert sheet["A2"].value == "15/12/2025–14/12/2026 · 2 / 2.000"
    assert (sheet["B5"].value, sheet["B5"].data_type) == ('=HYPERLINK("http://x")', "s")
    assert sheet["C5"].value == 3
    assert sheet.freeze_panes == "B5"


def test_days_and_numbers_are_native_cells_that_excel_writes_for_its_reader(session, build) -> None:
    rows = [["2026-00001", date(2026, 11, 23), 1_234], ["2026-00002", None, None]]

    made = row_export.workbook(session, actor=build.actor(Role.DIRECTOR), **{**VALUES, "rows": rows})

    sheet = load_workbook(BytesIO(made)).active
    assert (sheet["B5"].value, sheet["B5"].number_format) == (datetime(2026, 11, 23), "dd/mm/yyyy")  # noqa: DTZ001
    assert (sheet["C5"].value, sheet["C5"].number_format) == (1_234, "#,##0")
    assert (sheet["B6"].value, sheet["C6"].value) == (None, None)


def test_an_export_is_in_the_trail_with_its_number_of_rows(session, build) -> None:
    director = build.actor(Role.DIRECTOR)

    row_export.workbook(session, actor=director, **VALUES)

    entry = session.exec(select(AuditEntry)).one()
    assert (entry.action, entry.details) == ("rows.export", {"measure": "overdue", "rows": 2})


def test_who_may_not_export_gets_nothing(session, build) -> None:
    with pytest.raises(NotPermitted):
        row_export.workbook(session, actor=build.actor(Role.VIEWER), **VALUES)
