"""The hourly run: who is told of which clock, each band once, in the working hours of the department."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from models import InboxItem, Reminder, ReminderRecipient
from models.enums import Recipient
from services import audit, clock, clocks, database, thresholds
from services.permissions import Actor, Permission, require
from services.reminders import bands, gaps
from services.reminders.messages import message_of
from services.reminders.people import Directory, directory, people_beyond, walled, who_may_see
from services.reminders.running import Due, reached
from services.working_days import WorkingCalendar

HOURS, DIGEST_FROM = "reminder.hours", "reminder.digest_from"
# Rows per INSERT, well below the number of parameters that both databases take.
ROWS = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One clock of which somebody is told: the code of the matter, the band, and in which capacities."""

    code: str
    step: str
    band: str
    due_on: date
    capacities: tuple[str, ...]


@dataclass(slots=True)
class RunResult:
    """What a run did, or would do.

    `unreached` counts clocks for which nobody was found who may see the matter: they are tried
    again at the next run. `messages` go to `people`; one message may hold many reminders.
    """

    in_hours: bool = True
    clocks: int = 0
    reminders: int = 0
    messages: int = 0
    people: int = 0
    unreached: int = 0
    gaps: int = 0
    told: list[Told] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The figures by name."""
        names = ("clocks", "reminders", "messages", "people", "unreached", "gaps")
        return {name: getattr(self, name) for name in names}


def run(*, actor: Actor, now: datetime, dry_run: bool = False) -> RunResult:
    """One hourly run: reads without a lock, and writes in a transaction of its own what there is to tell."""
    require(actor, Permission.WATCH_RUN)
    with database.reading() as session:
        if dry_run:
            return remind(session, actor=actor, now=now, dry_run=True)
        today, calendar = clock.local_date(now), clocks.calendar(session)
        if not is_working_hour(session, calendar, now=now):
            return RunResult(in_hours=False)
        waiting = reached(session, bands.in_force(session, today=today), calendar=calendar, today=today)
        if not waiting and not gaps.any_open(session):
            return RunResult()
    with database.transaction() as session:
        return remind(session, actor=actor, now=now, only=waiting)


def remind(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    dry_run: bool = False,
    only: Sequence[Due] | None = None,
) -> RunResult:
    """Tell everybody of the bands reached; outside working hours nothing happens.

    Claiming a band and leaving its message are one transaction, and a band can be claimed once:
    two runs at the same time tell nobody twice. `dry_run` writes nothing, and looks at the
    clocks outside working hours too. `only` names the clocks to look at again.
    """
    require(actor, Permission.WATCH_RUN)
    today = clock.local_date(now)
    calendar = clocks.calendar(session)
    result = RunResult(in_hours=is_working_hour(session, calendar, now=now))
    if not (result.in_hours or dry_run):
        return result
    dues = reached(session, bands.in_force(session, today=today), calendar=calendar, today=today, only=only)
    people = directory(session, today=today)
    recipients = _recipients(session, people, dues, today=today)
    result.clocks, result.unreached = len(dues), len(dues) - len(recipients)
    reachable = set(recipients)
    if not dry_run:
        claimed = _claim(session, list(recipients), now=now)
        recipients = {due: recipients[due] for due in claimed}
        messages = _tell(session, claimed, recipients, actor=actor, calendar=calendar, now=now)
        result.messages = len(messages)
        # What is behind a wall and reaches nobody is no number for administrators and the focal unit.
        unreached = [due for due in dues if due not in reachable]
        told_of = len(unreached) - len(walled(session, unreached))
        result.gaps = gaps.keep(session, people, unreached=told_of, actor=actor, now=now)
    result.reminders = len(recipients)
    result.people = len({user_id for told in recipients.values() for user_id, _capacity in told})
    result.told = [_told(due, told) for due, told in recipients.items()]
    if not dry_run and (result.reminders or result.gaps):
        counts: dict[str, Any] = result.counts()
        audit.write(session, "reminders.sent", actor=actor, now=now, subject="clocks", **counts)
    session.flush()
    return result


def is_working_hour(session: Session, calendar: WorkingCalendar, *, now: datetime) -> bool:
    """Whether the department works at this instant: a working day, within the hours of the setting."""
    first, last = (int(part) for part in thresholds.text(session, HOURS, today=clock.local_date(now)).split())
    return calendar.is_working(clock.local_date(now)) and first <= clock.local_time(now).hour < last


def _recipients(
    session: Session, people: Directory, dues: Sequence[Due], *, today: date
) -> dict[Due, list[tuple[int, Recipient]]]:
    """Who is told of each clock and may see it; clocks that reach nobody are left out.

    Where nobody of a capacity may see the matter the fallback person stands in. Around a wall (the
    head or the focal unit is denounced) the directors are told, or the deputy.
    """
    wanted = {due: people.told(due) for due in dues}
    pairs = [
        (user_id, due) for due, told in wanted.items() for user_id, _capacity in [*told, *people.instead()]
    ]
    seen = who_may_see(session, people, pairs, today=today)
    around = people_beyond(session, people, dues, today=today)
    found: dict[Due, list[tuple[int, Recipient]]] = {}
    for due, told in wanted.items():
        kept = [(user_id, capacity) for user_id, capacity in told if (user_id, due) in seen]
        lost = {capacity for _user, capacity in told} - {capacity for _user, capacity in kept}
        have = {user_id for user_id, _capacity in kept}
        if lost or not told:
            kept += [one for one in people.instead() if one[0] not in have and (one[0], due) in seen]
            have = {user_id for user_id, _capacity in kept}
            kept += [(user_id, Recipient.DIRECTOR) for user_id in around.get(due, ()) if user_id not in have]
        if kept:
            found[due] = kept
    return found


def _claim(session: Session, dues: Sequence[Due], *, now: datetime) -> dict[Due, int]:
    """Take these bands; those that another run has taken meanwhile are left out. Due -> reminder id."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    claimed: dict[Due, int] = {}
    for start in range(0, len(dues), ROWS):
        chunk = dues[start : start + ROWS]
        rows = [_row(due, now) for due in chunk]
        statement = (
            dialect.insert(Reminder)
            .values(rows)
            .on_conflict_do_nothing()
            .returning(Reminder.id, Reminder.deadline_id, Reminder.petition_id)
        )
        ids = {(d, p): i for i, d, p in session.execute(statement)}
        claimed |= {
            due: ids[due.deadline_id, due.petition_id]
            for due in chunk
            if (due.deadline_id, due.petition_id) in ids
        }
    return claimed


def _row(due: Due, now: datetime) -> dict[str, Any]:
    return {
        "deadline_id": due.deadline_id,
        "petition_id": due.petition_id,
        "case_id": due.case_id,
        "step": due.step,
        "band": due.band.code,
        "band_on": due.band_on,
        "due_on": due.due_on,
        "sent_at": now,
    }


def _tell(
    session: Session,
    claimed: dict[Due, int],
    recipients: dict[Due, list[tuple[int, Recipient]]],
    *,
    actor: Actor,
    calendar: WorkingCalendar,
    now: datetime,
) -> list[InboxItem]:
    """Leave the messages: one per clock, or one for all where a person would get many."""
    by_user: dict[int, list[tuple[Due, Recipient]]] = defaultdict(list)
    for due, told in recipients.items():
        for user_id, capacity in told:
            by_user[user_id].append((due, capacity))
    today = clock.local_date(now)
    many = thresholds.number(session, DIGEST_FROM, today=today)
    items: list[InboxItem] = []
    rows: list[tuple[InboxItem, int, int, Recipient]] = []
    for user_id, told_of in sorted(by_user.items()):
        groups = [told_of] if len(told_of) >= many else [[one] for one in told_of]
        for group in groups:
            topic, values = message_of([due for due, _capacity in group], calendar=calendar, today=today)
            item = InboxItem(
                user_id=user_id,
                topic=topic,
                values={"who": actor.name, **values},
                case_id=group[0][0].case_id if len(group) == 1 else None,
                created_at=now,
            )
            items.append(item)
            rows += [(item, claimed[due], user_id, capacity) for due, capacity in group]
    session.add_all(items)
    session.flush()
    links = [
        {"reminder_id": reminder, "user_id": user_id, "capacity": capacity, "inbox_item_id": item.id}
        for item, reminder, user_id, capacity in rows
    ]
    for start in range(0, len(links), ROWS):
        session.execute(insert(ReminderRecipient), links[start : start + ROWS])
    return items


def _told(due: Due, told: Sequence[tuple[int, Recipient]]) -> Told:
    capacities = tuple(dict.fromkeys(capacity.value for _user, capacity in told))
    return Told(due.code, due.step.value, due.band.code, due.due_on, capacities)
