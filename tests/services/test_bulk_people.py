"""A workbook of units and people is judged row by row; what is accepted is written whole."""

import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from sqlmodel import func, select

from models import AuditEntry, Unit, UnitHead, User
from models.enums import Role
from services import actors, bulk_people, sign_in, spreadsheets
from services.account_rules import UsernameTaken
from services.errors import FieldInvalid, FieldRequired, NotPermitted
from services.imports.errors import FileEmpty, WorkbookUnreadable, WrongFileType
from services.unit_rules import UnitCodeTaken
from tests.conftest import NOW, TODAY

UNIT_HEADINGS = ("Mã đơn vị", "Tên đơn vị", "Loại", "Mã đơn vị cấp trên", "Người đứng đầu")
USER_HEADINGS = ("Họ và tên", "Tên đăng nhập", "Vai trò", "Mã đơn vị", "Từ ngày")


@pytest.fixture
def admin(build):
    return build.actor(Role.ADMINISTRATOR)


def workbook(units=(), users=()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for title, headings, rows in (
            ("Đơn vị", UNIT_HEADINGS, units),
            ("Người dùng", USER_HEADINGS, users),
        ):
            sheet = book.add_worksheet(title)
            for line, row in enumerate([headings, *rows]):
                sheet.write_row(line, 0, row)
    return buffer.getvalue()


def rows_in(session, admin, data, filename="nguoi-dung.xlsx"):
    return bulk_people.rows_in(session, data, filename=filename, actor=admin, now=NOW)


def judged(session, admin, data):
    rows = rows_in(session, admin, data)
    return bulk_people.judge(session, rows, actor=admin, now=NOW)


GOOD = workbook(
    units=[
        ("TO1", "Tổ Một", "Phòng", "QLTM", ""),
        ("QLTM", "Phòng Quản lý thương mại", "", "", "Đặng Bích Thủy"),
        ("CCQLTT", "Chi cục QLTT", "Đơn vị trực thuộc", "", ""),
    ],
    users=[
        ("Đặng Bích Thủy", "", "Thủ trưởng đơn vị", "QLTM", "01/02/2026"),
        ("Nguyễn Khánh Vy", "vy.nk", "chuyên viên", "TO1", ""),
    ],
)


def test_units_and_people_come_in_whatever_their_order(session, build, admin) -> None:
    root = build.department()
    rows = rows_in(session, admin, GOOD)

    result = bulk_people.take_in(session, rows, actor=admin, now=NOW)

    trade = session.exec(select(Unit).where(Unit.code == "QLTM")).one()
    team = session.exec(select(Unit).where(Unit.code == "TO1")).one()
    head = session.exec(select(User).where(User.username == "thuy.db")).one()
    assert (result.units, len(result.passwords)) == (3, 2)
    assert team.path == f"{root.path}{trade.id}/{team.id}/"
    assert session.exec(select(UnitHead.name)).all() == ["Đặng Bích Thủy"]
    assert actors.current_assignment(session, head.id, today=date(2026, 2, 1)).role is Role.UNIT_HEAD
    assert sign_in.verify(session, "thuy.db", result.passwords[0].password, now=NOW) == head.id


def test_the_preview_accepts_the_same_rows_and_writes_none(session, build, admin) -> None:
    build.department()
    session.commit()

    found = judged(session, admin, GOOD)
    session.commit()

    assert [(one.row.line, one.name, one.refusal) for one in found] == [
        (2, "Tổ Một", None),
        (3, "Phòng Quản lý thương mại", None),
        (4, "Chi cục QLTT", None),
        (2, "Đặng Bích Thủy", None),
        (3, "Nguyễn Khánh Vy", None),
    ]
    assert session.exec(select(func.count()).select_from(Unit)).one() == 1
    assert session.exec(select(AuditEntry)).all() == []


def test_each_refused_row_has_its_reason_and_takes_its_people_along(session, build, admin) -> None:
    build.unit("Đã có", parent=build.department(), code="CO")
    data = workbook(
        units=[("CO", "Trùng mã", "", "", ""), ("P 1", "Mã sai", "", "", ""), ("P2", "Tốt", "Vườn", "", "")],
        users=[
            ("Người Một", "", "Chuyên viên", "P2", ""),
            ("Người Hai", "", "Ông chủ", "CO", ""),
            ("", "ba.n", "Chuyên viên", "CO", ""),
            ("Người Bốn", "", "Chuyên viên", "CO", "32/13/2026"),
            ("Người Năm", "", "Chuyên viên", "CO", ""),
        ],
    )

    found = judged(session, admin, data)

    reasons = [type(one.refusal) for one in found]
    assert reasons == [
        UnitCodeTaken,
        FieldInvalid,
        FieldInvalid,
        FieldInvalid,
        FieldInvalid,
        FieldRequired,
        FieldInvalid,
        type(None),
    ]


def test_a_second_import_of_the_same_file_adds_nobody(session, build, admin) -> None:
    build.department()
    bulk_people.take_in(session, rows_in(session, admin, GOOD), actor=admin, now=NOW)

    found = judged(session, admin, GOOD)

    assert {type(one.refusal) for one in found} == {UnitCodeTaken, UsernameTaken}


def test_a_row_refused_at_the_last_moment_leaves_nothing_half_written(session, build, admin) -> None:
    build.department()
    build.user(username="vy.nk")
    session.commit()

    with pytest.raises(UsernameTaken):
        bulk_people.take_in(session, rows_in(session, admin, GOOD), actor=admin, now=NOW)
    session.rollback()

    assert session.exec(select(func.count()).select_from(Unit)).one() == 1


def test_a_filled_template_is_read_by_its_own_headings(session, admin) -> None:
    book = openpyxl.load_workbook(io.BytesIO(spreadsheets.template()))
    book["Đơn vị"].append(["VP", "Văn phòng"])
    filled = io.BytesIO()
    book.save(filled)

    rows = rows_in(session, admin, filled.getvalue())

    assert book.sheetnames == ["Đơn vị", "Người dùng"]
    assert [(row.line, row.text("code"), row.text("name")) for row in rows] == [(2, "VP", "Văn phòng")]


def test_an_empty_template_is_refused_in_words(session, admin) -> None:
    with pytest.raises(FileEmpty):
        rows_in(session, admin, spreadsheets.template())


@pytest.mark.parametrize(
    ("data", "filename", "refusal"),
    [
        (b"PK\x03\x04 damaged", "a.xlsx", WorkbookUnreadable),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.png", WrongFileType),
        ("Cột A;Cột B\n1;2".encode(), "a.csv", spreadsheets.NoKnownHeadings),
    ],
)
def test_another_file_is_refused_in_words(session, admin, data, filename, refusal) -> None:
    with pytest.raises(refusal):
        rows_in(session, admin, data, filename)


def test_who_may_not_take_people_in(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)

    with pytest.raises(NotPermitted):
        rows_in(session, actor, GOOD)
    with pytest.raises(NotPermitted):
        bulk_people.take_in(session, [], actor=actor, now=NOW)


def test_a_list_of_passwords_is_a_plain_workbook() -> None:
    data = spreadsheets.table("Mật khẩu", ["Tên", "Mật khẩu"], [["=1+1", "k7wm-p3fd"]])

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in sheet[2]] == ["=1+1", "k7wm-p3fd"]
    assert sheet["A2"].data_type == "s"
    assert date(2026, 11, 23) == TODAY
