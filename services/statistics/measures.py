"""The registry of everything that is counted: every figure by name, defined once.

Screens, exports, briefing and reports take name, words, unit and direction from here, the
formula from `flows.py` and `stocks.py`, and the rows behind a figure from `rows.py` by the
same name. Petitions that were voided are in no figure: the facts do not hold them.
"""

from services.statistics.measure import (
    DAYS,
    FLOW,
    MORE_IS_BETTER,
    MORE_IS_WORSE,
    NEUTRAL,
    PERCENT,
    STOCK,
    Measure,
)
from services.statistics.measures_of_cases import CASE_MEASURES
from services.statistics.measures_of_petitions import PETITION_MEASURES
from services.statistics.measures_of_settlement import SETTLEMENT_MEASURES
from services.statistics.measures_of_watching import WATCHING_MEASURES

__all__ = [
    "DAYS",
    "FLOW",
    "MEASURES",
    "MORE_IS_BETTER",
    "MORE_IS_WORSE",
    "NEUTRAL",
    "PERCENT",
    "STOCK",
    "Measure",
]

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (*PETITION_MEASURES, *CASE_MEASURES, *SETTLEMENT_MEASURES, *WATCHING_MEASURES)
}
