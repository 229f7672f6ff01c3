"""The trail: who did or saw what, written in the same transaction as the deed."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import AuditEntry
from services import standing_in
from services.permissions import Actor


def write(
    session: Session,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    subject: str = "",
    subject_id: int | None = None,
    reason: str = "",
    **details: Any,
) -> None:
    """Add one entry.

    `details` hold ids, codes, field names and plain values of fields that may be
    read by everyone with access to the trail; for protected fields only the names
    of the fields, never their values. What somebody does with work that was delegated to
    him names the person on whose behalf he acts.
    """
    stands_in_for = standing_in.delegator_of(session, subject, subject_id, actor=actor)
    if stands_in_for is not None:
        details["on_behalf_of"] = stands_in_for
    session.add(
        AuditEntry(
            at=now,
            user_id=actor.user_id or None,
            actor=actor.name,
            action=action,
            subject=subject,
            subject_id=subject_id,
            details=_plain(details),
            reason=reason,
        )
    )


def changed_fields(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Field -> [before, after] for the fields that differ."""
    return {
        name: [_plain(before.get(name)), _plain(value)]
        for name, value in after.items()
        if before.get(name) != value
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
