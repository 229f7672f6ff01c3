"""The trail on screen: a page of entries by filter, the newest first, with the codes they are about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, or_
from sqlmodel import Session, and_, col, func, select

from models import AuditEntry, Case, CrowdEvent, Directive, OverLevelRecord, Petition, Unit, User
from models.enums import Kind
from services import clock
from services.permissions import Actor
from services.petition_records import condition as petition_condition
from services.text import nfc
from services.trail import visibility
from services.trail.kinds import GROUPS

# Counting further than this takes longer than a page may; the screen says "more than".
COUNTED = 5_000
# The person who is no account: manage.py.
SYSTEM = 0
# Fields whose values are ids of a unit or of an account.
UNITS = frozenset({"unit_id", "parent_id", "successor_id", "shared_unit_id"})
USERS = frozenset({"officer_id", "user_id", "from_user_id", "to_user_id", "head_id"})


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What a reader asks for; days are local and both included. `mine` is one's own deeds only."""

    since: date | None = None
    until: date | None = None
    user_id: int | None = None
    action: str = ""
    group: str = ""
    code: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One entry. `about` is a code, a name or a key, '' for nothing; `page` is where a code leads to.

    No number of the entry: one that is missing would tell of an entry that is not for this reader.
    """

    at: datetime
    who: str
    action: str
    subject: str
    about: str
    page: str
    reason: str
    # Of the case, by which its steps are called; None for everything else.
    workflow: tuple[Kind, int] | None = None
    changed: dict[str, list[Any]] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some entries, and how many there are; at least so many where `is_more`."""

    lines: list[TrailLine]
    total: int
    is_more: bool


def page(
    session: Session,
    asked: TrailFilter,
    *,
    limit: int = 50,
    offset: int = 0,
    count_to: int | None = None,
    actor: Actor,
) -> TrailPage:
    """The entries of a filter that the actor may see, the newest first.

    They are counted up to `count_to`, or to COUNTED without it.
    """
    most = COUNTED if count_to is None else count_to
    chosen = _chosen(session, asked, actor=actor)
    counted = select(AuditEntry.id).where(chosen).limit(most + 1).subquery()
    total = session.exec(select(func.count()).select_from(counted)).one()
    found = session.exec(
        select(AuditEntry)
        .where(chosen)
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(limit)
        .offset(offset)
    ).all()
    return TrailPage(lines_of(session, found, actor=actor), min(total, most), total > most)


def people(session: Session, *, actor: Actor) -> dict[int, str]:
    """Everybody who may have left an entry, by name; SYSTEM stands for the command line."""
    visibility.require_reader(actor)
    found = session.exec(select(User.id, User.name, User.username).order_by(col(User.folded), col(User.id)))
    return {user_id or 0: f"{name} ({username})" for user_id, name, username in found}


def lines_of(session: Session, found: Iterable[AuditEntry], *, actor: Actor) -> list[TrailLine]:
    """Entries that the actor may see as lines, with the codes and names of what they are about."""
    rows = list(found)
    about = _about(session, rows)
    changes = [_changed(row.details) for row in rows]
    units, users = _names(session, changes)
    workflows = _workflows(session, rows)
    return [
        TrailLine(
            at=row.at,
            who=row.actor,
            action=row.action,
            subject=row.subject,
            about=about.get((row.subject, row.subject_id or 0), "") or str(row.details.get("key", "")),
            page=_page_of(row.subject),
            reason=row.reason,
            workflow=workflows.get(row.subject_id or 0) if row.subject == "case" else None,
            changed={
                name: [_named(name, value, units, users) for value in pair] for name, pair in changed.items()
            },
            details=dict(row.details),
        )
        for row, changed in zip(rows, changes, strict=True)
    ]


def _chosen(session: Session, asked: TrailFilter, *, actor: Actor) -> ColumnElement[bool]:
    if asked.mine:
        parts = [visibility.own(actor)]
    else:
        visibility.require_reader(actor)
        parts = [visibility.condition(actor)]
    if asked.since is not None:
        parts.append(col(AuditEntry.at) >= clock.local_midnight(asked.since))
    if asked.until is not None:
        parts.append(col(AuditEntry.at) < clock.local_midnight(asked.until + timedelta(days=1)))
    if asked.user_id is not None:
        person = col(AuditEntry.user_id)
        parts.append(person.is_(None) if asked.user_id == SYSTEM else person == asked.user_id)
    if asked.action:
        parts.append(col(AuditEntry.action) == asked.action)
    if asked.group:
        parts.append(col(AuditEntry.action).in_(GROUPS.get(asked.group, ())))
    if asked.code.strip():
        parts.append(_of_code(session, nfc(asked.code).strip().upper(), actor=actor))
    return and_(*parts)


def _of_code(session: Session, code: str, *, actor: Actor) -> ColumnElement[bool]:
    """The entries about the case and the petition of a code; none where the actor may not see them."""
    cases = session.exec(select(Case.id).where(Case.code == code, actor.scope.condition(Case))).all()
    petitions = session.exec(
        select(Petition.id).where(Petition.code == code, petition_condition(actor))
    ).all()
    subject, subject_id = col(AuditEntry.subject), col(AuditEntry.subject_id)
    parts = [and_(subject == "case", subject_id == one) for one in cases]
    parts += [and_(subject == "petition", subject_id == one) for one in petitions]
    return or_(*parts) if parts else false()


def _about(session: Session, rows: list[AuditEntry]) -> dict[tuple[str, int], str]:
    """Codes and names by what entries are about."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.subject_id is not None:
            wanted.setdefault(row.subject, set()).add(row.subject_id)
    queries: dict[str, Any] = {
        "case": select(Case.id, Case.code),
        "petition": select(Petition.id, Petition.code),
        "user": select(User.id, User.name),
        "unit": select(Unit.id, Unit.name),
        "crowd": select(CrowdEvent.id, Case.code).join(Case, col(Case.id) == col(CrowdEvent.case_id)),
        "over_level": select(OverLevelRecord.id, Case.code).join(
            Case, col(Case.id) == col(OverLevelRecord.case_id)
        ),
        "directive": select(Directive.id, Case.code).join(Case, col(Case.id) == col(Directive.case_id)),
    }
    ids: dict[str, Any] = {
        "case": Case.id,
        "petition": Petition.id,
        "user": User.id,
        "unit": Unit.id,
        "crowd": CrowdEvent.id,
        "over_level": OverLevelRecord.id,
        "directive": Directive.id,
    }
    found: dict[tuple[str, int], str] = {}
    for subject, query in queries.items():
        if subject in wanted:
            among = col(ids[subject]).in_(wanted[subject])
            found |= {(subject, one): label for one, label in session.execute(query.where(among))}
    return found


def _workflows(session: Session, rows: list[AuditEntry]) -> dict[int, tuple[Kind, int]]:
    wanted = {row.subject_id for row in rows if row.subject == "case" and row.subject_id is not None}
    if not wanted:
        return {}
    found = session.exec(select(Case.id, Case.kind, Case.instance).where(col(Case.id).in_(wanted)))
    return {case_id or 0: (Kind(kind), instance) for case_id, kind, instance in found}


def _page_of(subject: str) -> str:
    if subject in ("case", "petition"):
        return subject
    return "case" if subject in ("crowd", "over_level", "directive") else ""


def _changed(details: dict[str, Any]) -> dict[str, list[Any]]:
    """Field -> [before, after], however the service that wrote the entry called it."""
    found: dict[str, list[Any]] = {}
    for name in ("changed", "changes"):
        values = details.get(name)
        if isinstance(values, dict):
            found |= {key: pair for key, pair in values.items() if isinstance(pair, list) and len(pair) == 2}
    before = details.get("before")
    if not found and isinstance(before, dict):
        found = {key: [value, None] for key, value in before.items()}
    return found


def _names(session: Session, changes: list[dict[str, list[Any]]]) -> tuple[dict[int, str], dict[int, str]]:
    """Names of the units and accounts whose ids stand among the changes."""
    units, users = _ids(changes, UNITS), _ids(changes, USERS)
    of_units = session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(units))) if units else ()
    of_users = session.exec(select(User.id, User.name).where(col(User.id).in_(users))) if users else ()
    return {one or 0: name for one, name in of_units}, {one or 0: name for one, name in of_users}


def _ids(changes: list[dict[str, list[Any]]], fields: frozenset[str]) -> set[int]:
    return {
        value
        for one in changes
        for name in fields & one.keys()
        for value in one[name]
        if isinstance(value, int)
    }


def _named(field_name: str, value: Any, units: dict[int, str], users: dict[int, str]) -> Any:
    if field_name in UNITS:
        return units.get(value, value)
    return users.get(value, value) if field_name in USERS else value
