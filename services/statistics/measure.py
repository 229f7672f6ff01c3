"""What a measure is: name, words, unit, direction, and how its number comes about."""

from dataclasses import dataclass

from services.text import N_

CASES = N_("cases")
PETITIONS = N_("petitions")
PERSONS = N_("persons")
PERCENT = N_("percent")
DAYS = N_("days")

MORE_IS_WORSE = "more_is_worse"
MORE_IS_BETTER = "more_is_better"
NEUTRAL = "neutral"

FLOW = "flow"
STOCK = "stock"


@dataclass(frozen=True)
class Measure:
    """One figure. Label, definition and unit are msgids; the definition says what counts and by which day.

    A flow is counted over the filter's days by the measure's date, a stock at the end of
    the filter's days, or today where that end lies ahead. `looks_back` is false where the
    past is not on record, so that there is nothing to compare with; `is_count` is false
    for sums, shares and middles, whose rows are more or fewer than the figure; `adds_up` is
    false where the figure of a whole is not the sum of those of its parts.
    """

    name: str
    label: str
    definition: str
    unit: str
    direction: str
    kind: str
    looks_back: bool = True
    is_count: bool = True
    adds_up: bool = True
