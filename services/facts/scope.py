"""The scope of a reader as DuckDB SQL over the facts: what `Scope.condition` and the services say in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.enums import Kind
from services.permissions import Scope

_SECRET = f"'{Kind.DENUNCIATION.value}'"


def ids(values: Iterable[int]) -> str:
    """Ids as a list in SQL; none matches nothing."""
    return f"({', '.join(str(int(value)) for value in sorted(values)) or 'NULL'})"


def day(value: date) -> str:
    """A day as a literal in SQL."""
    return f"DATE '{value.isoformat()}'"


@dataclass(frozen=True)
class Columns:
    """The columns by which a row is judged; "" where it has none. `alias` ends with its dot."""

    alias: str
    unit: str = "unit_id"
    kind: str = ""
    officer: str = ""
    received_on: str = ""
    case: str = "case_id"


CASE = Columns("c.", kind="kind", officer="officer_id", received_on="received_on", case="id")
PETITION = Columns("p.", kind="kind", officer="officer_id", received_on="received_on", case="")
VISIT = Columns("v.", kind="kind", received_on="received_on")
# Crowds and over-level records: by unit and case, and not about a denunciation that is hidden.
EVENT = Columns("e.")
_MATTER_CASE = Columns(
    "e.", "case_unit_id", "case_kind", officer="case_officer_id", received_on="case_received_on"
)
_MATTER_PETITION = Columns(
    "e.", "petition_unit_id", "petition_kind", "petition_officer_id", "petition_received_on"
)


@dataclass(frozen=True)
class Marked:
    """Whether a wall, a grant or a denunciation names the reader; without one the condition is shorter."""

    walls: bool = True
    grants: bool = True
    accused: bool = True


def condition(scope: Scope, columns: Columns, marked: Marked) -> str:
    """The rows that a scope shows, as a condition over a fact table under the alias of its columns."""
    if scope.is_empty or not scope.rows:
        return "FALSE"
    if columns is PETITION:
        return _of_petitions(scope, marked)
    seen = _judged(scope, columns, marked)
    return f"({seen} AND {_not_about_hidden(scope, marked)})" if columns is EVENT else seen


def _judged(scope: Scope, columns: Columns, marked: Marked) -> str:
    """By unit, kind, officer and day of receipt; a grant adds the case, a wall takes it away."""
    seen = _by_row(scope, columns)
    case = f"{columns.alias}{columns.case}"
    if marked.grants and scope.unit_ids is not None:
        seen = f"({seen} OR COALESCE({case} IN ({_cases_of('grant_facts', scope)}), FALSE))"
    if marked.walls:
        seen = f"({seen} AND NOT COALESCE({case} IN ({_cases_of('exclusion_facts', scope)}), FALSE))"
    return seen


def _of_petitions(scope: Scope, marked: Marked) -> str:
    """Received in one's units, or part of a case one sees; behind no wall, and not against oneself."""
    seen = _by_row(scope, PETITION)
    if seen != "TRUE":
        cases = f"SELECT c.id FROM case_facts c WHERE {_judged(scope, CASE, marked)}"
        linked = "p.id IN (SELECT petition_id FROM link_facts WHERE case_id IN ({}))"
        # A denunciation is not seen through another part of the same paper.
        plain = f"(p.kind <> {_SECRET} AND {linked.format(cases)})"
        secret = linked.format(f"{cases} AND c.kind = {_SECRET}")
        seen = f"({seen} OR {plain} OR {secret})"
    if marked.walls:
        walled = _cases_of("exclusion_facts", scope)
        seen = f"({seen} AND p.id NOT IN (SELECT petition_id FROM link_facts WHERE case_id IN ({walled})))"
    if marked.accused:
        accused = f"SELECT petition_id FROM accused_facts WHERE user_id = {int(scope.user_id)}"
        seen = f"({seen} AND p.id NOT IN ({accused}))"
    return seen


def _not_about_hidden(scope: Scope, marked: Marked) -> str:
    """Not linked to a denunciation, case or petition, that the reader may not see."""
    if scope.denunciation_unit_ids is None and scope.unit_ids is None and scope.received_since is None:
        return "TRUE"
    case, petition = _judged(scope, _MATTER_CASE, marked), _by_row(scope, _MATTER_PETITION)
    return (
        f"(e.case_kind IS DISTINCT FROM {_SECRET} OR {case}) AND "
        f"(e.petition_kind IS DISTINCT FROM {_SECRET} OR {petition})"
    )


def _cases_of(table: str, scope: Scope) -> str:
    return f"SELECT case_id FROM {table} WHERE user_id = {int(scope.user_id)}"


def _by_row(scope: Scope, columns: Columns) -> str:
    seen = _by_unit(scope, columns)
    if scope.officer_ids and columns.officer and seen != "TRUE":
        seen = f"({seen} OR COALESCE({columns.alias}{columns.officer} IN {ids(scope.officer_ids)}, FALSE))"
    return seen


def _by_unit(scope: Scope, columns: Columns) -> str:
    unit, kind = f"{columns.alias}{columns.unit}", f"{columns.alias}{columns.kind}"
    plain = _within(unit, scope.unit_ids)
    if not columns.kind or scope.unit_ids == scope.denunciation_unit_ids:
        seen = plain
    else:
        secret = _within(unit, scope.denunciation_unit_ids)
        seen = f"(({kind} <> {_SECRET} AND {plain}) OR ({kind} = {_SECRET} AND {secret}))"
    if scope.received_since is not None and columns.received_on:
        seen = f"({seen} AND {columns.alias}{columns.received_on} >= {day(scope.received_since)})"
    return seen


def _within(column: str, units: frozenset[int] | None) -> str:
    if units is None:
        return "TRUE"
    return f"{column} IN {ids(units)}" if units else "FALSE"
