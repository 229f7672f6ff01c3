"""Which years the working calendar knows, and which of them lack their official notice."""

from datetime import date
from functools import lru_cache

from sqlmodel import Session, col, select

from models import Setting
from services import thresholds
from services.text import N_
from services.working_days import RULES_FOLDER, VERIFIED, CalendarYear, load_years

NOTICE = "calendar.notice."
NOTICE_FROM = "calendar.notice_from"
LACKING = N_("The official notice on the days off of {year} has not been entered.")


def years(session: Session) -> list[CalendarYear]:
    """The years with data: shipped ones, and those whose official notice was entered here."""
    found = {year.year: year for year in _shipped()}
    for row in session.exec(select(Setting).where(col(Setting.key).startswith(NOTICE, autoescape=True))):
        number = int(row.key.removeprefix(NOTICE))
        found[number] = CalendarYear(number, row.value, VERIFIED, row.note)
    return sorted(found.values(), key=lambda year: year.year)


@lru_cache(maxsize=1)
def _shipped() -> tuple[CalendarYear, ...]:
    return tuple(load_years(RULES_FOLDER / "calendar_years.csv"))


def lacks_notice(session: Session, year: int) -> bool:
    """Whether the official days off of a year are still to be entered and confirmed."""
    return not any(one.year == year and one.confidence == VERIFIED for one in years(session))


def missing_notices(session: Session, *, today: date) -> list[int]:
    """The years to warn of: this one, and the next from the day of the year that is set for it on."""
    asked = [today.year]
    if (today.month, today.day) >= month_and_day(thresholds.text(session, NOTICE_FROM, today=today)):
        asked.append(today.year + 1)
    return [year for year in asked if lacks_notice(session, year)]


def month_and_day(text: str) -> tuple[int, int]:
    """A day of the year as it is written, day first: "01/10" is the first of October."""
    day, month = text.split("/")
    return int(month), int(day)
