"""How each flow is counted: what happened on the days of a window."""

from dataclasses import dataclass, replace

from models.enums import CaseOutcome
from services.facts.scope import CASE, EVENT, PETITION, VISIT, Columns, day
from services.facts.tables import STILL
from services.statistics.counted import HOLDER, SETTLED_BANDS, Counted
from services.statistics.windows import Window

_DAYS = "date_diff('day', c.accepted_on, c.decided_on)"
_SETTLED = "c.accepted_on IS NOT NULL"
_CLOSED = f"c.open_until < {day(STILL)}"
_SECOND = (CaseOutcome.UPHELD, CaseOutcome.CHANGED, CaseOutcome.CANCELLED)


@dataclass(frozen=True)
class _Flow:
    """A fact table, the day by which it is counted, the condition and the aggregate."""

    source: str
    relation: str
    columns: Columns
    on: str
    condition: str = ""
    aggregate: str = "count(*)"


def _petitions(on: str, condition: str = "", aggregate: str = "count(*)") -> _Flow:
    return _Flow("petitions", "petition_facts p", PETITION, f"p.{on}", condition, aggregate)


def _cases(on: str, condition: str = "", aggregate: str = "count(*)") -> _Flow:
    return _Flow("cases", "case_facts c", CASE, f"c.{on}", condition, aggregate)


def _settled(condition: str = "", aggregate: str = "count(*)") -> _Flow:
    both = f"{_SETTLED} AND {condition}" if condition else _SETTLED
    return _cases("decided_on", both, aggregate)


def _found(*outcomes: CaseOutcome) -> str:
    words = ", ".join(f"'{outcome.value}'" for outcome in outcomes)
    return f"c.outcome IN ({words})"


_CORRECTED = f"({_found(CaseOutcome.CHANGED, CaseOutcome.CANCELLED)})::INTEGER"
_FLOWS: dict[str, _Flow] = {
    "received": _petitions("received_on"),
    "handled": _petitions("handled_on"),
    "repeated": _petitions("received_on", "p.is_repeated"),
    "repeated_rate": _petitions("received_on", aggregate="avg(p.is_repeated::INTEGER)"),
    "cases_new": _cases("received_on"),
    "accepted": _cases("accepted_on"),
    "closed": _cases("open_until", _CLOSED),
    "withdrawn": _cases("open_until", f"{_CLOSED} AND {_found(CaseOutcome.WITHDRAWN)}"),
    "settled": _settled(),
    "settled_in_time": _settled("c.settled_in_time"),
    "settled_late": _settled("NOT c.settled_in_time"),
    "on_time_rate": _settled("c.settled_in_time IS NOT NULL", "avg(c.settled_in_time::INTEGER)"),
    "days_to_settle": _settled(aggregate=f"quantile_cont({_DAYS}, 0.5)"),
    "days_to_settle_most": _settled(aggregate=f"quantile_cont({_DAYS}, 0.9)"),
    "found_right": _settled(_found(CaseOutcome.RIGHT)),
    "found_partly_right": _settled(_found(CaseOutcome.PARTLY_RIGHT)),
    "found_wrong": _settled(_found(CaseOutcome.WRONG)),
    "upheld": _settled(_found(CaseOutcome.UPHELD)),
    "changed": _settled(_found(CaseOutcome.CHANGED)),
    "cancelled": _settled(_found(CaseOutcome.CANCELLED)),
    "corrected_rate": _settled(_found(*_SECOND), f"avg({_CORRECTED})"),
    "crowds": _Flow("crowd_events", "crowd_facts e", EVENT, "e.gathered_on"),
    "crowd_persons": _Flow(
        "crowd_events",
        "crowd_facts e",
        EVENT,
        "e.gathered_on",
        aggregate="sum(e.persons)",
    ),
    "over_level": _Flow("over_level_records", "over_level_facts e", EVENT, "e.recorded_on"),
    "visits": _Flow("visits", "visit_facts v", VISIT, "v.received_on"),
    "visit_persons": _Flow("visits", "visit_facts v", VISIT, "v.received_on", aggregate="sum(v.persons)"),
}


def counted_flow(name: str, window: Window) -> Counted:
    """How to count a flow over a window."""
    flow = _FLOWS[name]
    found = Counted(
        flow.source,
        flow.relation,
        flow.columns,
        span=_within(flow.on, window),
        condition=flow.condition,
        aggregate=flow.aggregate,
        on=flow.on,
        is_small=flow.columns is EVENT,
    )
    if flow.columns is CASE:
        if flow.on == "c.decided_on":
            found = replace(found, aged_from="c.accepted_on", aged_to="c.decided_on", bands=SETTLED_BANDS)
        # A hand-over moves the stock, not the inflow; what was settled counts where it was settled.
        return replace(found, holder=HOLDER.format(since="")) if name == "cases_new" else found
    alias = flow.columns.alias
    return replace(found, id=f"{alias}id", case_id="NULL" if flow.columns is PETITION else f"{alias}case_id")


def _within(column: str, window: Window) -> str:
    conditions = [f"{column} IS NOT NULL"]
    if window.start is not None:
        conditions.append(f"{column} >= {day(window.start)}")
    if window.end is not None:
        conditions.append(f"{column} <= {day(window.end)}")
    return " AND ".join(conditions)
