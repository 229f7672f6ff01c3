"""What is counted: every figure by name, with its definition in words."""

from dataclasses import dataclass

from services.text import N_

CASES = N_("cases")
PETITIONS = N_("petitions")
PERSONS = N_("persons")
PERCENT = N_("percent")

MORE_IS_WORSE = "more_is_worse"
MORE_IS_BETTER = "more_is_better"
NEUTRAL = "neutral"

FLOW = "flow"
STOCK = "stock"


@dataclass(frozen=True)
class Measure:
    """One figure. Label, definition and unit are msgids.

    A flow is counted over the filter's days by the measure's date, a stock at the end of
    the filter's days, or today where that end lies ahead. `looks_back` is false where the
    past is not on record, so that there is nothing to compare with; `is_count` is false
    for sums and shares, whose rows are more or fewer than the figure.
    """

    name: str
    label: str
    definition: str
    unit: str
    direction: str
    kind: str
    looks_back: bool = True
    is_count: bool = True


_ALL = [
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
        "cases_new",
        N_("New cases"),
        N_("Cases by their day of receipt, counted at the unit that held them first."),
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
]

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
