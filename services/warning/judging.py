"""What people say of alarms: noted, and later what each was; the warning is judged by that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import User, WarningAlarm, WarningJudgement
from models.enums import AlarmLabel
from services import audit, clock, vault
from services.entries import TextTooLong
from services.errors import FieldRequired, NotFound
from services.permissions import Actor, Permission, require
from services.text import N_, nfc
from services.warning.rights import seen_by

PURPOSE = "alarm note"
LONGEST = 1000
LABEL_NOTE = N_("What is known about it")
# These end the attention of others, and have to be explained.
SETTLED = frozenset({AlarmLabel.KNOWN, AlarmLabel.DATA_ERROR, AlarmLabel.CALMED})


@dataclass(frozen=True)
class Said:
    """The latest word on an alarm; `note` is "" for who may not read rows."""

    label: AlarmLabel
    note: str
    who: str
    at: datetime


def judge(
    session: Session, alarm_id: int, label: AlarmLabel, *, note: str, actor: Actor, now: datetime
) -> WarningJudgement:
    """Say what an alarm is; the latest word counts, the earlier ones stay.

    Raises NotFound for an alarm that is not the reader's, FieldRequired and TextTooLong about the note.
    """
    require(actor, Permission.HOTSPOT_LEAD)
    mine = select(WarningAlarm.id).where(WarningAlarm.id == alarm_id, seen_by(actor))
    if session.exec(mine).first() is None:
        raise NotFound()
    words = nfc(note)
    if len(words) > LONGEST:
        raise TextTooLong(label=LABEL_NOTE, length=len(words), longest=LONGEST, field="note")
    if not words and label in SETTLED:
        raise FieldRequired(label=LABEL_NOTE, field="note")
    row = WarningJudgement(
        alarm_id=alarm_id,
        label=label,
        sealed_note=vault.seal(words, purpose=PURPOSE) if words else None,
        said_by_id=actor.user_id,
        said_at=now,
    )
    session.add(row)
    session.flush()
    audit.write(
        session, "warning.judge", actor=actor, now=now, subject="alarm", subject_id=alarm_id, label=label
    )
    session.flush()
    return row


def latest(session: Session, alarm_ids: Iterable[int], *, actor: Actor) -> dict[int, Said]:
    """The latest word on each of some alarms; the caller has found them for the reader."""
    require(actor, Permission.FIGURES_READ)
    rows = session.exec(
        select(WarningJudgement, User.name)
        .join(User, col(User.id) == col(WarningJudgement.said_by_id))
        .where(col(WarningJudgement.alarm_id).in_(list(alarm_ids)))
        .order_by(col(WarningJudgement.id))
    )
    return {row.alarm_id: _said(row, who, actor) for row, who in rows}


def history(session: Session, alarm_id: int, *, actor: Actor) -> list[Said]:
    """Every word on an alarm, the first one first; the caller has found it for the reader."""
    require(actor, Permission.FIGURES_READ)
    rows = session.exec(
        select(WarningJudgement, User.name)
        .join(User, col(User.id) == col(WarningJudgement.said_by_id))
        .where(WarningJudgement.alarm_id == alarm_id)
        .order_by(col(WarningJudgement.id))
    )
    return [_said(row, who, actor) for row, who in rows]


def said_of(session: Session, alarm_ids: Iterable[int]) -> set[int]:
    """Those of some alarms of which anything was said."""
    query = select(WarningJudgement.alarm_id).where(col(WarningJudgement.alarm_id).in_(list(alarm_ids)))
    return set(session.exec(query))


def _said(row: WarningJudgement, who: str, actor: Actor) -> Said:
    note = ""
    if row.sealed_note is not None and actor.scope.rows:
        note = str(vault.unseal(row.sealed_note, purpose=PURPOSE))
    return Said(row.label, note, who, clock.local_time(row.said_at))
