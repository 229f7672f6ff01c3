"""Many units and people at once from a workbook: every row judged first, then all accepted ones written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, func, select

from models import Unit
from models.enums import Role, UnitKind
from services import clock, spreadsheets, thresholds, unit_terms, units, users
from services.account_rules import LABEL_FULL_NAME, AccountEntry, suggested_username
from services.errors import AppError, FieldInvalid, FieldRequired
from services.first_run import ensure_root_unit
from services.imports import bounds
from services.imports.dates import DateForm, read_date
from services.permissions import Actor, Permission, require
from services.spreadsheets import UNITS_SHEET, WORDS, BulkRow
from services.text import N_, fold
from services.unit_rules import UnitEntry
from services.uploads import names
from services.users import NewPassword

LABEL_KIND, LABEL_ROLE, LABEL_UNIT = N_("Kind"), N_("Role"), N_("Unit")
LABEL_DAY = N_("Valid from")
A_KIND = N_("choose one of the list in the template")
A_UNIT_CODE = N_("enter the code of a unit that exists or stands in the same file")
A_DAY = N_("enter a day, for example 01/07/2026")


@dataclass(frozen=True)
class JudgedRow:
    """A row of the workbook and why it is refused; None where it is accepted."""

    row: BulkRow
    name: str
    refusal: AppError | None


@dataclass(frozen=True)
class BulkResult:
    """What was written, and the one-time passwords of the new accounts."""

    units: int
    passwords: list[NewPassword]


def rows_in(session: Session, data: bytes, *, filename: str, actor: Actor, now: datetime) -> list[BulkRow]:
    """The filled rows of an uploaded workbook; raises what is wrong with the file."""
    _require(actor)
    allowed = bounds.of_day(session, max_rows=spreadsheets.MAX_ROWS, today=clock.local_date(now))
    return spreadsheets.rows_of(data, filename=names.checked(filename), bounds=allowed)


def largest_mb(session: Session, *, now: datetime) -> int:
    """How large a workbook may be, in megabytes."""
    return thresholds.number(session, "import.largest_mb", today=clock.local_date(now))


def judge(session: Session, rows: Sequence[BulkRow], *, actor: Actor, now: datetime) -> list[JudgedRow]:
    """Try every row and take everything back again: what is accepted here can be written.

    Units first, a unit after its parent, whatever their order in the file; a refused
    unit takes the rows that name it along.
    """
    _require(actor)
    everything = session.begin_nested()
    judged: list[JudgedRow] = []
    try:
        root = ensure_root_unit(session, actor=actor, now=now)
        for row in in_order(rows):
            attempt = session.begin_nested()
            try:
                _write(session, row, root=root, actor=actor, now=now)
            except AppError as refusal:
                attempt.rollback()
                judged.append(JudgedRow(row, row.text("name"), refusal))
            else:
                attempt.commit()
                judged.append(JudgedRow(row, row.text("name"), None))
    finally:
        everything.rollback()
        session.expire_all()
    return sorted(judged, key=lambda one: (one.row.sheet != UNITS_SHEET, one.row.line))


def take_in(session: Session, rows: Sequence[BulkRow], *, actor: Actor, now: datetime) -> BulkResult:
    """Write rows that were judged good; if one of them is refused now, none is written."""
    _require(actor)
    root = ensure_root_unit(session, actor=actor, now=now)
    made = [_write(session, row, root=root, actor=actor, now=now) for row in in_order(rows)]
    passwords = [one for one in made if one is not None]
    return BulkResult(len(made) - len(passwords), passwords)


def in_order(rows: Sequence[BulkRow]) -> list[BulkRow]:
    """Units before people, and each unit after the unit of the file that it names as its parent."""
    waiting = [row for row in rows if row.sheet == UNITS_SHEET]
    codes = {row.text("code").casefold() for row in waiting}
    ordered: list[BulkRow] = []
    done: set[str] = set()
    while waiting:
        ready = [row for row in waiting if row.text("parent").casefold() not in codes - done]
        # Units that name each other in a ring are tried as they stand, and refused by name.
        ready = ready or waiting
        ordered += ready
        done |= {row.text("code").casefold() for row in ready}
        waiting = [row for row in waiting if row not in ready]
    return ordered + [row for row in rows if row.sheet != UNITS_SHEET]


def _require(actor: Actor) -> None:
    require(actor, Permission.UNIT_EDIT)
    require(actor, Permission.USER_EDIT)


def _write(session: Session, row: BulkRow, *, root: Unit, actor: Actor, now: datetime) -> NewPassword | None:
    if row.sheet == UNITS_SHEET:
        _unit(session, row, root=root, actor=actor, now=now)
        return None
    return _user(session, row, root=root, actor=actor, now=now)


def _unit(session: Session, row: BulkRow, *, root: Unit, actor: Actor, now: datetime) -> None:
    kind = _word(row, "kind", LABEL_KIND, UnitKind, UnitKind.DIVISION)
    valid_from = _day(row, "valid_from") or root.valid_from
    parent_id = None if kind is UnitKind.OUTSIDE else root.id
    if row.text("parent"):
        parent_id = _unit_named(session, row.text("parent"))
    entry = UnitEntry(
        row.text("code"), row.text("name"), kind, parent_id, valid_from, short_name=row.text("short_name")
    )
    unit = units.add(session, entry, actor=actor, now=now)
    if row.text("head"):
        unit_terms.set_head(
            session,
            unit.id or 0,
            name=row.text("head"),
            title=row.text("title"),
            valid_from=_day(row, "head_from") or valid_from,
            actor=actor,
            now=now,
        )


def _user(session: Session, row: BulkRow, *, root: Unit, actor: Actor, now: datetime) -> NewPassword:
    role = _word(row, "role", LABEL_ROLE, Role, None)
    unit_id = _unit_named(session, row.text("unit")) if row.text("unit") else root.id
    name = row.text("name")
    if not name:
        raise FieldRequired(field=LABEL_FULL_NAME, label=LABEL_FULL_NAME)
    # Without a number behind it: a second import of the same file then adds nobody twice.
    username = row.text("username") or suggested_username(name, taken=set())
    entry = AccountEntry(username, name, email=row.text("email"), phone=row.text("phone"))
    return users.create(
        session,
        entry,
        role=role,
        unit_id=unit_id or 0,
        valid_from=_day(row, "valid_from") or clock.local_date(now),
        actor=actor,
        now=now,
    )


def _word(row: BulkRow, name: str, label: str, kind: type[Any], default: Any) -> Any:
    text = row.text(name)
    if not text and default is not None:
        return default
    if not text:
        raise FieldRequired(field=label, label=label)
    found = WORDS.get(fold(text))
    if not isinstance(found, kind):
        raise FieldInvalid(field=label, label=label, remedy=A_KIND)
    return found


def _day(row: BulkRow, name: str) -> date | None:
    reading = read_date(row.cells.get(name))
    if reading.on is None and reading.form is not DateForm.EMPTY:
        raise FieldInvalid(field=LABEL_DAY, label=LABEL_DAY, remedy=A_DAY)
    return reading.on


def _unit_named(session: Session, code: str) -> int:
    found = session.exec(select(Unit.id).where(func.lower(Unit.code) == code.lower())).first()
    if found is None:
        raise FieldInvalid(field=LABEL_UNIT, label=LABEL_UNIT, remedy=A_UNIT_CODE)
    return found
