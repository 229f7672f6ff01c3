"""Open matters in which something happened besides time: whom a list of hot spots has to look at."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select, union
from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from models import (
    Case,
    CaseEvent,
    CrowdEvent,
    Decision,
    Directive,
    OverLevelRecord,
    Petition,
    PetitionCase,
)
from services.actors import system_actor
from services.permissions import visible_to


def everybody(today: date, *, ids: set[int] | None = None) -> SelectOfScalar[Case]:
    """Those of the whole department, for what is computed once for all readers; with `ids` some of them."""
    return among(visible_to(system_actor("hotspots")), today=today, ids=ids)


def among(
    cases: SelectOfScalar[Case],
    *,
    today: date,
    closed_after: date | None = None,
    ids: set[int] | None = None,
) -> SelectOfScalar[Case]:
    """Open cases in which something happened besides time; with `closed_after` those closed since as well.

    With `ids` only these are looked at, in every table: after a write a handful among a million.
    Lateness and length together are capped below the level "watch", so a case with nothing else
    can never be on the list; a test keeps the table to that.
    """
    horizon = (closed_after or today) - timedelta(days=366)

    def lacks(column: Any) -> Any:
        """Without that day, or without it as late as the earliest day asked about."""
        missing = col(column).is_(None)
        return missing if closed_after is None else or_(missing, col(column) > closed_after)

    is_open = lacks(Case.closed_on)
    parts: list[Any] = [
        select(CrowdEvent.case_id).where(col(CrowdEvent.gathered_on) >= horizon),  # type: ignore[call-overload]
        select(OverLevelRecord.case_id),  # type: ignore[call-overload]
        select(Directive.case_id).where(lacks(Directive.answered_on)),  # type: ignore[call-overload]
        select(Decision.case_id).where(lacks(Decision.enforced_on)),  # type: ignore[call-overload]
        select(PetitionCase.case_id)  # type: ignore[call-overload]
        .join(Petition, col(Petition.id) == col(PetitionCase.petition_id))
        .join(Case, col(Case.id) == col(PetitionCase.case_id))
        .where(is_open, col(Petition.received_on) > col(Case.decided_on)),
        select(CaseEvent.case_id)  # type: ignore[call-overload]
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(is_open, col(CaseEvent.from_unit_id) != col(CaseEvent.to_unit_id)),
    ]
    if ids is not None:
        parts = [part.where(next(iter(part.selected_columns)).in_(ids)) for part in parts]
        cases = cases.where(col(Case.id).in_(ids))
    moved = union(*parts).subquery()
    return cases.where(is_open, col(Case.id).in_(select(moved.c.case_id)))
