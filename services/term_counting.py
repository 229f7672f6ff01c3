"""How the days of a legal term are counted, one function per way of counting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.text import N_
from services.working_days import WorkingCalendar

SUSPENDED_DAY = N_("Suspended (time not counted)")
ONE_DAY = timedelta(days=1)

Pause = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Count:
    """The outcome of one count: three dates, the days not counted, and what pauses did."""

    raw_end: date
    due_on: date
    target_on: date
    skipped: tuple[tuple[date, str], ...] = ()
    paused_days: int = 0
    late_pauses: tuple[Pause, ...] = ()


def count_calendar_days(
    start: date, length: int, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> Count:
    """Calendar days after the start; the end rolls to the next working day.

    Each day of a pause moves the bare end by a day. A pause that begins after the rolled end moves
    nothing: the term had run out, and being late stays being late. The roll also passes over
    suspended days, for a term cannot end while it stands still.
    """
    raw_end = start + timedelta(days=length)
    counted: list[Pause] = []
    late: list[Pause] = []
    for first, last in pauses:
        if last <= start:
            continue
        first = max(first, start + ONE_DAY)
        if first > _roll_forward(raw_end, calendar, counted):
            late.append((first, last))
            continue
        counted.append((first, last))
        raw_end += last - first + ONE_DAY
    due_on = _roll_forward(raw_end, calendar, counted)
    return Count(
        raw_end=raw_end,
        due_on=due_on,
        target_on=calendar.previous_working_day(raw_end),
        skipped=_days_not_counted(raw_end, due_on - ONE_DAY, calendar, counted),
        paused_days=sum((last - first).days + 1 for first, last in counted),
        late_pauses=tuple(late),
    )


def count_working_days(
    start: date, length: int, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> Count:
    """Working days after the start; suspended days are passed over like days off."""
    wanted = length
    end = calendar.add_working_days(start, wanted)
    counted: list[Pause] = []
    late: list[Pause] = []
    for first, last in pauses:
        if last <= start:
            continue
        first = max(first, start + ONE_DAY)
        if first > end:
            late.append((first, last))
            continue
        counted.append((first, last))
        wanted += calendar.working_days_between(first, last)
        end = calendar.add_working_days(start, wanted)
    return Count(
        raw_end=end,
        due_on=end,
        target_on=end,
        skipped=_days_not_counted(start + ONE_DAY, end, calendar, counted),
        paused_days=wanted - length,
        late_pauses=tuple(late),
    )


def count_calendar_days_back(event: date, length: int, calendar: WorkingCalendar) -> Count:
    """Calendar days before an event (length is positive); the end rolls to the working day before."""
    raw_end = event - timedelta(days=length)
    due_on = calendar.previous_working_day(raw_end)
    skipped = _days_not_counted(due_on + ONE_DAY, raw_end, calendar)
    return Count(raw_end=raw_end, due_on=due_on, target_on=due_on, skipped=skipped)


def count_working_days_back(event: date, length: int, calendar: WorkingCalendar) -> Count:
    """Working days before an event (length is positive)."""
    end = calendar.add_working_days(event, -length)
    skipped = _days_not_counted(end, event - ONE_DAY, calendar)
    return Count(raw_end=end, due_on=end, target_on=end, skipped=skipped)


def day_after_calendar_days(start: date, length: int) -> Count:
    """Legal effect: the day after the bare count, on whatever day of the week it falls."""
    raw_end = start + timedelta(days=length)
    effective_on = raw_end + ONE_DAY
    return Count(raw_end=raw_end, due_on=effective_on, target_on=effective_on)


def _roll_forward(day: date, calendar: WorkingCalendar, pauses: Sequence[Pause]) -> date:
    day = calendar.next_working_day(day)
    for first, last in pauses:
        if first <= day <= last:
            day = calendar.next_working_day(last + ONE_DAY)
    return day


def _days_not_counted(
    first: date, last: date, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> tuple[tuple[date, str], ...]:
    skipped = []
    day = first
    while day <= last:
        reason = calendar.reason(day)
        if not reason and any(begin <= day <= end for begin, end in pauses):
            reason = SUSPENDED_DAY
        if reason:
            skipped.append((day, reason))
        day += ONE_DAY
    return tuple(skipped)
