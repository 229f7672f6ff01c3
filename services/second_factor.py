"""The second factor of local accounts: the code of an authenticator (TOTP, RFC 6238), or a recovery code."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

import pyotp
from sqlmodel import Session, col, delete, select

from models import SecondFactor, User, UserSession
from models.enums import Role, SignInMethod
from services import audit, clock, inbox, recovery_codes, sign_in, sign_in_tries, thresholds, vault
from services.account_rules import not_oneself
from services.errors import AppError, FieldRequired, NotFound
from services.permissions import Actor, Permission, require
from services.text import N_

ROLES_SETTING = "sign_in.second_factor_roles"
LABEL_REASON = N_("Reason")
# What authenticators assume unless told otherwise, and the name under which they file the code.
STEP_SECONDS, APPLICATION = 30, "Tiếp Dân"
# A clock that goes wrong by half a minute is forgiven.
STEPS_ASIDE = 1


class CodeWrong(AppError):
    msgid = N_("The code is wrong or was used already. Wait for the next one and type its six digits.")


class FactorIsOn(AppError):
    msgid = N_("The second factor is already on. Turn it off with a code before you set up another device.")


class FactorIsOff(AppError):
    msgid = N_("The second factor is not set up. Begin with “Set up the second factor”.")


@dataclass(frozen=True)
class Enrolment:
    """The secret just made: shown once, as text and as the address that a picture carries."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


def is_on(session: Session, user_id: int) -> bool:
    """Whether the account signs in with a second factor."""
    return confirmed_at(session, user_id) is not None


def confirmed_at(session: Session, user_id: int) -> datetime | None:
    """Since when the account has a second factor."""
    return session.exec(select(SecondFactor.confirmed_at).where(SecondFactor.user_id == user_id)).first()


def roles(session: Session, *, today: date) -> frozenset[Role]:
    """The roles that need a second factor on a day."""
    return frozenset(Role(name) for name in thresholds.text(session, ROLES_SETTING, today=today).split())


def is_owed(
    session: Session, row: UserSession, user: User, *, role: Role | None, today: date, demo: bool
) -> bool:
    """Whether this session must set up a second factor before it opens anything.

    Sessions of single sign-on owe none: the provider looks after its own. Sample accounts owe
    none in the demonstration, where their password stands on the sign-in screen anyway.
    """
    if row.method is not SignInMethod.PASSWORD or row.second_factor_at is not None:
        return False
    if role is None or (user.is_sample and demo):
        return False
    return role in roles(session, today=today)


def begin(
    session: Session, *, password: str, token: str, demo: bool, actor: Actor, now: datetime
) -> Enrolment:
    """Make a secret that counts once a code confirms it; a secret begun before is forgotten.

    Whoever owes the factor has just signed in and can do nothing else. Anybody else proves the
    present password, so that a screen left open is not enough to lock its owner out.
    """
    row = session.get(SecondFactor, actor.user_id, with_for_update=True)
    if row is not None and row.confirmed_at is not None:
        raise FactorIsOn()
    user = session.get_one(User, actor.user_id)
    here = _session_row(session, token)
    today = clock.local_date(now)
    if here is None or not is_owed(session, here, user, role=actor.role, today=today, demo=demo):
        sign_in.check_own_password(user, password)
    secret = pyotp.random_base32()
    sealed = vault.seal(secret, purpose=_purpose(actor.user_id))
    if row is None:
        row = SecondFactor(user_id=actor.user_id, sealed_secret=sealed, created_at=now)
        session.add(row)
    row.sealed_secret, row.created_at = sealed, now
    session.flush()
    address = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=APPLICATION)
    return Enrolment(secret, address)


def confirm(session: Session, code: str, *, token: str, actor: Actor, now: datetime) -> list[str]:
    """Let the factor count from now on; returns the recovery codes, which are shown this once.

    The session that confirmed it goes on; every other session of the person ends.
    """
    row = session.get(SecondFactor, actor.user_id, with_for_update=True)
    if row is None:
        raise FactorIsOff()
    if row.confirmed_at is not None:
        raise FactorIsOn()
    step = _step_of(row, code, now=now)
    if step is None:
        raise CodeWrong(field="code")
    row.confirmed_at, row.last_step = now, step
    sign_in.end_sessions(session, actor.user_id, now=now, but_token=token)
    here = session.exec(
        select(UserSession).where(UserSession.token_hash == sign_in.token_hash(token))
    ).first()
    if here is not None:
        here.second_factor_at = now
    codes = recovery_codes.make(session, actor.user_id)
    _trail(session, "enrolled_second_factor", actor.user_id, actor=actor, now=now)
    session.flush()
    return codes


def prove(session: Session, user_id: int, code: str, *, now: datetime, device: str = "") -> str | None:
    """Use up a code: "totp" or "recovery_code" where it is right; None is counted as a failed sign-in.

    Raises AccountLocked while the lock of the failed attempts runs, FactorIsOff without a factor.
    The caller commits in either case: what was used or counted must stay.
    """
    user = session.exec(select(User).where(User.id == user_id).with_for_update()).one()
    sign_in_tries.refuse_locked(session, user.username, device=device, now=now)
    row = session.get(SecondFactor, user_id, with_for_update=True)
    if row is None or row.confirmed_at is None:
        raise FactorIsOff()
    step = _step_of(row, code, now=now)
    if step is not None:
        row.last_step = step
        session.flush()
        return "totp"
    if recovery_codes.use(session, user_id, code, now=now):
        return "recovery_code"
    sign_in.count_failure(session, user.username, device=device, now=now)
    return None


def renew_codes(session: Session, code: str, *, actor: Actor, now: datetime) -> list[str] | None:
    """Ten new recovery codes against a code, the old ones are void; None where the code was wrong."""
    if prove(session, actor.user_id, code, now=now) is None:
        return None
    codes = recovery_codes.make(session, actor.user_id)
    _trail(session, "renewed_recovery_codes", actor.user_id, actor=actor, now=now)
    session.flush()
    return codes


def turn_off(session: Session, code: str, *, token: str, actor: Actor, now: datetime) -> bool:
    """Forget one's own factor against a code, to set up another device; False where the code was wrong."""
    if prove(session, actor.user_id, code, now=now) is None:
        return False
    _forget(session, actor.user_id)
    here = session.exec(
        select(UserSession).where(UserSession.token_hash == sign_in.token_hash(token))
    ).first()
    if here is not None:
        here.second_factor_at = None
    sign_in.end_sessions(session, actor.user_id, now=now, but_token=token)
    _trail(session, "turned_off_second_factor", actor.user_id, actor=actor, now=now)
    session.flush()
    return True


def reset(session: Session, user_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Forget the factor of somebody who lost it; every session ends and the person is told."""
    require(actor, Permission.USER_EDIT)
    not_oneself(actor, user_id)
    user = session.exec(select(User).where(User.id == user_id).with_for_update()).one_or_none()
    if user is None:
        raise NotFound()
    if not reason.strip():
        raise FieldRequired(field=LABEL_REASON, label=LABEL_REASON)
    if session.get(SecondFactor, user_id) is None:
        raise FactorIsOff()
    _forget(session, user_id)
    sign_in.end_sessions(session, user_id, now=now)
    _trail(session, "reset_second_factor", user_id, actor=actor, now=now, reason=reason.strip())
    inbox.send(session, user_id, "second_factor_reset", actor=actor, now=now, reason=reason.strip())
    session.flush()


def _forget(session: Session, user_id: int) -> None:
    recovery_codes.forget(session, user_id)
    session.exec(delete(SecondFactor).where(col(SecondFactor.user_id) == user_id))


def _session_row(session: Session, token: str) -> UserSession | None:
    return session.exec(
        select(UserSession).where(UserSession.token_hash == sign_in.token_hash(token))
    ).first()


def _step_of(row: SecondFactor, code: str, *, now: datetime) -> int | None:
    """The half minute whose code this is, near now and later than the last one taken."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    totp = pyotp.TOTP(vault.unseal(row.sealed_secret, purpose=_purpose(row.user_id)), interval=STEP_SECONDS)
    present = int(now.timestamp()) // STEP_SECONDS
    for step in range(present - STEPS_ASIDE, present + STEPS_ASIDE + 1):
        if step > row.last_step and secrets.compare_digest(totp.at(step * STEP_SECONDS), digits):
            return step
    return None


def _purpose(user_id: int) -> str:
    """Bound to the person, so that nobody's secret can be put into another row."""
    return f"second factor of {user_id}"


def _trail(
    session: Session, action: str, user_id: int, *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    audit.write(session, action, actor=actor, now=now, subject="user", subject_id=user_id, reason=reason)
