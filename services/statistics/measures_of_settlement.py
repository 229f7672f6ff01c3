"""Measures of settlement: how much, in what time, and what was found."""

from services.statistics.measure import (
    CASES,
    DAYS,
    FLOW,
    MORE_IS_BETTER,
    MORE_IS_WORSE,
    NEUTRAL,
    PERCENT,
    Measure,
)
from services.text import N_

SETTLEMENT_MEASURES = (
    Measure(
        "settled",
        N_("Cases settled"),
        N_("Accepted cases by the day of their decision, conclusion or answer."),
        CASES,
        MORE_IS_BETTER,
        FLOW,
    ),
    Measure(
        "settled_in_time",
        N_("Settled in time"),
        N_("Settled cases whose decision came within its term."),
        CASES,
        MORE_IS_BETTER,
        FLOW,
    ),
    Measure(
        "settled_late",
        N_("Settled late"),
        N_("Settled cases whose decision came after its term."),
        CASES,
        MORE_IS_WORSE,
        FLOW,
    ),
    Measure(
        "on_time_rate",
        N_("Settled on time"),
        N_("Settled in time, as a share of the settled cases of which it is known."),
        PERCENT,
        MORE_IS_BETTER,
        FLOW,
        is_count=False,
        adds_up=False,
    ),
    Measure(
        "days_to_settle",
        N_("Days to settle (middle)"),
        N_(
            "Calendar days from acceptance to the decision, conclusion or answer, suspended days included: "
            "half of the settled cases took so many days or fewer."
        ),
        DAYS,
        MORE_IS_WORSE,
        FLOW,
        is_count=False,
        adds_up=False,
    ),
    Measure(
        "days_to_settle_most",
        N_("Days to settle (nine in ten)"),
        N_(
            "Calendar days from acceptance to the decision, conclusion or answer, suspended days included: "
            "nine in ten settled cases took so many days or fewer."
        ),
        DAYS,
        MORE_IS_WORSE,
        FLOW,
        is_count=False,
        adds_up=False,
    ),
    Measure(
        "found_right",
        N_("Found right"),
        N_("Settled complaints of first instance and denunciations that were found right."),
        CASES,
        NEUTRAL,
        FLOW,
    ),
    Measure(
        "found_partly_right",
        N_("Found partly right"),
        N_("Settled complaints of first instance and denunciations that were found partly right."),
        CASES,
        NEUTRAL,
        FLOW,
    ),
    Measure(
        "found_wrong",
        N_("Found wrong"),
        N_("Settled complaints of first instance and denunciations that were found wrong."),
        CASES,
        NEUTRAL,
        FLOW,
    ),
    Measure(
        "upheld",
        N_("First decisions upheld"),
        N_("Settled complaints of second instance by which the first decision was upheld."),
        CASES,
        MORE_IS_BETTER,
        FLOW,
    ),
    Measure(
        "changed",
        N_("First decisions changed"),
        N_("Settled complaints of second instance by which the first decision was changed."),
        CASES,
        MORE_IS_WORSE,
        FLOW,
    ),
    Measure(
        "cancelled",
        N_("First decisions cancelled"),
        N_("Settled complaints of second instance by which the first decision was cancelled."),
        CASES,
        MORE_IS_WORSE,
        FLOW,
    ),
    Measure(
        "corrected_rate",
        N_("Share of first decisions corrected"),
        N_("First decisions changed or cancelled, as a share of the complaints of second instance settled."),
        PERCENT,
        MORE_IS_WORSE,
        FLOW,
        is_count=False,
        adds_up=False,
    ),
)
