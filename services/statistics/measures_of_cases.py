"""Measures of cases: what is open, late, waiting, and what was closed."""

from services.statistics.measure import (
    CASES,
    FLOW,
    MORE_IS_BETTER,
    MORE_IS_WORSE,
    NEUTRAL,
    STOCK,
    Measure,
)
from services.text import N_

CASE_MEASURES = (
    Measure(
        "cases_new",
        N_("New cases"),
        N_("Cases by their day of receipt, counted at the unit that held them first."),
        CASES,
        NEUTRAL,
        FLOW,
    ),
    Measure(
        "accepted",
        N_("Cases accepted"),
        N_("Cases by the day on which they were accepted for settlement."),
        CASES,
        NEUTRAL,
        FLOW,
    ),
    Measure(
        "open",
        N_("Open cases"),
        N_("Cases received and not closed by the end of the day, at the unit that held them then."),
        CASES,
        NEUTRAL,
        STOCK,
    ),
    Measure(
        "overdue",
        N_("Overdue cases"),
        N_(
            "Open cases whose current mandatory clock of the authority ran out before the day. "
            "For a past day: open cases with a mandatory clock that had run out and was not met."
        ),
        CASES,
        MORE_IS_WORSE,
        STOCK,
    ),
    Measure(
        "due_soon",
        N_("Due soon"),
        N_("Open cases whose current mandatory clock runs out within the days that count as soon."),
        CASES,
        MORE_IS_WORSE,
        STOCK,
    ),
    Measure(
        "suspended",
        N_("Suspended cases"),
        N_("Open cases that are suspended today."),
        CASES,
        NEUTRAL,
        STOCK,
        looks_back=False,
    ),
    Measure(
        "unassigned",
        N_("Cases without an officer"),
        N_("Open cases that nobody is assigned to today."),
        CASES,
        MORE_IS_WORSE,
        STOCK,
        looks_back=False,
    ),
    Measure(
        "prolonged",
        N_("Prolonged cases"),
        N_("Open cases received so long ago that they count as prolonged."),
        CASES,
        MORE_IS_WORSE,
        STOCK,
    ),
    Measure(
        "late_steps",
        N_("Late steps"),
        N_("Clocks of open cases that ran out and are not the current one, by which a case is overdue."),
        N_("steps"),
        MORE_IS_WORSE,
        STOCK,
        looks_back=False,
    ),
    Measure(
        "closed",
        N_("Cases closed"),
        N_("Cases by the day on which they were closed, whatever their outcome."),
        CASES,
        MORE_IS_BETTER,
        FLOW,
    ),
    Measure(
        "withdrawn",
        N_("Cases withdrawn"),
        N_("Cases by the day on which they were closed because the petition was withdrawn."),
        CASES,
        NEUTRAL,
        FLOW,
    ),
)
