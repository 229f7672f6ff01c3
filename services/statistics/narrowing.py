"""The shared filter, the reader's scope and a chosen bar or cell, as conditions on what is counted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from models.enums import CaseState
from services.facts import Facts
from services.facts.scope import CASE, PETITION, condition, day, ids
from services.facts.tables import STILL
from services.filters import Filter, Status
from services.permissions import Scope
from services.statistics import dimensions
from services.statistics.counted import Context, Counted, both


def narrowed(
    found: Counted,
    filter: Filter,
    scope: Scope,
    context: Context,
    *,
    by: tuple[str, ...] = (),
    extra: Mapping[str, Any] | None = None,
) -> Counted:
    """Scope first, then the filter, then the chosen values of dimensions.

    The status and the states of the filter are those of cases today: they narrow cases to
    those that have them, and everything else to what belongs to such cases.
    """
    units_matter = filter.unit_id is not None or "unit" in by or "unit" in (extra or {})
    found = _with_holder(found) if found.holder and units_matter else replace(found, holder="")
    conditions = [condition(scope, found.columns, context.facts.marked(scope))]
    conditions += _by_filter(found, filter, context.facts)
    conditions += _by_state(found, filter, context)
    for name, value in (extra or {}).items():
        conditions.append(dimensions.equals(found, name, value, context))
    return replace(found, narrowing=both(*conditions))


def _with_holder(found: Counted) -> Counted:
    return replace(found, relation=found.relation + found.holder)


def _by_filter(found: Counted, filter: Filter, facts: Facts) -> list[str]:
    conditions = []
    if filter.unit_id is not None:
        conditions.append(f"{found.unit} IN {ids(facts.units_under(filter.unit_id))}")
    if filter.kinds:
        words = ", ".join(f"'{kind.value}'" for kind in sorted(filter.kinds))
        conditions.append(f"{found.alias}kind IN ({words})")
    if filter.field_ids:
        conditions.append(f"{found.alias}field_id IN {ids(filter.field_ids)}")
    if filter.commune_ids:
        conditions.append(f"{found.alias}commune_id IN {ids(filter.commune_ids)}")
    return conditions


def _by_state(found: Counted, filter: Filter, context: Context) -> list[str]:
    conditions = []
    if filter.status is not None:
        conditions.append(_status(filter.status, context))
    if filter.states:
        words = ", ".join(f"'{CaseState(state).value}'" for state in sorted(filter.states))
        conditions.append(f"c.state IN ({words})")
    if not conditions or found.columns is CASE:
        return conditions
    cases = f"SELECT c.id FROM case_facts c WHERE {' AND '.join(conditions)}"  # nosec B608
    if found.columns is PETITION:
        cases = f"SELECT petition_id FROM link_facts WHERE case_id IN ({cases})"  # nosec B608
        return [f"p.id IN ({cases})"]
    return [f"{found.case_id} IN ({cases})"]


def _status(status: Status, context: Context) -> str:
    """The status of a case today, as the lists of cases know it."""
    today: date = context.today
    is_open = f"c.open_until = {day(STILL)}"
    if status is Status.OVERDUE:
        return f"{is_open} AND c.due_on < {day(today)}"
    if status is Status.DUE_SOON:
        last = today + timedelta(days=context.number("due_soon.days"))
        return f"{is_open} AND c.due_on BETWEEN {day(today)} AND {day(last)}"
    if status is Status.SUSPENDED:
        return f"{is_open} AND c.state = 'suspended'"
    return f"c.open_until < {day(STILL)}" if status is Status.CLOSED else is_open
