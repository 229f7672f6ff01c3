"""A part that was split off wrongly: its case is voided with a reason and stays in the trail."""

from datetime import datetime

from sqlmodel import Session

from models import Case, CaseEvent, Petition
from models.enums import CaseState
from services import audit, cases, changes, clock, petition_cases, petition_parts, petition_records
from services.case_steps import sealed_words
from services.errors import AppError, FieldRequired, NotFound
from services.permissions import Actor, Permission, require
from services.petition_input import LABELS
from services.text import N_, tidy

VOID = "void"
# What stands for a reason that may tell of a denunciation; the words themselves are sealed.
REASON_SEALED = N_("Split off wrongly; the reason is kept sealed")


class LastPart(AppError):
    msgid = N_("This is the only part left. Void the petition, or record that it is not eligible.")


class CaseIsShared(AppError):
    msgid = N_("Other petitions belong to case {code} too; it is not voided with a part of this one.")


def void_part(
    session: Session,
    petition_id: int,
    number: int,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """Void the case of one part as long as nothing has happened in it; the other parts stay as they are.

    Its number is not given again, and the paper stays as sealed as it was. Raises NotFound for a
    part that is not there or not the actor's to see, LastPart, CaseIsShared, CaseHasGoneOn.
    """
    require(actor, Permission.PETITION_VOID)
    petition = petition_records.by_id(session, petition_id, actor=actor, lock=True)
    petition_records.refuse_if_changed(session, petition, seen=seen)
    standing = [part for part in petition_parts.of(session, petition, actor=actor) if part.stands]
    wanted = next((part for part in standing if part.number == number), None)
    if wanted is None:
        raise NotFound()
    reason = tidy(reason)[:300]
    if not reason:
        raise FieldRequired(field="reason", label=LABELS["reason"])
    case = wanted.case
    if len(standing) == 1:
        raise LastPart()
    if petition_cases.is_shared(session, case, petition):
        raise CaseIsShared(code=case.code)
    if case.state is not CaseState.NEW:
        raise petition_cases.CaseHasGoneOn(code=case.code)
    session.add(
        CaseEvent(
            case_id=case.id or 0,
            action=VOID,
            happened_on=clock.local_date(now),
            entered_at=now,
            entered_by_id=actor.user_id,
            sealed_note=sealed_words(case, reason),
        )
    )
    told = REASON_SEALED if cases.is_sealed(case) else reason
    petition_cases.void_case(session, case, reason=told, actor=actor, now=now)
    changes.record(session, Petition, [petition.id or 0])
    audit.write(
        session,
        "petition.void_part",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        case=case.id,
        part=number,
    )
    session.flush()
    return case
