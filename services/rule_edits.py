"""Editing the legal terms: a new version, its preview, confirming, undoing and ending one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from models import Deadline, Petition, RuleVersion
from models.enums import RuleSource
from services import audit, clock_effects, clock_summaries, entries, rule_entry, rule_versions
from services.clock_summaries import Effect, TouchedLine
from services.errors import AppError, FieldRequired, NotFound
from services.legal_rules import Rule
from services.permissions import Actor, Permission, require
from services.rule_entry import VersionEntry
from services.rule_overlay import Entered, table_of
from services.text import N_

LABEL_DOCUMENT, LABEL_REASON = N_("Document that confirms it"), N_("Reason")
SHOWN_IN_HISTORY = (
    "n",
    "unit",
    "extension_days",
    "max_extensions",
    "condition",
    "basis",
    "effective_from",
    "effective_to",
)


class VersionInUse(AppError):
    msgid = N_(
        "Rule {rule}, version {version}: {count} clocks were counted with it, so it cannot be undone. "
        "Let it end instead."
    )


class VersionIsShipped(AppError):
    msgid = N_("Rule {rule}, version {version} came with the product. Enter a version of your own instead.")


class VersionEnteredMeanwhile(AppError):
    msgid = N_("Rule {rule}: somebody else entered a version at this moment. Look at it, then try again.")


@dataclass(frozen=True)
class Preview:
    """What a new version would do: the version itself, what does not fit, which open clocks it touches.

    `seen` are the clocks that the actor may see, of `total_seen`; an administrator sees none, but
    the counts of `effect`.
    """

    rule: Rule
    warnings: list[AppError]
    effect: Effect
    seen: list[TouchedLine]
    total_seen: int


def preview(session: Session, entry: VersionEntry, *, actor: Actor, today: date) -> Preview:
    """What saving would do; raises what is wrong with the entry."""
    require(actor, Permission.RULE_EDIT)
    entered = rule_versions.entered(session)
    made = rule_entry.drafted(entry, entered, table_of(entered))
    after = table_of((*entered, Entered(made, is_own=True)))
    touched = clock_effects.by_rules(session, made.id, after)
    seen, total = clock_summaries.seen(session, touched, actor=actor)
    return Preview(
        made,
        rule_entry.warnings(made, after, entered),
        clock_summaries.summed(session, touched, today=today),
        seen,
        total,
    )


def add(session: Session, entry: VersionEntry, *, actor: Actor, now: datetime) -> tuple[RuleVersion, int]:
    """Enter a version; returns it and how many open clocks wait for a decision about it.

    No case changes: what runs stays pinned to its version until an administrator moves it.
    """
    require(actor, Permission.RULE_EDIT)
    rows = _locked(session, entry.rule_id)
    entered = rule_versions.entered(session)
    before = table_of(entered)
    made = rule_entry.drafted(entry, entered, before)
    row = rule_versions.row_of(
        made, position=rows[0].position, source=RuleSource.OWN, entered_at=now, entered_by=actor.name
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as twice:
        raise VersionEnteredMeanwhile(rule=made.id) from twice
    waiting = _mark_changed(session, made.id)
    base = before.versions(made.id)[0]
    for rule in before.versions(made.id):
        base = rule if rule.effective_from <= made.effective_from else base
    _trail(
        session,
        "added_rule_version",
        row,
        actor=actor,
        now=now,
        changed=audit.changed_fields(_shown(base), _shown(made)),
        clocks_waiting=waiting,
    )
    session.flush()
    return row, waiting


def undo(session: Session, rule_id: str, version: int, *, actor: Actor, now: datetime) -> None:
    """Delete a version entered by mistake that no clock was counted with."""
    require(actor, Permission.RULE_EDIT)
    row = _own(session, rule_id, version)
    count = uses(session, rule_id, version)
    if count:
        raise VersionInUse(rule=rule_id, version=version, count=count)
    _trail(
        session, "undone_rule_version", row, actor=actor, now=now, before=_shown(rule_versions.rule_of(row))
    )
    session.delete(row)
    session.flush()
    # A gap that the version had closed is refused here, and nothing is deleted.
    _mark_changed(session, rule_id)
    session.flush()


def end(
    session: Session, rule_id: str, version: int, *, last_day: date, reason: str, actor: Actor, now: datetime
) -> int:
    """Let an own version hold until a day; before its first day it is in force on none.

    What was counted with it keeps its dates; returns how many open clocks wait for a decision.
    """
    require(actor, Permission.RULE_EDIT)
    row = _own(session, rule_id, version)
    reason = entries.filled(reason, label=LABEL_REASON, longest=300)
    before = _shown(rule_versions.rule_of(row)) | {"withdrawn_at": row.withdrawn_at}
    if last_day < row.effective_from:
        row.withdrawn_at = now
    else:
        row.effective_to = last_day
    session.flush()
    waiting = _mark_changed(session, rule_id)
    after = _shown(rule_versions.rule_of(row)) | {"withdrawn_at": row.withdrawn_at}
    changed = audit.changed_fields(before, after)
    _trail(session, "ended_rule_version", row, actor=actor, now=now, reason=reason, changed=changed)
    session.flush()
    return waiting


def verify(
    session: Session, rule_id: str, version: int, *, document: str, actor: Actor, now: datetime
) -> RuleVersion:
    """Say that a version was compared with the document named; the badge "unverified" goes."""
    require(actor, Permission.RULE_EDIT)
    row = _row(session, rule_id, version)
    if not document.strip():
        raise FieldRequired(field="document", label=LABEL_DOCUMENT)
    row.verified_document = entries.filled(document, label=LABEL_DOCUMENT, longest=300)
    row.verified_at, row.verified_by = now, actor.name
    _trail(session, "verified_rule_version", row, actor=actor, now=now, reason=row.verified_document)
    session.flush()
    return row


def uses(session: Session, rule_id: str, version: int) -> int:
    """How many clocks of cases and petitions were counted with a version, dropped ones included."""
    deadlines = select(func.count()).where(Deadline.rule_id == rule_id, Deadline.rule_version == version)
    petitions = select(func.count()).where(
        Petition.handling_rule_id == rule_id, Petition.handling_rule_version == version
    )
    return session.exec(deadlines).one() + session.exec(petitions).one()


def _mark_changed(session: Session, rule_id: str) -> int:
    """Let the open clocks of a rule wait that another version now stands for."""
    after = rule_versions.table(session)
    waiting = clock_effects.mark(session, clock_effects.by_rules(session, rule_id, after))
    clock_effects.unmark_settled(session)
    return waiting


def _locked(session: Session, rule_id: str) -> list[RuleVersion]:
    statement = select(RuleVersion).where(RuleVersion.rule_id == rule_id).with_for_update()
    rows = list(session.exec(statement.order_by(col(RuleVersion.id))))
    if not rows:
        raise NotFound()
    return rows


def _row(session: Session, rule_id: str, version: int) -> RuleVersion:
    found = [row for row in _locked(session, rule_id) if row.version == version]
    if not found:
        raise NotFound()
    return found[0]


def _own(session: Session, rule_id: str, version: int) -> RuleVersion:
    row = _row(session, rule_id, version)
    if row.source is not RuleSource.OWN:
        raise VersionIsShipped(rule=rule_id, version=version)
    return row


def _shown(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in SHOWN_IN_HISTORY}


def _trail(
    session: Session,
    action: str,
    row: RuleVersion,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    **details: Any,
) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="rule",
        subject_id=row.id,
        reason=reason,
        key=row.rule_id,
        version=row.version,
        **details,
    )
