"""Whoever owes a second factor sets it up before anything opens; it is kept and reset on screen."""

from datetime import UTC, datetime

import pyotp
import pytest
from sqlmodel import select

from models import ExternalIdentity, SecondFactor, Setting, SignInTicket, User, UserSession
from models.enums import Role
from services import database, second_factor, sign_in
from services.settings import settings
from tests.builders import hash_of
from ui.navigation import FOLDER, PAGES

ACCOUNT = "pages/account.py"
PASSWORD = "mat khau dau tien"
MUST = {Role.DIRECTOR, Role.INSPECTOR, Role.ADMINISTRATOR}


def enrolled(page_build, user: User) -> str:
    """Give a person a factor as if set up before; gives the secret."""
    actor = page_build.actor_of(user)
    now = datetime.now(UTC)
    with database.transaction() as session:
        token = sign_in.open_session(session, user, now=now)
        begun = second_factor.begin(session, password=PASSWORD, token=token, demo=False, actor=actor, now=now)
        row = session.get(SecondFactor, user.id)
        row.confirmed_at = now
    return begun.secret


@pytest.mark.parametrize("role", [*sorted(MUST), Role.OFFICER])
def test_a_password_alone_opens_nothing_where_the_role_owes_a_factor(open_page, page_build, role) -> None:
    user = page_build.user(role)

    account = open_page(ACCOUNT, user=user, second_factor=False)
    start = open_page(
        f"pages/{'users' if role is Role.ADMINISTRATOR else 'monitor'}.py", user=user, second_factor=False
    )

    assert not account.exception
    assert any("Your role signs in with a second factor" in w.value for w in account.warning) is (
        role in MUST
    )
    assert any("Something is left to do" in w.value for w in start.warning) is (role in MUST)
    assert bool(start.title) is (role not in MUST)


def test_only_the_own_account_opens_half_way() -> None:
    for entry in PAGES:
        source = (FOLDER / f"{entry.name}.py").read_text(encoding="utf-8")

        assert "current_user(" in source, entry.name
        assert ("half_way" in source) is (entry.name == "account"), entry.name


def test_the_factor_is_set_up_with_a_code_and_shows_its_recovery_codes_once(open_page, page_build) -> None:
    user = page_build.user(Role.DIRECTOR, username="giam.doc")
    page = open_page(ACCOUNT, user=user, second_factor=False)
    page.button(key="factor_begin_save").click().run()
    secret = page.code[0].value.replace(" ", "")
    picture = page.get("image")
    page.text_input(key="factor_code").set_value("000000")
    page.button(key="factor_confirm_save").click().run()
    refused = page.error[0].value

    page.text_input(key="factor_code").set_value(pyotp.TOTP(secret).now())
    page.button(key="factor_confirm_save").click().run()
    codes = page.code[0].value.split()
    page.button(key="factor_codes_done").click().run()

    assert not page.exception
    assert "The code is wrong" in refused
    assert len(picture) == 1
    assert len(set(codes)) == 10
    assert not page.code
    assert not page.warning
    assert "10 recovery codes are left" in " ".join(m.value for m in page.markdown)
    # The session goes on, and owes nothing any more.
    assert "This browser" in [text.value for text in page.text]
    assert page_build.session.exec(select(UserSession.second_factor_at)).one() is not None


def test_new_codes_and_turning_off_cost_a_code(open_page, page_build) -> None:
    user = page_build.user(Role.OFFICER, password_hash=hash_of(PASSWORD))
    secret = enrolled(page_build, user)
    page = open_page(ACCOUNT, user=user)
    page.text_input(key="factor_keep_code").set_value("000000")
    page.button(key="factor_off").click().run()
    refused = page.error[0].value
    page.text_input(key="factor_keep_code").set_value(pyotp.TOTP(secret).now())

    page.button(key="factor_renew").click().run()
    codes = page.code[0].value.split()
    page.button(key="factor_codes_done").click().run()
    page.text_input(key="factor_keep_code").set_value(codes[7])
    page.button(key="factor_off").click().run()

    assert not page.exception
    assert "The code is wrong" in refused
    assert page.button(key="factor_begin_save")
    page_build.session.rollback()
    assert page_build.session.get(SecondFactor, user.id) is None
    # The wrong code stays counted until the next whole sign-in.
    assert page_build.session.get(User, user.id).failed_sign_ins == 1


def test_sample_accounts_of_the_demonstration_owe_nothing_and_are_told(
    open_page, page_build, monkeypatch
) -> None:
    monkeypatch.setenv("TIEPDAN_DEMO", "1")
    settings.cache_clear()
    user = page_build.user(Role.DIRECTOR, is_sample=True)

    page = open_page(ACCOUNT, user=user, second_factor=False)

    assert not page.warning
    assert any("Sample accounts of the demonstration need no second factor" in c.value for c in page.caption)


def test_an_administrator_resets_a_factor_with_a_reason(open_page, page_build) -> None:
    admin = page_build.user(Role.ADMINISTRATOR)
    user = page_build.user(Role.OFFICER, password_hash=hash_of(PASSWORD))
    enrolled(page_build, user)
    page = open_page("pages/users.py", user=admin)
    page.selectbox(key="user_chosen").set_value(user.id).run()
    waits = page.button(key=f"factor_reset_{user.id}").disabled
    page.text_input(key=f"factor_reason_{user.id}").set_value("Mất điện thoại").run()

    page.button(key=f"factor_reset_{user.id}").click().run()

    assert waits
    assert not page.exception
    page_build.session.rollback()
    assert page_build.session.get(SecondFactor, user.id) is None
    assert any("No second factor" in m.value for m in page.markdown)


@pytest.fixture
def provider(monkeypatch) -> None:
    """Single sign-on is configured; nobody asks the provider anything."""
    for name, value in (
        ("ISSUER", "https://sso.example.gov.vn"),
        ("CLIENT_ID", "tiepdan"),
        ("CLIENT_SECRET", "x"),
        ("NAME", "SSO của tỉnh"),
    ):
        monkeypatch.setenv(f"TIEPDAN_OIDC_{name}", value)
    monkeypatch.setenv("TIEPDAN_PUBLIC_URL", "https://tiepdan.example.gov.vn")
    settings.cache_clear()


def test_the_own_account_is_linked_from_a_ticket_that_costs_the_password(
    open_page, page_build, provider
) -> None:
    user = page_build.user(Role.OFFICER, password_hash=hash_of(PASSWORD))
    page = open_page(ACCOUNT, user=user)
    page.text_input(key="identity_password").set_value("sai")
    page.button(key="identity_link_save").click().run()
    refused = page.error[0].value
    page.text_input(key="identity_password").set_value(PASSWORD)

    page.button(key="identity_link_save").click().run()

    assert "The present password is wrong" in refused
    assert not page.exception
    form = next(h.proto.body for h in page.get("html") if "/single-sign-on/link" in h.proto.body)
    assert "Go on to “SSO của tỉnh”" in form
    assert page_build.session.exec(select(SignInTicket.user_id)).one() == user.id


def test_a_link_is_shown_and_taken_back(open_page, page_build, provider) -> None:
    admin = page_build.user(Role.ADMINISTRATOR)
    user = page_build.user(Role.OFFICER)
    page = open_page("pages/users.py", user=admin)
    page.selectbox(key="user_chosen").set_value(user.id).run()
    page.text_input(key=f"subject_{user.id}").set_value("an-7").run()
    page.button(key=f"link_{user.id}").click().run()
    linked = page_build.session.exec(select(ExternalIdentity.subject)).all()

    own = open_page(ACCOUNT, user=user)
    shown = " ".join(m.value for m in own.markdown)
    own.button(key="identity_unlink").click().run()

    assert linked == ["an-7"]
    assert "Linked to “SSO của tỉnh”" in shown
    assert not own.exception
    page_build.session.rollback()
    assert page_build.session.exec(select(ExternalIdentity)).all() == []


def test_without_a_provider_nothing_speaks_of_single_sign_on(open_page, page_build) -> None:
    page = open_page(ACCOUNT, user=page_build.user(Role.OFFICER))

    assert not any("Single sign-on" in s.value for s in page.subheader)


def test_the_roles_that_owe_a_factor_are_chosen_with_day_and_basis(open_page, page_build) -> None:
    page = open_page("pages/settings.py", user=page_build.user(Role.ADMINISTRATOR))
    page.multiselect(key="factor_roles").set_value([Role.UNIT_HEAD, Role.DIRECTOR]).run()
    page.button(key="factor_roles_save").click().run()
    refused = page.error[0].value
    page.text_input(key="factor_roles_basis").set_value("Quyết định 12").run()

    page.button(key="factor_roles_save").click().run()

    assert "“Basis (document)” is empty" in refused
    assert not page.exception
    row = page_build.session.exec(select(Setting)).one()
    assert (row.key, row.value) == (second_factor.ROLES_SETTING, "director unit_head")
