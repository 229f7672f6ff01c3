"""Units are added, moved and ended on screen, with the effect shown first."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, Case, Unit, UnitHead
from models.enums import Role
from services import actors, clock

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


def test_what_is_open_passes_on_with_the_end_and_later_by_a_button(open_page, page_build, admin) -> None:
    root = page_build.department()
    unit, other = page_build.unit("Thanh tra", parent=root), page_build.unit("Phòng", parent=root)
    case = page_build.case(unit=unit)
    page = open_page(PAGE, user=admin)
    page.selectbox(key="unit_chosen").set_value(unit.id).run()
    page.date_input(key=f"end_{unit.id}_last").set_value(date(2025, 6, 30)).run()
    page.selectbox(key=f"end_{unit.id}_successor").set_value(other.id).run()
    foretold = [one.value for one in page.caption]
    page.button(key=f"end_{unit.id}_save").click().run()
    page_build.session.expire_all()
    at_once = page_build.session.get(Case, case.id).unit_id
    late = page_build.case(unit=unit)

    page.run()
    warned = [one.value for one in page.warning]
    page.button(key=f"stock_{unit.id}_pass").click().run()

    assert not page.exception
    assert "What is open passes to the successor at once, as of the day after the last day." in foretold
    assert at_once == other.id
    assert warned == ["This unit still holds 1 open cases and 0 petitions to handle."]
    page_build.session.expire_all()
    assert page_build.session.get(Case, late.id).unit_id == other.id
    assert not page.warning


def test_an_end_to_come_says_that_what_is_open_stays_until_then(open_page, page_build, admin) -> None:
    root = page_build.department()
    unit, other = page_build.unit("Thanh tra", parent=root), page_build.unit("Phòng", parent=root)
    case = page_build.case(unit=unit)
    page = open_page(PAGE, user=admin)
    page.selectbox(key="unit_chosen").set_value(unit.id).run()
    page.date_input(key=f"end_{unit.id}_last").set_value(
        clock.local_date(clock.now()) + timedelta(days=30)
    ).run()
    page.selectbox(key=f"end_{unit.id}_successor").set_value(other.id).run()
    foretold = [one.value for one in page.caption]

    page.button(key=f"end_{unit.id}_save").click().run()

    assert not page.exception
    assert any(text.startswith("What is open stays here until the last day.") for text in foretold)
    assert "They can be passed to “Phòng” from the last day on." in [one.value for one in page.caption]
    assert all(button.key != f"stock_{unit.id}_pass" for button in page.button)
    page_build.session.expire_all()
    assert page_build.session.get(Case, case.id).unit_id == unit.id
