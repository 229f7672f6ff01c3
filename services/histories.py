"""The history of one row of the administration, from the trail: who changed what, from what to what."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import AuditEntry
from services.errors import NotPermitted
from services.permissions import Actor, Permission

# Whoever may edit a subject may read how it came to be; the whole trail is another right.
PERMISSIONS = {
    "unit": Permission.UNIT_EDIT,
    "user": Permission.USER_EDIT,
    "field": Permission.CATALOGUE_EDIT,
    "commune": Permission.CATALOGUE_EDIT,
    "channel": Permission.CATALOGUE_EDIT,
    "setting": Permission.SETTING_EDIT,
    "calendar": Permission.RULE_READ,
    "rule": Permission.RULE_READ,
}


@dataclass(frozen=True)
class HistoryLine:
    """One deed on the row: field -> [before, after] where fields changed."""

    at: datetime
    who: str
    action: str
    reason: str
    changed: dict[str, list[Any]] = field(default_factory=dict)


def of(
    session: Session,
    subject: str,
    *,
    subject_id: int | None = None,
    key: str = "",
    limit: int = 50,
    actor: Actor,
) -> list[HistoryLine]:
    """What happened to one row (or to a whole list without an id), the newest first.

    `key` narrows settings, whose versions are many rows, to one of them.
    """
    permission = PERMISSIONS.get(subject)
    if permission is None or not actor.may(permission):
        raise NotPermitted()
    statement = select(AuditEntry).where(AuditEntry.subject == subject)
    if subject_id is not None:
        statement = statement.where(AuditEntry.subject_id == subject_id)
    if key:
        statement = statement.where(AuditEntry.details["key"].as_string() == key)
    found = session.exec(statement.order_by(col(AuditEntry.id).desc()).limit(limit))
    return [_line(entry) for entry in found]


def _line(entry: AuditEntry) -> HistoryLine:
    changed = entry.details.get("changed", {})
    before = entry.details.get("before", {})
    fields = changed if isinstance(changed, dict) else {}
    if not fields and isinstance(before, dict):
        fields = {name: [value, None] for name, value in before.items()}
    return HistoryLine(entry.at, entry.actor, entry.action, entry.reason, fields)
