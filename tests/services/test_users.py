"""Accounts are made, changed and closed by the administrator, and there always is one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, RoleAssignment, User
from models.enums import Role, UnitKind
from services import actors, own_sessions, password_rules, sign_in, user_views, users
from services.account_rules import (
    AccountEntry,
    OutsideHasNoAccounts,
    OwnAccount,
    UsernameTaken,
    suggested_username,
)
from services.administrators import LastAdministrator, first_day_without
from services.errors import FieldInvalid, NotPermitted
from tests.builders import hash_of
from tests.conftest import NOW, TODAY

NEXT_MONTH = date(2026, 12, 1)


@pytest.fixture
def admin_user(build) -> User:
    return build.user(Role.ADMINISTRATOR, username="quan.tri", password_hash="x")


@pytest.fixture
def admin(build, admin_user):
    return build.actor_of(admin_user)


def made(session, build, admin, **values):
    entry = AccountEntry(username="an.nv", name="Nguyễn Văn An")
    values = {"role": Role.OFFICER, "unit_id": build.department().id, "valid_from": TODAY, **values}
    return users.create(session, entry, **values, actor=admin, now=NOW)


def test_a_new_account_signs_in_with_its_one_time_password_and_must_change_it(session, build, admin) -> None:
    new = made(session, build, admin)

    user = session.get(User, new.user_id)
    assert sign_in.verify(session, "an.nv", new.password, now=NOW) == user.id
    assert user.must_change_password
    assert actors.actor_of(session, user, today=TODAY).role is Role.OFFICER
    trail = str([entry.model_dump() for entry in session.exec(select(AuditEntry))])
    assert "added_user" in trail
    assert new.password not in trail
    assert user.password_hash not in trail


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (AccountEntry("An Nguyễn", "Nguyễn Văn An"), FieldInvalid),
        (AccountEntry("an.nv", "Nguyễn Văn An", email="không có"), FieldInvalid),
        (AccountEntry("QUAN.TRI", "Nguyễn Văn An"), UsernameTaken),
    ],
)
def test_what_no_account_may_look_like(session, build, admin, entry, refusal) -> None:
    with pytest.raises(refusal):
        users.create(
            session,
            entry,
            role=Role.OFFICER,
            unit_id=build.department().id,
            valid_from=TODAY,
            actor=admin,
            now=NOW,
        )


def test_an_outside_authority_has_no_accounts(session, build, admin) -> None:
    outside = build.unit(kind=UnitKind.OUTSIDE)

    with pytest.raises(OutsideHasNoAccounts):
        made(session, build, admin, unit_id=outside.id)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_who_may_not_touch_accounts(session, build, role) -> None:
    actor = build.actor(role)
    other = build.user()

    for deed in (users.reset_password, users.unlock, users.sign_out_everywhere, users.reactivate):
        with pytest.raises(NotPermitted):
            deed(session, other.id, actor=actor, now=NOW)
    with pytest.raises(NotPermitted):
        made(session, build, actor)
    with pytest.raises(NotPermitted):
        user_views.list_page(session, actor=actor, now=NOW)


def test_an_administrator_sees_no_case(session, build, admin) -> None:
    from services.permissions import visible_to

    build.case()

    assert session.exec(visible_to(admin)).all() == []


def test_a_new_role_begins_where_the_old_one_ends(session, build, admin) -> None:
    user = build.user(Role.OFFICER)
    unit = build.unit(parent=build.department())

    users.assign(
        session,
        user.id,
        role=Role.UNIT_HEAD,
        unit_id=unit.id,
        valid_from=NEXT_MONTH,
        actor=admin,
        now=NOW,
    )

    assert actors.current_assignment(session, user.id, today=date(2026, 11, 30)).role is Role.OFFICER
    assert actors.current_assignment(session, user.id, today=NEXT_MONTH).role is Role.UNIT_HEAD
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "assigned_role")).one()
    assert trail.details["changed"]["role"] == [None, "unit_head"]


def test_a_role_on_loan_ends_by_itself(session, build, admin) -> None:
    user = build.user(Role.OFFICER)

    users.assign(
        session,
        user.id,
        role=Role.UNIT_HEAD,
        unit_id=build.department().id,
        valid_from=TODAY,
        valid_to=NEXT_MONTH,
        actor=admin,
        now=NOW,
    )

    assert actors.current_assignment(session, user.id, today=NEXT_MONTH).role is Role.UNIT_HEAD
    assert actors.current_assignment(session, user.id, today=NEXT_MONTH + timedelta(days=1)) is None


def test_nobody_gives_himself_a_role(session, build, admin, admin_user) -> None:
    before = actors.current_assignment(session, admin_user.id, today=TODAY)

    with pytest.raises(OwnAccount):
        users.assign(
            session,
            admin_user.id,
            role=Role.INSPECTOR,
            unit_id=build.department().id,
            valid_from=TODAY,
            actor=admin,
            now=NOW,
        )

    assert actors.current_assignment(session, admin_user.id, today=TODAY).id == before.id


def test_the_last_administrator_keeps_the_role(session, build, admin_user) -> None:
    with pytest.raises(LastAdministrator):
        users.assign(
            session,
            admin_user.id,
            role=Role.VIEWER,
            unit_id=build.department().id,
            valid_from=NEXT_MONTH,
            actor=actors.system_actor("manage.py"),
            now=NOW,
        )


def test_the_last_administrator_is_not_closed_by_a_second_one_without_password(
    session, build, admin_user
) -> None:
    second = build.actor(Role.ADMINISTRATOR)

    with pytest.raises(LastAdministrator):
        users.deactivate(session, admin_user.id, reason="nghỉ hưu", actor=second, now=NOW)


def test_one_of_two_administrators_may_go(session, build, admin) -> None:
    second = build.user(Role.ADMINISTRATOR, password_hash="y")

    users.deactivate(session, second.id, reason="nghỉ hưu", actor=admin, now=NOW)

    assert not second.is_active
    assert session.exec(select(AuditEntry)).one().reason == "nghỉ hưu"


def test_nobody_closes_or_resets_the_own_account(session, admin, admin_user) -> None:
    with pytest.raises(OwnAccount):
        users.deactivate(session, admin_user.id, reason="x", actor=admin, now=NOW)
    with pytest.raises(OwnAccount):
        users.reset_password(session, admin_user.id, actor=admin, now=NOW)


def test_a_gap_between_two_administrators_is_found() -> None:
    rows = [
        RoleAssignment(
            user_id=1, role=Role.ADMINISTRATOR, unit_id=1, valid_from=date(2026, 1, 1), valid_to=TODAY
        ),
        RoleAssignment(user_id=2, role=Role.ADMINISTRATOR, unit_id=1, valid_from=NEXT_MONTH),
    ]

    assert first_day_without(rows, today=TODAY) == date(2026, 11, 24)
    assert first_day_without(rows[1:], today=NEXT_MONTH) is None
    assert first_day_without([], today=TODAY) == TODAY


def test_a_reset_ends_every_session_and_unlocks(session, build, admin) -> None:
    user = build.user(failed_sign_ins=9, locked_until_at=NOW + timedelta(hours=1))
    token = sign_in.open_session(session, user, now=NOW)

    new = users.reset_password(session, user.id, actor=admin, now=NOW)

    assert sign_in.session_of(session, token, now=NOW) is None
    assert user.must_change_password
    assert sign_in.verify(session, user.username, new.password, now=NOW) == user.id


def test_a_closed_account_is_signed_out_and_comes_back_with_a_new_password(session, build, admin) -> None:
    user = build.user(password_hash="x")
    token = sign_in.open_session(session, user, now=NOW)

    users.deactivate(session, user.id, reason="nghỉ phép", actor=admin, now=NOW)
    closed = sign_in.session_of(session, token, now=NOW)
    new = users.reactivate(session, user.id, actor=admin, now=NOW)

    assert closed is None
    assert sign_in.verify(session, user.username, new.password, now=NOW) == user.id


def test_an_account_is_unlocked_before_its_time(session, build, admin) -> None:
    user = build.user(failed_sign_ins=7, locked_until_at=NOW + timedelta(hours=1))

    users.unlock(session, user.id, actor=admin, now=NOW)

    assert (user.failed_sign_ins, user.locked_until_at) == (0, None)


def test_a_change_keeps_before_and_after(session, build, admin) -> None:
    user = build.user(username="an.nv", name="Nguyễn Văn An")

    users.change(session, user.id, AccountEntry("an.nv", "Nguyễn Văn Ân"), actor=admin, now=NOW)

    trail = session.exec(select(AuditEntry)).one()
    assert trail.details["changed"] == {"name": ["Nguyễn Văn An", "Nguyễn Văn Ân"]}
    assert user.folded == "nguyen van an"


@pytest.mark.parametrize(
    ("search", "found"),
    [("đặng huệ", 1), ("dang hue", 1), ("hue.dt", 1), ("ang", 0), ("", 2), ("thị", 1)],
)
def test_accounts_are_found_without_marks(session, build, admin, search, found) -> None:
    build.user(username="hue.dt", name="Đặng Thị Huệ")

    page = user_views.list_page(session, search=search, actor=admin, now=NOW)

    assert (len(page.lines), page.total) == (found, found)


def test_the_list_shows_the_role_of_the_day_and_closed_accounts_only_when_asked(
    session, build, admin
) -> None:
    build.user(Role.VIEWER, name="A", is_active=False)

    open_accounts = user_views.list_page(session, actor=admin, now=NOW)
    everyone = user_views.list_page(session, with_inactive=True, limit=1, actor=admin, now=NOW)

    assert [line.role for line in open_accounts.lines] == [Role.ADMINISTRATOR]
    assert (everyone.lines[0].role, len(everyone.lines), everyone.total) == (Role.VIEWER, 1, 2)


def test_closing_an_account_tells_what_is_left_behind(session, build, admin) -> None:
    user = build.user()
    build.case(officer_id=user.id)
    build.case(officer_id=user.id, state="closed", outcome="answered", closed_on=date(2026, 11, 20))

    effect = user_views.effect(session, user.id, actor=admin, now=NOW)

    assert (effect.open_cases, effect.drafts, effect.sessions) == (1, 0, 0)


def test_user_names_are_suggested_as_people_are_called() -> None:
    assert suggested_username("Đặng Thị Huệ", taken=set()) == "hue.dt"
    assert suggested_username("Đặng Thị Huệ", taken={"hue.dt"}) == "hue.dt2"
    assert suggested_username("Ý", taken=set()) == "y.sct"
    assert suggested_username("  ", taken=set()) == ""


def test_a_new_own_password_ends_the_other_sessions(session, build) -> None:
    user = build.user(password_hash=hash_of("mat khau dau tien"), must_change_password=True)
    here = sign_in.open_session(session, user, now=NOW)
    there = sign_in.open_session(session, user, now=NOW)

    sign_in.change_own_password(
        session,
        "mat khau dau tien",
        "mat khau thu hai",
        actor=build.actor_of(user),
        now=NOW,
        token=here,
    )

    assert sign_in.session_of(session, here, now=NOW) is not None
    assert sign_in.session_of(session, there, now=NOW) is None
    assert not user.must_change_password


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ("sai rồi sai rồi", "mat khau thu hai", sign_in.OldPasswordWrong),
        ("mat khau dau tien", "mat khau dau tien", sign_in.PasswordUnchanged),
        ("mat khau dau tien", "ngắn", password_rules.PasswordTooShort),
        ("mat khau dau tien", "1234567890", password_rules.PasswordTooPlain),
    ],
)
def test_which_new_password_is_refused(session, build, old, new, refusal) -> None:
    user = build.user(password_hash=hash_of("mat khau dau tien"))

    with pytest.raises(refusal):
        sign_in.change_own_password(session, old, new, actor=build.actor_of(user), now=NOW)


def test_own_sessions_are_those_that_still_live(session, build) -> None:
    user = build.user()
    sign_in.open_session(session, user, now=datetime(2026, 11, 1, tzinfo=UTC))
    sign_in.open_session(session, user, now=NOW, agent="Firefox")

    sessions = own_sessions.live(session, actor=build.actor_of(user), now=NOW)

    assert [row.agent for row in sessions] == ["Firefox"]
