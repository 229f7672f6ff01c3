"""The days of a case that rest on a register, and the clocks that other days would give."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Field, Session

from models import Case, CaseEvent, ImportBatch
from services import clocks, receipt_checks
from services.case_clocks import ClockFields
from services.case_course import RECEIVE, happenings, is_correction, standing
from services.case_forms import Seen, Tidy
from services.working_days import YearWithoutData

ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class RegisterDays:
    """What the register told of a case; `accepted_on` where it told of an acceptance."""

    received_on: date
    accepted_on: date | None
    promised_on: date | None


class ReceiptDates(Tidy):
    """The days as they should stand; a reason where one of them changes."""

    received_on: date
    accepted_on: date | None = None
    reason: str = Field(default="", max_length=1000)
    seen: Seen = Field(default_factory=Seen)


def of(session: Session, case: Case, events: Sequence[CaseEvent]) -> RegisterDays | None:
    """The days that the register told of a case; None for a case that did not come from one."""
    if case.batch_id is None:
        return None
    accepted = acceptance(session, case, events)
    return RegisterDays(case.received_on, accepted.happened_on if accepted else None, case.promised_on)


def acceptance(session: Session, case: Case, events: Sequence[CaseEvent]) -> CaseEvent | None:
    """The acceptance as the register told it: its day is that of the receipt, for want of another."""
    batch = session.get(ImportBatch, case.batch_id) if case.batch_id else None
    found = next((event for event in standing(events) if event.action == ACCEPT), None)
    if batch is None or found is None:
        return None
    return found if is_correction(found) or found.entered_at <= batch.imported_at else None


def preview(session: Session, case: Case, dates: ReceiptDates, *, today: date) -> ClockFields:
    """The clocks as they would run with these days.

    Raises YearWithoutData and the refusals of `receipt_checks` where the days cannot be so.
    """
    events = clocks.events_of(session, case)
    told = acceptance(session, case, events)
    accepted_on = (dates.accepted_on or told.happened_on) if told else None
    receipt_checks.check(case, standing(events), dates.received_on, accepted_on, today=today)
    calendar = clocks.calendar(session)
    if dates.received_on != case.received_on and dates.received_on < calendar.first_day:
        # Old matters may stand as their register has them, without a term; nothing is moved there.
        raise YearWithoutData(field="received_on", year=dates.received_on.year)
    days = {RECEIVE: dates.received_on} | ({ACCEPT: accepted_on} if accepted_on else {})
    happened = [replace(one, on=days.get(one.action, one.on)) for one in happenings(events)]
    return clocks.explained(session, case, clocks.course_from(case, happened))
