"""What was promised in the room and what became of it, as one reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models import BriefingDecision, Case, Directive
from models.enums import PromiseState
from services import clock, vault
from services.briefing.content import Promise
from services.permissions import Actor, Permission, can, require, visible_to

TEXT, WHY = "briefing decision", "briefing reason"


@dataclass(frozen=True)
class Shown:
    """A conclusion as one reader may see it: `text` and `why` are None where they are not for him."""

    id: int
    monday: date
    unit_id: int
    officer_id: int | None
    due_on: date
    state: PromiseState
    text: str | None
    why: str | None
    case_code: str
    decided_at: datetime
    reported_at: datetime | None
    may_report: bool


def of_week(session: Session, monday: date, *, actor: Actor) -> list[Shown]:
    """What was decided in a week, in order."""
    require(actor, Permission.FIGURES_READ)
    query = select(BriefingDecision).where(BriefingDecision.monday == monday)
    return shown(session, session.exec(query.order_by(col(BriefingDecision.id))).all(), actor=actor)


def by_ids(session: Session, ids: Sequence[int], *, actor: Actor) -> list[Shown]:
    """The conclusions that a snapshot names, in its order."""
    require(actor, Permission.FIGURES_READ)
    rows = session.exec(select(BriefingDecision).where(col(BriefingDecision.id).in_(ids))).all()
    found = {one.id: one for one in shown(session, rows, actor=actor)}
    return [found[i] for i in ids if i in found]


def to_tell(session: Session, monday: date) -> list[Promise]:
    """The conclusions of earlier weeks that the briefing of a week has to tell of, the oldest day first.

    Those that waited when the week began or were reported since. What became a directive is done
    once its answer went out. For the maker of a snapshot, who keeps ids, days and states only.
    """
    rows = session.exec(
        select(BriefingDecision)
        .where(
            BriefingDecision.monday < monday,
            or_(
                col(BriefingDecision.reported_at).is_(None),
                col(BriefingDecision.reported_at) >= clock.local_midnight(monday),
            ),
        )
        .order_by(col(BriefingDecision.due_on), col(BriefingDecision.id))
    ).all()
    answers = _answers(session, rows)
    told = []
    for row in rows:
        answered = answers.get(row.directive_id or 0)
        if row.state is PromiseState.OPEN and answered is not None and answered < monday:
            continue
        told.append(Promise(row.id or 0, row.unit_id, row.due_on, _state(row, answered)))
    return told


def shown(session: Session, rows: Sequence[BriefingDecision], *, actor: Actor) -> list[Shown]:
    """Conclusions within the reader's rights: of units that are not his he sees unit, day and state only."""
    case_ids = [row.case_id for row in rows if row.case_id is not None]
    seen = session.exec(visible_to(actor).where(col(Case.id).in_(case_ids))).all() if case_ids else []
    codes = {case.id: case.code for case in seen}
    answers = _answers(session, rows)
    found = []
    for row in rows:
        may_read = _may_read(row, actor) and (row.case_id is None or row.case_id in codes)
        why = vault.unseal(row.sealed_why, purpose=WHY) if row.sealed_why and may_read else None
        found.append(
            Shown(
                id=row.id or 0,
                monday=row.monday,
                unit_id=row.unit_id,
                officer_id=row.officer_id if may_read else None,
                due_on=row.due_on,
                state=_state(row, answers.get(row.directive_id or 0)),
                text=str(vault.unseal(row.sealed_text, purpose=TEXT)) if may_read else None,
                why=why,
                case_code=codes.get(row.case_id, ""),
                decided_at=row.decided_at,
                reported_at=row.reported_at,
                may_report=may_read and may_report(row, actor),
            )
        )
    return found


def _state(row: BriefingDecision, answered: date | None) -> PromiseState:
    return PromiseState.DONE if row.state is PromiseState.OPEN and answered is not None else row.state


def _answers(session: Session, rows: Sequence[BriefingDecision]) -> dict[int, date | None]:
    ids = [row.directive_id for row in rows if row.directive_id is not None]
    if not ids:
        return {}
    found = session.exec(select(Directive).where(col(Directive.id).in_(ids)))
    return {directive.id or 0: directive.answered_on for directive in found}


def _may_read(row: BriefingDecision, actor: Actor) -> bool:
    scope = actor.scope
    if actor.is_system or row.officer_id == actor.user_id or row.decided_by_id == actor.user_id:
        return True
    return scope.rows and (scope.unit_ids is None or row.unit_id in scope.unit_ids)


def may_report(row: BriefingDecision, actor: Actor) -> bool:
    """Whether the actor says what became of a conclusion: the leaders, and the head of its unit."""
    if can(actor, Permission.FIGURES_PUBLISH):
        return True
    return can(actor, Permission.CASE_ASSIGN) and row.unit_id in (actor.scope.unit_ids or ())
