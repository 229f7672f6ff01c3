"""Conclusions of the room: who does what until when, and on the next Mondays what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from models import BriefingDecision, Unit
from models.enums import Kind, PromiseState, UnitKind
from services import audit, clock, inbox, officers, vault
from services.briefing import promises_told, weeks
from services.directives import DirectiveInput, record_directive
from services.errors import AppError, FieldInvalid, FieldRequired, NotFound, NotPermitted
from services.matter_link import case_of
from services.permissions import Actor, Permission, can, require
from services.text import N_, nfc

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
        sealed_text=vault.seal(text, purpose=promises_told.TEXT),
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
    if row is None or not promises_told.may_report(row, actor):
        raise NotFound()
    reason = nfc(why)
    if state is PromiseState.NOT_DONE and not reason:
        raise WhyMissing(field="why")
    if len(reason) > LONGEST:
        raise TextTooLong(label=N_("Why"), longest=LONGEST, field="why")
    before = row.state
    row.state = state
    row.sealed_why = vault.seal(reason, purpose=promises_told.WHY) if reason else None
    row.reported_by_id = actor.user_id if state is not PromiseState.OPEN else None
    row.reported_at = now if state is not PromiseState.OPEN else None
    session.flush()
    _audit(session, "briefing.report", row, actor=actor, now=now, changes={"state": [before, state]})
    session.flush()
    return row


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
