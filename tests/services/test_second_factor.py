"""A code opens once, a wrong one counts, and who must have a factor gets nowhere without."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import select

from models import AuditEntry, InboxItem, RecoveryCode, SecondFactor, Setting, User, UserSession
from models.enums import Role, SignInMethod
from services import database, recovery_codes, second_factor, setting_values, sign_in, sign_in_tries, vault
from services.account_rules import OwnAccount
from services.errors import FieldInvalid, FieldRequired, NotPermitted
from services.sign_in_duties import Duty, owed
from tests.builders import hash_of
from tests.conftest import NOW, TODAY

PASSWORD = "mật khẩu thử nghiệm"
STEP = timedelta(seconds=30)


@pytest.fixture
def person(session, build) -> User:
    # A director owes the factor, so that setting it up asks for no password again.
    return build.user(Role.DIRECTOR, username="thu")


@pytest.fixture
def enrolled(session, build, person):
    """The secret, the recovery codes and the session of somebody who set the factor up at NOW."""
    actor = build.actor_of(person)
    token = sign_in.open_session(session, person, now=NOW)
    begun = second_factor.begin(session, password="", token=token, demo=False, actor=actor, now=NOW)
    codes = second_factor.confirm(session, code_of(begun.secret), token=token, actor=actor, now=NOW)
    session.flush()
    return begun.secret, codes, token


def code_of(secret: str, at=NOW) -> str:
    return pyotp.TOTP(secret).at(at)


def test_the_secret_is_sealed_for_its_owner_and_codes_are_hashed(session, person, enrolled) -> None:
    secret, codes, _ = enrolled

    stored = session.get(SecondFactor, person.id)
    kept = " ".join(session.exec(select(RecoveryCode.code_hash)))
    assert secret.encode() not in stored.sealed_secret
    assert len(codes) == len(set(codes)) == 10
    assert not any(code in kept for code in codes)
    with pytest.raises(vault.CannotUnseal):
        vault.unseal(stored.sealed_secret, purpose=f"second factor of {person.id + 1}")
    trail = str([(row.action, row.details) for row in session.exec(select(AuditEntry))])
    assert "enrolled_second_factor" in trail
    assert secret not in trail


def test_a_code_opens_once_and_none_of_before_opens_after_it(session, person, enrolled) -> None:
    secret, _, _ = enrolled
    later = NOW + 3 * STEP

    # The code that confirmed the factor is spent as well.
    assert second_factor.prove(session, person.id, code_of(secret), now=NOW) is None
    assert second_factor.prove(session, person.id, code_of(secret, later), now=later) == "totp"
    assert second_factor.prove(session, person.id, code_of(secret, later), now=later) is None
    assert second_factor.prove(session, person.id, code_of(secret, later - STEP), now=later) is None
    assert person.failed_sign_ins == 3


def test_a_clock_may_be_half_a_minute_wrong(session, person, enrolled) -> None:
    secret, _, _ = enrolled

    proofs = []
    for number, aside in enumerate((-2, -1, 0, 1, 2), start=1):
        later = NOW + 10 * number * STEP
        code = code_of(secret, later + aside * STEP)
        # As people read it out, with a blank in the middle.
        proofs.append(second_factor.prove(session, person.id, f" {code[:3]} {code[3:]}", now=later))

    assert proofs == [None, "totp", "totp", "totp", None]


def test_wrong_codes_lock_like_wrong_passwords(session, person, enrolled) -> None:
    secret, codes, _ = enrolled
    later = NOW + 3 * STEP
    for wrong in ("000000", "", "abc", "٠٠٠٠٠٠", "k7wm-p3fd-xh9a"):
        assert second_factor.prove(session, person.id, wrong, now=later) is None

    for right in (code_of(secret, later), codes[0]):
        with pytest.raises(sign_in_tries.AccountLocked):
            second_factor.prove(session, person.id, right, now=later)
    assert recovery_codes.left(session, actor=_reader(person)) == 10


def test_a_recovery_code_opens_once(session, person, enrolled) -> None:
    _, codes, _ = enrolled

    assert second_factor.prove(session, person.id, f" {codes[3].upper()} ", now=NOW) == "recovery_code"
    assert second_factor.prove(session, person.id, codes[3], now=NOW) is None
    assert recovery_codes.left(session, actor=_reader(person)) == 9


def _reader(person: User):
    from services.permissions import Actor, Scope

    return Actor(person.id, person.name, None, None, Scope())


def test_one_code_typed_in_many_browsers_at_once_opens_one(session, person, enrolled) -> None:
    secret, codes, _ = enrolled
    session.commit()
    later = NOW + 3 * STEP

    def prove(code: str) -> str | None:
        try:
            with database.transaction() as own:
                return second_factor.prove(own, person.id, code, now=later)
        except sign_in_tries.AccountLocked:
            return None

    with ThreadPoolExecutor(4) as pool:
        proofs = list(pool.map(prove, [code_of(secret, later)] * 4))
        recovered = list(pool.map(prove, [codes[0]] * 4))

    assert sorted(proofs, key=str) == [None, None, None, "totp"]
    assert recovered.count("recovery_code") == 1


def test_an_unconfirmed_secret_is_no_factor(session, person, build) -> None:
    actor = build.actor_of(person)
    token = sign_in.open_session(session, person, now=NOW)
    first = second_factor.begin(session, password="", token=token, demo=False, actor=actor, now=NOW)
    again = second_factor.begin(session, password="", token=token, demo=False, actor=actor, now=NOW)

    assert not second_factor.is_on(session, person.id)
    with pytest.raises(second_factor.FactorIsOff):
        second_factor.prove(session, person.id, code_of(again.secret), now=NOW)
    with pytest.raises(second_factor.CodeWrong):
        second_factor.confirm(session, code_of(first.secret), token=token, actor=actor, now=NOW)


def test_confirming_ends_the_other_sessions_and_cannot_be_done_twice(
    session, person, build, enrolled
) -> None:
    secret, _, token = enrolled
    actor = build.actor_of(person)
    here = sign_in.session_of(session, token, now=NOW)[0]

    assert here.second_factor_at == NOW
    with pytest.raises(second_factor.FactorIsOn):
        second_factor.begin(session, password="", token=token, demo=False, actor=actor, now=NOW)
    with pytest.raises(second_factor.FactorIsOn):
        second_factor.confirm(session, code_of(secret), token=token, actor=actor, now=NOW)


def test_whoever_owes_none_proves_the_password_to_set_one_up(session, build) -> None:
    officer = build.user(Role.OFFICER, password_hash=hash_of(PASSWORD))
    actor, token = build.actor_of(officer), sign_in.open_session(session, officer, now=NOW)

    with pytest.raises(sign_in.OldPasswordWrong):
        second_factor.begin(session, password="sai", token=token, demo=False, actor=actor, now=NOW)
    begun = second_factor.begin(session, password=PASSWORD, token=token, demo=False, actor=actor, now=NOW)

    assert len(begun.secret) == 32
    assert begun.address.startswith("otpauth://totp/")
    assert begun.secret not in repr(begun)


def test_it_is_turned_off_and_its_codes_renewed_only_against_a_code(session, person, build, enrolled) -> None:
    _, codes, token = enrolled
    actor = build.actor_of(person)
    later = NOW + 3 * STEP

    assert second_factor.renew_codes(session, "000000", actor=actor, now=later) is None
    renewed = second_factor.renew_codes(session, codes[0], actor=actor, now=later)
    assert second_factor.prove(session, person.id, codes[1], now=later) is None
    assert not second_factor.turn_off(session, "000000", token=token, actor=actor, now=later)
    assert second_factor.turn_off(session, renewed[0], token=token, actor=actor, now=later)

    assert not second_factor.is_on(session, person.id)
    assert session.exec(select(RecoveryCode)).all() == []
    here = sign_in.session_of(session, token, now=later)[0]
    assert owed(session, here, person, role=Role.DIRECTOR, today=TODAY, demo=False) is Duty.SECOND_FACTOR


def test_an_administrator_resets_the_factor_of_another_with_a_reason(
    session, person, build, enrolled
) -> None:
    _, _, token = enrolled
    admin = build.actor(Role.ADMINISTRATOR)
    with pytest.raises(OwnAccount):
        second_factor.reset(session, admin.user_id, reason="tự làm", actor=admin, now=NOW)
    with pytest.raises(FieldRequired):
        second_factor.reset(session, person.id, reason="  ", actor=admin, now=NOW)

    second_factor.reset(session, person.id, reason="mất điện thoại", actor=admin, now=NOW)

    assert not second_factor.is_on(session, person.id)
    assert sign_in.session_of(session, token, now=NOW) is None
    told = session.exec(select(InboxItem).where(InboxItem.user_id == person.id)).one()
    assert (told.topic, told.values["reason"]) == ("second_factor_reset", "mất điện thoại")
    last = session.exec(select(AuditEntry).where(AuditEntry.action == "reset_second_factor")).one()
    assert (last.subject_id, last.reason, last.actor) == (person.id, "mất điện thoại", admin.name)


def test_who_may_not_reset_a_factor(session, person, build, enrolled) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(NotPermitted):
            second_factor.reset(session, person.id, reason="thử", actor=build.actor(role), now=NOW)

    assert second_factor.is_on(session, person.id)


MUST = {Role.DIRECTOR, Role.INSPECTOR, Role.ADMINISTRATOR}


def test_who_owes_a_factor_after_the_password(session, build) -> None:
    for role in Role:
        user, sample = build.user(role), build.user(role, is_sample=True)
        debt = Duty.SECOND_FACTOR if role in MUST else None

        assert asked(session, user, role) is debt
        assert asked(session, sample, role) is debt
        assert asked(session, user, role, second_factor_at=NOW) is None
        assert asked(session, user, role, method=SignInMethod.SINGLE_SIGN_ON) is None
        # Only sample accounts, and only where the server is the demonstration.
        assert asked(session, sample, role, demo=True) is None
        assert asked(session, user, role, demo=True) is debt


def asked(session, user: User, role: Role, *, demo: bool = False, **values) -> Duty | None:
    """What a session with these values still owes."""
    row = UserSession(user_id=user.id, **values)
    return owed(session, row, user, role=role, today=TODAY, demo=demo)


def test_a_given_password_comes_first_and_not_where_the_provider_signs_in(session, build) -> None:
    user = build.user(Role.DIRECTOR, must_change_password=True)

    assert asked(session, user, Role.DIRECTOR) is Duty.NEW_PASSWORD
    assert asked(session, user, Role.DIRECTOR, method=SignInMethod.SINGLE_SIGN_ON) is None


def test_the_roles_follow_the_dated_setting(session, build) -> None:
    key = second_factor.ROLES_SETTING
    build.add(Setting(key=key, value="viewer", valid_from=TODAY))

    assert second_factor.roles(session, today=TODAY) == {Role.VIEWER}
    assert second_factor.roles(session, today=TODAY - timedelta(days=1)) == MUST
    assert setting_values.checked_value(key, "administrator  director") == "director administrator"
    for wrong in ("", "giám đốc", "director boss"):
        with pytest.raises(FieldInvalid):
            setting_values.checked_value(key, wrong)
