"""Days off and make-up days over the shipped calendar, and which years have their official notice."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from models import CalendarDay, Deadline, Petition, Setting
from services import audit, entries
from services.errors import AppError, NotFound
from services.permissions import Actor, Permission, require
from services.text import N_
from services.working_days import (
    RULES_FOLDER,
    VERIFIED,
    CalendarYear,
    build_calendar,
    load_overrides,
    load_years,
)

LABEL_REASON, LABEL_LETTER = N_("Reason"), N_("Number of the official letter")
NOTICE = "calendar.notice."


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


@dataclass(frozen=True)
class DayEffect:
    """How many running clocks of cases and petitions to handle span a day."""

    clocks: int
    petitions: int


def days(session: Session, *, actor: Actor) -> list[DayLine]:
    """Every day that differs, the latest first."""
    require(actor, Permission.RULE_EDIT)
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


def years(session: Session) -> list[CalendarYear]:
    """The years with data: shipped ones, and those whose official notice was entered here."""
    found = {year.year: year for year in load_years(RULES_FOLDER / "calendar_years.csv")}
    for row in session.exec(select(Setting).where(col(Setting.key).startswith(NOTICE, autoescape=True))):
        number = int(row.key.removeprefix(NOTICE))
        found[number] = CalendarYear(number, row.value, VERIFIED, row.note)
    return sorted(found.values(), key=lambda year: year.year)


def lacks_notice(session: Session, year: int) -> bool:
    """Whether the official days off of a year are still to be entered and confirmed."""
    return build_calendar(years(session), []).lacks_official_notice(year)


def effect(session: Session, day: date, *, actor: Actor) -> DayEffect:
    """What a change of that day touches: clocks still running over it, all kinds together."""
    require(actor, Permission.RULE_EDIT)
    clocks = select(func.count()).where(
        Deadline.started_on < day,
        or_(Deadline.raw_end >= day, Deadline.due_on >= day),
        col(Deadline.met_on).is_(None),
        col(Deadline.dropped_at).is_(None),
    )
    petitions = select(func.count()).where(
        Petition.received_on < day,
        col(Petition.handling_due_on) >= day,
        col(Petition.handled_on).is_(None),
        col(Petition.voided_at).is_(None),
    )
    return DayEffect(session.exec(clocks).one(), session.exec(petitions).one())


def set_day(
    session: Session,
    day: date,
    *,
    is_working: bool,
    reason: str,
    letter_number: str = "",
    actor: Actor,
    now: datetime,
) -> CalendarDay:
    """Make a day a working day or a day off; with the number of the letter it counts as verified."""
    require(actor, Permission.RULE_EDIT)
    reason = entries.filled(reason, label=LABEL_REASON, longest=200)
    letter = entries.optional(letter_number, label=LABEL_LETTER, longest=80)
    row = session.get(CalendarDay, day)
    before = _plain(row) if row else {}
    if row is None:
        row = CalendarDay(day=day, is_working=is_working, reason=reason)
        session.add(row)
    row.is_working, row.reason = is_working, reason
    row.letter_number, row.is_verified = letter, bool(letter)
    session.flush()
    changed = audit.changed_fields(before, _plain(row))
    if changed:
        _trail(session, "set_calendar_day", actor=actor, now=now, day=day, changed=changed)
    session.flush()
    return row


def remove_day(session: Session, day: date, *, actor: Actor, now: datetime) -> None:
    """Take back a day entered here; the shipped calendar holds for it again."""
    require(actor, Permission.RULE_EDIT)
    row = session.get(CalendarDay, day)
    if row is None:
        raise NotFound()
    _trail(session, "removed_calendar_day", actor=actor, now=now, day=day, before=_plain(row))
    session.delete(row)
    session.flush()


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


def _plain(row: CalendarDay) -> dict[str, Any]:
    return row.model_dump(mode="json")


def _trail(session: Session, action: str, *, actor: Actor, now: datetime, **details: Any) -> None:
    audit.write(session, action, actor=actor, now=now, subject="calendar", **details)
