"""What waits for a person today: by nearest breach, this week, and what waits for somebody else."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select

from models import Case, CaseEvent, Petition
from models.enums import CaseState, Kind
from services import step_conditions, thresholds
from services.case_course import standing
from services.case_list import CaseRow, rows
from services.permissions import Actor, Permission, can, visible_to
from services.petition_records import condition as visible_petitions
from services.transitions import Transition
from services.workflow_rules import shipped_workflow

LIMIT = 30
# They bear no haste: a few stand here, all of them in case tracking.
UNCONFIRMED = 5


class Waiting(StrEnum):
    """For whom or what a case waits, where it is not for the reader."""

    SUSPENSION = "suspension"
    URGED_BODY = "urged_body"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Task:
    """One case and the one thing to do; `action` None means to open it and look."""

    row: CaseRow
    action: Transition | None = None
    needs_officer: bool = False
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True)
class PetitionTask:
    """A petition that nobody has classified yet."""

    code: str
    kind: Kind
    received_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Work:
    """The three lists with their totals, petitions to classify, and how much comes later.

    `days` is how far "this week" reaches; `unconfirmed` are imported cases whose receipt date
    nobody has confirmed.
    """

    days: int
    now: list[Task]
    now_total: int
    week: list[Task]
    week_total: int
    waiting: list[Task]
    waiting_total: int
    later_total: int
    unconfirmed: list[CaseRow]
    unconfirmed_total: int
    petitions: list[PetitionTask]


def of(session: Session, *, actor: Actor, today: date) -> Work:
    """The work of an actor: what is assigned to him or delegated, and to leaders what nobody has yet.

    A suspended case waits for its reason to pass, an urged one for the urged body; to
    leaders the late cases of their officers are what they wait for.
    """
    days = thresholds.number(session, "due_soon.days", today=today)
    soon = today + timedelta(days=days)
    mine = col(Case.officer_id).in_(actor.scope.officer_ids or {actor.user_id})
    leads = can(actor, Permission.CASE_ASSIGN)
    own = or_(mine, col(Case.officer_id).is_(None)) if leads else mine
    stopped = _stopped()
    due = col(Case.due_on)
    now_rows, now_total = _page(session, actor, own, ~stopped, due <= today)
    week_rows, week_total = _page(session, actor, own, ~stopped, due > today, due <= soon)
    _, later_total = _page(session, actor, own, ~stopped, or_(due.is_(None), due > soon), limit=0)
    waits: ColumnElement[bool] = stopped & mine
    if leads:
        of_others = (~mine) & col(Case.officer_id).is_not(None)
        waits = or_(waits, of_others & (due < today))
    waiting_rows, waiting_total = _page(session, actor, waits)
    unconfirmed, unconfirmed_total = _page(
        session, actor, own, col(Case.is_estimated).is_(True), limit=UNCONFIRMED
    )
    steps = _next_steps(session, [*now_rows, *week_rows], actor=actor)
    return Work(
        days=days,
        now=[_task(row, steps, actor) for row in now_rows],
        now_total=now_total,
        week=[_task(row, steps, actor) for row in week_rows],
        week_total=week_total,
        waiting=[Task(row, waiting=_waits_for(row, actor)) for row in waiting_rows],
        waiting_total=waiting_total,
        later_total=later_total,
        unconfirmed=unconfirmed if can(actor, Permission.CASE_WORK) else [],
        unconfirmed_total=unconfirmed_total if can(actor, Permission.CASE_WORK) else 0,
        petitions=_petitions(session, actor=actor),
    )


def _page(
    session: Session, actor: Actor, *conditions: ColumnElement[bool], limit: int = LIMIT
) -> tuple[list[CaseRow], int]:
    base = visible_to(actor).where(col(Case.closed_on).is_(None), *conditions)
    counted = base.with_only_columns(func.count(), maintain_column_froms=True)
    total = int(session.execute(counted).scalar_one())
    if not total or not limit:
        return [], total
    order = (col(Case.due_on).asc().nulls_last(), col(Case.id))
    return rows(session, list(session.exec(base.order_by(*order).limit(limit)))), total


def _stopped() -> ColumnElement[bool]:
    """Suspended, or urged and without an answer: no clock of ours runs."""
    urged = (col(Case.state) == CaseState.NEW) & col(Case.step).is_(None)
    return or_((col(Case.state) == CaseState.SUSPENDED) & col(Case.step).is_(None), urged)


def _waits_for(row: CaseRow, actor: Actor) -> Waiting:
    if row.state is CaseState.SUSPENDED and row.step is None:
        return Waiting.SUSPENSION
    if row.state is CaseState.NEW and row.step is None:
        return Waiting.URGED_BODY
    return Waiting.OFFICER


def _task(row: CaseRow, steps: dict[int, Transition], actor: Actor) -> Task:
    if row.officer_id is None and can(actor, Permission.CASE_ASSIGN):
        return Task(row, needs_officer=True)
    return Task(row, action=steps.get(row.id))


def _next_steps(session: Session, shown: list[CaseRow], *, actor: Actor) -> dict[int, Transition]:
    """The permitted action that ends the running clock of each case, where there is one."""
    found = session.exec(
        select(CaseEvent)
        .where(col(CaseEvent.case_id).in_([row.id for row in shown]))
        .order_by(col(CaseEvent.id))
    )
    events: dict[int, list[CaseEvent]] = defaultdict(list)
    for event in found:
        events[event.case_id].append(event)
    ids = [row.id for row in shown]
    sorts = session.exec(select(Case.id, Case.disciplinary, Case.further).where(col(Case.id).in_(ids)))
    of_sort = {case_id: {"disciplinary": one, "further": two} for case_id, one, two in sorts}
    steps = {}
    for row in shown:
        done = [event.action for event in standing(events[row.id])]
        for step in shipped_workflow().allowed(row.kind, row.state, instance=row.instance, done=done):
            ends = row.step in step.clocks_met and not step.needs_reason
            if (
                ends
                and step_conditions.fits(step, **of_sort[row.id])
                and can(actor, Permission(step.permission))
            ):
                steps[row.id] = step
                break
    return steps


def _petitions(session: Session, *, actor: Actor) -> list[PetitionTask]:
    """Petitions not yet classified that are his, or nobody's in his units."""
    if not can(actor, Permission.PETITION_HANDLE):
        return []
    mine = col(Petition.officer_id).in_(actor.scope.officer_ids or {actor.user_id})
    found = session.exec(
        select(Petition)
        .where(
            visible_petitions(actor),
            or_(mine, col(Petition.officer_id).is_(None)),
            col(Petition.handled_on).is_(None),
            col(Petition.voided_at).is_(None),
            col(Petition.eligible).is_(None),
        )
        .order_by(col(Petition.handling_due_on).asc().nulls_last(), col(Petition.id))
        .limit(LIMIT)
    )
    return [PetitionTask(one.code, one.kind, one.received_on, one.handling_due_on) for one in found]
