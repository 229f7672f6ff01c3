"""Recovery codes: ten for a day without the authenticator, each good once, kept only as hashes."""

import secrets
from datetime import datetime
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, delete, func, select

from models import RecoveryCode
from services.passwords import ALPHABET, hash_one_time
from services.permissions import Actor

# Twelve letters of 31 are 59 bits: beyond guessing even by somebody who has the hashes.
CODES, GROUPS, LETTERS = 10, 3, 4


@lru_cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


def make(session: Session, user_id: int) -> list[str]:
    """Ten new codes in place of all before, such as "k7wm-p3fd-xh9a"; shown once and kept nowhere."""
    forget(session, user_id)
    codes = [_code() for _number in range(CODES)]
    session.add_all(RecoveryCode(user_id=user_id, code_hash=hash_one_time(code)) for code in codes)
    return codes


def use(session: Session, user_id: int, typed: str, *, now: datetime) -> bool:
    """Use up a code; False where it is none of the person's or was used before."""
    code = typed.strip().casefold()
    if len(code) != GROUPS * (LETTERS + 1) - 1:
        return False
    unused = select(RecoveryCode).where(RecoveryCode.user_id == user_id, col(RecoveryCode.used_at).is_(None))
    for row in session.exec(unused.with_for_update()).all():
        if _hasher().verify(code, row.code_hash):
            row.used_at = now
            session.flush()
            return True
    return False


def left(session: Session, *, actor: Actor) -> int:
    """How many of one's own codes are not used yet."""
    unused = select(func.count()).where(
        RecoveryCode.user_id == actor.user_id, col(RecoveryCode.used_at).is_(None)
    )
    return session.exec(unused).one()


def forget(session: Session, user_id: int) -> None:
    """The codes of a person are void."""
    session.exec(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))


def _code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _letter in range(LETTERS)) for _ in range(GROUPS))
