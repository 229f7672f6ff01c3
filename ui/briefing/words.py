"""Words of the briefing: titles of the slides, kinds of change, what became of conclusions."""

from datetime import date, timedelta

from models.enums import BriefingSection, PromiseState
from services.briefing import building, comparing, weeks
from services.text import N_
from ui import formats
from ui.i18n import _

TITLES = {
    BriefingSection.OVERVIEW: N_("Overview of the week"),
    BriefingSection.NEW: N_("New and worth noting"),
    BriefingSection.OVERDUE: N_("Overdue and soon overdue by unit"),
    BriefingSection.HOT: N_("Hot spots, crowds, over-level"),
    BriefingSection.PROMISES: N_("Promised in earlier weeks"),
    BriefingSection.NEXT_WEEK: N_("Next week"),
    BriefingSection.CONCLUSIONS: N_("Conclusions"),
}
STATES = {
    PromiseState.OPEN: N_("Not done yet"),
    PromiseState.DONE: N_("Done"),
    PromiseState.NOT_DONE: N_("Not done"),
}
CHANGES = {
    comparing.NEW: N_("New cases"),
    comparing.LATE_ENTRY: N_("Received before, entered since"),
    comparing.OVERDUE: N_("Became overdue"),
    comparing.HOTTER: N_("Rose to a hotter level"),
    comparing.CROWDS: N_("Crowds"),
    comparing.DECIDED: N_("Decided, concluded or answered"),
    comparing.CLOSED: N_("Closed"),
    comparing.CAUGHT_UP: N_("No longer overdue"),
    comparing.COOLER: N_("Went down to a calmer level"),
    comparing.MOVED: N_("Now with another unit"),
    comparing.GONE: N_("No longer counted (voided, joined or protected since)"),
}

# What the lists behind sentences are called; the changes of the week among them.
LISTS = CHANGES | {
    building.OVERDUE_ALL: N_("Overdue at the end of the week"),
    building.DUE_NEXT: N_("Due in the seven days after"),
    building.HOT_ALL: N_("Matters above the normal level"),
}


def week(monday: date) -> str:
    """Tuần 47 (16-22/11/2026)."""
    return _("Week {number} ({days})").format(number=monday.isocalendar().week, days=span(monday))


def span(monday: date) -> str:
    """16-22/11/2026, or 30/11-06/12/2026 over the end of a month."""
    sunday = weeks.sunday(monday)
    first = formats.day_of_month(monday) if monday.month == sunday.month else formats.day_and_month(monday)
    return f"{first}-{formats.day(sunday)}"


def days_after(day: date) -> str:
    """The seven days after a day."""
    first, last = day + timedelta(days=1), day + timedelta(days=7)
    return f"{formats.day_and_month(first)}-{formats.day(last)}"
