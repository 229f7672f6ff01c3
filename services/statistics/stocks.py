"""How each stock is counted: what stood at the end of a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from services.facts.scope import CASE, day
from services.facts.tables import STILL
from services.statistics.counted import HELD_BY, HOLDER, LATE_BANDS, OPEN_BANDS, Context, Counted, both
from services.statistics.windows import months_back


def counted_stock(name: str, at: date, context: Context) -> Counted:
    """How to count a stock at the end of a day."""
    return _STOCKS[name](at, context)


def _open(at: date) -> str:
    return f"c.received_on <= {day(at)} AND c.open_until > {day(at)}"


def _stock(at: date, context: Context, condition: str = "", join: str = "") -> Counted:
    found = Counted("cases", f"case_facts c{join}", CASE, condition=condition, on="c.due_on", at=at)
    if at >= context.today:
        # Today nobody has handed over what he holds. Every screen asks about these few cases of all.
        standing = context.facts.derived.name(f"SELECT c.* FROM case_facts c WHERE {_open(at)}")  # nosec B608
        return replace(found, relation=f"{standing} c{join}")
    if context.keeps_days:
        return replace(found, relation=f"{_standing(at, context)} c{join}", held_by="c.held_by")
    return replace(found, span=_open(at), holder=_holder(at))


def _holder(at: date) -> str:
    return HOLDER.format(since=f" WHERE moved_on > {day(at)}")


def with_holder(at: date) -> tuple[str, str]:
    """The cases with the unit that held each at the end of a day: a relation and the column of the unit."""
    return "case_facts c" + _holder(at), HELD_BY


def _standing(at: date, context: Context) -> str:
    """The cases that were open at the end of a past day: few of all.

    With the unit that held each, and the first of its clocks that had run out or would soon.
    """
    relation, unit = with_holder(at)
    clocks = (
        f"SELECT case_id, min(due_on) FILTER (WHERE {_late(at)}) AS late_on, "  # nosec B608
        f"min(due_on) FILTER (WHERE {_between(at, _soon(at, context))}) AS soon_on "
        f"FROM deadline_facts WHERE {_running(at)} GROUP BY case_id"
    )
    return context.facts.derived.name(
        f"SELECT c.*, {unit} AS held_by, l.late_on, l.soon_on "  # nosec B608
        f"FROM {relation} LEFT JOIN ({clocks}) l ON l.case_id = c.id WHERE {_open(at)}"
    )


def _clocks(at: date, condition: str) -> str:
    """A join to the first of the clocks of a case that ran on a past day and meet a condition."""
    where = both(_running(at), condition)
    first = f"SELECT case_id, min(due_on) AS due_on FROM deadline_facts WHERE {where} GROUP BY case_id"  # nosec B608
    return f" JOIN ({first}) l ON l.case_id = c.id"


def _running(at: date) -> str:
    return f"started_on <= {day(at)} AND runs_until > {day(at)}"


def _late(at: date) -> str:
    return f"due_on < {day(at)}"


def _between(first: date, last: date) -> str:
    return f"due_on BETWEEN {day(first)} AND {day(last)}"


def _soon(at: date, context: Context) -> date:
    return at + timedelta(days=context.number("due_soon.days"))


def _overdue(at: date, context: Context) -> Counted:
    if at >= context.today:
        found, on = _stock(at, context, f"c.{_late(at)}"), "c.due_on"
    elif context.keeps_days:
        found, on = _stock(at, context, "c.late_on IS NOT NULL"), "c.late_on"
    else:
        found, on = _stock(at, context, join=_clocks(at, _late(at))), "l.due_on"
    return replace(found, on=on, aged_from=on, bands=LATE_BANDS)


def _due_soon(at: date, context: Context) -> Counted:
    if at < context.today and context.keeps_days:
        return replace(_stock(at, context, "c.soon_on IS NOT NULL"), on="c.soon_on")
    return due_between(at, _soon(at, context), at=at, context=context)


def due_between(first: date, last: date, *, at: date, context: Context) -> Counted:
    """Open cases of a day whose mandatory clock runs out between two days, both included."""
    if at >= context.today:
        return _stock(at, context, f"c.{_between(first, last)}")
    return replace(_stock(at, context, join=_clocks(at, _between(first, last))), on="l.due_on")


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
        span=open_then,
        condition=condition,
        id="d.id",
        on="d.due_on",
        aged_from="d.due_on" if condition else "d.issued_on",
        bands=LATE_BANDS if condition else OPEN_BANDS,
        at=at,
        is_small=True,
    )


def _late_steps(at: date, context: Context) -> Counted:
    late = f"d.runs_until = {day(STILL)} AND d.due_on < {day(at)}"
    current = "d.step IS NOT DISTINCT FROM c.step AND d.due_on IS NOT DISTINCT FROM c.due_on"
    found = _stock(
        at,
        context,
        f"{late} AND NOT ({current})",
        join=" JOIN deadline_facts d ON d.case_id = c.id",
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
