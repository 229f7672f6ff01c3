"""What waits for the administrator today, each point with the part of the rules page that settles it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from services import calendar_years, rule_views, waiting_clocks
from services.permissions import Actor, Permission, require
from services.text import N_

DECIDE, CALENDAR, TERMS = "decide", "calendar", "terms"
CLOCKS_WAIT = N_("{n} running clocks wait for your decision: a term or the calendar has changed.")
UNVERIFIED = N_("{n} legal terms are unverified: compare them with their document.")


@dataclass(frozen=True)
class Point:
    """One thing to do: a msgid with its values, and where on the page of rules."""

    part: str
    msgid: str
    values: dict[str, int]


def points(session: Session, *, actor: Actor, today: date) -> list[Point]:
    """The points in the order of their urgency; empty where nothing waits."""
    require(actor, Permission.RULE_EDIT)
    waiting = sum(group.effect.total for group in waiting_clocks.groups(session, actor=actor, today=today))
    unverified = [
        line for line in rule_views.lines(session, actor=actor, today=today) if not line.current.is_verified
    ]
    found = [Point(DECIDE, CLOCKS_WAIT, {"n": waiting})] if waiting else []
    found += [
        Point(CALENDAR, calendar_years.LACKING, {"year": year})
        for year in calendar_years.missing_notices(session, today=today)
    ]
    return found + ([Point(TERMS, UNVERIFIED, {"n": len(unverified)})] if unverified else [])
