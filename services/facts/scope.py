"""The scope of a reader as DuckDB SQL over the fact tables: the same predicate as `Scope.condition`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.enums import Kind
from services.permissions import Scope


def ids(values: Iterable[int]) -> str:
    """Ids as a list in SQL; none matches nothing."""
    return f"({', '.join(str(int(value)) for value in sorted(values)) or 'NULL'})"


def day(value: date) -> str:
    """A day as a literal in SQL."""
    return f"DATE '{value.isoformat()}'"


@dataclass(frozen=True)
class Columns:
    """The columns by which a fact table is judged; "" where it has none. `alias` ends with its dot."""

    alias: str = ""
    unit: str = "unit_id"
    kind: str = ""
    officer: str = ""
    received_on: str = ""
    case: str = "case_id"
    # Petitions belong to cases through links: any of them walls, any of them grants.
    linked: bool = False


CASE = Columns(alias="c.", kind="kind", officer="officer_id", received_on="received_on", case="id")
PETITION = Columns(
    alias="p.", kind="kind", officer="officer_id", received_on="received_on", case="id", linked=True
)
VISIT = Columns(alias="v.", kind="kind", received_on="received_on")
# Crowds and over-level records are judged by unit and case alone, as in the database.
EVENT = Columns(alias="e.")


@dataclass(frozen=True)
class Marked:
    """Whether any wall or grant names the reader; without one the condition leaves them out."""

    walls: bool = True
    grants: bool = True


def condition(scope: Scope, columns: Columns, marked: Marked | None = None) -> str:
    """The rows that a scope shows, as a condition over the columns of a fact table."""
    marked = marked or Marked()
    if scope.is_empty or not scope.rows:
        return "FALSE"
    seen = _by_unit(scope, columns)
    if scope.officer_ids and columns.officer:
        seen = f"({seen} OR COALESCE({columns.alias}{columns.officer} IN {ids(scope.officer_ids)}, FALSE))"
    if marked.grants and scope.unit_ids is not None:
        seen = f"({seen} OR {_named(scope, columns, 'grant_facts')})"
    if marked.walls:
        seen = f"({seen} AND NOT {_named(scope, columns, 'exclusion_facts')})"
    return seen


def _named(scope: Scope, columns: Columns, table: str) -> str:
    """Whether the row's case is one that a wall or a grant names for this reader."""
    cases = f"SELECT case_id FROM {table} WHERE user_id = {int(scope.user_id)}"
    if columns.linked:
        cases = f"SELECT petition_id FROM link_facts WHERE case_id IN ({cases})"
    return f"COALESCE({columns.alias}{columns.case} IN ({cases}), FALSE)"


def _by_unit(scope: Scope, columns: Columns) -> str:
    unit, kind = f"{columns.alias}{columns.unit}", f"{columns.alias}{columns.kind}"
    plain = _within(unit, scope.unit_ids)
    if not columns.kind or scope.unit_ids == scope.denunciation_unit_ids:
        seen = plain
    else:
        secret = _within(unit, scope.denunciation_unit_ids)
        word = f"'{Kind.DENUNCIATION.value}'"
        seen = f"(({kind} <> {word} AND {plain}) OR ({kind} = {word} AND {secret}))"
    if scope.received_since is not None and columns.received_on:
        seen = f"({seen} AND {columns.alias}{columns.received_on} >= {day(scope.received_since)})"
    return seen


def _within(column: str, units: frozenset[int] | None) -> str:
    if units is None:
        return "TRUE"
    return f"{column} IN {ids(units)}" if units else "FALSE"
