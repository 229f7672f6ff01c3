"""Units are added, moved and ended on screen, with the effect shown first."""

from datetime import date

import pytest
from sqlmodel import select

from models import AuditEntry, Unit, UnitHead
from models.enums import Role
from services import actors

PAGE = "pages/units.py"


@pytest.fixture
def admin(page_build):
    return page_build.user(Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_opens_the_units(open_page, page_build, role) -> None:
    page = open_page(PAGE, user=page_build.user(role))

    assert not page.exception
    assert "right to open this page" in page.error[0].value
    assert not page.tabs


def test_the_department_alone_invites_to_add_units(open_page, admin) -> None:
    page = open_page(PAGE, user=admin)

    assert not page.exception
    assert [tab.label for tab in page.tabs] == ["Tree", "New unit", "Focal unit", "From a workbook"]
    assert page.info[0].value == "No unit has been given the focal role."


def test_a_unit_is_added(open_page, page_build, admin) -> None:
    page = open_page(PAGE, user=admin)
    page.text_input(key="add_unit_name").set_value("Phòng Quản lý thương mại").run()
    page.text_input(key="add_unit_code").set_value("QLTM").run()

    page.button(key="add_unit").click().run()

    assert not page.exception
    assert page_build.session.exec(select(Unit.name).where(Unit.code == "QLTM")).one()
    assert page.text_input(key="add_unit_name").value == ""


def test_a_refused_unit_keeps_what_was_typed(open_page, admin) -> None:
    page = open_page(PAGE, user=admin)
    page.text_input(key="add_unit_name").set_value("Phòng Mới").run()

    page.button(key="add_unit").click().run()

    assert page.error[0].value == "“Code” is empty. Fill it in."
    assert page.text_input(key="add_unit_name").value == "Phòng Mới"


def test_a_move_shows_what_it_touches_and_is_saved(open_page, page_build, admin) -> None:
    root = page_build.department()
    unit, other = page_build.unit("Tổ", parent=root), page_build.unit("Phòng", parent=root)
    page_build.case(unit=unit)
    page = open_page(PAGE, user=admin)
    page.selectbox(key="unit_chosen").set_value(unit.id).run()

    page.selectbox(key=f"change_{unit.id}_parent_inside").set_value(other.id).run()
    shown = {metric.label: metric.value for metric in page.metric}
    page.button(key=f"change_{unit.id}_save").click().run()

    assert not page.exception
    assert shown["Open cases"] == "1"
    page_build.session.expire_all()
    assert page_build.session.get(Unit, unit.id).path == f"{other.path}{unit.id}/"


def test_a_unit_with_open_cases_ends_only_with_a_successor(open_page, page_build, admin) -> None:
    root = page_build.department()
    unit, other = page_build.unit("Thanh tra", parent=root), page_build.unit("Phòng", parent=root)
    page_build.case(unit=unit)
    page = open_page(PAGE, user=admin)
    page.selectbox(key="unit_chosen").set_value(unit.id).run()
    page.date_input(key=f"end_{unit.id}_last").set_value(date(2025, 6, 30)).run()

    page.button(key=f"end_{unit.id}_save").click().run()
    refusal = page.error[0].value
    page.selectbox(key=f"end_{unit.id}_successor").set_value(other.id).run()
    page.button(key=f"end_{unit.id}_save").click().run()

    assert "holds 1 open cases and 0 petitions to handle" in refusal
    assert not page.exception
    page_build.session.expire_all()
    assert page_build.session.get(Unit, unit.id).valid_to == date(2025, 6, 30)
    assert page.button(key=f"end_{unit.id}_revive")


def test_a_head_is_entered_and_stands_in_the_history(open_page, page_build, admin) -> None:
    unit = page_build.unit("Phòng", parent=page_build.department())
    page = open_page(PAGE, user=admin)
    page.selectbox(key="unit_chosen").set_value(unit.id).run()
    page.text_input(key=f"head_{unit.id}_name").set_value("Đặng Bích Thủy").run()

    page.button(key=f"head_{unit.id}_save").click().run()

    assert not page.exception
    assert page_build.session.exec(select(UnitHead.name)).one() == "Đặng Bích Thủy"
    history = next(t.value for t in page.dataframe if "When" in t.value.columns)
    assert history.iloc[0]["What"] == "Head entered"


def test_the_focal_role_is_given_from_a_day_on(open_page, page_build, admin) -> None:
    unit = page_build.unit("Phòng", parent=page_build.department())
    page = open_page(PAGE, user=admin)
    page.selectbox(key="focal_unit").set_value(unit.id).run()
    page.date_input(key="focal_from").set_value(date(2025, 7, 1)).run()

    page.button(key="focal_save").click().run()

    assert not page.exception
    assert actors.focal_unit_id(page_build.session, today=date(2025, 7, 1)) == unit.id
    assert page_build.session.exec(select(AuditEntry.action)).all() == ["set_focal_unit"]


def test_in_vietnamese_nothing_stays_english(open_page, admin) -> None:
    page = open_page(PAGE, user=admin, language="vi")

    assert page.title[0].value == "Đơn vị và người đứng đầu"
    assert [tab.label for tab in page.tabs] == ["Sơ đồ", "Đơn vị mới", "Đơn vị đầu mối", "Từ tệp Excel"]
