"""The workbook for many units and people at once: its template, its rows, its list of passwords."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from models.enums import Role, UnitKind
from services.cell_text import TextFormats
from services.errors import AppError
from services.imports.bounds import Bounds
from services.imports.cells import text_of
from services.imports.reading import Cell, Sheet, read
from services.text import N_, fold

UNITS_SHEET, USERS_SHEET = "Đơn vị", "Người dùng"
MAX_ROWS = 5_000

# Heading of the template, the name of the value, and other headings that mean the same (folded).
UNIT_COLUMNS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("Mã đơn vị", "code", frozenset({"ma", "unit code", "code"})),
    ("Tên đơn vị", "name", frozenset({"ten", "unit", "name"})),
    ("Tên viết tắt", "short_name", frozenset({"viet tat", "short name"})),
    ("Loại", "kind", frozenset({"loai don vi", "kind"})),
    ("Mã đơn vị cấp trên", "parent", frozenset({"thuoc don vi", "parent", "parent code"})),
    ("Có hiệu lực từ", "valid_from", frozenset({"tu ngay", "valid from"})),
    ("Người đứng đầu", "head", frozenset({"thu truong", "head"})),
    ("Chức vụ", "title", frozenset({"chuc danh", "title"})),
    ("Giữ chức từ", "head_from", frozenset({"head from"})),
)
USER_COLUMNS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("Họ và tên", "name", frozenset({"ho ten", "full name", "name"})),
    ("Tên đăng nhập", "username", frozenset({"tai khoan", "user name"})),
    ("Vai trò", "role", frozenset({"quyen", "role"})),
    ("Mã đơn vị", "unit", frozenset({"don vi", "unit code", "unit"})),
    ("Thư điện tử", "email", frozenset({"email", "e mail"})),
    ("Điện thoại", "phone", frozenset({"so dien thoai", "phone"})),
    ("Từ ngày", "valid_from", frozenset({"co hieu luc tu", "valid from"})),
)
KINDS: dict[str, UnitKind] = {
    "Phòng": UnitKind.DIVISION,
    "Đơn vị trực thuộc": UnitKind.SUBORDINATE,
    "Cơ quan ngoài": UnitKind.OUTSIDE,
}
ROLES: dict[str, Role] = {
    "Giám đốc": Role.DIRECTOR,
    "Đơn vị đầu mối": Role.INSPECTOR,
    "Thủ trưởng đơn vị": Role.UNIT_HEAD,
    "Chuyên viên": Role.OFFICER,
    "Tiếp công dân": Role.RECEPTION_CLERK,
    "Xem số liệu": Role.VIEWER,
    "Quản trị": Role.ADMINISTRATOR,
}
_OTHER_WORDS: dict[str, Role | UnitKind] = {
    "phong ban": UnitKind.DIVISION,
    "division": UnitKind.DIVISION,
    "subordinate unit": UnitKind.SUBORDINATE,
    "outside authority": UnitKind.OUTSIDE,
    "thanh tra": Role.INSPECTOR,
    "truong phong": Role.UNIT_HEAD,
    "van thu": Role.RECEPTION_CLERK,
    "director": Role.DIRECTOR,
    "inspector": Role.INSPECTOR,
    "head of unit": Role.UNIT_HEAD,
    "officer": Role.OFFICER,
    "reception clerk": Role.RECEPTION_CLERK,
    "viewer": Role.VIEWER,
    "administrator": Role.ADMINISTRATOR,
}
WORDS: dict[str, Role | UnitKind] = {
    **{fold(word): kind for word, kind in KINDS.items()},
    **{fold(word): role for word, role in ROLES.items()},
    **_OTHER_WORDS,
}


class NoKnownHeadings(AppError):
    msgid = N_(
        "“{filename}” has no sheet with the headings of the template. Download the template and fill it."
    )


@dataclass(frozen=True)
class BulkRow:
    """One filled row of the workbook: its sheet, its line in the file, its cells by name."""

    sheet: str
    line: int
    cells: dict[str, Cell]

    def text(self, name: str) -> str:
        return text_of(self.cells.get(name))


def template() -> bytes:
    """An empty workbook with both sheets, drop-down lists and one explaining line each."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        heading = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1, "text_wrap": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, columns, lists in (
            (UNITS_SHEET, UNIT_COLUMNS, {"kind": list(KINDS)}),
            (USERS_SHEET, USER_COLUMNS, {"role": list(ROLES)}),
        ):
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 1)
            for position, (label, name, _others) in enumerate(columns):
                dated = name.endswith("from")
                sheet.write_string(0, position, label, heading)
                sheet.set_column(position, position, 22, day if dated else None)
                if name in lists:
                    source = {"validate": "list", "source": lists[name]}
                    sheet.data_validation(1, position, MAX_ROWS, position, source)
    return buffer.getvalue()


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A plain workbook with one sheet; for lists that are handed out, such as one-time passwords."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        texts = TextFormats(book)
        sheet = book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings), 28)
        for position, label in enumerate(headings):
            texts.write(sheet, 0, position, label, bold=True, bg_color="#E8EDF3", border=1)
        for line, row in enumerate(rows, start=1):
            for position, value in enumerate(row):
                texts.write(sheet, line, position, str(value))
    return buffer.getvalue()


def rows_of(data: bytes, *, filename: str, bounds: Bounds) -> list[BulkRow]:
    """The filled rows of both sheets, recognised by their headings; raises NoKnownHeadings."""
    found: list[BulkRow] = []
    known = False
    for sheet in read(data, filename=filename, bounds=bounds):
        for title, columns, needed in (
            (UNITS_SHEET, UNIT_COLUMNS, {"code", "name"}),
            (USERS_SHEET, USER_COLUMNS, {"name", "role"}),
        ):
            positions = _positions(sheet, columns)
            if needed <= positions.keys():
                known = True
                found += _filled(sheet, title, positions)
                break
    if not known:
        raise NoKnownHeadings(filename=filename)
    return found


def _positions(sheet: Sheet, columns: tuple[tuple[str, str, frozenset[str]], ...]) -> dict[str, int]:
    """Where each known column stands, by the headings in the first line."""
    headings = {fold(text_of(cell)): position for position, cell in reversed(list(enumerate(sheet.rows[0])))}
    places: dict[str, int] = {}
    for label, name, others in columns:
        for words in (fold(label), *sorted(others)):
            if words in headings and headings[words] not in places.values():
                places[name] = headings[words]
                break
    return places


def _filled(sheet: Sheet, title: str, positions: dict[str, int]) -> list[BulkRow]:
    rows = []
    for line, cells in enumerate(sheet.rows[1:], start=2):
        named = {name: cells[place] if place < len(cells) else None for name, place in positions.items()}
        if any(text_of(cell) for cell in named.values()):
            rows.append(BulkRow(title, line, named))
    return rows
