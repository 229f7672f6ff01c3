"""A row about a case, and that case: both locked, and only where the actor may see the case."""

from typing import TypeVar

from sqlmodel import Session, col, select

from models import Case, HotSpotFile, HotSpotMeasure, LevelOverride
from services import cases
from services.errors import NotFound
from services.permissions import Actor, visible_to

Row = TypeVar("Row", HotSpotFile, HotSpotMeasure, LevelOverride)


def with_case(session: Session, model: type[Row], row_id: int, *, actor: Actor) -> tuple[Row, Case]:
    """The row as it stands now, and its case. Raises NotFound."""
    ids = visible_to(actor).with_only_columns(col(Case.id))
    query = select(model).where(model.id == row_id, col(model.case_id).in_(ids))
    row = session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound()
    return row, cases.by_id(session, row.case_id, actor=actor, lock=True)
