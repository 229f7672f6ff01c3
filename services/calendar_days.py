"""Days off and make-up days over the shipped calendar, and which years have their official notice."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from models import CalendarDay, Setting
from services import audit, clock_effects, clock_summaries, clocks, entries
from services.calendar_years import NOTICE, lacks_notice, missing_notices, years
from services.clock_summaries import Effect
from services.errors import AppError, NotFound
from services.permissions import Actor, Permission, require
from services.text import N_
from services.working_days import (
    RULES_FOLDER,
    VERIFIED,
    Override,
    WorkingCalendar,
    load_overrides,
)

__all__ = [
    "days",
    "effect",
    "lacks_notice",
    "missing_notices",
    "remove_day",
    "set_day",
    "set_notice",
    "years",
]

LABEL_REASON, LABEL_LETTER = N_("Reason"), N_("Number of the official letter")


class CalendarYearTooFar(AppError):
    msgid = N_("The calendar ends with {last}. Enter the notice of {next} first.")


@dataclass(frozen=True)
class DayLine:
    """A day that differs from the ordinary calendar; shipped, or entered here (which wins)."""

    day: date
    is_working: bool
    reason: str
    letter_number: str
    is_verified: bool
    is_own: bool


def days(session: Session, *, actor: Actor) -> list[DayLine]:
    """Every day that differs, the latest first."""
    require(actor, Permission.RULE_READ)
    found = {
        one.day: DayLine(
            one.day, one.working, one.reason, one.letter, one.confidence == VERIFIED, is_own=False
        )
        for one in load_overrides(RULES_FOLDER / "calendar.csv")
    }
    for row in session.exec(select(CalendarDay)):
        found[row.day] = DayLine(
            row.day, row.is_working, row.reason, row.letter_number, row.is_verified, True
        )
    return sorted(found.values(), key=lambda line: line.day, reverse=True)


def effect(
    session: Session, day: date, *, is_working: bool | None = None, actor: Actor, today: date
) -> Effect:
    """What a change of that day touches: open clocks that would come to another day.

    Without `is_working` the day becomes what it is not now. YearWithoutData as in `set_day`.
    """
    require(actor, Permission.RULE_EDIT)
    works_now = clocks.calendar(session).is_working(day)
    working = not works_now if is_working is None else is_working
    changed = clocks.calendar(session, also=Override(day, working, "?", "", VERIFIED))
    return clock_summaries.summed(session, clock_effects.by_calendar(session, [day], changed), today=today)


def set_day(
    session: Session,
    day: date,
    *,
    is_working: bool,
    reason: str,
    letter_number: str = "",
    actor: Actor,
    now: datetime,
) -> int:
    """Make a day a working day or a day off; with the number of the letter it counts as verified.

    Open clocks that now come to another day keep theirs and wait for an administrator; returns
    how many those are. YearWithoutData for a year the calendar does not know.
    """
    require(actor, Permission.RULE_EDIT)
    reason = entries.filled(reason, label=LABEL_REASON, longest=200)
    letter = entries.optional(letter_number, label=LABEL_LETTER, longest=80)
    before_change = clocks.calendar(session)
    before_change.is_working(day)
    row = session.get(CalendarDay, day)
    before = _plain(row) if row else {}
    if row is None:
        row = CalendarDay(day=day, is_working=is_working, reason=reason)
        session.add(row)
    row.is_working, row.reason = is_working, reason
    row.letter_number, row.is_verified = letter, bool(letter)
    session.flush()
    waiting = mark_changed(session, before_change)
    changed = audit.changed_fields(before, _plain(row))
    if changed:
        details = {"day": day, "changed": changed, "clocks_waiting": waiting}
        _trail(session, "set_calendar_day", actor=actor, now=now, **details)
    session.flush()
    return waiting


def remove_day(session: Session, day: date, *, actor: Actor, now: datetime) -> int:
    """Take back a day entered here; the shipped calendar holds for it again. Returns as `set_day`."""
    require(actor, Permission.RULE_EDIT)
    row = session.get(CalendarDay, day)
    if row is None:
        raise NotFound()
    before_change = clocks.calendar(session)
    before = _plain(row)
    session.delete(row)
    session.flush()
    waiting = mark_changed(session, before_change)
    details = {"day": day, "before": before, "clocks_waiting": waiting}
    _trail(session, "removed_calendar_day", actor=actor, now=now, **details)
    session.flush()
    return waiting


def set_notice(
    session: Session, year: int, *, letter_number: str, note: str = "", actor: Actor, now: datetime
) -> None:
    """Say that the days off of a year are entered as its official notice has them."""
    require(actor, Permission.RULE_EDIT)
    letter = entries.filled(letter_number, label=LABEL_LETTER, longest=80)
    last = years(session)[-1].year
    if year > last + 1:
        raise CalendarYearTooFar(last=last, next=last + 1)
    key = f"{NOTICE}{year}"
    row = session.exec(select(Setting).where(Setting.key == key)).one_or_none()
    before = row.model_dump(mode="json", exclude={"id"}) if row else {}
    if row is None:
        row = Setting(key=key, value=letter, valid_from=date(year, 1, 1))
        session.add(row)
    row.value, row.note = letter, entries.optional(note, label=LABEL_REASON, longest=300)
    session.flush()
    changed = audit.changed_fields(before, row.model_dump(mode="json", exclude={"id"}))
    if changed:
        _trail(session, "set_calendar_notice", actor=actor, now=now, year=year, changed=changed)
    session.flush()


def mark_changed(session: Session, before: WorkingCalendar) -> int:
    """Let the open clocks wait that the calendar now counts otherwise than `before`; how many.

    Clocks that a change back gives their own day again wait no longer.
    """
    after = clocks.calendar(session)
    changed = differing_days(before, after)
    waiting = clock_effects.mark(session, clock_effects.by_calendar(session, changed, after))
    return waiting - clock_effects.unmark_settled(session)


def differing_days(one: WorkingCalendar, other: WorkingCalendar) -> list[date]:
    """The days that one calendar works and the other does not, where both know the year."""
    first = max(one.first_day, other.first_day)
    length = (min(one.last_day, other.last_day) - first).days + 1
    days = (first + timedelta(days=number) for number in range(length))
    return [day for day in days if one.is_working(day) != other.is_working(day)]


def _plain(row: CalendarDay) -> dict[str, Any]:
    return row.model_dump(mode="json")


def _trail(session: Session, action: str, *, actor: Actor, now: datetime, **details: Any) -> None:
    audit.write(session, action, actor=actor, now=now, subject="calendar", **details)
