"""Accounts are made, found, reset and closed on screen; everybody looks after the own one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models import Case, RoleAssignment, User, UserSession
from models.enums import Language, Role
from services import sign_in, spreadsheets
from tests.builders import hash_of
from ui.admin.own_account import browser

PAGE = "pages/users.py"
PASSWORD = "mat khau dau tien"


@pytest.fixture
def admin(page_build):
    return page_build.user(Role.ADMINISTRATOR, username="quan.tri", name="Quản trị", password_hash="x")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_opens_the_accounts(open_page, page_build, role) -> None:
    page = open_page(PAGE, user=page_build.user(role))

    assert not page.exception
    assert "right to open this page" in page.error[0].value
    assert not page.tabs


def test_a_new_account_shows_its_password_until_it_is_passed_on(open_page, page_build, admin) -> None:
    page = open_page(PAGE, user=admin)
    page.text_input(key="new_user_name").set_value("Đặng Thị Huệ").run()

    page.button(key="new_user").click().run()
    shown = page.dataframe[0].value.iloc[0].tolist()
    page.button(key="one_time_done").click().run()

    assert not page.exception
    assert shown[:2] == ["Đặng Thị Huệ", "hue.dt"]
    user = page_build.session.exec(select(User).where(User.username == "hue.dt")).one()
    now = datetime.now(UTC)
    assert sign_in.verify(page_build.session, "hue.dt", shown[2], now=now) == user.id
    assert all("One-time password" not in t.value.columns for t in page.dataframe)


def test_a_search_without_marks_finds_and_an_empty_one_says_so(open_page, page_build, admin) -> None:
    page_build.user(name="Đặng Thị Huệ")
    page = open_page(PAGE, user=admin)

    page.text_input(key="user_search").set_value("dang hue").run()
    found = page.dataframe[0].value["Full name"].tolist()
    page.text_input(key="user_search").set_value("không có ai").run()

    assert found == ["Đặng Thị Huệ"]
    assert "No account matches" in page.info[0].value


def test_a_reset_hands_out_a_new_password_and_ends_sessions(open_page, page_build, admin) -> None:
    user = page_build.user(name="Nguyễn Văn An")
    token = sign_in.open_session(page_build.session, user, now=datetime.now(UTC))
    page_build.session.commit()
    page = open_page(PAGE, user=admin)
    page.selectbox(key="user_chosen").set_value(user.id).run()

    page.button(key=f"access_{user.id}_reset").click().run()

    assert not page.exception
    assert "shown this once" in page.warning[0].value
    page_build.session.expire_all()
    assert sign_in.session_of(page_build.session, token, now=datetime.now(UTC)) is None


def test_closing_needs_a_reason_and_tells_what_is_left(open_page, page_build, admin) -> None:
    user = page_build.user()
    page_build.case(officer_id=user.id)
    page = open_page(PAGE, user=admin)
    page.selectbox(key="user_chosen").set_value(user.id).run()
    waits = page.button(key=f"access_{user.id}_close").disabled
    left = {metric.label: metric.value for metric in page.metric}
    page.text_input(key=f"access_{user.id}_reason").set_value("Nghỉ hưu").run()

    page.button(key=f"access_{user.id}_close").click().run()

    assert waits
    assert left["Open cases assigned"] == "1"
    page_build.session.expire_all()
    assert not page_build.session.get(User, user.id).is_active


def test_a_role_is_given_and_nobody_gives_himself_one(open_page, page_build, admin) -> None:
    officer = page_build.user(Role.OFFICER)
    page = open_page(PAGE, user=admin)
    page.selectbox(key="user_chosen").set_value(officer.id).run()
    page.selectbox(key=f"role_{officer.id}_role").set_value(Role.UNIT_HEAD).run()

    page.button(key=f"role_{officer.id}_save").click().run()

    assert not page.exception
    given = select(RoleAssignment.role).where(RoleAssignment.user_id == officer.id)
    assert Role.UNIT_HEAD in page_build.session.exec(given).all()
    page.selectbox(key="user_chosen").set_value(admin.id).run()
    assert any("another administrator gives you a role" in info.value for info in page.info)
    assert not [one for one in page.button if one.key == f"role_{admin.id}_save"]


def test_a_locked_account_is_unlocked(open_page, page_build, admin) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    user = page_build.user(failed_sign_ins=9, locked_until_at=later)
    page = open_page(PAGE, user=admin)
    page.selectbox(key="user_chosen").set_value(user.id).run()

    page.button(key=f"access_{user.id}_unlock").click().run()

    assert not page.exception
    page_build.session.expire_all()
    assert page_build.session.get(User, user.id).locked_until_at is None


def test_a_workbook_is_judged_then_taken_in(open_page, page_build, admin) -> None:
    headings = ["Họ và tên", "Vai trò", "Mã đơn vị"]
    rows = [["Đặng Thị Huệ", "Chuyên viên", "SCT"], ["Người Lạ", "Ông chủ", "SCT"]]
    page = open_page(PAGE, user=admin)

    page.get("file_uploader")[0].upload("nguoi.xlsx", spreadsheets.table("Người dùng", headings, rows))
    page.run()
    judged = next(t.value for t in page.dataframe if "Result" in t.value.columns)
    page.button(key="bulk_save").click().run()

    assert not page.exception
    assert judged["Result"].tolist() == ["Accepted row", "Refused row"]
    assert "“Role” is not valid" in judged["Reason"][1]
    assert page.dataframe[0].value["User name"].tolist() == ["hue.dt"]
    names = page_build.session.exec(select(User.username).order_by(User.username)).all()
    assert names == ["hue.dt", "quan.tri"]


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140 Safari/537 Edg/140", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140) Gecko/20100101 Firefox/140", "Firefox · Linux"),
        ("", "–"),
    ],
)
def test_a_browser_is_named_as_people_call_it(agent, shown) -> None:
    assert browser(agent) == shown


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_the_own_account(open_page, page_build, role) -> None:
    user = page_build.user(role, name="Nguyễn Văn An")

    page = open_page("pages/account.py", user=user)

    assert not page.exception
    assert "Nguyễn Văn An" in page.caption[0].value
    assert [text.value for text in page.text][-1] == "This browser"


def test_a_session_elsewhere_is_ended_from_the_own_account(open_page, page_build) -> None:
    user = page_build.user()
    now = datetime.now(UTC)
    elsewhere = sign_in.open_session(page_build.session, user, now=now)
    page_build.session.commit()
    row_id = sign_in.session_of(page_build.session, elsewhere, now=now)[0].id
    page = open_page("pages/account.py", user=user)

    page.button(key=f"end_session_{row_id}").click().run()

    assert not page.exception
    page_build.session.rollback()
    assert sign_in.session_of(page_build.session, elsewhere, now=now) is None
    assert not [button for button in page.button if button.key.startswith("end_session_")]


def test_a_given_password_must_be_changed_before_anything_else(open_page, page_build) -> None:
    user = page_build.user(password_hash=hash_of(PASSWORD), must_change_password=True)
    page = open_page("pages/account.py", user=user)
    warned = page.warning[0].value
    for key, value in (("old", PASSWORD), ("new", "mat khau thu hai"), ("again", "mat khau thu hai")):
        page.text_input(key=f"{key}_password").set_value(value)

    page.button(key="change_password").click().run()

    assert "given to you by somebody else" in warned
    assert not page.exception
    assert not page.warning
    page_build.session.expire_all()
    assert not page_build.session.get(User, user.id).must_change_password


@pytest.mark.parametrize(
    ("old", "again", "refusal"),
    [
        (PASSWORD, "khac hoan toan", "The two new passwords differ"),
        ("sai roi", "mat khau thu hai", "The present password is wrong"),
    ],
)
def test_a_refused_password_says_why(open_page, page_build, old, again, refusal) -> None:
    user = page_build.user(password_hash=hash_of(PASSWORD))
    page = open_page("pages/account.py", user=user)
    for key, value in (("old", old), ("new", "mat khau thu hai"), ("again", again)):
        page.text_input(key=f"{key}_password").set_value(value)

    page.button(key="change_password").click().run()

    assert refusal in page.error[0].value


def test_signing_out_everywhere_ends_this_session_too(open_page, page_build) -> None:
    user = page_build.user()
    page = open_page("pages/account.py", user=user)

    page.button(key="out_everywhere").click().run()

    assert "You are signed out" in page.warning[0].value
    rows = page_build.session.exec(select(UserSession).where(UserSession.user_id == user.id)).all()
    assert all(row.revoked_at is not None for row in rows)


def test_the_language_is_remembered_for_the_account(open_page, page_build) -> None:
    user = page_build.user()
    page = open_page("pages/account.py", user=user)

    page.radio(key="own_language").set_value(Language.ENGLISH).run()

    assert not page.exception
    page_build.session.expire_all()
    assert page_build.session.get(User, user.id).language is Language.ENGLISH


def test_open_cases_are_handed_over_where_an_account_is_closed(open_page, page_build, admin) -> None:
    unit = page_build.unit(parent=page_build.department())
    leaving, staying = page_build.user(unit=unit), page_build.user(unit=unit)
    case = page_build.case(unit=unit, officer_id=leaving.id)
    page = open_page(PAGE, user=admin)
    page.selectbox(key="user_chosen").set_value(leaving.id).run()
    warned = [one.value for one in page.warning]

    page.multiselect(key=f"case_user_{leaving.id}_hand_over_to_0").set_value([staying.id]).run()
    page.text_input(key=f"case_user_{leaving.id}_hand_over_reason_0").set_value("Nghỉ hưu").run()
    page.button(key="hand_over_save").click().run()

    assert not page.exception
    assert "Hand the open cases over: they stay with this person." in warned
    page_build.session.expire_all()
    assert page_build.session.get(Case, case.id).officer_id == staying.id
