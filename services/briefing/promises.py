"""Conclusions of the room: who does what until when, and on the next Mondays what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models import BriefingDecision, Case, Directive, Unit
from models.enums import Kind, PromiseState, UnitKind
from services import audit, clock, inbox, officers, vault
from services.briefing import weeks
from services.briefing.content import Promise
from services.directives import DirectiveInput, record_directive
from services.errors import AppError, FieldInvalid, FieldRequired, NotFound, NotPermitted
from services.matter_link import case_of
from services.permissions import Actor, Permission, can, require, visible_to
from services.text import N_, nfc

TEXT, WHY = "briefing decision", "briefing reason"
# Whose word a directive of the room is, as it stands on the case; Vietnamese as on paper.
FROM_ROOM = "Giao ban tuần"
LONGEST = 1000


class NotAboutDenunciations(AppError):
    msgid = N_(
        "A conclusion about a denunciation does not belong into the briefing. Record a directive on its case."
    )


class DueInPast(AppError):
    msgid = N_("“To be done by” lies in the past. Choose today or a later day.")


class WhyMissing(AppError):
    msgid = N_("Say why it was not done.")


class TextTooLong(AppError):
    msgid = N_("“{label}” is longer than {longest} characters. Shorten it.")


@dataclass(frozen=True)
class DecisionInput:
    """What was decided; `case_code` where it is about one case."""

    text: str
    unit_id: int | None
    due_on: date | None
    officer_id: int | None = None
    case_code: str = ""


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


def decide(
    session: Session, monday: date, entry: DecisionInput, *, actor: Actor, now: datetime
) -> BriefingDecision:
    """Keep what was decided in a week's briefing; about a case it becomes a directive on it at once."""
    require(actor, Permission.FIGURES_PUBLISH)
    today = clock.local_date(now)
    text = _checked(entry, today)
    unit = session.get(Unit, entry.unit_id)
    if unit is None or unit.kind is UnitKind.OUTSIDE or not unit.is_valid_on(today):
        raise FieldRequired(label=N_("Responsible unit"), field="unit_id")
    if entry.officer_id is not None:
        _check_officer(session, entry.officer_id, today=today)
    case = case_of(session, entry.case_code, actor=actor)
    if case is not None and case.kind is Kind.DENUNCIATION:
        raise NotAboutDenunciations(field="case_code")
    directive = None
    if case is not None:
        directive = record_directive(
            session,
            DirectiveInput(
                case.code, _number(session, monday), FROM_ROOM, today, due_on=entry.due_on, content=text
            ),
            actor=actor,
            now=now,
        )
    row = BriefingDecision(
        monday=monday,
        sealed_text=vault.seal(text, purpose=TEXT),
        unit_id=unit.id or 0,
        officer_id=entry.officer_id,
        due_on=entry.due_on or today,
        case_id=case.id if case else None,
        directive_id=directive.id if directive else None,
        decided_by_id=actor.user_id,
        decided_at=now,
    )
    session.add(row)
    session.flush()
    _audit(session, "briefing.decide", row, actor=actor, now=now)
    inbox.send(
        session,
        entry.officer_id,
        "briefing_decided",
        actor=actor,
        now=now,
        who=actor.name,
        due=f"{row.due_on:%d/%m/%Y}",
    )
    session.flush()
    return row


def report(
    session: Session, decision_id: int, state: PromiseState, *, why: str = "", actor: Actor, now: datetime
) -> BriefingDecision:
    """Say that a conclusion is done, or not done and why; what was said before stands in the trail."""
    if not (can(actor, Permission.FIGURES_PUBLISH) or can(actor, Permission.CASE_ASSIGN)):
        raise NotPermitted()
    row = session.get(BriefingDecision, decision_id)
    if row is None or not _may_report(row, actor):
        raise NotFound()
    reason = nfc(why)
    if state is PromiseState.NOT_DONE and not reason:
        raise WhyMissing(field="why")
    if len(reason) > LONGEST:
        raise TextTooLong(label=N_("Why"), longest=LONGEST, field="why")
    before = row.state
    row.state = state
    row.sealed_why = vault.seal(reason, purpose=WHY) if reason else None
    row.reported_by_id = actor.user_id if state is not PromiseState.OPEN else None
    row.reported_at = now if state is not PromiseState.OPEN else None
    session.flush()
    _audit(session, "briefing.report", row, actor=actor, now=now, changes={"state": [before, state]})
    session.flush()
    return row


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
                may_report=may_read and _may_report(row, actor),
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


def _may_report(row: BriefingDecision, actor: Actor) -> bool:
    if can(actor, Permission.FIGURES_PUBLISH):
        return True
    return can(actor, Permission.CASE_ASSIGN) and row.unit_id in (actor.scope.unit_ids or ())


def _checked(entry: DecisionInput, today: date) -> str:
    text = nfc(entry.text)
    if not text:
        raise FieldRequired(label=N_("What is to be done"), field="text")
    if len(text) > LONGEST:
        raise TextTooLong(label=N_("What is to be done"), longest=LONGEST, field="text")
    if entry.unit_id is None:
        raise FieldRequired(label=N_("Responsible unit"), field="unit_id")
    if entry.due_on is None:
        raise FieldRequired(label=N_("To be done by"), field="due_on")
    if entry.due_on < today:
        raise DueInPast(field="due_on")
    return text


def _check_officer(session: Session, officer_id: int, *, today: date) -> None:
    if officer_id not in {one.id for one in officers.everybody(session, today=today)}:
        raise FieldInvalid(label=N_("Officer"), remedy=N_("choose one from the list."), field="officer_id")


def _number(session: Session, monday: date) -> str:
    """The number of the directive: that of the week, and which one of its conclusions."""
    query = select(BriefingDecision.id).where(BriefingDecision.monday == monday)
    return f"GB-{weeks.code(monday)[1:]}/{len(session.exec(query).all()) + 1}"


def _audit(
    session: Session,
    action: str,
    row: BriefingDecision,
    *,
    actor: Actor,
    now: datetime,
    **details: Any,
) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="briefing_decision",
        subject_id=row.id,
        week=weeks.code(row.monday),
        due_on=row.due_on,
        **details,
    )
