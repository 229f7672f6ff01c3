"""The rows behind a sentence of a frozen week, as far as the reader may open them today."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from services import row_details
from services.briefing import freezing
from services.briefing.comparing import CROWDS, Changes
from services.errors import NotFound
from services.facts.scope import CASE, EVENT, condition, ids
from services.permissions import Actor, Permission, require
from services.row_details import RowLine
from services.statistics.figures import ready

CASES, EVENTS = "cases", "crowd_events"


@dataclass(frozen=True)
class Frozen:
    """One page of rows: `frozen` stood in the snapshot, `total` of them the reader may open."""

    table: str
    frozen: int
    total: int
    lines: list[RowLine] = field(default_factory=list)


def of_list(
    session: Session,
    snapshot_id: int,
    name: str,
    *,
    actor: Actor,
    today: date,
    limit: int = 50,
    offset: int = 0,
) -> Frozen:
    """The rows of one of the lists of a frozen week. NotFound for a list that it does not have."""
    _matters, lists = freezing.matters_of(session, snapshot_id, actor=actor)
    if name not in lists:
        raise NotFound()
    return rows(session, name, lists[name], actor=actor, today=today, limit=limit, offset=offset)


def of_changes(
    session: Session,
    changes: Changes,
    name: str,
    *,
    actor: Actor,
    today: date,
    limit: int = 50,
    offset: int = 0,
) -> Frozen:
    """The rows of one kind of change between two weeks."""
    found = changes.lists.get(name, [])
    return rows(session, name, found, actor=actor, today=today, limit=limit, offset=offset)


def rows(
    session: Session,
    name: str,
    listed: list[int],
    *,
    actor: Actor,
    today: date,
    limit: int = 50,
    offset: int = 0,
) -> Frozen:
    """A page of listed ids within the reader's scope, in the order of the list."""
    require(actor, Permission.FIGURES_READ)
    table = EVENTS if name == CROWDS else CASES
    if not listed or not actor.scope.rows:
        return Frozen(table, len(listed), 0)
    facts = ready(today).facts
    columns, source, case = (
        (EVENT, "crowd_facts e", "e.case_id") if table == EVENTS else (CASE, "case_facts c", "c.id")
    )
    seen: dict[int, int | None] = dict(
        facts.query(
            f"SELECT {columns.alias}id, {case} FROM {source} WHERE {columns.alias}id IN {ids(listed)} "  # nosec B608
            f"AND {condition(actor.scope, columns, facts.marked(actor.scope))}"
        )
    )
    found = [i for i in listed if i in seen]
    page = found[offset : offset + limit]
    lines = row_details.lines_of(session, table, page, [seen[i] for i in page], actor=actor)
    return Frozen(table, len(listed), len(found), lines)
