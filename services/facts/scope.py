"""The scope of a reader as DuckDB SQL over the facts: what `Scope.condition` and the services say in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.enums import Kind
from services.permissions import Scope

_SECRET = f"'{Kind.DENUNCIATION.value}'"


# From so many ids on a list is one text that is split: a literal each takes longer to read than to look up.
MANY = 50


def ids(values: Iterable[int]) -> str:
    """Ids as what follows IN; none matches nothing."""
    numbers = [str(int(value)) for value in sorted(values)]
    if len(numbers) < MANY:
        return f"({', '.join(numbers) or 'NULL'})"
    return f"(SELECT unnest(string_split('{','.join(numbers)}', ',')::BIGINT[]))"


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
    petition: str = ""


CASE = Columns("c.", kind="kind", officer="officer_id", received_on="received_on", case="id")
PETITION = Columns("p.", kind="kind", officer="officer_id", received_on="received_on", case="", petition="id")
VISIT = Columns("v.", kind="kind", received_on="received_on", petition="petition_id")
# Crowds and over-level records: by unit and case, and not about a denunciation that is hidden.
EVENT = Columns("e.", petition="petition_id")
_MATTER_CASE = Columns(
    "e.", "case_unit_id", "case_kind", officer="case_officer_id", received_on="case_received_on"
)
_MATTER_PETITION = Columns(
    "e.",
    "petition_unit_id",
    "petition_kind",
    "petition_officer_id",
    "petition_received_on",
    "",
    "petition_id",
)


@dataclass(frozen=True)
class Marked:
    """Whether a wall or a grant concerns the reader; without one the condition is shorter."""

    walls: bool = True
    grants: bool = True
    petition_walls: bool = True


def condition(scope: Scope, columns: Columns, marked: Marked) -> str:
    """The rows that a scope shows, as a condition over a fact table under the alias of its columns."""
    if scope.is_empty or not scope.rows:
        return "FALSE"
    if columns is PETITION:
        return _of_petitions(scope, marked)
    seen = _judged(scope, columns, marked)
    return f"({seen} AND {_not_about_hidden(scope, marked)})" if columns is EVENT else seen


def _judged(scope: Scope, columns: Columns, marked: Marked) -> str:
    """By unit, kind, officer and day of receipt; grants add to that, and walls take away from all of it."""
    seen, case, about = (
        _by_row(scope, columns),
        columns.alias + columns.case,
        columns.alias + columns.petition,
    )
    if columns.case and scope.unit_ids is not None:
        if marked.grants and scope.with_grants:
            seen = _or_among(seen, case, _granted(scope))
        seen = _or_among(seen, case, _let_in(scope, *_CASES)) if marked.walls and scope.keeps else seen
    elif scope.unit_ids is not None and marked.petition_walls and scope.keeps:
        seen = _or_among(seen, about, _let_in(scope, *_PETITIONS))
    if columns.case and marked.walls:
        seen = _and_not_among(seen, case, _walled(scope, *_CASES))
    return _outside_walls(seen, about, scope, marked) if columns.petition else seen


def _outside_walls(seen: str, about: str, scope: Scope, marked: Marked) -> str:
    """Not about a petition behind a wall of its own, or behind that of a case of its."""
    if marked.petition_walls:
        seen = _and_not_among(seen, about, _walled(scope, *_PETITIONS))
    if marked.walls:
        linked = f"SELECT petition_id FROM link_facts WHERE case_id IN ({_walled(scope, *_CASES)})"  # nosec B608
        seen = _and_not_among(seen, about, linked)
    return seen


def _or_among(seen: str, column: str, rows: str) -> str:
    return f"({seen} OR COALESCE({column} IN ({rows}), FALSE))"


def _and_not_among(seen: str, column: str, rows: str) -> str:
    return f"({seen} AND NOT COALESCE({column} IN ({rows}), FALSE))"


def _of_petitions(scope: Scope, marked: Marked) -> str:
    """Received in one's units, or part of a case one sees; behind no wall."""
    seen = _by_row(scope, PETITION)
    if seen != "TRUE":
        cases = f"SELECT c.id FROM case_facts c WHERE {_judged(scope, CASE, marked)}"  # nosec B608
        linked = "p.id IN (SELECT petition_id FROM link_facts WHERE case_id IN ({}))"
        # A denunciation is not seen through another part of the same paper.
        plain = f"(p.kind <> {_SECRET} AND {linked.format(cases)})"
        secret = linked.format(f"{cases} AND c.kind = {_SECRET}")
        seen = f"({seen} OR {plain} OR {secret})"
    if scope.unit_ids is not None and marked.petition_walls and scope.keeps:
        seen = _or_among(seen, "p.id", _let_in(scope, *_PETITIONS))
    return _outside_walls(seen, "p.id", scope, marked)


def _not_about_hidden(scope: Scope, marked: Marked) -> str:
    """Not linked to a denunciation, case or petition, that the reader may not see."""
    if scope.denunciation_unit_ids is None and scope.unit_ids is None and scope.received_since is None:
        return "TRUE"
    case, petition = _judged(scope, _MATTER_CASE, marked), _judged(scope, _MATTER_PETITION, marked)
    return (
        f"(e.case_kind IS DISTINCT FROM {_SECRET} OR {case}) AND "
        f"(e.petition_kind IS DISTINCT FROM {_SECRET} OR {petition})"
    )


# The table of a wall and what it stands before.
_CASES = ("exclusion_facts", "case_id")
_PETITIONS = ("petition_exclusion_facts", "petition_id")


def _walled(scope: Scope, table: str, key: str) -> str:
    """What walls keep from the reader, as `Scope.condition` has it."""
    shut = f"(user_id = {int(scope.user_id)} AND NOT admits)"
    if scope.wall_unit_ids:
        kept = _let_in(scope, table, key)
        shut = f"({shut} OR (unit_id IN {ids(scope.wall_unit_ids)} AND {key} NOT IN ({kept})))"
    return f"SELECT {key} FROM {table} WHERE {shut}"  # nosec B608


def _let_in(scope: Scope, table: str, key: str) -> str:
    kept = f"(user_id = {int(scope.user_id)} AND admits)"
    if scope.deputy_for is not None:
        kept = f"({kept} OR unit_id = {int(scope.deputy_for)})"
    return f"SELECT {key} FROM {table} WHERE {kept}"  # nosec B608


def _granted(scope: Scope) -> str:
    """The cases of the grants that hold on the day of the scope."""
    holds = "valid_to IS NULL" if scope.on is None else f"(valid_to IS NULL OR valid_to >= {day(scope.on)})"
    return f"SELECT case_id FROM grant_facts WHERE user_id = {int(scope.user_id)} AND {holds}"  # nosec B608


def _by_row(scope: Scope, columns: Columns) -> str:
    seen = _by_unit(scope, columns)
    if scope.officer_ids and columns.officer and seen != "TRUE":
        seen = f"({seen} OR {_by_officer(scope, columns)})"
    return seen


def _by_officer(scope: Scope, columns: Columns) -> str:
    """Assigned to oneself, or to somebody who delegated and is not kept out of it himself."""
    officer = f"{columns.alias}{columns.officer}"
    if not scope.delegators:
        # Nobody's is nobody's own: unknown counts as no wherever a condition chooses rows.
        return f"{officer} IN {ids(scope.officer_ids)}"
    kept_out = _kept_out("exclusion_facts", "case_id", f"{columns.alias}{columns.case}", officer)
    if not columns.case:
        petition = f"{columns.alias}{columns.petition}"
        kept_out = (
            f"EXISTS (SELECT 1 FROM link_facts l JOIN exclusion_facts x ON x.case_id = l.case_id "  # nosec B608
            f"WHERE l.petition_id = {petition} AND x.user_id = {officer} AND NOT x.admits) "
            f"OR {_kept_out('petition_exclusion_facts', 'petition_id', petition, officer)}"
        )
    passed_on = f"{officer} IN {ids(scope.delegators)} AND NOT ({kept_out})"
    # The scope of somebody without an own share of assigned work has only those who delegated.
    own = f"{officer} = {int(scope.user_id)} OR " if scope.user_id in scope.officer_ids else ""
    return f"COALESCE({own}({passed_on}), FALSE)"


def _kept_out(table: str, key: str, of: str, user: str) -> str:
    """Whether a wall names the person himself."""
    return f"EXISTS (SELECT 1 FROM {table} x WHERE x.{key} = {of} AND x.user_id = {user} AND NOT x.admits)"  # nosec B608


def _by_unit(scope: Scope, columns: Columns) -> str:
    unit, kind = f"{columns.alias}{columns.unit}", f"{columns.alias}{columns.kind}"
    plain = _within(unit, scope.unit_ids)
    secret = _within(unit, scope.denunciation_unit_ids)
    if not columns.kind or scope.unit_ids == scope.denunciation_unit_ids:
        seen = plain
    elif secret == "FALSE":
        seen = f"({plain} AND {kind} <> {_SECRET})"
    else:
        seen = f"(({kind} <> {_SECRET} AND {plain}) OR ({kind} = {_SECRET} AND {secret}))"
    if scope.received_since is not None and columns.received_on:
        seen = f"({seen} AND {columns.alias}{columns.received_on} >= {day(scope.received_since)})"
    return seen


def _within(column: str, units: frozenset[int] | None) -> str:
    if units is None:
        return "TRUE"
    return f"{column} IN {ids(units)}" if units else "FALSE"
