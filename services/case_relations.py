"""How a case stands to others: what is on record, as far as the reader may see it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models import Case, CaseEvent, CaseRelation
from models.enums import RelationKind
from services import audit, case_search
from services.case_steps import sealed_words
from services.errors import AppError
from services.permissions import Actor, visible_to
from services.text import N_, nfc


class RelationChanged(AppError):
    msgid = N_("This has been undone meanwhile. Look at the case again.")


@dataclass(frozen=True, slots=True)
class Related:
    """One relation from the side of the case that is read; `code` is "" where the other is not the reader's.

    `is_origin` tells that the other case came first: it was merged into, split, or decided.
    """

    id: int
    relation: RelationKind
    is_origin: bool
    code: str
    decision_number: str
    decided_on: date | None
    decided_by: str
    served_on: date | None
    entered_at: datetime


def of_case(session: Session, case: Case, *, actor: Actor) -> list[Related]:
    """The standing relations of a case that the caller has found for the actor, newest first."""
    found = session.exec(
        select(CaseRelation)
        .where(
            or_(CaseRelation.case_id == case.id, CaseRelation.other_id == case.id),
            col(CaseRelation.dropped_at).is_(None),
        )
        .order_by(col(CaseRelation.id).desc())
    ).all()
    others = {one.other_id if one.case_id == case.id else one.case_id for one in found}
    # A case that was merged is voided: its code is told to whoever could see it.
    codes = dict(
        session.exec(
            select(Case.id, Case.code).where(col(Case.id).in_(others), actor.scope.condition(Case))
        ).all()
    )
    return [
        Related(
            id=one.id or 0,
            relation=one.relation,
            is_origin=one.case_id == case.id,
            code=codes.get(one.other_id if one.case_id == case.id else one.case_id, ""),
            decision_number=one.decision_number,
            decided_on=one.decided_on,
            decided_by=one.decided_by,
            served_on=one.served_on,
            entered_at=one.entered_at,
        )
        for one in found
    ]


def standing(session: Session, case: Case, relation: RelationKind) -> CaseRelation | None:
    """The relation of that kind in which the case is the later one."""
    return session.exec(
        select(CaseRelation)
        .where(
            CaseRelation.case_id == case.id,
            CaseRelation.relation == relation,
            col(CaseRelation.dropped_at).is_(None),
        )
        .order_by(col(CaseRelation.id).desc())
        .limit(1)
    ).first()


def successor_of(session: Session, code: str, *, actor: Actor) -> str:
    """The code of the case that a merged one went into, "" where there is none for this actor."""
    wanted = case_search.code_of(code) or nfc(code).upper()
    query = (
        select(CaseRelation.other_id)
        .join(Case, col(Case.id) == col(CaseRelation.case_id))
        .where(
            Case.code == wanted,
            actor.scope.condition(Case),
            CaseRelation.relation == RelationKind.MERGED_INTO,
            col(CaseRelation.dropped_at).is_(None),
        )
    )
    other_id = session.exec(query).first()
    if other_id is None:
        return ""
    kept = session.exec(visible_to(actor).where(Case.id == other_id)).first()
    return kept.code if kept else ""


def note(
    session: Session, case: Case, action: str, text: str, *, actor: Actor, now: datetime, on: date
) -> None:
    """Leave an event that changes no clock in the history of a case; the text is sealed."""
    session.add(
        CaseEvent(
            case_id=case.id or 0,
            action=action,
            happened_on=on,
            entered_at=now,
            entered_by_id=actor.user_id,
            sealed_note=sealed_words(case, text),
        )
    )
    session.flush()


def trail(session: Session, action: str, one: Case, other: Case, *, actor: Actor, now: datetime) -> None:
    """Leave the same entry for both cases, each naming the other."""
    for case, beside in ((one, other), (other, one)):
        audit.write(
            session, action, actor=actor, now=now, subject="case", subject_id=case.id, other_id=beside.id
        )
    session.flush()
