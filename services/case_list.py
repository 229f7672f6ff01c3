"""Lists of cases: one page of rows in the order of nearest breach, and how many there are in all."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Case, ChangeCounter, Deadline, Unit, User
from models.enums import CaseState, Kind, Step
from services import case_search, thresholds
from services.case_conditions import View, conditions_of, is_of_open, open_condition, view_condition
from services.filters import Filter
from services.permissions import Actor, visible_to


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list; `summary` is empty for cases whose words are protected."""

    id: int
    code: str
    kind: Kind
    instance: int
    is_sealed: bool
    summary: str
    unit_id: int
    unit: str
    officer_id: int | None
    officer: str
    state: CaseState
    step: Step | None
    due_on: date | None
    started_on: date | None
    received_on: date
    closed_on: date | None
    is_estimated: bool
    version: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and the number of all."""

    rows: list[CaseRow]
    total: int
    offset: int


def list_page(
    session: Session,
    wanted: Filter,
    *,
    actor: Actor,
    today: date,
    search: str = "",
    view: View | None = None,
    sort: str = "due",
    limit: int = 50,
    offset: int = 0,
) -> Page:
    """The rows from `offset` on, and the total. `sort` is "due" (nearest breach first) or "received".

    Denunciations and protected cases are found by their code only, never by their words.
    """
    conditions = conditions_of(session, wanted, actor=actor, today=today, view=view)
    by_receipt = sort == "received" or not is_of_open(wanted, view)
    base = visible_to(actor).where(*conditions)
    # The open cases of some units are a few thousand, which partial indexes give.
    few = is_of_open(wanted, view) and actor.scope.unit_ids is not None
    found = case_search.narrowed(session, base, search, few=few)
    if found is not base or (wanted.field_ids or wanted.commune_ids or wanted.states):
        return _page_in_one_pass(session, found, by_receipt=by_receipt, limit=limit, offset=offset)
    counted = base.with_only_columns(func.count(), maintain_column_froms=True)
    total = int(session.execute(counted).scalar_one())
    page = session.exec(base.order_by(*_order(Case, by_receipt)).limit(limit).offset(offset)).all()
    return Page(rows(session, list(page)), total, offset)


def _order(columns: Any, by_receipt: bool) -> tuple[Any, ...]:
    if by_receipt:
        return columns.received_on.desc(), columns.id.desc()
    return columns.due_on.asc().nulls_last(), columns.id


def _page_in_one_pass(
    session: Session, cases: SelectOfScalar[Case], *, by_receipt: bool, limit: int, offset: int
) -> Page:
    """A page of what no index holds in order: found once, then both counted and sorted.

    Only the ids that are shown leave the database: a common word has as many as there are cases.
    """
    sorted_by = col(Case.received_on) if by_receipt else col(Case.due_on)
    found = cases.with_only_columns(col(Case.id), sorted_by).cte("found").prefix_with("MATERIALIZED")
    counted = select(func.count()).select_from(found)
    shown = select(found.c.id, counted.scalar_subquery()).order_by(*_order(found.c, by_receipt))
    page = session.exec(shown.limit(limit).offset(offset)).all()
    # Past the last row nothing tells the total.
    total = page[0][1] if page else session.exec(counted).one() if offset else 0
    ids = [case_id for case_id, _ in page]
    by_id = {case.id: case for case in session.exec(select(Case).where(col(Case.id).in_(ids)))}
    return Page(rows(session, [by_id[case_id] for case_id in ids]), total, offset)


def view_counts(session: Session, *, actor: Actor, today: date) -> dict[View, int]:
    """How many open cases each ready-made view holds for this actor."""
    changed = session.exec(select(ChangeCounter.value)).one()
    key = (str(session.get_bind()), changed, today, actor.user_id, actor.scope)
    if _counts.get(actor.user_id, (None, {}))[0] != key:
        if len(_counts) > 500:
            _counts.clear()
        _counts[actor.user_id] = (key, _count_views(session, actor=actor, today=today))
    return _counts[actor.user_id][1]


def forget_counts() -> None:
    """Count anew next time, for tests and benchmarks."""
    _counts.clear()


# The latest counts of each user with what they hold for: a rerun without a write counts nothing anew.
_counts: dict[int, tuple[Any, dict[View, int]]] = {}


def rows(session: Session, cases: list[Case]) -> list[CaseRow]:
    """Cases as lines of a list, with the names of units and officers."""
    units = unit_names(session, {case.unit_id for case in cases})
    officers = user_names(session, {case.officer_id for case in cases if case.officer_id})
    ids = [case.id for case in cases]
    deadlines = session.exec(
        select(Deadline).where(col(Deadline.case_id).in_(ids), col(Deadline.dropped_at).is_(None))
    )
    starts = {(deadline.case_id, deadline.step): deadline.started_on for deadline in deadlines}
    return [
        CaseRow(
            id=case.id or 0,
            code=case.code,
            kind=case.kind,
            instance=case.instance,
            is_sealed=case.kind is Kind.DENUNCIATION or case.is_protected,
            summary=case.summary,
            unit_id=case.unit_id,
            unit=units.get(case.unit_id, ""),
            officer_id=case.officer_id,
            officer=officers.get(case.officer_id or 0, ""),
            state=case.state,
            step=case.step,
            due_on=case.due_on,
            started_on=starts.get((case.id or 0, case.step)) if case.step else None,
            received_on=case.received_on,
            closed_on=case.closed_on,
            is_estimated=case.is_estimated,
            version=case.version,
        )
        for case in cases
    ]


def _count_views(session: Session, *, actor: Actor, today: date) -> dict[View, int]:
    soon = thresholds.number(session, "due_soon.days", today=today)
    counts = [func.count().filter(view_condition(view, actor=actor, today=today, soon=soon)) for view in View]
    query = visible_to(actor).where(open_condition()).with_only_columns(*counts, maintain_column_froms=True)
    found = session.execute(query).one()
    return {view: int(count) for view, count in zip(View, found, strict=True)}


def unit_names(session: Session, ids: set[int]) -> dict[int, str]:
    """The short names of units."""
    found = session.exec(select(Unit.id, Unit.short_name, Unit.name).where(col(Unit.id).in_(ids)))
    return {unit_id or 0: short or name for unit_id, short, name in found}


def user_names(session: Session, ids: set[int]) -> dict[int, str]:
    """The names of users."""
    found = session.exec(select(User.id, User.name).where(col(User.id).in_(ids)))
    return {user_id or 0: name for user_id, name in found}
