"""What an account may look like: its refusals and the checks that creating, editing and importing share."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from models import Unit, User
from models.enums import Language, UnitKind
from services import entries
from services.errors import AppError, FieldInvalid, NotFound
from services.permissions import Actor
from services.text import N_, fold, nfc
from services.unit_rules import UnitNotInForce

LABEL_USERNAME, LABEL_FULL_NAME = N_("User name"), N_("Full name")
LABEL_EMAIL, LABEL_PHONE = N_("E-mail"), N_("Phone")

USERNAME_REMEDY = N_("use 3 to 60 small letters without marks, digits, dots or hyphens, for example an.nv")
EMAIL_REMEDY = N_("write it like an.nv@example.gov.vn, or leave it empty")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class UsernameTaken(AppError):
    msgid = N_("The user name “{username}” belongs to {name}. Choose another user name.")


class OutsideHasNoAccounts(AppError):
    msgid = N_("“{name}” is an outside authority and has no accounts. Choose a unit of the department.")


class OwnAccount(AppError):
    msgid = N_("You cannot do this to your own account. Ask another administrator.")


@dataclass(frozen=True)
class AccountEntry:
    """A person's account as a form, a grid or a workbook gives it."""

    username: str
    name: str
    email: str = ""
    phone: str = ""
    language: Language = Language.VIETNAMESE


def checked_values(session: Session, entry: AccountEntry, *, user_id: int | None) -> dict[str, Any]:
    """The account's own columns, tidied; raises FieldRequired, FieldInvalid, TextTooLong, UsernameTaken."""
    username = entries.filled(entry.username, label=LABEL_USERNAME, longest=60).casefold()
    if not _USERNAME.fullmatch(username):
        raise FieldInvalid(field=LABEL_USERNAME, label=LABEL_USERNAME, remedy=USERNAME_REMEDY)
    name = entries.filled(entry.name, label=LABEL_FULL_NAME, longest=120)
    email = entries.optional(entry.email, label=LABEL_EMAIL, longest=200)
    if email and not _EMAIL.fullmatch(email):
        raise FieldInvalid(field=LABEL_EMAIL, label=LABEL_EMAIL, remedy=EMAIL_REMEDY)
    taken = session.exec(select(User).where(User.username == username)).first()
    if taken is not None and taken.id != user_id:
        raise UsernameTaken(field=LABEL_USERNAME, username=username, name=taken.name)
    return {
        "username": username,
        "name": name,
        "folded": fold(name),
        "email": email,
        "phone": entries.optional(entry.phone, label=LABEL_PHONE, longest=40),
        "language": entry.language,
    }


def check_unit(session: Session, unit_id: int, *, first: date) -> Unit:
    """The unit in which a role is held from that day on; raises NotFound or says why not."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound()
    if unit.kind is UnitKind.OUTSIDE:
        raise OutsideHasNoAccounts(name=unit.name)
    if not unit.is_valid_on(first):
        raise UnitNotInForce(name=unit.name, day=first)
    return unit


def not_oneself(actor: Actor, user_id: int) -> None:
    """Refuse what would lock the administrator out by a slip, or let him in where he may not be."""
    if actor.user_id == user_id:
        raise OwnAccount()


def suggested_username(name: str, *, taken: set[str]) -> str:
    """The usual short form of a name, not yet taken: "Đặng Thị Huệ" gives "hue.dt", then "hue.dt2"."""
    words = fold(nfc(name)).split()
    if not words:
        return ""
    initials = "".join(word[0] for word in words[:-1])
    plain = f"{words[-1]}.{initials}" if initials else words[-1]
    plain = plain if len(plain) >= 3 else f"{plain}.sct"
    number, username = 1, plain
    while username in taken:
        number += 1
        username = f"{plain}{number}"
    return username
