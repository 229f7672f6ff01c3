"""What narrows a list of cases: the shared filter and the ready-made views, as SQL."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from models import Case, CrowdEvent, Directive
from models.enums import CaseState
from services import actors, thresholds
from services.filters import Filter, Status
from services.permissions import Actor


class View(StrEnum):
    """Ready-made views of the list of open cases, each shown with its count."""

    MINE = "mine"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    UNASSIGNED = "unassigned"
    DIRECTED = "directed"
    CROWD = "crowd"
    # Imported, and nobody has confirmed the receipt date yet.
    ESTIMATED = "estimated"


def open_condition() -> ColumnElement[bool]:
    """Open cases, worded as the partial indexes of open cases want it."""
    return col(Case.closed_on).is_(None)


def view_condition(view: View, *, actor: Actor, today: date, soon: int) -> ColumnElement[bool]:
    """What a view adds to "open"; `soon` in days."""
    if view is View.MINE:
        return col(Case.officer_id).in_(actor.scope.officer_ids or {actor.user_id})
    if view is View.OVERDUE:
        return col(Case.due_on) < today
    if view is View.DUE_SOON:
        return col(Case.due_on).between(today, today + timedelta(days=soon))
    if view is View.UNASSIGNED:
        return col(Case.officer_id).is_(None)
    if view is View.DIRECTED:
        return col(Case.id).in_(select(Directive.case_id).where(col(Directive.answered_on).is_(None)))
    if view is View.ESTIMATED:
        return col(Case.is_estimated).is_(True)
    return col(Case.id).in_(
        select(CrowdEvent.case_id).where(
            col(CrowdEvent.case_id).is_not(None), col(CrowdEvent.voided_at).is_(None)
        )
    )


def conditions_of(
    session: Session, wanted: Filter, *, actor: Actor, today: date, view: View | None
) -> list[ColumnElement[bool]]:
    soon = thresholds.number(session, "due_soon.days", today=today)
    found: list[ColumnElement[bool]] = []
    if view is not None:
        found += [open_condition(), view_condition(view, actor=actor, today=today, soon=soon)]
    if wanted.status is Status.CLOSED:
        found.append(col(Case.closed_on).is_not(None))
    elif wanted.status is not None:
        found.append(open_condition())
    if wanted.status is Status.OVERDUE:
        found.append(view_condition(View.OVERDUE, actor=actor, today=today, soon=soon))
    elif wanted.status is Status.DUE_SOON:
        found.append(view_condition(View.DUE_SOON, actor=actor, today=today, soon=soon))
    elif wanted.status is Status.SUSPENDED:
        found.append(col(Case.state) == CaseState.SUSPENDED)
    if wanted.unit_id is not None:
        found.append(col(Case.unit_id).in_(actors.subtree(session, wanted.unit_id)))
    received_on: Any = col(Case.received_on)
    if is_of_open(wanted, view):
        # Worded so that no index by day of receipt fits: SQLite would take it, and read all closed cases.
        received_on = func.coalesce(received_on, received_on)
    if wanted.start is not None:
        found.append(received_on >= wanted.start)
    if wanted.end is not None:
        found.append(received_on <= wanted.end)
    for column, values in (
        (Case.kind, wanted.kinds),
        (Case.field_id, wanted.field_ids),
        (Case.commune_id, wanted.commune_ids),
        (Case.state, wanted.states),
    ):
        if values:
            found.append(col(column).in_(values))
    return found


def is_of_open(wanted: Filter, view: View | None) -> bool:
    """Whether the list holds open cases only."""
    return view is not None or wanted.status not in (None, Status.CLOSED)
