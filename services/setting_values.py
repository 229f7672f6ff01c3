"""Thresholds and texts as an administrator keeps them: dated values over the shipped ones."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Setting, User
from models.enums import Role
from services import actors, audit, changes, clock, entries, thresholds
from services.account_rules import OwnAccount
from services.deputies import DEPUTY
from services.errors import FieldInvalid, FieldRequired, NotFound
from services.permissions import ALLOWED, Actor, Permission, require
from services.setting_effects import Effect
from services.setting_effects import effect as counted_effect
from services.text import N_

TEXT_UNIT, DAY_UNIT = "text", "day of the year"
PERSON_UNIT, HOURS_UNIT, ROLES_UNIT = "username", "hours of the day", "roles"
LEVEL_UNIT = "risk level"
LABEL_VALUE, LABEL_BASIS = N_("Value"), N_("Basis (document)")
WHOLE_NUMBER = N_("enter a whole number of at least 1")
ZERO_OR_MORE = N_("enter a whole number, 0 or more")
RISING_NUMBERS = N_(
    "enter as many whole numbers as now, each larger than the one before, with blanks between"
)
A_PERCENTAGE = N_("enter a whole number from 1 to 100")
A_DAY_OF_THE_YEAR = N_("enter day and month, for example 01/10")
A_SIZE = N_("enter a whole number from 1 to 100: the server takes no larger file")
# What .streamlit/config.toml lets through.
MOST_MEGABYTES = 100
# A time that is counted in days from today has to end in a year that there is.
LONGEST = {"days": 20_000, "working days": 20_000, "weeks": 2_000, "months": 600}
A_SHORTER_TIME = N_("enter a shorter time: at most 20000 days, 2000 weeks or 600 months")
HOURS_OF_DAY = N_("enter two hours from 1 to 24, the first smaller, with a blank between")
A_RISK_LEVEL = N_("enter 1 for watch, 2 for warning or 3 for hot")
SOME_ROLES = N_("name at least one role")
AN_ACCOUNT = N_("enter the user name of an open account")
A_DEPUTY = N_("name somebody whose role opens cases")
# The line under the name may go; any other text may be empty only where it is shipped empty.
MAY_BE_EMPTY = frozenset({"sign_in.text"})
# Of what should not be there at all, none is a target.
MAY_BE_ZERO = frozenset({"overdue.target", "directives_overdue.target"})
LONGEST_TEXT = 500
HIGHEST_LEVEL = 3


@dataclass(frozen=True)
class Version:
    """One value with its first day; `row_id` None is the shipped value."""

    row_id: int | None
    value: str
    valid_from: date
    basis: str


@dataclass(frozen=True)
class SettingLine:
    """A setting as it stands on a day.

    `is_verified` is false while a shipped value rests on a house decision or on common
    knowledge (confidence D or M) and no administrator has entered a value with its basis.
    """

    key: str
    unit: str
    value: str
    valid_from: date
    basis: str
    is_shipped: bool
    is_verified: bool
    planned: Version | None

    @property
    def is_text(self) -> bool:
        return self.unit == TEXT_UNIT

    @property
    def is_person(self) -> bool:
        return self.unit == PERSON_UNIT

    @property
    def is_roles(self) -> bool:
        return self.unit == ROLES_UNIT


def lines(session: Session, *, actor: Actor, today: date) -> list[SettingLine]:
    """Every setting with its value of the day and the next planned one, in the shipped order."""
    require(actor, Permission.SETTING_EDIT)
    return [_line(session, key, today) for key in thresholds.shipped()]


def versions(session: Session, key: str, *, actor: Actor) -> list[Version]:
    """Every value a setting had, has or will have, the newest first; the shipped one is the last."""
    require(actor, Permission.SETTING_EDIT)
    return _versions(session, key)


def effect(session: Session, key: str, value: str, *, actor: Actor, now: datetime) -> Effect | None:
    """What the new value would change today; None where it only acts on what comes."""
    require(actor, Permission.SETTING_EDIT)
    before = thresholds.text(session, key, today=clock.local_date(now))
    return counted_effect(session, key, before=before, after=value.strip(), actor=actor, now=now)


def set_value(
    session: Session,
    key: str,
    value: str,
    *,
    valid_from: date,
    basis: str,
    actor: Actor,
    now: datetime,
) -> Setting:
    """Let a value hold from a day on; one that begins on the same day is corrected.

    A number needs its basis (a document, or who decided): with it the badge "unverified" goes.
    """
    require(actor, Permission.SETTING_EDIT)
    if key not in thresholds.shipped():
        raise NotFound()
    clean = checked_value(key, value)
    note = entries.optional(basis, label=LABEL_BASIS, longest=300)
    unit = thresholds.shipped()[key].unit
    if unit == PERSON_UNIT and clean and not _is_open_account(session, clean):
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=AN_ACCOUNT)
    if key == DEPUTY:
        check_deputy(session, clean, valid_from=valid_from, actor=actor)
    if not note and unit not in (TEXT_UNIT, PERSON_UNIT):
        raise FieldRequired(field=LABEL_BASIS, label=LABEL_BASIS)
    row = session.exec(
        select(Setting).where(Setting.key == key, Setting.valid_from == valid_from).with_for_update()
    ).one_or_none()
    before = _plain(row) if row else {}
    if row is None:
        row = Setting(key=key, value=clean, valid_from=valid_from)
        session.add(row)
    row.value, row.note = clean, note
    session.flush()
    changed = audit.changed_fields(before, _plain(row))
    if changed:
        _trail(session, "set_setting", row, actor=actor, now=now, changed=changed)
        # No followed row changed, and yet lists and figures may have: what was kept of them is read anew.
        changes.take_number(session)
    session.flush()
    return row


def check_deputy(session: Session, username: str, *, valid_from: date, actor: Actor) -> None:
    """The deputy who keeps denunciations of the head opens cases himself, and is not whoever names him."""
    user = session.exec(select(User).where(User.username == username)).first() if username else None
    if user is None:
        return
    if user.id == actor.user_id:
        raise OwnAccount()
    role = actors.current_assignment(session, user.id or 0, today=valid_from)
    if role is None or Permission.CASE_READ not in ALLOWED[role.role]:
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=A_DEPUTY)


def remove_value(session: Session, row_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back a value; the one before, at last the shipped one, holds on."""
    require(actor, Permission.SETTING_EDIT)
    row = session.get(Setting, row_id)
    if row is None or row.key not in thresholds.shipped():
        raise NotFound()
    _trail(session, "removed_setting", row, actor=actor, now=now, before=_plain(row))
    session.delete(row)
    changes.take_number(session)
    session.flush()


def checked_value(key: str, value: str) -> str:
    """The value as its unit wants it; raises FieldInvalid, FieldRequired, TextTooLong."""
    shipped = thresholds.shipped()[key]
    if shipped.unit == TEXT_UNIT:
        if key in MAY_BE_EMPTY or not shipped.value:
            return entries.optional(value, label=LABEL_VALUE, longest=LONGEST_TEXT)
        return entries.filled(value, label=LABEL_VALUE, longest=LONGEST_TEXT)
    if shipped.unit == DAY_UNIT:
        return _day_of_the_year(value)
    if shipped.unit == PERSON_UNIT:
        return entries.optional(value, label=LABEL_VALUE, longest=60)
    if shipped.unit == ROLES_UNIT:
        return _roles(value)
    if key in MAY_BE_ZERO:
        return _zero_or_more(value)
    numbers = [_number(part) for part in value.split()]
    if shipped.unit == HOURS_UNIT and (len(numbers) != 2 or max(numbers) > 24):
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=HOURS_OF_DAY)
    if " " in shipped.value:
        if numbers != sorted(set(numbers)) or len(numbers) != len(shipped.value.split()) or numbers[0] < 1:
            raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=RISING_NUMBERS)
    elif len(numbers) != 1 or numbers[0] < 1:
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=WHOLE_NUMBER)
    if shipped.unit == LEVEL_UNIT and numbers[0] > HIGHEST_LEVEL:
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=A_RISK_LEVEL)
    if shipped.unit == "percent" and max(numbers) > 100:
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=A_PERCENTAGE)
    if max(numbers) > LONGEST.get(shipped.unit, max(numbers)):
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=A_SHORTER_TIME)
    if shipped.unit == "megabytes" and max(numbers) > MOST_MEGABYTES:
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=A_SIZE)
    return " ".join(str(number) for number in numbers)


def _roles(text: str) -> str:
    """Names of roles in the order of the roles; at least one, so that no slip opens every account."""
    named = set(text.split())
    if not named or not named <= set(Role):
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=SOME_ROLES)
    return " ".join(role for role in Role if role in named)


def _day_of_the_year(text: str) -> str:
    """Day and month as two figures each; a day that no year has is refused."""
    try:
        # A leap year, so that the 29th of February is a day like any other.
        day = datetime.strptime(f"{text.strip()}/2024", "%d/%m/%Y").date()  # noqa: DTZ007 - a day only
    except ValueError as fault:
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=A_DAY_OF_THE_YEAR) from fault
    return f"{day:%d/%m}"


def _is_open_account(session: Session, username: str) -> bool:
    return (
        session.exec(select(User.id).where(User.username == username, col(User.is_active).is_(True))).first()
        is not None
    )


def _zero_or_more(value: str) -> str:
    if (value.strip().strip("0") and not _number(value.strip())) or not value.strip():
        raise FieldInvalid(field=LABEL_VALUE, label=LABEL_VALUE, remedy=ZERO_OR_MORE)
    return str(_number(value.strip()))


def _number(text: str) -> int:
    """A whole number as it is written, 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else 0


def _line(session: Session, key: str, today: date) -> SettingLine:
    shipped = thresholds.shipped()[key]
    known = _versions(session, key)
    begun = [one for one in known if one.row_id is not None and one.valid_from <= today]
    current = begun[0] if begun else known[-1]
    planned = [one for one in known if one.row_id is not None and one.valid_from > today]
    asserted = shipped.unit in (TEXT_UNIT, PERSON_UNIT) or shipped.confidence == "F"
    verified = current.row_id is not None or asserted
    return SettingLine(
        key,
        shipped.unit,
        current.value,
        current.valid_from,
        current.basis,
        current.row_id is None,
        verified,
        planned[-1] if planned else None,
    )


def _versions(session: Session, key: str) -> list[Version]:
    rows = session.exec(select(Setting).where(Setting.key == key).order_by(col(Setting.valid_from).desc()))
    own = [Version(row.id, row.value, row.valid_from, row.note) for row in rows]
    shipped = thresholds.shipped()[key]
    return [*own, Version(None, shipped.value, shipped.valid_from, shipped.basis)]


def _plain(row: Setting) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"id"})


def _trail(
    session: Session, action: str, row: Setting, *, actor: Actor, now: datetime, **details: Any
) -> None:
    audit.write(
        session, action, actor=actor, now=now, subject="setting", subject_id=row.id, key=row.key, **details
    )
