"""How each measure is counted: the relation, the condition and the aggregate, as DuckDB SQL.

All values in the statements are days, ids and words of closed lists that this package
formats itself; nothing a person typed becomes SQL.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.facts import Facts
from services.facts.scope import CASE, EVENT, PETITION, VISIT, Columns, day
from services.facts.tables import STILL
from services.statistics.measures import FLOW, MEASURES
from services.statistics.windows import Window, months_back

# Who held a case on a past day: the unit from which it was first handed over after that day.
_HOLDER = (
    " LEFT JOIN (SELECT case_id, arg_min(from_unit_id, (moved_on, id)) AS unit_id FROM transfer_facts{since} "
    "GROUP BY case_id) h ON h.case_id = c.id"
)
_HELD_BY = "COALESCE(h.unit_id, c.unit_id)"
# The settings that hold the ends of age bands, in days.
LATE_BANDS = "overdue.band_ends"
OPEN_BANDS = "open.band_ends"


@dataclass(frozen=True)
class Counted:
    """One measure over one window."""

    source: str  # fact table whose rows are counted, as in Rows.table
    relation: str
    columns: Columns
    where: str
    aggregate: str = "count(*)"
    id: str = "c.id"
    case_id: str = "c.id"
    # The date of the measure; for a stock the day by which the rows are ordered.
    on: str = ""
    # The day from which an age is counted, and the setting that holds the ends of its bands.
    aged_from: str = ""
    bands: str = ""
    at: date | None = None
    # A join that tells the unit at that moment; made only where units matter.
    holder: str = ""

    @property
    def alias(self) -> str:
        return self.columns.alias

    @property
    def unit(self) -> str:
        return _HELD_BY if self.holder else f"{self.alias}{self.columns.unit}"

    @property
    def adds_up(self) -> bool:
        """Whether the figure of a whole is the sum of those of its parts; a share is not."""
        return not self.aggregate.startswith("avg")


@dataclass(frozen=True)
class Context:
    """What conditions need to know besides the window."""

    facts: Facts
    today: date

    def number(self, key: str) -> int:
        """A threshold in force today."""
        return int(self.facts.threshold(key, today=self.today))


def counted(name: str, window: Window, context: Context) -> Counted:
    """How to count a measure over a window. KeyError for a name that is no measure."""
    measure = MEASURES[name]
    if measure.kind == FLOW:
        return _flow(name, window)
    return _STOCKS[name](window.at, context)


def _within(column: str, window: Window) -> str:
    conditions = [f"{column} IS NOT NULL"]
    if window.start is not None:
        conditions.append(f"{column} >= {day(window.start)}")
    if window.end is not None:
        conditions.append(f"{column} <= {day(window.end)}")
    return " AND ".join(conditions)


_SETTLED = "c.accepted_on IS NOT NULL"
# name: (source, relation, columns, day, condition, aggregate)
_FLOWS: dict[str, tuple[str, str, Columns, str, str, str]] = {
    "received": ("petitions", "petition_facts p", PETITION, "p.received_on", "", "count(*)"),
    "handled": ("petitions", "petition_facts p", PETITION, "p.handled_on", "", "count(*)"),
    "cases_new": ("cases", "case_facts c", CASE, "c.received_on", "", "count(*)"),
    "settled": ("cases", "case_facts c", CASE, "c.decided_on", _SETTLED, "count(*)"),
    "settled_in_time": (
        "cases",
        "case_facts c",
        CASE,
        "c.decided_on",
        f"{_SETTLED} AND c.settled_in_time",
        "count(*)",
    ),
    "settled_late": (
        "cases",
        "case_facts c",
        CASE,
        "c.decided_on",
        f"{_SETTLED} AND NOT c.settled_in_time",
        "count(*)",
    ),
    "on_time_rate": (
        "cases",
        "case_facts c",
        CASE,
        "c.decided_on",
        f"{_SETTLED} AND c.settled_in_time IS NOT NULL",
        "avg(c.settled_in_time::INTEGER)",
    ),
    "crowds": ("crowd_events", "crowd_facts e", EVENT, "e.gathered_on", "", "count(*)"),
    "crowd_persons": (
        "crowd_events",
        "crowd_facts e",
        EVENT,
        "e.gathered_on",
        "",
        "COALESCE(sum(e.persons), 0)",
    ),
    "over_level": ("over_level_records", "over_level_facts e", EVENT, "e.recorded_on", "", "count(*)"),
    "visits": ("visits", "visit_facts v", VISIT, "v.received_on", "", "count(*)"),
    "visit_persons": ("visits", "visit_facts v", VISIT, "v.received_on", "", "COALESCE(sum(v.persons), 0)"),
}


def _flow(name: str, window: Window) -> Counted:
    source, relation, columns, on, condition, aggregate = _FLOWS[name]
    where = " AND ".join(filter(None, [_within(on, window), condition]))
    found = Counted(source, relation, columns, where, aggregate, on=on)
    if columns is CASE:
        # A hand-over moves the stock, not the inflow; what was settled counts where it was settled.
        return replace(found, holder=_HOLDER.format(since="")) if name == "cases_new" else found
    alias = columns.alias
    return replace(found, id=f"{alias}id", case_id="NULL" if columns is PETITION else f"{alias}case_id")


def _open(at: date) -> str:
    return f"c.received_on <= {day(at)} AND c.open_until > {day(at)}"


def _stock(at: date, context: Context, condition: str = "", relation: str = "case_facts c") -> Counted:
    where = " AND ".join(filter(None, [_open(at), condition]))
    # Today nobody has handed over what he holds; the join is for days that are past.
    holder = _HOLDER.format(since=f" WHERE moved_on > {day(at)}") if at < context.today else ""
    return Counted("cases", relation, CASE, where, on="c.due_on", at=at, holder=holder)


def with_holder(at: date) -> tuple[str, str]:
    """The cases with the unit that held each at the end of a day: a relation and the column of the unit."""
    return "case_facts c" + _HOLDER.format(since=f" WHERE moved_on > {day(at)}"), _HELD_BY


def _clocks(condition: str) -> str:
    """Cases with the first of their clocks that meets a condition on a past day."""
    return (
        "case_facts c JOIN (SELECT case_id, min(due_on) AS due_on FROM deadline_facts "
        f"WHERE {condition} GROUP BY case_id) l ON l.case_id = c.id"
    )


def _running(at: date) -> str:
    return f"started_on <= {day(at)} AND runs_until > {day(at)}"


def _overdue(at: date, context: Context) -> Counted:
    if at >= context.today:
        found = _stock(at, context, f"c.due_on < {day(at)}")
        return replace(found, aged_from="c.due_on", bands=LATE_BANDS)
    found = _stock(at, context, relation=_clocks(f"{_running(at)} AND due_on < {day(at)}"))
    return replace(found, on="l.due_on", aged_from="l.due_on", bands=LATE_BANDS)


def _due_soon(at: date, context: Context) -> Counted:
    return due_between(at, at + timedelta(days=context.number("due_soon.days")), at=at, context=context)


def due_between(first: date, last: date, *, at: date, context: Context) -> Counted:
    """Open cases of a day whose mandatory clock runs out between two days, both included."""
    if at >= context.today:
        return _stock(at, context, f"c.due_on BETWEEN {day(first)} AND {day(last)}")
    clocks = _clocks(f"{_running(at)} AND due_on BETWEEN {day(first)} AND {day(last)}")
    return replace(_stock(at, context, relation=clocks), on="l.due_on")


def _aged(found: Counted) -> Counted:
    return replace(found, aged_from="c.received_on", bands=OPEN_BANDS)


def _prolonged(at: date, context: Context) -> Counted:
    since = months_back(at, context.number("prolonged.months"))
    return _aged(_stock(at, context, f"c.received_on < {day(since)}"))


def _directives(at: date, context: Context, condition: str = "") -> Counted:
    open_then = f"d.issued_on <= {day(at)} AND (d.answered_on IS NULL OR d.answered_on > {day(at)})"
    return Counted(
        "directives",
        "directive_facts d JOIN case_facts c ON c.id = d.case_id",
        CASE,
        " AND ".join(filter(None, [open_then, condition])),
        id="d.id",
        on="d.due_on",
        aged_from="d.due_on" if condition else "d.issued_on",
        bands=LATE_BANDS if condition else OPEN_BANDS,
        at=at,
    )


def _late_steps(at: date, context: Context) -> Counted:
    late = f"d.runs_until = {day(STILL)} AND d.due_on < {day(at)}"
    current = "d.step IS NOT DISTINCT FROM c.step AND d.due_on IS NOT DISTINCT FROM c.due_on"
    found = _stock(
        at,
        context,
        f"{late} AND NOT ({current})",
        relation="deadline_facts d JOIN case_facts c ON c.id = d.case_id",
    )
    return replace(
        found, source="deadlines", id="d.id", on="d.due_on", aged_from="d.due_on", bands=LATE_BANDS
    )


_STOCKS: dict[str, Callable[[date, Context], Counted]] = {
    "open": lambda at, context: _aged(_stock(at, context)),
    "overdue": _overdue,
    "due_soon": _due_soon,
    "suspended": lambda at, context: _aged(_stock(at, context, "c.state = 'suspended'")),
    "unassigned": lambda at, context: _aged(_stock(at, context, "c.officer_id IS NULL")),
    "directives_open": _directives,
    "directives_overdue": lambda at, context: _directives(at, context, f"d.due_on < {day(at)}"),
    "prolonged": _prolonged,
    "late_steps": _late_steps,
}
