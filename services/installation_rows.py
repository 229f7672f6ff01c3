"""From rows of the database to entries of a settings file."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, SQLModel, col, select

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
from services.installation_entries import (
    CalendarRow,
    ChannelRow,
    CommuneRow,
    FileEntry,
    HeadRow,
    MappingRow,
    RoleRow,
    RuleCheckRow,
    RuleVersionRow,
    SettingRow,
    SubjectRow,
    UnitRoleRow,
    UnitRow,
    UserRow,
)
from services.legal_rules import TermUnit

Codes = dict[int | None, str]


def read(session: Session, *, with_users: bool, root_code: str | None = None) -> dict[str, list[FileEntry]]:
    """Every section as it stands, sorted by key.

    `root_code` writes the department under another code: that of a file to compare with.
    """
    units = session.exec(select(Unit)).all()
    codes: Codes = {unit.id: unit.code for unit in units}
    if root_code is not None:
        codes |= {unit.id: root_code for unit in units if unit.kind is UnitKind.DEPARTMENT}
    usernames: Codes = dict(session.exec(select(User.id, User.username)).all()) if with_users else {}
    found = {
        "units": [_unit(unit, codes) for unit in units],
        "users": _users(session, codes) if with_users else [],
        "heads": _rows(session, UnitHead, lambda row: _head(row, codes, usernames)),
        "unit_roles": _rows(session, UnitRole, lambda row: _role(row, codes)),
        "fields": _rows(session, SubjectField, lambda row: SubjectRow(**_shared(row, SubjectRow))),
        "communes": _communes(session),
        "channels": _rows(session, Channel, lambda row: ChannelRow(**_shared(row, ChannelRow))),
        "settings": _rows(session, Setting, _setting),
        "calendar": _rows(session, CalendarDay, lambda row: CalendarRow(**row.model_dump())),
        "rule_versions": _rule_versions(session),
        "rule_checks": _rule_checks(session),
        "mappings": _rows(session, SavedMapping, _mapping),
    }
    return {name: sorted(rows, key=lambda row: row.key) for name, rows in found.items()}


def department_code(session: Session) -> str | None:
    """The code of the department itself."""
    return session.exec(select(Unit.code).where(Unit.kind == UnitKind.DEPARTMENT)).first()


def _rows(session: Session, model: type[SQLModel], entry: Callable[[Any], FileEntry]) -> list[FileEntry]:
    return [entry(row) for row in session.exec(select(model))]


def _shared(row: SQLModel, entry: type[FileEntry]) -> dict[str, Any]:
    """The values of a row that an entry takes under the same name."""
    return {name: value for name, value in row.model_dump().items() if name in entry.model_fields}


def _unit(row: Unit, codes: Codes) -> FileEntry:
    values = _shared(row, UnitRow) | {"code": codes[row.id]}
    parent = codes.get(row.parent_id) if row.parent_id else None
    return UnitRow(**values, parent=parent, successor=codes.get(row.successor_id))


def _head(row: UnitHead, codes: Codes, usernames: Codes) -> FileEntry:
    values = _shared(row, HeadRow)
    return HeadRow(**values, unit=codes[row.unit_id], user=usernames.get(row.user_id))


def _role(row: UnitRole, codes: Codes) -> FileEntry:
    return UnitRoleRow(**_shared(row, UnitRoleRow), unit=codes[row.unit_id])


def _communes(session: Session) -> list[FileEntry]:
    rows = session.exec(select(Commune)).all()
    codes = {row.id: row.code for row in rows}
    return [CommuneRow(**_shared(row, CommuneRow), successor=codes.get(row.successor_id)) for row in rows]


def _setting(row: Setting) -> FileEntry:
    return SettingRow(name=row.key, value=row.value, valid_from=row.valid_from, note=row.note)


def _rule_versions(session: Session) -> list[FileEntry]:
    """What was entered here and stands; the version numbers of another installation mean nothing."""
    own = select(RuleVersion).where(
        RuleVersion.source == RuleSource.OWN, col(RuleVersion.withdrawn_at).is_(None)
    )
    return [
        RuleVersionRow(
            **{name: value for name, value in _shared(row, RuleVersionRow).items() if name != "unit"},
            unit=TermUnit(row.unit),
            rule=row.rule_id,
        )
        for row in session.exec(own)
    ]


def _rule_checks(session: Session) -> list[FileEntry]:
    confirmed = select(RuleVersion).where(
        RuleVersion.source == RuleSource.SHIPPED, col(RuleVersion.verified_at).is_not(None)
    )
    return [RuleCheckRow(**_shared(row, RuleCheckRow), rule=row.rule_id) for row in session.exec(confirmed)]


def _mapping(row: SavedMapping) -> FileEntry:
    return MappingRow(name=row.name, mapping=row.mapping)


def _users(session: Session, codes: Codes) -> list[FileEntry]:
    roles: dict[int, list[RoleRow]] = {}
    statement = select(RoleAssignment).order_by(col(RoleAssignment.valid_from), col(RoleAssignment.id))
    for row in session.exec(statement):
        roles.setdefault(row.user_id, []).append(
            RoleRow(role=row.role, unit=codes[row.unit_id], valid_from=row.valid_from, valid_to=row.valid_to)
        )
    return [
        UserRow(**_shared(user, UserRow), roles=roles.get(user.id or 0, []))
        for user in session.exec(select(User))
    ]
