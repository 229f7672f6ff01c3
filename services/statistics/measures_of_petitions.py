"""Measures of petitions: what came in, what was handled, what came again."""

from services.statistics.measure import (
    FLOW,
    MORE_IS_BETTER,
    MORE_IS_WORSE,
    NEUTRAL,
    PERCENT,
    PETITIONS,
    Measure,
)
from services.text import N_

PETITION_MEASURES = (
    Measure(
        "received",
        N_("Petitions received"),
        N_("Petitions by the day of the stamp of receipt, counted where they came in, without voided ones."),
        PETITIONS,
        NEUTRAL,
        FLOW,
    ),
    Measure(
        "handled",
        N_("Petitions handled"),
        N_("Petitions by the day on which their handling ended with an outcome."),
        PETITIONS,
        MORE_IS_BETTER,
        FLOW,
    ),
    Measure(
        "repeated",
        N_("Repeated petitions"),
        N_("Petitions received that somebody has linked to an earlier petition as the same once more."),
        PETITIONS,
        MORE_IS_WORSE,
        FLOW,
    ),
    Measure(
        "repeated_rate",
        N_("Share of repeated petitions"),
        N_("Repeated petitions, as a share of the petitions received."),
        PERCENT,
        MORE_IS_WORSE,
        FLOW,
        is_count=False,
        adds_up=False,
    ),
)
