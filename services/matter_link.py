"""The case that a record belongs to, found by the code a person typed, within what they may see."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from models import Case, Petition
from models.enums import Kind
from services.errors import AppError
from services.permissions import Actor, visible_to
from services.text import N_, tidy


class CaseCodeUnknown(AppError):
    msgid = N_("There is no case {code}, or you may not see it. Check the code.")


def case_of(session: Session, code: str, *, actor: Actor) -> Case | None:
    """The case of a code; None for no code. Missing and forbidden cases are refused alike."""
    wanted = tidy(code).upper()
    if not wanted:
        return None
    found = session.exec(visible_to(actor).where(col(Case.code) == wanted)).one_or_none()
    if found is None:
        raise CaseCodeUnknown(code=wanted, field="case_code")
    return found


def not_about_hidden(model: Any, actor: Actor) -> ColumnElement[bool]:
    """Leaves out records about denunciations that the actor may not see, linked by case or by petition."""
    hidden_cases, hidden_petitions = (
        select(table.id).where(
            table.kind == Kind.DENUNCIATION,
            # Not "NOT condition": a null officer would make it neither true nor false.
            col(table.id).not_in(select(table.id).where(actor.scope.condition(table))),
        )
        for table in (Case, Petition)
    )
    return and_(
        or_(model.case_id.is_(None), model.case_id.not_in(hidden_cases)),
        or_(model.petition_id.is_(None), model.petition_id.not_in(hidden_petitions)),
    )
