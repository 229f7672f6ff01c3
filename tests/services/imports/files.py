"""Register files made in memory for the tests of the import; everything in them is fictional."""

import datetime as dt
import hashlib
import io
from pathlib import Path

import xlsxwriter
import xlwt

from services.imports import layouts, reading, rows, tables
from services.imports.bounds import Bounds
from services.imports.records import JudgedRow

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PETITIONS = FIXTURES / "so-theo-doi-don-thu.xlsx"
RECEPTIONS = FIXTURES / "so-tiep-cong-dan-2026.xlsx"
TODAY = dt.date(2026, 11, 23)

PETITION_HEADINGS = [
    "STT",
    "Ngày, tháng, năm đơn",
    "Họ tên",
    "Địa chỉ",
    "Khiếu nại",
    "Tố cáo",
    "Lĩnh vực",
    "Nội dung đơn",
    "Ngày hẹn trả KQ",
    "Bộ phận đang XL",
    "Trạng thái",
]
TITLE = "SỔ THEO DÕI ĐƠN THƯ NĂM 2026"


def petition_row(number: int = 1, **changes: object) -> list[object]:
    """One plain row under PETITION_HEADINGS; only what matters is named."""
    cells: dict[str, object] = {
        "number": number,
        "received": dt.date(2026, 3, 2),
        "name": "Trần Thị Thử",
        "address": "thôn 3, xã An Bình",
        "complaint": "x",
        "denunciation": None,
        "field": "Xăng dầu",
        "content": "Khiếu nại việc thu hồi giấy phép bán lẻ xăng dầu",
        "promised": None,
        "unit": "Phòng Quản lý thương mại",
        "state": "Đang giải quyết",
    }
    assert changes.keys() <= cells.keys()
    return list((cells | changes).values())


def register(*data: list[object], title: str = TITLE) -> list[list[object]]:
    """Title, headings and rows of a small petition register."""
    return [[title], PETITION_HEADINGS, *data]


def as_xlsx(
    table: list[list[object]], *, sheet: str = "Sheet1", more: dict[str, list] | None = None
) -> bytes:
    """A workbook; dates become real dates."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, lines in {sheet: table, **(more or {})}.items():
            page = book.add_worksheet(name)
            for line, cells in enumerate(lines):
                for column, value in enumerate(cells):
                    if isinstance(value, dt.date):
                        page.write_datetime(line, column, value, day)
                    elif value is not None:
                        page.write(line, column, value)
    return buffer.getvalue()


def as_xls(table: list[list[object]]) -> bytes:
    """The same in the older binary format."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for line, cells in enumerate(table):
        for column, value in enumerate(cells):
            if isinstance(value, dt.date):
                page.write(line, column, value, day)
            elif value is not None:
                page.write(line, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_text(table: list[list[object]], separator: str = ",") -> str:
    """The same as text, dates as day/month/year."""

    def cell(value: object) -> str:
        text = f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else "" if value is None else str(value)
        return f'"{text}"' if separator in text else text

    return "\r\n".join(separator.join(map(cell, cells)) for cells in table)


def read(data: bytes, filename: str = "so.xlsx") -> list[reading.Sheet]:
    return reading.read(data, filename=filename, bounds=Bounds(max_bytes=20_000_000, max_rows=100_000))


def judged(data: bytes, filename: str = "so.xlsx", *, title: str | None = None) -> list[JudgedRow]:
    """All rows of the first sheet, recognised and judged by the rules of the tests."""
    sheet = read(data, filename)[0]
    mapping = layouts.recognise(sheet)
    assert mapping is not None
    table = tables.table_in(sheet, mapping, fallback_title=filename, title=title)
    return list(rows.judge(table, RULES))


def judged_row(**changes: object) -> JudgedRow:
    """The one row of a register that holds it."""
    (row,) = judged(as_xlsx(register(petition_row(**changes))))
    return row


def _hash(text: str) -> str:
    return hashlib.sha256(b"tests only" + text.encode()).hexdigest()


RULES = rows.JudgingRules(duplicate_threshold=88, group_min_on=lambda day: 5, keyed_hash=_hash, today=TODAY)
