"""The nine questions of the comparison, in the words of Superset's interface for charts."""

from datetime import date, timedelta
from typing import Any

from services import periods
from services.statistics.windows import months_back

IN_TIME = "AVG(CASE WHEN settled_in_time THEN 1.0 ELSE 0 END)"
Filters = list[dict[str, Any]]


def first_month(today: date) -> date:
    """The first day of the 24 months that the monitor shows."""
    return months_back(today, 23).replace(day=1)


def questions(today: date) -> dict[str, tuple[str, dict[str, Any]]]:
    """The nine by name: the table, and what Superset is asked of it."""
    span = periods.of_code("last12", today=today)
    assert span is not None
    year = _between("{day}", span.start, span.end)
    soon = today + timedelta(days=7)
    open_now = [_filter("closed_on", "IS NULL"), _filter("voided_at", "IS NULL")]
    settled = [_filter("accepted_on", "IS NOT NULL"), _filter("settled_in_time", "IS NOT NULL")]
    return {
        "received": ("petitions", _count(_on("received_on", year))),
        "open": ("cases", _count(open_now)),
        "overdue": ("cases", _count([*open_now, _filter("due_on", "<", today)])),
        "due_soon": ("cases", _count([*open_now, *_between("due_on", today, soon)])),
        "on_time_rate": (
            "cases",
            _count([*settled, *_on("decided_on", year)], IN_TIME),
        ),
        "crowds": ("crowd_events", _count(_on("gathered_on", year))),
        "over_level": ("over_level_records", _count(_on("recorded_on", year))),
        "by_month": (
            "petitions",
            _count(_between("received_on", first_month(today), today), by=[_month("received_on"), "kind"]),
        ),
        "overdue_by_unit": ("cases", _count([*open_now, _filter("due_on", "<", today)], by=["unit_id"])),
    }


def _filter(column: str, operator: str, value: object = None) -> dict[str, Any]:
    found: dict[str, Any] = {"col": column, "op": operator}
    return found if value is None else found | {"val": str(value)}


def _between(column: str, start: date, end: date) -> Filters:
    return [_filter(column, ">=", start), _filter(column, "<=", end)]


def _on(column: str, filters: Filters) -> Filters:
    return [one | {"col": column} for one in filters]


def _month(column: str) -> dict[str, Any]:
    sql = f"date_trunc('month', {column})"
    return {"label": "month", "sqlExpression": sql, "expressionType": "SQL"}


def _count(filters: Filters, sql: str = "COUNT(*)", by: list[Any] | None = None) -> dict[str, Any]:
    metric = {"expressionType": "SQL", "sqlExpression": sql, "label": "value"}
    return {"metrics": [metric], "columns": by or [], "filters": filters, "row_limit": 10_000, "orderby": []}


def of_unit(query: dict[str, Any], unit: int) -> dict[str, Any]:
    """The same question about one unit."""
    return query | {"filters": [*query["filters"], {"col": "unit_id", "op": "==", "val": unit}]}
