"""From entries of a settings file to rows of the database; nothing is ever deleted by an import."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import (
    CalendarDay,
    Channel,
    Commune,
    RoleAssignment,
    RuleVersion,
    SavedMapping,
    Setting,
    SubjectField,
    Unit,
    UnitHead,
    UnitRole,
    User,
)
from models.enums import RuleSource, UnitKind
from services import calendar_days, clocks, rule_edits, sign_in, units
from services.account_rules import OutsideHasNoAccounts
from services.errors import AppError
from services.permissions import Actor
from services.rule_entry import VersionEntry
from services.text import N_, fold
from services.unit_rules import DepartmentStays, OutsideAndInsideMixed

VERIFIED = ("verified_document", "verified_by", "verified_at")


class UnknownReference(AppError):
    msgid = N_("The file names “{code}”, which is neither in it nor in this installation.")


def write(
    session: Session, section: str, entries: Sequence[Any], *, by_id: int, actor: Actor, now: datetime
) -> None:
    """Add or change the rows of one section; entries are those that differ."""
    if section == "calendar":
        before = clocks.calendar(session)
        for entry in entries:
            session.merge(CalendarDay(**entry.model_dump()))
        session.flush()
        calendar_days.mark_changed(session, before)
    elif section == "rule_versions":
        for entry in entries:
            _rule_version(session, entry, actor=actor, now=now)
    elif section == "rule_checks":
        _rule_checks(session, entries)
    elif section == "units":
        _units(session, entries)
    elif section == "users":
        for entry in entries:
            _user(session, entry, now=now)
    elif section == "communes":
        _communes(session, entries)
    else:
        _SIMPLE[section](session, entries, by_id, now)
    session.flush()


def _units(session: Session, entries: Sequence[Any]) -> None:
    by_code = {unit.code: unit for unit in session.exec(select(Unit))}
    root = next((unit for unit in by_code.values() if unit.kind is UnitKind.DEPARTMENT), None)
    for entry in entries:
        row = root if entry.kind is UnitKind.DEPARTMENT else by_code.get(entry.code)
        if row is None:
            row = Unit(code=entry.code, name="", kind=entry.kind, valid_from=entry.valid_from)
        if entry.kind is UnitKind.DEPARTMENT:
            root = row
        # An end is written before its successor, or the constraint would refuse the order.
        row.valid_from, row.valid_to, row.successor_id = entry.valid_from, entry.valid_to, None
        row.code, row.kind, row.name = entry.code, entry.kind, entry.name
        row.short_name, row.folded = entry.short_name, fold(entry.name)
        session.add(row)
        by_code[entry.code] = row
    session.flush()
    for entry in entries:
        row = by_code[entry.code]
        row.parent_id = _named(by_code, entry.parent)
        row.successor_id = _named(by_code, entry.successor)
        if (row.kind is UnitKind.DEPARTMENT) != (row.parent_id is None) and row.kind is not UnitKind.OUTSIDE:
            raise DepartmentStays()
    session.flush()
    units.rebuild_paths(session)
    kinds = {unit.id: unit.kind is UnitKind.OUTSIDE for unit in by_code.values()}
    for unit in by_code.values():
        if unit.parent_id is not None and kinds[unit.parent_id] != kinds[unit.id]:
            raise OutsideAndInsideMixed()


def _user(session: Session, entry: Any, *, now: datetime) -> None:
    """The account and all its roles as the file has them; no password is touched."""
    user = session.exec(select(User).where(User.username == entry.username)).one_or_none()
    if user is None:
        user = User(username=entry.username, name="", must_change_password=True, created_at=now)
    for name in ("name", "email", "phone", "language", "is_active"):
        setattr(user, name, getattr(entry, name))
    user.folded = fold(entry.name)
    session.add(user)
    session.flush()
    assert user.id is not None
    if not user.is_active:
        sign_in.end_sessions(session, user.id, now=now)
    for row in session.exec(select(RoleAssignment).where(RoleAssignment.user_id == user.id)):
        session.delete(row)
    by_code = {unit.code: unit for unit in session.exec(select(Unit))}
    for role in entry.roles:
        unit_id = _named(by_code, role.unit) or 0
        if by_code[role.unit].kind is UnitKind.OUTSIDE:
            raise OutsideHasNoAccounts(name=by_code[role.unit].name)
        values = {"role": role.role, "valid_from": role.valid_from, "valid_to": role.valid_to}
        session.add(RoleAssignment(user_id=user.id, unit_id=unit_id, **values))


def _communes(session: Session, entries: Sequence[Any]) -> None:
    by_code = {row.code: row for row in session.exec(select(Commune))}
    for entry in entries:
        row = by_code.get(entry.code) or Commune(code=entry.code, name="", valid_from=entry.valid_from)
        for name, value in entry.model_dump(exclude={"successor"}).items():
            setattr(row, name, value)
        row.folded = fold(row.name)
        session.add(row)
        by_code[row.code] = row
    session.flush()
    for entry in entries:
        by_code[entry.code].successor_id = _named(by_code, entry.successor)


def _heads(session: Session, entries: Sequence[Any], by_id: int, now: datetime) -> None:
    by_code = {unit.code: unit for unit in session.exec(select(Unit))}
    users = {user.username: user for user in session.exec(select(User))}
    present = {(row.unit_id, row.valid_from): row for row in session.exec(select(UnitHead))}
    for entry in entries:
        unit_id = _named(by_code, entry.unit) or 0
        row = present.get((unit_id, entry.valid_from)) or UnitHead(
            unit_id=unit_id, name="", valid_from=entry.valid_from
        )
        row.name, row.title, row.valid_to = entry.name, entry.title, entry.valid_to
        if entry.user is not None:
            row.user_id = users[entry.user].id if entry.user in users else None
        session.add(row)


def _unit_roles(session: Session, entries: Sequence[Any], by_id: int, now: datetime) -> None:
    by_code = {unit.code: unit for unit in session.exec(select(Unit))}
    present = {(row.role, row.valid_from): row for row in session.exec(select(UnitRole))}
    for entry in entries:
        unit_id = _named(by_code, entry.unit) or 0
        row = present.get((entry.role, entry.valid_from)) or UnitRole(
            unit_id=unit_id, role=entry.role, valid_from=entry.valid_from
        )
        row.unit_id, row.valid_to = unit_id, entry.valid_to
        session.add(row)


def _list_of(model: Any) -> Callable[..., None]:
    def write_list(session: Session, entries: Sequence[Any], by_id: int, now: datetime) -> None:
        present = {row.code: row for row in session.exec(select(model))}
        for entry in entries:
            row = present.get(entry.code) or model(code=entry.code, name="", valid_from=entry.valid_from)
            for name, value in entry.model_dump().items():
                setattr(row, name, value)
            if hasattr(row, "folded"):
                row.folded = fold(row.name)
            session.add(row)

    return write_list


def _settings(session: Session, entries: Sequence[Any], by_id: int, now: datetime) -> None:
    present = {(row.key, row.valid_from): row for row in session.exec(select(Setting))}
    for entry in entries:
        row = present.get((entry.name, entry.valid_from)) or Setting(
            key=entry.name, value="", valid_from=entry.valid_from
        )
        row.value, row.note = entry.value, entry.note
        session.add(row)


def _rule_version(session: Session, entry: Any, *, actor: Actor, now: datetime) -> None:
    """A new version with all its checks; one that stands is only ever confirmed, never rewritten."""
    values = entry.model_dump(exclude={"rule", *VERIFIED})
    row = session.exec(
        select(RuleVersion).where(
            RuleVersion.rule_id == entry.rule,
            RuleVersion.effective_from == entry.effective_from,
            RuleVersion.source == RuleSource.OWN,
            col(RuleVersion.withdrawn_at).is_(None),
        )
    ).one_or_none()
    if row is None or any(getattr(row, name) != value for name, value in values.items()):
        version = VersionEntry(rule_id=entry.rule, **values)
        row, _waiting = rule_edits.add(session, version, actor=actor, now=now)
    for name in VERIFIED:
        setattr(row, name, getattr(entry, name))


def _rule_checks(session: Session, entries: Sequence[Any]) -> None:
    present = {
        (row.rule_id, row.version): row
        for row in session.exec(select(RuleVersion).where(RuleVersion.source == RuleSource.SHIPPED))
    }
    for entry in entries:
        row = present.get((entry.rule, entry.version))
        if row is None:
            raise UnknownReference(code=entry.key)
        for name in VERIFIED:
            setattr(row, name, getattr(entry, name))


def _mappings(session: Session, entries: Sequence[Any], by_id: int, now: datetime) -> None:
    present = {row.name: row for row in session.exec(select(SavedMapping))}
    for entry in entries:
        row = present.get(entry.name) or SavedMapping(
            name=entry.name, mapping={}, created_by_id=by_id, created_at=now
        )
        row.mapping = entry.mapping
        session.add(row)


def _named(by_code: dict[str, Any], code: str | None) -> int | None:
    if code is None:
        return None
    if code not in by_code:
        raise UnknownReference(code=code)
    found = by_code[code].id
    return int(found)


_SIMPLE: dict[str, Callable[..., None]] = {
    "heads": _heads,
    "unit_roles": _unit_roles,
    "fields": _list_of(SubjectField),
    "channels": _list_of(Channel),
    "settings": _settings,
    "mappings": _mappings,
}
