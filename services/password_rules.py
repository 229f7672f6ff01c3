"""What a new password may be: long enough and on no list of stolen ones; no rules of composition."""

import csv
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session, select

from models import Unit, User
from services import clock, thresholds
from services.errors import AppError
from services.settings import ROOT
from services.text import N_, fold, nfc

FILE = ROOT / "rules" / "common_passwords.csv"
# Up to so many digits and signs around a commonplace word hide nothing: "matkhau@2026".
_TRIMMINGS = 6
# A word shorter than this may well be part of something good.
_SHORTEST_WORD = 4
_SHORTEST_NAME = 5


class PasswordTooShort(AppError):
    msgid = N_("The password has {length} characters; use at least {shortest}.")


class PasswordTooLong(AppError):
    msgid = N_("The password has {length} characters; at most {longest} are taken.")


class PasswordStolen(AppError):
    msgid = N_(
        "This password, or its word with digits and signs around it, is on a list of stolen or commonplace "
        "passwords. Choose several words that belong together for you alone."
    )


class PasswordTooPlain(AppError):
    msgid = N_("This password repeats a few characters or is only digits. Choose several words.")


class PasswordHoldsName(AppError):
    msgid = N_(
        "This password is made of your name, your user name or the name of a unit. "
        "Choose several other words."
    )


def check(session: Session, password: str, *, username: str, now: datetime) -> None:
    """Refuse a new password in the words of the rule that it breaks.

    Raises PasswordTooShort, PasswordTooLong, PasswordTooPlain, PasswordHoldsName, PasswordStolen.
    """
    today = clock.local_date(now)
    longest = thresholds.number(session, "password.longest", today=today)
    if len(password) > longest:
        raise PasswordTooLong(field="password", length=len(password), longest=longest)
    plain = nfc(password)
    shortest = thresholds.number(session, "password.shortest", today=today)
    if len(plain) < shortest:
        raise PasswordTooShort(field="password", length=len(plain), shortest=shortest)
    if len(set(plain)) < 4 or plain.isdigit() or _repeats(plain):
        raise PasswordTooPlain(field="password")
    if _holds(plain, username):
        raise PasswordHoldsName(field="password")
    word = _word(plain)
    if len(word) >= _SHORTEST_WORD and word in _own_names(session, username):
        raise PasswordHoldsName(field="password")
    if _is_stolen(plain, word):
        raise PasswordStolen(field="password")


def is_too_long(session: Session, password: str, *, now: datetime) -> bool:
    """Whether nobody can have this password, so that hashing it is pointless (and costly)."""
    return len(password) > thresholds.number(session, "password.longest", today=clock.local_date(now))


@lru_cache
def commonplaces() -> frozenset[str]:
    """The words of rules/common_passwords.csv, folded and without blanks."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return frozenset(_joined(row["words"]) for row in csv.DictReader(file))


@lru_cache
def _stolen() -> frozenset[str]:
    """The 30,000 passwords met most often in published thefts, as the package zxcvbn carries them."""
    # 15 MB of lists, of which one is kept; most processes never ask.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def _is_stolen(plain: str, word: str) -> bool:
    known, own = _stolen(), commonplaces()
    tried = {plain.casefold(), _joined(plain), word}
    return any(one in known or one in own for one in tried if len(one) >= _SHORTEST_WORD)


def _own_names(session: Session, username: str) -> frozenset[str]:
    """Names that a colleague would try first: the person's, the units', the department's."""
    names: Iterable[str] = session.exec(select(Unit.name))
    person = session.exec(select(User.name).where(User.username == username)).first() or ""
    own = [*names, person, username.split("@")[0]]
    return frozenset(_joined(name) for name in own)


def _holds(plain: str, username: str) -> bool:
    """Whether the user name is in it; a short one only as a word, "an" is in half of all sentences."""
    if len(username) >= _SHORTEST_NAME:
        return username.casefold() in plain.casefold()
    return fold(username) in fold(plain).split()


def _word(plain: str) -> str:
    """What is left of it, folded, without a few digits and signs at both ends."""
    joined = _joined(plain)
    trimmed = joined.strip("0123456789")
    signs = sum(not letter.isalnum() and not letter.isspace() for letter in plain)
    return trimmed if len(joined) - len(trimmed) + signs <= _TRIMMINGS else joined


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


def _repeats(plain: str) -> bool:
    """Whether it is one short piece over and over, such as "abcabcabcabc"."""
    text = plain.casefold()
    return any(
        text == (text[:size] * len(text))[: len(text)] for size in range(1, min(4, len(text) // 2) + 1)
    )
