"""Measures of what is watched: crowds, over-level, reception, directives."""

from services.statistics.measure import (
    FLOW,
    MORE_IS_WORSE,
    NEUTRAL,
    PERSONS,
    STOCK,
    Measure,
)
from services.text import N_

WATCHING_MEASURES = (
    Measure(
        "crowds",
        N_("Crowds"),
        N_("Recorded gatherings of many people about one matter, by the day on which they gathered."),
        N_("crowds"),
        MORE_IS_WORSE,
        FLOW,
    ),
    Measure(
        "crowd_persons",
        N_("Persons in crowds"),
        N_("Persons present at the recorded crowds."),
        PERSONS,
        MORE_IS_WORSE,
        FLOW,
        is_count=False,
    ),
    Measure(
        "over_level",
        N_("Over-level"),
        N_("Records of matters taken above the competent level, by the day of the record."),
        N_("records"),
        MORE_IS_WORSE,
        FLOW,
    ),
    Measure(
        "visits",
        N_("Visits"),
        N_("Visits at the reception desk."),
        N_("visits"),
        NEUTRAL,
        FLOW,
    ),
    Measure(
        "visit_persons",
        N_("Persons received"),
        N_("Persons present at the visits where their number is on record."),
        PERSONS,
        NEUTRAL,
        FLOW,
        is_count=False,
    ),
    Measure(
        "directives_open",
        N_("Directives without an answer"),
        N_("Directives of superiors issued and not answered by the end of the day."),
        N_("directives"),
        MORE_IS_WORSE,
        STOCK,
    ),
    Measure(
        "directives_overdue",
        N_("Directives overdue"),
        N_("Directives without an answer whose day had passed."),
        N_("directives"),
        MORE_IS_WORSE,
        STOCK,
    ),
)
