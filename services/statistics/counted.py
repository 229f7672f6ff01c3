"""A measure as DuckDB SQL: relation, condition, aggregate; and what a condition needs to know.

All values in the statements are days, ids and words of closed lists that this package
formats itself; nothing a person typed becomes SQL.
"""

from dataclasses import dataclass
from datetime import date

from services.facts import Facts
from services.facts.scope import Columns

# Who held a case on a past day: the unit from which it was first handed over after that day.
HOLDER = (
    " LEFT JOIN (SELECT case_id, arg_min(from_unit_id, (moved_on, id)) AS unit_id FROM transfer_facts{since} "
    "GROUP BY case_id) h ON h.case_id = c.id"
)
HELD_BY = "COALESCE(h.unit_id, c.unit_id)"
# The settings that hold the ends of bands of days: how late, how long open, how long to settle.
LATE_BANDS = "overdue.band_ends"
OPEN_BANDS = "open.band_ends"
SETTLED_BANDS = "settled.band_ends"
# Aggregates of a whole that are not the sums of those of its parts.
_NO_SUMS = ("avg", "quantile")


@dataclass(frozen=True)
class Counted:
    """One measure over one window."""

    source: str  # fact table whose rows are counted, as in Rows.table
    relation: str
    columns: Columns
    # Which rows belong to the window, which of them to the measure, and which of these the question
    # is about: scope, filter and chosen values. Empty is all.
    span: str = ""
    condition: str = ""
    narrowing: str = ""
    aggregate: str = "count(*)"
    id: str = "c.id"
    case_id: str = "c.id"
    # The date of the measure; for a stock the day by which the rows are ordered.
    on: str = ""
    # The days between which an age is counted, the last one `at` where it is not told, and the
    # setting that holds the ends of its bands.
    aged_from: str = ""
    aged_to: str = ""
    bands: str = ""
    at: date | None = None
    # A join that tells the unit at that moment; made only where units matter.
    holder: str = ""
    # The column of that unit where the relation has it already.
    held_by: str = ""
    # Of a table so small that it is read once for all windows rather than once for each.
    is_small: bool = False

    @property
    def alias(self) -> str:
        return self.columns.alias

    @property
    def unit(self) -> str:
        return self.held_by or (HELD_BY if self.holder else f"{self.alias}{self.columns.unit}")

    @property
    def where(self) -> str:
        """The rows that are counted."""
        return both(self.span, self.condition, self.narrowing) or "TRUE"

    def value(self, only: str = "") -> str:
        """The figure as a number, or that of the rows under one more condition."""
        value = f"{self.aggregate} FILTER (WHERE {only})" if only else self.aggregate
        # The sum of nothing is nothing; a share or a middle of nothing is unknown.
        return f"COALESCE({value}, 0)::DOUBLE" if value.startswith("sum(") else f"({value})::DOUBLE"

    @property
    def adds_up(self) -> bool:
        """Whether the figure of a whole is the sum of those of its parts."""
        return not self.aggregate.startswith(_NO_SUMS)


@dataclass(frozen=True)
class Context:
    """What conditions need to know besides the window."""

    facts: Facts
    today: date
    # Whether what stood on a past day is kept for the next question about it, until the next write.
    keeps_days: bool = False

    def number(self, key: str) -> int:
        """A threshold in force today."""
        return int(self.facts.threshold(key, today=self.today))


def both(*conditions: str) -> str:
    """Conditions that hold together; empty ones say nothing, and none is empty."""
    return " AND ".join(filter(None, conditions))
