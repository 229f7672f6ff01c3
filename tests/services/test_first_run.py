"""An empty database becomes one that can be signed in to; a server refuses what is unfit for real people."""

import pytest
from sqlmodel import func, select

from models import AuditEntry, Channel, RoleAssignment, SubjectField, Unit, User
from models.enums import Role, UnitKind
from services import first_run, sign_in
from services.actors import system_actor
from services.errors import NotPermitted, SettingsInvalid
from services.settings import settings
from tests.conftest import NOW, TODAY

SYSTEM = system_actor("manage.py (test)")


def test_the_first_administrator_signs_in_once_with_the_shown_password(session) -> None:
    account = first_run.ensure_first_administrator(session, actor=SYSTEM, now=NOW)

    user = session.exec(select(User)).one()
    role = session.exec(select(RoleAssignment)).one()
    assert sign_in.verify(session, "admin", account.password, now=NOW) == user.id
    assert user.must_change_password
    assert (role.role, role.valid_from) == (Role.ADMINISTRATOR, TODAY)
    assert account.password not in str(session.exec(select(AuditEntry.details)).all())


def test_a_second_run_makes_no_second_account(session) -> None:
    first_run.ensure_first_administrator(session, actor=SYSTEM, now=NOW)

    again = first_run.ensure_first_administrator(session, actor=SYSTEM, now=NOW)

    assert again is None
    assert session.exec(select(func.count()).select_from(User)).one() == 1
    assert session.exec(select(Unit)).one().kind is UnitKind.DEPARTMENT


def test_two_one_time_passwords_are_never_the_same(session) -> None:
    passwords = {first_run.one_time_password() for _number in range(50)}

    assert len(passwords) == 50
    assert all(len(password) == 19 for password in passwords)


def test_shipped_lists_fill_an_empty_database_once(session) -> None:
    added = first_run.load_shipped_lists(session, actor=SYSTEM, now=NOW)
    again = first_run.load_shipped_lists(session, actor=SYSTEM, now=NOW)

    assert added["channels"] == session.exec(select(func.count()).select_from(Channel)).one()
    assert again == {}
    forwarded = session.exec(select(Channel).where(Channel.code == "forwarded")).one()
    assert forwarded.from_body
    petrol = session.exec(select(SubjectField).where(SubjectField.folded == "xang dau")).one()
    assert petrol.name_en == "Petrol and oil"


def test_a_list_that_an_administrator_shortened_is_not_filled_again(session, build) -> None:
    build.subject_field("Xăng dầu")

    first_run.load_shipped_lists(session, actor=SYSTEM, now=NOW)

    assert session.exec(select(SubjectField.name)).all() == ["Xăng dầu"]


def test_who_may_not_load_lists(session, build) -> None:
    officer = build.actor(Role.OFFICER)

    with pytest.raises(NotPermitted):
        first_run.load_shipped_lists(session, actor=officer, now=NOW)


def test_a_real_server_refuses_sample_accounts_even_when_they_are_switched_off(session, build) -> None:
    build.user(Role.VIEWER, is_sample=True, is_active=False)

    first_run.check_serving(session, demo=True)
    with pytest.raises(SettingsInvalid, match="sample accounts"):
        first_run.check_serving(session, demo=False)


@pytest.mark.parametrize("key", ["short", "changeme" * 4])
def test_a_server_refuses_a_known_or_short_key(session, monkeypatch, key) -> None:
    monkeypatch.setenv("TIEPDAN_KEY", key)
    settings.cache_clear()

    with pytest.raises(SettingsInvalid, match="TIEPDAN_KEY"):
        first_run.check_serving(session, demo=False)


def test_an_empty_database_may_be_served(session) -> None:
    first_run.check_serving(session, demo=False)
