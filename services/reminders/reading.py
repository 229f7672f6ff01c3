"""Reminders as they are read: on the page of a case, and behind a message that stands for many."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from models import Case, Deadline, InboxItem, Petition, Reminder, ReminderRecipient
from models.enums import Kind, Recipient, Step
from services.errors import NotFound
from services.permissions import Actor, Permission, require, visible_to
from services.petition_records import condition as visible_petitions


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One reminder of a clock: when, of which day, and in which capacities people were told; no names."""

    step: Step
    sent_at: datetime
    due_on: date
    capacities: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class RemindedRow:
    """One matter behind a message."""

    code: str
    is_petition: bool
    kind: Kind
    step: Step
    due_on: date
    is_settled: bool


def of_case(session: Session, case: Case) -> list[ReminderLine]:
    """The reminders of a case that the caller has found for the actor, the latest first."""
    rows: Any = session.exec(
        select(Reminder, ReminderRecipient.capacity)
        .join(ReminderRecipient, col(ReminderRecipient.reminder_id) == col(Reminder.id))
        .where(Reminder.case_id == case.id)
        .order_by(col(Reminder.id).desc())
    )
    told: dict[int, tuple[Reminder, set[Recipient]]] = {}
    for reminder, capacity in rows:
        told.setdefault(reminder.id, (reminder, set()))[1].add(capacity)
    order = list(Recipient)
    return [
        ReminderLine(one.step, one.sent_at, one.due_on, tuple(sorted(capacities, key=order.index)))
        for one, capacities in told.values()
    ]


def by_step(lines: list[ReminderLine]) -> dict[Step, list[ReminderLine]]:
    """The same, clock by clock."""
    found: dict[Step, list[ReminderLine]] = defaultdict(list)
    for line in lines:
        found[line.step].append(line)
    return dict(found)


def behind(
    session: Session, message_id: int, *, actor: Actor, limit: int = 200
) -> tuple[list[RemindedRow], int]:
    """The first matters of one's own message that one may still see, by nearest breach, and how many in all.

    NotFound for somebody else's message.
    """
    require(actor, Permission.CASE_READ)
    item = session.get(InboxItem, message_id)
    if item is None or item.user_id != actor.user_id:
        raise NotFound()
    linked = select(ReminderRecipient.reminder_id).where(ReminderRecipient.inbox_item_id == message_id)
    mine = visible_to(actor).with_only_columns(col(Case.id))
    about: Any = (Reminder.step, Reminder.due_on)
    case_columns: Any = (Case.code, Case.kind, *about, Deadline.met_on, Case.closed_on)
    petition_columns: Any = (Petition.code, Petition.kind, *about, Petition.handled_on, Petition.voided_at)
    of_cases: Any = (
        select(*case_columns)
        .join(Reminder, col(Reminder.case_id) == col(Case.id))
        .join(Deadline, col(Deadline.id) == col(Reminder.deadline_id))
        .where(col(Reminder.id).in_(linked), col(Case.id).in_(mine))
    )
    of_petitions: Any = (
        select(*petition_columns)
        .join(Reminder, col(Reminder.petition_id) == col(Petition.id))
        .where(col(Reminder.id).in_(linked), visible_petitions(actor))
    )
    rows, total = [], 0
    for query, is_petition in ((of_cases, False), (of_petitions, True)):
        total += int(session.execute(select(func.count()).select_from(query.subquery())).scalar_one())
        first = session.execute(query.order_by(col(Reminder.due_on), col(Reminder.id)).limit(limit))
        rows += [
            RemindedRow(code, is_petition, kind, step, due_on, done is not None or gone is not None)
            for code, kind, step, due_on, done, gone in first
        ]
    return sorted(rows, key=lambda row: (row.due_on, row.code))[:limit], total
