"""All settings of an installation as one file, and such a file taken into another installation."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models import RoleAssignment, User
from models.enums import UnitKind
from services import (
    actors,
    administrators,
    audit,
    clock,
    installation_rows,
    installation_writing,
    setting_values,
    thresholds,
)
from services.account_rules import OwnAccount
from services.calendar_years import NOTICE
from services.catalogues import Deed
from services.deputies import DEPUTY
from services.errors import AppError
from services.installation_entries import LABELS, SECTIONS, FileEntry, UnitRow
from services.permissions import ALLOWED, Actor, Permission, require
from services.reminders import band_editing
from services.text import N_, nfc

FORMAT, VERSION = "tiep-dan-settings", 1


class NotASettingsFile(AppError):
    msgid = N_("This is not a settings file of Tiếp Dân. Choose a file that “Export settings” made.")


class SettingsFileTooNew(AppError):
    msgid = N_("The settings file has version {found}; this server reads up to version {known}. Update it.")


class SettingsRowInvalid(AppError):
    msgid = N_("The settings file is wrong in “{section}”, row {row}: {fault}. Nothing was imported.")


class SettingsConflict(AppError):
    msgid = N_("The settings file contradicts this installation: the same code twice in “{section}”.")


@dataclass(frozen=True)
class FileChange:
    """One row that the file would add or change, with the fields that differ."""

    section: str
    deed: Deed
    key: str
    fields: dict[str, list[Any]]


@dataclass(frozen=True)
class FilePlan:
    """What an import would do; rows of this installation that the file does not name are kept."""

    changes: list[FileChange]
    same: dict[str, int]


def export(session: Session, *, with_users: bool, actor: Actor, now: datetime) -> bytes:
    """Every setting as JSON, sorted, so that two exports of the same settings are the same bytes."""
    _require(actor)
    sections = installation_rows.read(session, with_users=with_users)
    counts = {name: len(rows) for name, rows in sections.items()}
    audit.write(session, "exported_settings", actor=actor, now=now, subject="installation", rows=counts)
    session.flush()
    if not with_users:
        del sections["users"]
    document = {
        "format": FORMAT,
        "version": VERSION,
        "sections": {name: [row.model_dump(mode="json") for row in rows] for name, rows in sections.items()},
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def plan(session: Session, data: bytes, *, actor: Actor) -> FilePlan:
    """What the file would add and change here; raises what is wrong with it."""
    _require(actor)
    return _compared(session, _read(data))


def take_in(session: Session, data: bytes, *, actor: Actor, now: datetime) -> FilePlan:
    """Add and change what the file says, in one transaction, with before and after in the trail."""
    _require(actor)
    sections = _read(data)
    planned = _compared(session, sections)
    today = clock.local_date(now)
    administered = administrators.is_administrator_from(session, today)
    own_rights = _own_rights(session, actor, today=today)
    wanted = {(change.section, change.key) for change in planned.changes}
    for name in SECTIONS:
        rows = [row for row in sections.get(name, []) if (name, row.key) in wanted]
        if not rows:
            continue
        try:
            installation_writing.write(
                session, name, rows, by_id=_owner(session, actor), actor=actor, now=now
            )
        except IntegrityError as contradiction:
            raise SettingsConflict(section=LABELS[name]) from contradiction
    if _own_rights(session, actor, today=today) - own_rights:
        # As by hand: nobody lets himself in, and nobody names himself the deputy.
        raise OwnAccount()
    if administered and "users" in sections:
        administrators.keep_one(session, today=today)
    for change in planned.changes:
        audit.write(
            session,
            f"imported_{change.deed}",
            actor=actor,
            now=now,
            subject=f"installation:{change.section}",
            key=change.key,
            changed=change.fields,
        )
    session.flush()
    return planned


def _own_rights(session: Session, actor: Actor, *, today: date) -> set[tuple[str, date]]:
    """What the actor himself holds that opens cases: roles, and being the named deputy."""
    roles = session.exec(select(RoleAssignment).where(RoleAssignment.user_id == actor.user_id))
    opening = {(one.role.value, one.valid_from) for one in roles if Permission.CASE_READ in ALLOWED[one.role]}
    user = session.get(User, actor.user_id)
    named = user is not None and actors.is_deputy(session, user, today=today)
    return opening | ({(DEPUTY, date.min)} if named else set())


def _require(actor: Actor) -> None:
    for permission in (Permission.SETTING_EDIT, Permission.UNIT_EDIT, Permission.USER_EDIT):
        require(actor, permission)


def _owner(session: Session, actor: Actor) -> int:
    """Whose mappings the imported ones become: the actor's, or for the command line an administrator's."""
    if actor.user_id:
        return actor.user_id
    found = session.exec(
        select(User.id).join(RoleAssignment).where(RoleAssignment.role == "administrator").limit(1)
    ).first()
    return found or session.exec(select(User.id).limit(1)).first() or 0


def _read(data: bytes) -> dict[str, list[FileEntry]]:
    try:
        document = json.loads(nfc(data.decode("utf-8-sig")))
    except (ValueError, RecursionError) as fault:
        raise NotASettingsFile() from fault
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotASettingsFile()
    if not isinstance(document.get("version"), int) or document["version"] > VERSION:
        raise SettingsFileTooNew(found=document.get("version"), known=VERSION)
    sections = document.get("sections")
    if not isinstance(sections, dict):
        raise NotASettingsFile()
    return {name: _entries(name, sections[name]) for name in SECTIONS if name in sections}


def _entries(section: str, rows: Any) -> list[FileEntry]:
    if not isinstance(rows, list):
        raise NotASettingsFile()
    found: list[FileEntry] = []
    keys: set[str] = set()
    for number, row in enumerate(rows, start=1):
        try:
            entry = SECTIONS[section].model_validate(row)
        except ValidationError as fault:
            first = fault.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "valid_to, successor"
            given = f"{where} = {str(first['input'])[:60]}"
            raise SettingsRowInvalid(section=LABELS[section], row=number, fault=given) from fault
        if entry.key in keys:
            raise SettingsRowInvalid(section=LABELS[section], row=number, fault=f"{entry.key} (2)")
        keys.add(entry.key)
        if section == "settings":
            _check_setting(entry, number)
        found.append(entry)
    return found


def _check_setting(entry: Any, number: int) -> None:
    if entry.name.startswith(NOTICE) and entry.name.removeprefix(NOTICE).isdigit():
        return
    if band_editing.check_setting(entry.name, entry.value):
        return
    if entry.name not in thresholds.shipped():
        raise SettingsRowInvalid(section=LABELS["settings"], row=number, fault=entry.name)
    setting_values.checked_value(entry.name, entry.value)


def _compared(session: Session, sections: Mapping[str, list[FileEntry]]) -> FilePlan:
    roots = [row for row in sections.get("units", []) if _is_root(row)]
    root_code = roots[0].code if roots and isinstance(roots[0], UnitRow) else None
    present = installation_rows.read(session, with_users="users" in sections, root_code=root_code)
    if root_code is not None:
        code_here = installation_rows.department_code(session)
        if code_here not in (None, root_code):
            present["units"] = [_recoded(row, code_here) for row in present["units"]]
    changes: list[FileChange] = []
    same: dict[str, int] = {}
    for name, rows in sections.items():
        known = {row.key: row.model_dump() for row in present[name]}
        for row in rows:
            after, before = row.model_dump(), known.get(row.key)
            if before == after:
                same[name] = same.get(name, 0) + 1
                continue
            deed = Deed.ADDED if before is None else Deed.CHANGED
            fields = {k: [(before or {}).get(k), v] for k, v in after.items() if (before or {}).get(k) != v}
            changes.append(FileChange(name, deed, row.key, fields))
    return FilePlan(changes, same)


def _is_root(row: FileEntry) -> bool:
    return isinstance(row, UnitRow) and row.kind is UnitKind.DEPARTMENT


def _recoded(row: FileEntry, code: str | None) -> FileEntry:
    """The department under its own code again, so that a new code shows as a change."""
    return row.model_copy(update={"code": code}) if _is_root(row) else row
